"""Somebody speaks over a whole kiosk, again and again, and all that it does is noted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kiosk.bench import noise
from kiosk.bench.asked import SPEAKERS, STORE, Asked, say
from kiosk.bench.listening import heard, readings
from kiosk.bench.talking import Talking, talking
from kiosk.bench.understanding import Judge
from kiosk.events import Answered, Heard, HeardNothing, SpeechEnded, SpeechStarted
from kiosk.hearing.engines import Choice, Engine
from kiosk.knowledge import files
from kiosk.settings import Lang
from kiosk.simulation.sound import RATE, Samples, last_voiced_s

DUCKED, FULL = 10 ** (-12 / 20), 0.9
SPEAKS = 0.3
"""A voice that is softer than this of full scale is not spoken over, but with."""
QUESTION, MURMUR, STOP = "question", "back-channel", "stop"
LISTENING: dict[Lang, tuple[str, ...]] = {"en": ("mhm", "uh huh", "okay", "yes"), "ko": ("네", "음")}
STOPPING: dict[Lang, tuple[str, ...]] = {"en": ("stop",), "ko": ("그만",)}
LONG = 12
"""The longest answers of the store, which are spoken over."""
MOMENTS_S = (0.6, 1.3, 2.0, 2.7)
MURMURS, STOPS = 3, 2
"""At least so many of each; of more questions half as many, and a quarter."""
AHEAD_S, AFTER_S, TAPPED_S = 0.2, 4.0, 1.0
LOOK_S, MIRRORED_S = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one interruption; ms from its first voiced sample, None where it never happened.

    `back_ms` is from its last voiced sample to the full voice again, or to the sound that goes on. `word_off` tells by
    how many words that was not the one at which it stopped; `entry` is what was answered.
    """

    kind: str
    said: str
    ducked_ms: float | None
    silent_ms: float | None
    back_ms: float | None
    word_off: int = 0
    entry: str = ""
    wanted: str = ""
    alone: str = ""
    """What is understood of the same question without cancellation."""
    spoiled: bool = False
    """The kiosk was silent, or soft, already: it had taken something else for a shopper."""


@dataclass
class Trials:
    """All of a session; `level_db` is the shopper's voice against the kiosk's own at the microphone."""

    level_db: float
    duplex: bool = True
    every: list[Trial] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Trial]:
        """Those of some kinds that were not spoiled."""
        return [trial for trial in self.every if trial.kind in kinds and not trial.spoiled]


def run(choice: Choice, engine: Engine, questions: Sequence[Asked], level_db: float) -> Trials:
    """Questions, back-channels and a stop over its voice; nothing is tried where it is deaf meanwhile."""
    with TemporaryDirectory(prefix="balie-bench-") as folder:
        return asyncio.run(_run(Path(folder), choice, engine, questions, level_db))


async def _run(folder: Path, choice: Choice, engine: Engine, questions: Sequence[Asked], level_db: float) -> Trials:
    trials, judge, every = Trials(level_db), Judge(), _said(questions, choice.lang)
    answers = long_answers(choice.lang)
    async with talking(folder, choice.lang) as kiosk:
        trials.duplex = kiosk.duplex
        if not trials.duplex:
            return trials
        level = await _echo_rms(kiosk, answers[0]) * 10 ** (level_db / 20)
        for number, (kind, one) in enumerate(every):
            moment = MOMENTS_S[number % len(MOMENTS_S)]
            said = replace(one, sound=_at_level(one.sound, level))
            trial, tapped = await _trial(kiosk, answers[number % len(answers)], kind, said, moment)
            if kind == QUESTION:
                alone = await asyncio.to_thread(_understood, choice, engine, judge, tapped)
                trial = replace(trial, alone=alone)
            trials.every.append(trial)
    return trials


