"""`kiosk run`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError
from kiosk.resources import data_dir
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.app import Kiosk, Watch

SOUNDS = (".wav",)


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
    from hardware.camera import SUFFIXES
    from kiosk import devices, layers

    overrides: dict[str, Any] = {"stage": {"display": "none"}} if headless else {}
    if camera is not None:
        overrides["sight"] = {"camera": f"file:{_file(camera, SUFFIXES)}"}
        overrides["hearing"] = {"microphone": "none"}
    if hfov is not None:
        overrides.setdefault("sight", {})["hfov_deg"] = hfov
    if microphone is not None:
        overrides["hearing"] = {"microphone": f"file:{_file(microphone, SOUNDS)}"}
        overrides.setdefault("sight", {}).setdefault("camera", "none")
    if lang is not None:
        overrides["kiosk"] = {"lang": lang}
    settings = devices.resolve(layers.load(store, overrides), headless=headless)
    _check(settings)
    folder = writable(out if out is not None else data_dir())
    if asyncio.run(_serve(settings, folder, hand_on=out is not None)):
        raise KeyboardInterrupt


def _check(settings: Settings) -> None:
    """Open what was named, so that a mistake ends the command and not a part of it, again and again."""
    import avatars
    from hardware.camera import FileCamera
    from hardware.microphone import FileMicrophone
    from kiosk.answers import facts, knowledge, products

    knowledge.load(settings.store.dir)
    products.load(settings.store.dir, facts.load(settings.store.dir).places)
    avatars.load(settings.kiosk.avatar)
    for source, opened in ((settings.sight.camera, FileCamera), (settings.hearing.microphone, FileMicrophone)):
        if source.startswith("file:"):
            opened(Path(source.removeprefix("file:")), paced=False).close()


def writable(folder: Path) -> Path:
    """The folder, made if need be; `InputError` out.unwritable if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as fault:
        raise InputError(
            "out.unwritable", f"{folder} cannot be written: {fault.strerror}.", "Give another folder with --out."
        ) from fault


def _file(path: Path, kinds: tuple[str, ...]) -> Path:
    if not path.is_file():
        raise InputError("run.no-file", f"There is no file {path}.", "Check the name.")
    if path.suffix.lower() not in kinds:
        raise InputError("run.format", f"{path} is none of {', '.join(kinds)}.", "Convert it, or give another.")
    return path.resolve()


async def _serve(settings: Settings, folder: Path, *, hand_on: bool) -> bool:
    """Run the kiosk; `hand_on` exports its ledger. Whether it was interrupted."""
    from kiosk import logs_stream
    from kiosk.app import Kiosk
    from kiosk.runtime.ledger import export
    from kiosk.talk import printer

    ledger = folder / "ledger.sqlite"
    seen = sys.stderr.isatty() or settings.logs.words
    kiosk = Kiosk(settings, ledger, watch=_talk() if seen else None)
    if not seen:
        kiosk.upkeep.journal.listeners.append(logs_stream.to_stderr())
    running = asyncio.create_task(kiosk.run())
    _listen_to_terminal(kiosk)
    waiting = asyncio.create_task(kiosk.ready())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        typer.echo("ready")
        sys.stdout.flush()
    waiting.cancel()
    await running
    if hand_on:
        export(ledger, folder / "ledger.jsonl")
    return kiosk.interrupted


def _talk() -> Watch:
    """The conversation, for a terminal; what is kept (systemd's journal, a file) gets the log instead."""
    from kiosk.talk import printer

    return printer(lambda line: typer.echo(line, err=True))


def _listen_to_terminal(kiosk: Kiosk) -> None:
    """Take questions from a terminal or a pipe; a file or no input at all cannot be waited on."""
    with suppress(OSError, ValueError, AttributeError):
        asyncio.get_running_loop().add_reader(sys.stdin, _typed, kiosk)


def _typed(kiosk: Kiosk) -> None:
    from kiosk.events import QuestionTyped

    line = sys.stdin.readline()
    if not line:
        asyncio.get_running_loop().remove_reader(sys.stdin)
    elif line.strip():
        kiosk.post("stage", QuestionTyped(line.strip()))
