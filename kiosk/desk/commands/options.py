"""What the commands of `kiosk desk` have in common: which desk they are for, and who types."""

from __future__ import annotations

import getpass
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from kiosk.settings import Desk

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only told what would be done.")]
Database = Annotated[
    str,
    typer.Option(
        "--database",
        help="The desk's database, as postgresql://desk@db.example/desk (default: settings). Its password stands in "
        "PGPASSWORD or ~/.pgpass, not here.",
    ),
]
Dir = Annotated[Path | None, typer.Option("--dir", help="The desk's folder (default: desk/ in the data folder).")]


def chosen(database: str = "", folder: Path | None = None, **more: Any) -> Desk:  # noqa: ANN401 - any value of a setting
    """The settings of the desk, with what was typed over them."""
    from kiosk.configuration import layers
    from kiosk.privacy.concealed import conceal_arguments

    conceal_arguments()
    typed = {"database": database, "dir": folder.absolute() if folder else None, **more}
    given = {key: value for key, value in typed.items() if value is not None and value != ""}
    plain = {key: str(value) if isinstance(value, Path) else value for key, value in given.items()}
    return layers.load(None, {"desk": plain} if plain else {}).desk


@asynccontextmanager
async def opened(settings: Desk) -> AsyncIterator[AsyncEngine]:
    """The desk's database with the tables of this version, whether it is served meanwhile or not."""
    from kiosk.desk.storage.database import beside, migrate, open_database
    from kiosk.desk.storage.folder import folder_of

    folder = folder_of(settings)
    if not settings.database:
        folder.open()
    engine = open_database(settings.database or beside(folder.path))
    try:
        await migrate(engine)
        yield engine
    finally:
        await engine.dispose()


def who() -> str:
    """Who types, for the audit."""
    return f"{getpass.getuser()} at the command line"


def present() -> float:
    """Seconds since 1970."""
    return time.time()


def date(at: float | None) -> str:
    """A time for a table: this machine's, to the minute."""
    return "" if at is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def document(what: Mapping[str, Any]) -> None:
    """The one document of `--json`."""
    typer.echo(json.dumps(what, ensure_ascii=False))