def _said(questions: Sequence[Asked], lang: Lang) -> list[tuple[str, Asked]]:
    """What is said over the kiosk, with its kind."""
    short = [(MURMUR, text) for text in _again(LISTENING.get(lang, ()), max(MURMURS, len(questions) // 2))]
    short += [(STOP, text) for text in _again(STOPPING.get(lang, ()), max(STOPS, len(questions) // 4))]
    spoken = [
        (kind, Asked(text, lang, kind, "", say(text, lang, SPEAKERS[lang][number % len(SPEAKERS[lang])])))
        for number, (kind, text) in enumerate(short)
    ]
    return [*((QUESTION, one) for one in questions), *spoken]


def _again(texts: Sequence[str], count: int) -> Iterator[str]:
    return islice(cycle(texts), count)


def long_answers(lang: Lang) -> list[str]:
    """Questions to which the demo store has most to say."""
    entries = files.load(STORE).entries[lang].values()
    told = [entry for entry in entries if not entry.action]
    return [entry.phrasings[0] for entry in sorted(told, key=lambda entry: -len(entry.answer))[:LONG]]


async def _echo_rms(kiosk: Talking, question: str) -> float:
    """How loud the kiosk's own voice is at the microphone."""
    started = await kiosk.explain(question)
    await kiosk.until(started.at + AFTER_S)
    level = noise.voice_rms(kiosk.tap.between(started.at + 0.2, started.at + AFTER_S - 0.2))
    await kiosk.silence()
    return level


def _at_level(sound: Samples, rms: float) -> Samples:
    louder: Samples = np.clip(sound * (rms / max(1.0, noise.voice_rms(sound))), -32768, 32767).astype(np.int16)
    return louder


async def _trial(kiosk: Talking, question: str, kind: str, one: Asked, moment: float) -> tuple[Trial, Samples]:
    """One sentence over another; with what a microphone picked up of both."""
    started = await kiosk.explain(question)
    since, at = kiosk.live.now, max(started.at + moment, time.monotonic() + AHEAD_S)
    voiced = kiosk.say(one.sound, at)
    ends = at + last_voiced_s(one.sound)
    await _passed(kiosk, kind, since, voiced, ends)
    entry = _answered(kiosk, since) if kind == QUESTION else ""
    ducked, silent, back = _heard_of_it(kiosk, voiced, ends)
    loud = float(kiosk.gains.over(voiced - 0.05, 0.04).min(initial=1.0)) >= SPEAKS
    trial = Trial(kind, one.text, ducked, silent, back, _word_off(kiosk, since), entry, one.entry, spoiled=not loud)
    tapped = kiosk.tap.between(at - 0.5, ends + 1.0)
    await kiosk.silence()
    return trial, tapped


async def _passed(kiosk: Talking, kind: str, since: int, voiced: float, ends: float) -> None:
    """Until what is to come of a sentence has come, or would come too late."""
    await kiosk.until(ends + TAPPED_S)
    while time.monotonic() < ends + AFTER_S and not _came(kiosk, kind, since, voiced, ends):
        await kiosk.live.pause(LOOK_S)


def _came(kiosk: Talking, kind: str, since: int, voiced: float, ends: float) -> bool:
    """A question is answered, a back-channel was read and the voice is as loud as before, a stop silences."""
    later = [seen.message for seen in kiosk.live.messages[since:] if seen.at > ends]
    _, silent, back = _heard_of_it(kiosk, voiced, ends)
    if kind == QUESTION:
        return any(isinstance(each, Answered) for each in later)
    if kind == MURMUR:
        return back is not None and any(isinstance(each, Heard | HeardNothing) for each in later)
    return silent is not None


def _heard_of_it(kiosk: Talking, voiced: float, ends: float) -> tuple[float | None, float | None, float | None]:
    """Ms until ducked, until silent, and from the end of what was said until it is loud again."""
    before = float(kiosk.gains.over(voiced - 0.05, 0.04).max(initial=1e-3))
    gains = kiosk.gains.over(voiced, time.monotonic() - MIRRORED_S - voiced) / before
    ducked, silent = _first(gains <= DUCKED), _first(gains == 0)
    later = gains[round((ends - voiced) * RATE) :] >= FULL
    return ducked, silent, _first(later)


def _first(true: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
    places = np.flatnonzero(true)
    return 1000 * float(places[0]) / RATE if places.size else None


def _word_off(kiosk: Talking, since: int) -> int:
    """How far from the word at which it stopped it went on; 0 if it never stopped, or never went on."""
    messages = [seen.message for seen in kiosk.live.messages[since:]]
    ended = next((each for each in messages if isinstance(each, SpeechEnded) and not each.completed), None)
    resumed = next((each for each in messages if isinstance(each, SpeechStarted) and each.from_ms > 0), None)
    if ended is None or resumed is None:
        return 0
    starts = [word.start_ms for word in resumed.timeline.words]
    nearest = min(range(len(starts)), key=lambda word: abs(starts[word] - resumed.from_ms))
    return nearest - ended.word


def _answered(kiosk: Talking, since: int) -> str:
    """The entry of the last reply since a moment; empty if none came in time."""
    replies = [seen.message.reply for seen in kiosk.live.messages[since:] if isinstance(seen.message, Answered)]
    return replies[-1].entry if replies and replies[-1].band == "answer" else ""


def _understood(choice: Choice, engine: Engine, judge: Judge, sound: Samples) -> str:
    """The entry that the same sound leads to without cancellation."""
    return judge.judged(readings(heard(choice, engine, sound)), choice.lang).best.entry
