"""A kiosk that is used by hand: what it costs when nobody is there, typed and touched turns, parts that are killed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kiosk.bench.live import LEDGER, Live, running
from kiosk.commands import Show
from kiosk.errors import KioskError
from kiosk.events import (
    ChoicePressed,
    Event,
    LanguagePressed,
    PartFailed,
    PartReady,
    QuestionTyped,
    SpeechEnded,
    SpeechStarted,
    StopPressed,
)
from kiosk.report.turns import Turn, turns
from kiosk.runtime.ledger import read
from kiosk.runtime.processor import ProcessorTime
from kiosk.settings import Settings
from kiosk.stage.film import record

SETTLE_S = 3.0
HEARD_S = 0.15
"""How much of a reply is let sound before it is stopped."""
PAUSE_S = 0.3
BACK_WITHIN_S = 30.0
PERSON = "human"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done: seconds with nobody there, questions typed, unclear ones whose choice is touched, who is killed."""

    idle_s: float
    typed: Sequence[str]
    unclear: Sequence[str]
    languages: Sequence[str]
    killed: Sequence[str]


@dataclass(slots=True)
class Seen:
    """What came of it: cores in use when idle, the turns, and s from a part's end to its being ready again."""

    idle: float = 0.0
    typed: list[Turn] = field(default_factory=list)
    touched: list[Turn] = field(default_factory=list)
    back_s: dict[str, float] = field(default_factory=dict)


def use(settings: Settings, plan: Plan) -> Seen:
    """Run a kiosk with an empty shop, and do all of the plan.

    Raises:
        KioskError: `bench.stalled`.
        KeyboardInterrupt: somebody ended it.
    """
    with TemporaryDirectory(prefix="balie-bench-") as name:
        folder = Path(name)
        seen, said = asyncio.run(_use(settings, plan, folder))
        shown = [frame.t for frame in record.read(folder / "run" / record.FILE).frames]
        found = turns(list(read(folder / LEDGER)), said, shown)
    kinds = [entry["kind"] for entry in said]
    seen.typed = [turn for kind, turn in zip(kinds, found, strict=True) if kind == "type"]
    seen.touched = [turn for kind, turn in zip(kinds, found, strict=True) if kind == "press"]
    return seen


async def _use(settings: Settings, plan: Plan, folder: Path) -> tuple[Seen, list[dict[str, Any]]]:
    seen, said = Seen(), list[dict[str, Any]]()
    async with running(settings, folder) as live:
        seen.idle = await _idle(live, plan.idle_s)
        for text in plan.typed:
            said.append(await _turn(live, "type", QuestionTyped(text)))
        for text in plan.unclear:
            said += await _unclear(live, text)
        for lang in plan.languages:
            said.append(await _turn(live, "press", LanguagePressed(lang)))
        for part in plan.killed:
            seen.back_s[part] = await _killed(live, part)
    return seen, said


async def _idle(live: Live, seconds: float) -> float:
    processor = ProcessorTime()
    await live.pause(SETTLE_S if seconds > 1 else 0.0)
    following = asyncio.create_task(processor.follow(seconds / 4))
    begin = time.monotonic()
    await live.pause(seconds)
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    return processor.share(begin, begin + seconds)


async def _turn(live: Live, kind: str, event: Event) -> dict[str, Any]:
    """Hand an event in as the screen does, let the first sound of the reply be heard, and silence it."""
    since, at = live.now, time.monotonic()
    live.kiosk.post("stage", event)
    await live.until(SpeechStarted, since)
    await live.pause(HEARD_S)
    live.kiosk.post("stage", StopPressed())
    await live.until(SpeechEnded, since)
    await live.pause(PAUSE_S)
    return {"kind": kind, "at": at, "text": getattr(event, "text", "")}


async def _unclear(live: Live, text: str) -> list[dict[str, Any]]:
    """A question that is answered with choices, and a touch on the first of them; the question alone if it has none."""
    since = live.now
    asked = await _turn(live, "type", QuestionTyped(text))
    shown = [seen.message.scene for seen in live.messages[since:] if isinstance(seen.message, Show)]
    choice = next((one.id for scene in reversed(shown) for one in scene.choices if one.id != PERSON), None)
    return [asked, await _turn(live, "press", ChoicePressed(choice))] if choice is not None else [asked]


async def _killed(live: Live, part: str) -> float:
    """Seconds from a signal 9 to its being ready again."""
    since, pid = live.now, live.kiosk.parts[part].pid
    if pid is None:
        raise KioskError("bench.stalled", f"The part {part} does not run.", "Look at its log; try `kiosk doctor`.")
    at = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    await live.until(PartFailed, since, lambda failed: failed.part == part)
    ready = await live.until(PartReady, since, lambda message: message.part == part, BACK_WITHIN_S)
    return ready.at - at
