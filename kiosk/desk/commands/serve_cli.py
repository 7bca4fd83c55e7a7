"""`kiosk desk serve` and `status`: a desk of its own, and how the desk of this machine is."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.desk.commands.options import Database, Dir, Json, chosen, document, opened

if TYPE_CHECKING:
    from kiosk.desk.serving import Node
    from kiosk.settings import Desk


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all (default: settings).")] = "",
    port: Annotated[int | None, typer.Option(help="Port; 0 for any that is free (default: 8443).", min=0)] = None,
    database: Database = "",
    nats: Annotated[
        list[str] | None, typer.Option(help="A server that nodes tell each other by, as nats://a:4222; repeat it.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Certificate with its chain, PEM; else its own.")] = None,
    key: Annotated[Path | None, typer.Option(help="Key of that certificate, PEM.")] = None,
    tls: Annotated[bool, typer.Option("--tls/--no-tls", help="Without TLS only behind a proxy that has it.")] = True,
    store: Annotated[
        Path | None, typer.Option(help="Folder of a store: its knowledge is shown and written at the desk.")
    ] = None,
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Serve a desk until Ctrl-C. A kiosk brings its own along (`kiosk run`); this is for a desk of several kiosks.

    Prints `ready` when it serves. At the first start in a terminal `admin` is made, with a password that is shown this
    once; elsewhere make somebody with `kiosk desk staff add NAME --role supervisor`. Several nodes share a database and
    NATS; what else a desk can, as a code for shoppers' phones (desk.public_url), `kiosk explain desk` tells.

    Example: kiosk desk serve --port 8443 --database postgresql://desk@db.example/desk --nats nats://a.example:4222
    """
    more: dict[str, Any] = {"host": host, "port": port, "certificate": certificate, "key": key}
    more |= {"nats": nats or None, "tls": None if tls else False}
    settings = chosen(database, folder, **more)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if asyncio.run(_serve(settings, store, json_=json_)):
        raise KeyboardInterrupt


def status(database: Database = "", folder: Dir = None, json_: Json = False) -> None:
    """How the desk of this machine is: where it serves, how its certificate is known, who may sign in.

    A kiosk that has joined a desk elsewhere tells how that one is. Ends with 1 if none serves.

    Example: kiosk desk status
    """
    settings = chosen(database, folder)
    found = asyncio.run(_status(settings))
    if json_:
        document(found)
    else:
        for line in _said(found):
            typer.echo(line)
    if not found["answers"]:
        raise typer.Exit(1)


async def _serve(settings: Desk, store: Path | None, *, json_: bool) -> bool:
    """Whether it was interrupted, by whatever signal."""
    from kiosk.configuration import layers
    from kiosk.desk.serving import serving
    from kiosk.monitoring import watchdog

    over = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, over.set)
    knows = layers.store_dir(store) if store is not None else None
    async with serving(settings, first=sys.stderr.isatty(), store=knows) as node:
        await _tell(node, settings)
        if json_:
            document(asdict(node.served))
        else:
            typer.echo("ready")
        sys.stdout.flush()
        watchdog.notify("READY=1", f"STATUS=serving at {node.served.url}")
        await node.serve(over)
        watchdog.notify("STOPPING=1")
    return True


async def _tell(node: Node, settings: Desk) -> None:
    from kiosk.desk.auth.certificate import addresses
    from kiosk.desk.commands import welcome
    from kiosk.desk.serving import EVERYWHERE

    others = addresses() if settings.host in EVERYWHERE else ()
    for line in welcome.lines(node.served.url, node.served.fingerprint, node.password, others):
        typer.echo(line, err=True)
    if node.password is None and not await node.hub.staff.everybody():
        typer.echo("desk: nobody may sign in yet: `kiosk desk staff add NAME --role supervisor`", err=True)


async def _status(settings: Desk) -> dict[str, Any]:
    from kiosk.desk.auth.certificate import addresses
    from kiosk.desk.auth.enrolment import Enrolment
    from kiosk.desk.auth.reach import why_not, why_not_joined
    from kiosk.desk.auth.staff_accounts import Staff
    from kiosk.desk.storage.folder import folder_of

    if settings.mode == "remote" and folder_of(settings).running() is None:
        why = await asyncio.to_thread(why_not_joined, settings)
        return {"mode": settings.mode, "url": settings.url, "kiosk": settings.name, "answers": not why, "why": why}
    folder = folder_of(settings)
    served = folder.running()
    staff, kiosks = 0, 0
    if settings.database or folder.database.is_file():  # to ask how a desk is makes none
        async with opened(settings) as engine:
            staff = len(await Staff(engine).everybody())
            kiosks = sum(row["revoked_at"] is None for row in await Enrolment(engine).everything())
    return {
        "mode": settings.mode,
        "folder": str(folder.path),
        "served": asdict(served) if served else None,
        "answers": served is not None and not await asyncio.to_thread(why_not, served.url, served.fingerprint),
        "addresses": list(addresses()),
        "staff": staff,
        "kiosks": kiosks,
    }


def _said(found: dict[str, Any]) -> list[str]:
    if "why" in found:
        how = f"cannot be used: {found['why']}" if found["why"] else "answers, and lets it in"
        return [f"This kiosk is {found['kiosk']} at the desk {found['url']}, which {how}."]
    served = found["served"]
    if served is None:
        head = ["No desk serves on this machine. `kiosk run` brings one along; `kiosk desk serve` is one by itself."]
    else:
        how = "answers" if found["answers"] else "does not answer"
        head = [f"The desk at {served['url']} {how} (process {served['pid']})."]
        if served["fingerprint"]:
            head.append(f"SHA-256 of its certificate: {served['fingerprint']}")
        if found["addresses"]:
            head.append(f"Addresses of this machine: {', '.join(found['addresses'])}")
    return [
        *head,
        f"Folder: {found['folder']}",
        f"{found['staff']} may sign in, {found['kiosks']} kiosks are enrolled.",
    ]
