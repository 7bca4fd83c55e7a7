"""`kiosk run` and `kiosk replay`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.errors import InputError, KioskError

CAMERAS = {".gif", ".mp4", ".mov", ".avi"}
SOUNDS = {".wav"}


def run(
    headless: Annotated[bool, typer.Option("--headless", help="Open no window.")] = False,
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: the demo store).")] = None,
    lang: Annotated[str | None, typer.Option(help="Language that a session starts in: nl, en, fr, de, ko.")] = None,
    camera: Annotated[Path | None, typer.Option(help="Play a clip in as the camera (GIF, MP4, MOV, AVI).")] = None,
    hfov: Annotated[float | None, typer.Option(help="Horizontal field of view of camera or clip, degrees.")] = None,
    microphone: Annotated[Path | None, typer.Option(help="Play a recording in as the microphone (WAV).")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the ledger of this run (default: the data folder).")
    ] = None,
) -> None:
    """Run the kiosk with the devices that are there, and simulated ones for the rest.

    Prints `ready` when it can serve. Type a question and press Enter, here or in the window. Ctrl-C ends it.
    With recordings as camera and microphone the run ends when they do.
    """
    from kiosk import devices, layers

    overrides: dict[str, Any] = {"stage": {"display": "none"}} if headless else {}
    if camera is not None:
        overrides["sight"] = {"camera": f"file:{_file(camera, CAMERAS)}"}
        overrides["hearing"] = {"microphone": "none"}
    if hfov is not None:
        overrides.setdefault("sight", {})["hfov_deg"] = hfov
    if microphone is not None:
        overrides["hearing"] = {"microphone": f"file:{_file(microphone, SOUNDS)}"}
        overrides.setdefault("sight", {}).setdefault("camera", "none")
    if lang is not None:
        overrides["kiosk"] = {"lang": lang}
    settings = devices.resolve(layers.load(store, overrides), headless=headless)
    asyncio.run(_serve(settings, out))


def _file(path: Path, kinds: set[str]) -> Path:
    if not path.is_file():
        raise InputError("run.no-file", f"There is no file {path}.", "Check the name.")
    if path.suffix.lower() not in kinds:
        raise InputError("run.format", f"{path} is none of {', '.join(sorted(kinds))}.", "Convert it, or give another.")
    return path.resolve()


async def _serve(settings: Any, out: Path | None) -> None:  # noqa: ANN401 - imported late
    from kiosk.app import Kiosk
    from kiosk.resources import data_dir
    from kiosk.runtime.ledger import export
    from kiosk.talk import printer

    folder = out if out is not None else data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    ledger = folder / "ledger.sqlite"
    kiosk = Kiosk(settings, ledger, watch=printer(lambda line: typer.echo(line, err=True)))
    running = asyncio.create_task(kiosk.run())
    if sys.stdin is not None and sys.stdin.isatty():
        asyncio.get_running_loop().add_reader(sys.stdin, _typed, kiosk)
    waiting = asyncio.create_task(kiosk.ready())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        typer.echo("ready")
        sys.stdout.flush()
    waiting.cancel()
    await running
    if out is not None:
        export(ledger, folder / "ledger.jsonl")


def _typed(kiosk: Any) -> None:  # noqa: ANN401 - imported late
    from kiosk.events import QuestionTyped

    text = sys.stdin.readline().strip()
    if text:
        kiosk.post("stage", QuestionTyped(text))


def replay(
    file: Annotated[Path, typer.Argument(help="A ledger: ledger.jsonl, or the live ledger.sqlite.")],
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Feed a ledger back through the dialogue, and show whether the same commands come out."""
    from kiosk.runtime.ledger import read
    from kiosk.runtime.replay import replay as play

    result = play(read(file))
    if json_:
        document = {"events": result.events, "commands": result.commands, "difference": result.difference}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        typer.echo(f"{result.events} events, {result.commands} commands")
    if result.difference is not None:
        raise KioskError("replay.differs", f"The commands differ: {result.difference}", "Another version wrote it.")
    if not json_:
        typer.echo("the same commands came out")
