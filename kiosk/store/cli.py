"""`kiosk store`: for who connects a kiosk with a store's systems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from kiosk.store.contract import Finding, Samples
    from kiosk.store.mapping import BackEndFile

app = typer.Typer(no_args_is_help=True, help="The store's back end: try one, hold one to what the kiosk needs.")


@app.command("test")
def hold_to_contract(
    url: Annotated[str, typer.Argument(help="Base URL of the back end: https://shop.example/kiosk")],
    mapping: Annotated[Path | None, typer.Option(help="Its backend.toml; that of --store without it.")] = None,
    store: Annotated[Path | None, typer.Option(help="The store's folder; the demo store without it.")] = None,
    product: Annotated[str, typer.Option(help="The id of a product to ask for; the first of products.csv.")] = "",
    order: Annotated[str, typer.Option(help="The number of an order to ask for.")] = "",
    service: Annotated[str, typer.Option(help="The id of the entry that books; found by itself.")] = "",
    book: Annotated[bool, typer.Option("--book", help="Also book a free time, which must be undone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for machines.")] = False,
) -> None:
    """Ask a back end everything that a kiosk asks, right and wrong: `kiosk store test http://127.0.0.1:8711`.

    Ends with 1 if anything is not as the kiosk needs it. Only --book changes anything on the server.
    """
    from kiosk.configuration import layers
    from kiosk.errors import InputError
    from kiosk.store.contract import Contract

    if not url.startswith(("http://", "https://")):
        raise InputError("store.url", f"{url!r} is no address.", "Give one such as https://shop.example/kiosk.")
    settings = layers.load(store).store
    asked = _mapping(mapping, settings.dir)
    samples = _samples(settings.dir, product, order, service, book=book)
    contract = Contract(settings.model_copy(update={"backend_url": url}), asked)
    findings = list(contract.run(samples))
    if as_json:
        rows = [{name: getattr(each, name) for name in each.__slots__} for each in findings]
        typer.echo(json.dumps({"url": url, "ok": _passed(findings), "findings": rows}, ensure_ascii=False, indent=2))
    else:
        _show(findings, settings.backend_timeout_s)
    if not _passed(findings):
        raise typer.Exit(1)


@app.command("serve")
def serve(
    store: Annotated[Path | None, typer.Option(help="The store's folder; the demo store without it.")] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 8711,
    token: Annotated[str, typer.Option(help="Serve only who sends this bearer token.")] = "",
) -> None:
    """A back end to try with, from the tables of a store's folder: `kiosk store serve`.

    Prices and stock come from products.csv, orders from orders.csv, free times from slots.csv; bookings are forgotten
    when it ends. What it speaks is described in config/store-openapi.yaml.
    """
    import threading

    from kiosk.configuration import layers
    from kiosk.simulation.store_server import StoreServer

    settings = layers.load(store).store
    with StoreServer(settings.dir, port=port, token=token) as server:
        typer.echo(f"{server.start()} serves {settings.dir}; Ctrl+C ends it.")
        threading.Event().wait()


def _mapping(file: Path | None, folder: Path) -> BackEndFile:
    from kiosk.store import mapping
    from kiosk.toml_file import read

    return read(file, mapping.BackEndFile).content if file is not None else mapping.load(folder)


def _samples(folder: Path, product: str, order: str, service: str, *, book: bool) -> Samples:
    """What is asked for: as named, else what the store's folder knows."""
    from kiosk.answers import facts, products
    from kiosk.knowledge import files
    from kiosk.store.contract import Samples

    known = products.load(folder, facts.load(folder).places).products
    entries = files.load(folder)
    booking = next((entry for entry in entries.ids if entries.action(entry) == "booking"), "")
    return Samples(product or (known[0].id if known else ""), order, service or booking, book)


def _passed(findings: list[Finding]) -> bool:
    return all(each.ok is not False for each in findings)


def _show(findings: list[Finding], limit_s: float) -> None:
    from rich.console import Console

    console = Console()
    console.print(_table(findings))
    slowest = max((each.ms or 0.0 for each in findings), default=0.0)
    wrong = sum(each.ok is False for each in findings)
    left = sum(each.ok is None for each in findings)
    console.print(f"{wrong} wrong, {left} left out; the slowest answer took {slowest:.0f} ms of {1000 * limit_s:.0f}.")


def _table(findings: list[Finding]) -> Table:
    from rich.text import Text

    from kiosk.plain_table import plain_table

    mends = any(each.remedy for each in findings)
    marks = {True: Text("ok", "green"), False: Text("wrong", "red"), None: Text("left out", "dim")}
    rows: list[list[str | Text]] = []
    for each in findings:
        ms = f"{each.ms:.0f}" if each.ms is not None else ""
        rows.append([marks[each.ok], each.what, each.where, each.found, *([each.remedy] if mends else []), ms])
    return plain_table(("", "what", "where", "found", *(["how to mend"] if mends else []), "ms"), rows)
