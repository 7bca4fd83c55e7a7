"""The demo: a simulated shopper visits a kiosk whose every part is the real one; then film and report are drawn."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk import models
from kiosk.app import Kiosk, Watch
from kiosk.configuration import devices, layers
from kiosk.errors import InputError
from kiosk.local_desk import Opened
from kiosk.runtime.ledger import export
from kiosk.runtime.memory import PeakMemory
from kiosk.settings import LANGS, Settings
from kiosk.simulation import colleague_browser, colleague_log
from kiosk.simulation.colleague_process import CAMERA, SAYS, ColleagueProcess, hello
from kiosk.simulation.story import Colleague, load

if TYPE_CHECKING:
    from kiosk.stage.film.beside import Beside

NO_EARS = (
    "No recogniser for {lang} is installed: the shopper touches and types. For speech: `kiosk models get vosk-{lang}`, "
    "or with a file: `kiosk models get vosk-{lang} --from PATH`."
)
NO_EYES = "No face detector is installed: the shopper touches the screen and types. For eyes: `kiosk models get yunet`."

KIOSK = "entrance"
"""Its name at the desk."""
NO_PAGE = (
    "The colleague has no browser: the call is played without the page of the desk, and without pictures of it. "
    "For that: {lacks}."
)

NEVER_READY = "Not every part was ready before the visit was over: this machine is too busy, or too slow."

LAST_SHOWN_S = 3.0
"""The page of the desk is in the film for so long after the colleague's last deed."""
PLAYED_S = 0.1
"""What a colleague says is heard so much later here than it leaves there."""
BESIDE = ("pole-display", "lights-and-buttons")
"""What stands beside the demo's robot, by the names of their profiles."""


STAND_INS = ("shop", "hardware.simulators")
"""Processes in the stead of a shop with its people, and of devices: no kiosk in a real one has them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demo in a language will do; `remark` says in a sentence what is missing for the whole of it."""

    settings: Settings
    story: Path
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A conversation that took place: where its recordings are, and what only the run itself could measure.

    `ails` is what went wrong with the start and the colleague, in sentences; `start_s` is None where not every part got
    ready.
    """

    run_dir: Path
    ledger: Path
    start_s: float | None
    memory: PeakMemory
    began: float
    ended: float
    colleague: Colleague | None = None
    ails: tuple[str, ...] = ()


def refuse_unknown(lang: str, name: str = "demo") -> None:
    """Before anything is fetched for it.

    Raises:
        InputError: `demo.story` or `demo.lang`, as of `plan`, for what there is neither with speech nor with touch.
    """
    folder = layers.load().store.dir / "stories"
    if lang not in LANGS or not any((folder / f"{name}{how}.{lang}.toml").is_file() for how in ("", "-touch")):
        raise _unknown(folder, name, lang)


def needed_models(lang: str) -> tuple[str, ...]:
    """The models that the demo would fetch: a face detector, and Vosk where a registry has it."""
    return ("yunet", "vosk-ko") if lang == "ko" else ("yunet",)


def plan(lang: str, seed: int, store: Path | None = None, name: str = "demo") -> Plan:
    """The settings and the story of that name for a language.

    Raises:
        InputError: `demo.story`, or `demo.lang` for a language of the product that has no such story, or none of it.
    """
    folder = layers.load(store).store.dir / "stories"
    ears, eyes = can_hear(lang), models.installed("yunet")
    touched = folder / f"{name}-touch.{lang}.toml"
    story = touched if touched.is_file() and not (ears and eyes) else folder / f"{name}.{lang}.toml"
    if lang not in LANGS or not story.is_file():
        raise _unknown(folder, name, lang)
    lacks = ((NO_EARS.format(lang=lang), ears), (NO_EYES, eyes))
    said = [sentence for sentence, here in lacks if not here]
    without = colleague_browser.missing() if load(story).colleague is not None else ""
    remark = " ".join([*said, *([NO_PAGE.format(lacks=without)] if without else [])])
    overrides: dict[str, Any] = {
        "kiosk": {"lang": lang, "langs": list(dict.fromkeys(("nl", "en", lang))), "seed": seed},
        "sight": {"camera": "shop" if eyes else "none"},
        "hearing": {"microphone": "shop" if ears else "none"},
        "voice": {"speaker": "record"},
        "body": {"port": "simulated", "devices": {name: {"port": "simulated"} for name in BESIDE}},
        "stage": {"display": "none", "record": True},
        "store": {"backend_url": "simulated"},
        "shop": {"story": str(story)},
        "desk": {"name": KIOSK, "mode": "local", "host": "127.0.0.1", "port": 0},
    }
    return Plan(devices.resolve(layers.load(store, overrides)), story, remark)


def _unknown(folder: Path, name: str, lang: str) -> InputError:
    """No such story, or not in that language."""
    stories = {file.name.split(".")[0] for file in folder.glob("*.*.toml")}
    if name not in stories:
        return InputError(
            "demo.story", f"There is no story {name!r} in {folder}.", f"Choose one of: {', '.join(sorted(stories))}."
        )
    known = sorted(file.name.split(".")[1] for file in folder.glob(f"{name}.*.toml"))
    return InputError("demo.lang", f"There is no {name} in {lang!r}.", f"Choose one of: {', '.join(known)}.")


def can_hear(lang: str) -> bool:
    """Whether there is a recogniser for a language: Vosk's model, or for English the fallback."""
    from importlib.util import find_spec

    return models.installed(f"vosk-{lang}") or (lang == "en" and find_spec("moonshine_voice") is not None)


