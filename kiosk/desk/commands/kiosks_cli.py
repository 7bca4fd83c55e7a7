"""`kiosk desk enrol`, `join`, `kiosks`, `revoke`: which kiosks may ask this desk, and how one becomes known to it."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.desk.commands.options import Database, Dir, Json, Yes, chosen, date, document, opened, present, who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from kiosk.settings import Desk

OPEN = (
    "Warning: http:// has no TLS. Whoever is on the way reads this kiosk's token and all that shoppers say. Use the "
    "desk's https:// address."
)
KioskArgument = Annotated[str, typer.Argument(metavar="KIOSK", help="The kiosk's name: letters, digits, . _ -")]


def enrol(kiosk: KioskArgument, database: Database = "", folder: Dir = None, json_: Json = False) -> None:
    """Make a code by which a kiosk elsewhere joins this desk: it works once, for 15 minutes.

    The kiosk beside the desk needs none: `kiosk run` enrols it.

    Example: kiosk desk enrol entrance
    """
    from kiosk.desk.auth.enrolment import CODE_S

    settings = chosen(database, folder)
    code = asyncio.run(_coded(settings, kiosk))
    if json_:
        document({"kiosk": kiosk, "code": code, "seconds": CODE_S})
        return
    url, fingerprint = _where(settings)
    typer.echo(f"Code for {kiosk}, good for {CODE_S / 60:.0f} minutes: {code}")
    pinned = f" --fingerprint {fingerprint}" if fingerprint else ""
    typer.echo(f"At the kiosk: kiosk desk join {url} {code}{pinned}")


def join(
    url: Annotated[str, typer.Argument(metavar="URL", help="The desk's address, as https://desk.example:8443.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code that `kiosk desk enrol` made there.")],
    fingerprint: Annotated[
        str, typer.Option(help="SHA-256 of the desk's own certificate, as the desk shows it; else you are asked.")
    ] = "",
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Let this kiosk join a desk elsewhere: fetch its token, remember its certificate, write its address down.

    The address goes into device.toml. Restart the kiosk afterwards; `kiosk desk status` here tells whether the desk
    answers and lets this kiosk in.

    Example: kiosk desk join https://desk.example:8443 ABCD-EFGH-JKLM
    """
    from kiosk.desk.auth import joining
    from kiosk.desk.storage.folder import folder_of

    if joining.is_readable_on_the_way(url):
        typer.echo(OPEN, err=True)
    sure = None if fingerprint or not sys.stdin.isatty() else _asked
    joined = asyncio.run(joining.join(url, code, fingerprint, folder_of(chosen(folder=folder)), sure))
    if json_:
        document(
            {"kiosk": joined.kiosk, "url": joined.url, "fingerprint": joined.fingerprint, "file": str(joined.file)}
        )
    else:
        typer.echo(f"This kiosk is {joined.kiosk} at {joined.url}. It is written in {joined.file}.")
        typer.echo("Restart the kiosk: it asks this desk from now on.")


def kiosks(database: Database = "", folder: Dir = None, json_: Json = False) -> None:
    """All kiosks that were ever enrolled.

    Example: kiosk desk kiosks
    """
    from rich.console import Console

    from kiosk.plain_table import plain_table

    rows = asyncio.run(_listed(chosen(database, folder)))
    if json_:
        document({"kiosks": [dict(row) for row in rows]})
        return
    if not rows:
        typer.echo("No kiosk is enrolled yet. `kiosk desk enrol NAME` makes a code for one.")
        return
    kiosks = ((row["name"], date(row["enrolled_at"]), date(row["revoked_at"])) for row in rows)
    Console().print(plain_table(("Kiosk", "Enrolled", "Revoked"), kiosks))


def revoke(
    kiosk: KioskArgument, yes: Yes = False, database: Database = "", folder: Dir = None, json_: Json = False
) -> None:
    """Let a kiosk in no more; a new code lets it in again.

    Example: kiosk desk revoke entrance --yes
    """
    asyncio.run(_revoked(chosen(database, folder), kiosk, done=yes))
    if json_:
        document({"kiosk": kiosk, "revoked": yes})
    elif yes:
        typer.echo(f"{kiosk} is let in no more.")
    else:
        typer.echo(f"{kiosk} would be let in no more, and its line closed. Nothing is done yet: add --yes.")


def _asked(fingerprint: str) -> bool:
    typer.echo("Nobody vouches for the certificate of this desk. Its SHA-256:", err=True)
    typer.echo(f"  {fingerprint}", err=True)
    return typer.confirm("Is it the one that `kiosk desk status` shows at the desk?", err=True)


def _where(settings: Desk) -> tuple[str, str]:
    """Address and fingerprint of the desk, as far as they are known here."""
    from kiosk.desk.storage.folder import folder_of

    running = folder_of(settings).running()
    return (running.url, running.fingerprint) if running else (settings.url or "https://THIS-MACHINE:8443", "")


async def _coded(settings: Desk, kiosk: str) -> str:
    from kiosk.desk.auth.enrolment import Enrolment
    from kiosk.desk.web.requests import EnrolmentWanted, formed

    form = formed(EnrolmentWanted, {"kiosk": kiosk})
    async with opened(settings) as engine:
        return await Enrolment(engine).make_code(form.kiosk, who(), present())


async def _listed(settings: Desk) -> Sequence[RowMapping]:
    from kiosk.desk.auth.enrolment import Enrolment

    async with opened(settings) as engine:
        return await Enrolment(engine).everything()


async def _revoked(settings: Desk, kiosk: str, *, done: bool) -> None:
    from kiosk.desk.auth.enrolment import Enrolment, no_kiosk

    async with opened(settings) as engine:
        enrolment = Enrolment(engine)
        if done:
            await enrolment.revoke(kiosk, who(), present())
        elif not any(row["name"] == kiosk and row["revoked_at"] is None for row in await enrolment.everything()):
            raise no_kiosk(kiosk)
