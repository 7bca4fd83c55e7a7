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
    from kiosk.checks.check import Report
    from kiosk.configuration.reload import Reload
    from kiosk.configuration.runnable import Adopted
    from kiosk.local_desk import Opened

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
    With recordings as camera and microphone the run ends when they do. What is said is heard as ever: from the
    greeting of a visit to its end.
    """
    from kiosk.checks.cli import show_faults
    from kiosk.configuration import layers
    from kiosk.configuration.reload import Reload
    from kiosk.configuration.runnable import Configuration
    from kiosk.runtime.run_dir import RunDir

    overrides = _recordings(camera, hfov, microphone, headless=headless)
    if lang is not None:
        offered = layers.gather(store, overrides).settings.kiosk.langs
        overrides["kiosk"] = {"lang": lang, "langs": [*offered, *({lang} - set(offered))]}
    with RunDir() as run_dir:
        configuration = Configuration(store, overrides, run_dir / "files", headless=headless)
        adopted, found = configuration.open()
        _tell(adopted, found)
        _open_recordings(adopted.settings)
        folder = writable(out if out is not None else data_dir())
        reload = Reload(configuration, adopted)
        if _followed(adopted.settings):
            reload.tell = lambda faults: show_faults(faults, err=True)  # elsewhere the log says it
            reload.say = lambda line: typer.echo(f"kiosk: {line}", err=True)
        if asyncio.run(_serve(reload, run_dir, folder, hand_on=out is not None)):
            raise KeyboardInterrupt


def _recordings(camera: Path | None, hfov: float | None, microphone: Path | None, *, headless: bool) -> dict[str, Any]:
    """Settings that name what is played in; with one recording only, the other sense is off."""
    from hardware.camera.film import SUFFIXES

    overrides: dict[str, Any] = {"stage": {"display": "none"}} if headless else {}
    if camera is not None:
        overrides["sight"] = {"camera": f"file:{_file(camera, SUFFIXES)}"}
        overrides["hearing"] = {"microphone": "none"}
    if hfov is not None:
        overrides.setdefault("sight", {})["hfov_deg"] = hfov
    if microphone is not None:
        overrides["hearing"] = {"microphone": f"file:{_file(microphone, SOUNDS)}"}
        overrides.setdefault("sight", {}).setdefault("camera", "none")
    return overrides


def _tell(adopted: Adopted, found: Report) -> None:
    """What is wrong with the files, and what runs instead; or that a copy could not be kept of those that are right."""
    from kiosk.checks.cli import show
    from kiosk.configuration.reload import keep

    if adopted.lost:
        show(found, err=True)
        typer.echo("kiosk: The face cannot be drawn; this runs with captions, voice and buttons.", err=True)
    if not adopted.faults:
        if said := keep(adopted):
            typer.echo(f"kiosk: {said}", err=True)
        return
    if not adopted.lost:
        show(found, err=True)
    instead = "a bare store, which only sends to people, since there is no last good configuration of this store"
    runs = instead if adopted.bare else "the last good configuration"
    soon = "Mend them: they are taken up as soon as no shopper is there."
    typer.echo(f"kiosk: The files cannot be used; this runs {runs}. {soon}", err=True)


def _open_recordings(settings: Settings) -> None:
    """Open what was named, so that a mistake ends the command and not a part of it, again and again."""
    from hardware.camera.film import FileCamera
    from hardware.sound.microphone import FileMicrophone

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


def _followed(settings: Settings) -> bool:
    """Whether somebody follows the conversation in the terminal; elsewhere the log is written there."""
    return sys.stderr.isatty() or settings.logs.words


async def _serve(reload: Reload, run_dir: Path, folder: Path, *, hand_on: bool) -> bool:
    """Run the kiosk; `hand_on` exports its ledger. Whether it was interrupted."""
    from kiosk.app import Kiosk
    from kiosk.logs import stream
    from kiosk.runtime.ledger import export

    ledger = folder / "ledger.sqlite"
    seen = _followed(reload.current.settings)
    kiosk = Kiosk(reload.current.settings, ledger, run_dir=run_dir, watch=_talk() if seen else None, reload=reload)
    if not seen:
        kiosk.upkeep.journal.listeners.append(stream.to_stderr())
    if kiosk.desk is not None and sys.stderr.isatty():
        kiosk.desk.show = _tell_of_desk
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


def _tell_of_desk(desk: Opened) -> None:
    """Where staff open the desk; a first password is shown here and nowhere else."""
    from kiosk.desk.commands.welcome import lines

    for line in lines(desk.url, desk.fingerprint, desk.password):
        typer.echo(line, err=True)


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
