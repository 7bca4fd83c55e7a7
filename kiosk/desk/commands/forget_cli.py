"""`kiosk desk forget`: what the desk forgets by itself each hour, at once and sooner."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.desk.commands.options import Database, Dir, Json, Yes, chosen, document, opened, present, who

if TYPE_CHECKING:
    from kiosk.desk.tickets.retention import Forgotten
    from kiosk.settings import Desk


def forget(
    days: Annotated[
        float | None, typer.Option(help="Words older than so many days (default: desk.retention_days).", min=0)
    ] = None,
    yes: Yes = False,
    database: Database = "",
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Forget conversations, notes, messages and numbers that are older than they are kept.

    The desk does so by itself each hour; this is for sooner, while it serves or not. docs/privacy.md tells what is kept
    for how long.

    Example: kiosk desk forget --days 7 --yes
    """
    settings = chosen(database, folder)
    kept = settings.retention_days if days is None else days
    found = asyncio.run(_forgotten(settings, kept, really=yes))
    if json_:
        document({"days": kept, "forgotten": yes} | asdict(found))
        return
    told = ", ".join(f"{name} {count}" for name, count in asdict(found).items() if count) or "nothing"
    typer.echo(f"Older than {kept:g} days: {told}.")
    if found.any:
        typer.echo(
            "It is forgotten." if yes else "Nothing is done yet: add --yes. What is forgotten does not come back."
        )


async def _forgotten(settings: Desk, days: float, *, really: bool) -> Forgotten:
    from kiosk.desk.tickets import retention

    keep = retention.of_days(days)
    async with opened(settings) as engine:
        if really:
            return await retention.forget(engine, keep, present(), who())
        return await retention.due(engine, keep, present())
