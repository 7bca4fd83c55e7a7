"""`kiosk desk backup`, `restore`, `audit`: what is kept."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.desk.commands.options import Database, Dir, Json, Yes, chosen, date, document, opened
from kiosk.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from kiosk.desk.storage.archive import About
    from kiosk.settings import Desk


def audit(
    most: Annotated[int, typer.Option(help="How many deeds, the last ones.", min=1, max=10_000)] = 50,
    database: Database = "",
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Who did what to people, kiosks and rights: newest first.

    Example: kiosk desk audit --most 200 --json
    """
    from rich.console import Console

    from kiosk.plain_table import plain_table

    rows = asyncio.run(_deeds(chosen(database, folder), most))
    if json_:
        document({"audit": [dict(row) for row in rows]})
        return
    deeds = ((date(row["at"]), row["who"], row["did"], row["about"], row["detail"]) for row in rows)
    Console().print(plain_table(("When", "Who", "Did", "To", "Detail"), deeds))


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to (default: desk-DATE.tar.gz here).")] = None,
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Write the desk into one file: its database, its certificate, its keys. It may serve meanwhile.

    Whoever has the file has the desk; keep it as you keep a key. A desk with its own PostgreSQL is kept by pg_dump.

    Example: kiosk desk backup /media/stick/desk.tar.gz
    """
    from kiosk.desk.storage import archive
    from kiosk.desk.storage.folder import folder_of

    settings = _in_a_file(chosen(folder=folder))
    place = file or Path(f"desk-{time.strftime('%Y%m%d-%H%M%S')}.tar.gz")
    about = archive.backup(folder_of(settings), place)
    if json_:
        document({"file": str(place.absolute()), "bytes": place.stat().st_size} | asdict(about))
    else:
        typer.echo(f"{place}: {_told(about)}, {place.stat().st_size / 1e6:.1f} MB.")
        typer.echo(f"Back again: kiosk desk restore {place}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `kiosk desk backup` wrote.")],
    yes: Yes = False,
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Put a desk from a file in place of the one that is here, which is kept as a file of the same kind.

    Example: kiosk desk restore /media/stick/desk.tar.gz --yes
    """
    from kiosk.desk.storage import archive
    from kiosk.desk.storage.folder import folder_of

    place = folder_of(_in_a_file(chosen(folder=folder)))
    about = archive.look(file)
    before = archive.restore(file, place) if yes else None
    if json_:
        document({"file": str(file), "restored": yes, "before": str(before) if before else None} | asdict(about))
        return
    typer.echo(f"{file}, of {date(about.made_at)} by version {about.version}: {_told(about)}.")
    if not yes:
        typer.echo(f"It would take the place of the desk in {place.path}. Nothing is done yet: add --yes.")
    elif before is not None:
        typer.echo("It is in place, and everybody signs in again. What was revoked, removed or erased here stays so.")
        typer.echo(f"What was there is kept in {before}: it holds what shoppers said, so delete it when all is well.")
    else:
        typer.echo("It is in place, and everybody signs in again. Who was removed and what was revoked after that")
        typer.echo("backup is let in again: look at `kiosk desk staff list` and `kiosk desk kiosks`.")


def _in_a_file(settings: Desk) -> Desk:
    if settings.database:
        sentence = "This desk has a database of its own, which is no file of the desk's folder."
        raise InputError("desk.not-a-file", sentence, "Use that database's tools: pg_dump and pg_restore.")
    return settings


def _told(about: About) -> str:
    return f"{about.staff} colleagues, {about.kiosks} kiosks, {about.tickets} asks"


async def _deeds(settings: Desk, most: int) -> Sequence[RowMapping]:
    from kiosk.desk.storage import audit as kept

    async with opened(settings) as engine:
        return await kept.latest(engine, most)
