"""How soon a sentence is over for the kiosk, whose answers tell its ears when a question is whole.

All processes are the real ones; times are from the last voiced sample that arrives at the microphone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kiosk.bench import asked
from kiosk.bench.asked import Asked
from kiosk.bench.quiet import understood
from kiosk.bench.row import Row, Skipped
from kiosk.bench.talking import Talking, talking
from kiosk.commands import ExpectEnd
from kiosk.errors import KioskError
from kiosk.events import Answered, Heard, Partial, VoiceStarted
from kiosk.hearing.engines import Choice, Engine
from kiosk.ports import Message
from kiosk.settings import Lang
from kiosk.simulation.sound import last_voiced_s

KNOWN_GOAL_MS, MEDIAN_GOAL_MS, P90_GOAL_MS, CUT_GOAL = 400.0, 600.0, 800.0, 2.0
AHEAD_S, WITHIN_S, ANSWER_S = 0.3, 5.0, 3.0
APART_S = 1.6
"""What follows a question sooner belongs to it."""


@dataclass(frozen=True, slots=True)
class End:
    """`ms` to the final; `expected` if the answers knew its newest words whole; `voices` that were taken for it."""

    ms: float
    expected: bool
    voices: int


def rows(choice: Choice, engine: Engine, count: int) -> Iterator[Row | Skipped]:
    """Delays of questions that were known to be whole, and of all others; and how many were cut."""
    lang: Lang = choice.lang
    every = [*understood(choice, engine, count), *asked.in_other_words(lang, count)]
    ends, silent = listen(lang, every)
    whole, other = ([end.ms for end in ends if end.expected is known] for known in (True, False))
    name = f"end of speech to final, {lang}, {choice.engine}"
    if whole:
        yield Row(f"{name}, a known question, median of {len(whole)}", float(np.median(whole)), "ms", KNOWN_GOAL_MS)
        yield Row(f"{name}, a known question, slowest of {len(whole)}", max(whole), "ms")
    else:
        yield Skipped(f"{name}, a known question", "none was known to be whole before its end")
    if other:
        yield Row(f"{name}, otherwise, median of {len(other)}", float(np.median(other)), "ms", MEDIAN_GOAL_MS)
        yield Row(f"{name}, otherwise, p90 of {len(other)}", float(np.percentile(other, 90)), "ms", P90_GOAL_MS)
    cut = sum(end.voices > 1 for end in ends)
    yield Row(f"cut before its end, {lang}, of {len(ends)} sentences", 100 * cut / max(1, len(ends)), "%", CUT_GOAL)
    yield Row(f"not heard at all, {lang}, of {len(every)} sentences", 100 * silent / len(every), "%")


def listen(lang: Lang, every: Sequence[Asked]) -> tuple[list[End], int]:
    """Say all of them to a kiosk that is silent; how many of them came to nothing."""
    with TemporaryDirectory(prefix="balie-bench-") as folder:
        return asyncio.run(_listen(Path(folder), lang, every))


async def _listen(folder: Path, lang: Lang, every: Sequence[Asked]) -> tuple[list[End], int]:
    ends, silent = list[End](), 0
    async with talking(folder, lang) as kiosk:
        for one in every:
            try:
                ends.append(await _end(kiosk, one))
            except KioskError as fault:
                if fault.code != "bench.stalled":
                    raise
                silent += 1
            over = time.monotonic()
            await kiosk.silence()
            await kiosk.until(over + APART_S)
    return ends, silent


async def _end(kiosk: Talking, one: Asked) -> End:
    """Until it is answered, or for a while: what else comes of the sentence comes before that."""
    since, at = kiosk.live.now, time.monotonic() + AHEAD_S
    kiosk.say(one.sound, at)
    over = at + last_voiced_s(one.sound)
    await kiosk.until(over)
    # A final before this is of the first piece of a sentence that was cut: its own delay is that of the last piece.
    final = await kiosk.live.until(Heard, since, lambda heard: heard.ended_at > over - 1.0, WITHIN_S)
    await _answered(kiosk, since)
    passed = [seen.message for seen in kiosk.live.messages[since:]]
    voices = sum(isinstance(each, VoiceStarted) for each in passed)
    return End(1000 * (final.at - over), _expected(passed, final.message.utterance), voices)


def _expected(passed: Sequence[Message], utterance: int) -> bool:
    """Whether an utterance was known to be whole by the last words of it that were shown."""
    told = [each for each in passed if isinstance(each, Partial | ExpectEnd) and each.utterance == utterance]
    return bool(told) and isinstance(told[-1], ExpectEnd)


async def _answered(kiosk: Talking, since: int) -> None:
    await kiosk.live.until(Answered, since, within_s=ANSWER_S)
