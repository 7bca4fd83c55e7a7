"""The demo: a simulated shopper visits a kiosk whose every part is the real one; then film and report are drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import devices, layers, models
from kiosk.app import Kiosk, Watch
from kiosk.errors import InputError
from kiosk.runtime.ledger import export
from kiosk.runtime.memory import PeakMemory
from kiosk.settings import LANGS, Settings
from kiosk.simulation.story import load

NO_EARS = (
    "No recogniser for {lang} is installed: the shopper touches and types. For speech: `kiosk models get vosk-{lang}`, "
    "or with a file: `kiosk models get vosk-{lang} --from PATH`."
)
NO_EYES = "No face detector is installed: the shopper touches the screen and types. For eyes: `kiosk models get yunet`."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demo in a language will do; `remark` says in a sentence what is missing for the whole of it."""

    settings: Settings
    story: Path
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A conversation that took place: where its recordings are, and what only the run itself could measure."""

    run_dir: Path
    ledger: Path
    start_s: float
    memory_mb: float
    began: float
    ended: float


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
    remark = " ".join(sentence for sentence, here in lacks if not here)
    overrides: dict[str, Any] = {
        "kiosk": {"lang": lang, "langs": list(dict.fromkeys(("nl", "en", lang))), "seed": seed},
        "sight": {"camera": "shop" if eyes else "none"},
        "hearing": {"microphone": "shop" if ears else "none"},
        "voice": {"speaker": "record"},
        "body": {"port": "simulated"},
        "stage": {"display": "none", "record": True},
        "store": {"backend_url": "simulated"},
        "shop": {"story": str(story)},
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


async def converse(settings: Settings, run_dir: Path, out: Path, watch: Watch, ready: Callable[[], None]) -> Run:
    """Let the conversation take place; `ready` is called when the kiosk can serve."""
    live = run_dir / "ledger.sqlite"
    began, memory = time.monotonic(), PeakMemory()
    kiosk = Kiosk(settings, live, run_dir=run_dir, watch=watch)
    running = asyncio.create_task(kiosk.run())
    measuring = asyncio.create_task(memory.follow())
    waiting = asyncio.create_task(kiosk.ready())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    start_s = time.monotonic() - began
    ready()
    try:
        await running
    finally:
        waiting.cancel()
        measuring.cancel()
    if kiosk.interrupted:
        raise KeyboardInterrupt
    export(live, out / "ledger.jsonl")
    return Run(run_dir, out / "ledger.jsonl", start_s, memory.mb, began, time.monotonic())


def story_of(path: Path) -> str:
    """What a demo plays, in a sentence."""
    return load(path).title