async def converse(
    settings: Settings,
    run_dir: Path,
    out: Path,
    watch: Watch,
    ready: Callable[[], None],
    tell: Callable[[str], None] = lambda _line: None,
) -> Run:
    """Let the conversation take place; `ready` is called when the kiosk can serve, if it ever can.

    `tell` gets what ails the start and the colleague, line by line.
    """
    live = run_dir / "ledger.sqlite"
    ails: list[str] = []

    def note(line: str) -> None:
        ails.extend([line.removeprefix(SAYS)] if line.startswith(SAYS) else [])
        tell(line)

    beside = ColleagueProcess(note)
    began, memory = time.monotonic(), PeakMemory(lambda: beside.pid, STAND_INS)
    kiosk = Kiosk(settings, live, run_dir=run_dir, watch=watch)
    part = load(Path(settings.shop.story)).colleague
    called = asyncio.create_task(call(kiosk, part, beside, served(kiosk))) if part is not None else None
    running = asyncio.create_task(kiosk.run())
    measuring = asyncio.create_task(memory.follow())
    waiting = asyncio.create_task(kiosk.ready())
    start_s = time.monotonic() - began if await came(waiting, running) else None
    if start_s is not None:
        ready()
    try:
        await running
    finally:
        waiting.cancel()
        measuring.cancel()
        if called is not None:
            called.cancel()
        await beside.close()
    if kiosk.interrupted:
        raise KeyboardInterrupt
    if start_s is None:
        ails.append(NEVER_READY)
        tell(NEVER_READY)
    export(live, out / "ledger.jsonl")
    return Run(run_dir, out / "ledger.jsonl", start_s, memory, began, time.monotonic(), part, tuple(ails))


async def came(waiting: asyncio.Future[None], running: asyncio.Future[None]) -> bool:
    """Whether what is waited for came to be before the run was over; as soon as either is so."""
    done, _ = await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    return waiting in done


def pictures(run: Run, out: Path) -> Beside:
    """What the colleague's camera showed, and the page of the desk, whose pictures are kept in `out`."""
    from kiosk.stage.film.beside import Beside, Moment

    deeds = colleague_log.read(run.run_dir)
    begun = next((deed.at for deed in deeds if deed.what == "offered"), float("inf"))
    shown = [deed for deed in deeds if deed.picture and deed.at >= begun]
    for deed in deeds:
        if deed.picture:
            shutil.copy(run.run_dir / deed.picture, out / deed.picture)
    moments = [Moment(deed.at, run.run_dir / deed.picture) for deed in shown]
    if shown:
        moments.append(Moment(shown[-1].at + LAST_SHOWN_S, None))
    camera = run.run_dir / CAMERA
    saw = next((deed.at for deed in deeds if deed.what == "sees"), 0.0)
    return Beside(camera if camera.is_file() else None, saw + PLAYED_S, tuple(moments))


def served(kiosk: Kiosk) -> asyncio.Future[Opened]:
    """The desk that the kiosk brings along, when it serves; to be asked for before the kiosk runs."""
    serves: asyncio.Future[Opened] = asyncio.get_running_loop().create_future()
    if kiosk.desk is not None:
        kiosk.desk.show = lambda opened: None if serves.done() else serves.set_result(opened)
    return serves


async def call(kiosk: Kiosk, part: Colleague, process: ColleagueProcess, serves: asyncio.Future[Opened]) -> None:
    """Have a colleague sit down at the desk that the kiosk brings along, as soon as it serves."""
    opened = await serves
    pinned, lang = kiosk.settings.desk.pinned_file, kiosk.settings.kiosk.lang
    await process.begin(hello(opened.url, pinned, opened.password or "", lang, part, kiosk.run_dir))


def story_of(path: Path) -> str:
    """What a demo plays, in a sentence."""
    return load(path).title
