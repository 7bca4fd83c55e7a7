"""The understanding curve of a folder of recordings: see `kiosk.bench.clips` for what it holds.

Without the column `entry` the right answer is the one that the typed transcript gets, and none where that gets none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from kiosk.bench import hearing_curve, word_errors
from kiosk.bench.asked import Asked, spread
from kiosk.bench.clips import Clip, clips
from kiosk.bench.points import CONDITIONS, RECORDED, Condition
from kiosk.bench.row import Row, Skipped, Step
from kiosk.bench.understanding import Judge, answerer
from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, choose
from kiosk.settings import LANGS

QUICK = 10


def steps(folder: Path, data: Path | None, *, full: bool) -> list[Step]:
    """A step for each language that is spoken in the folder; `InputError` `bench.recordings`."""
    every = clips(folder, _guess)
    told = [clip for clip in every if clip.text or clip.entry]
    found = [_step(lang, [clip for clip in told if clip.lang == lang], data, full=full) for lang in LANGS]
    silent = len(every) - sum(clip.lang in LANGS for clip in told)
    if silent:
        reason = f"{silent} recordings are without words, or in no language of the product"
        found.append(Step("recordings without words", lambda: [Skipped(str(folder), reason)]))
    return [step for step in found if step is not None]


def _guess(text: str) -> str:
    """The language of a transcript, as the store's content knows it."""
    return answerer().language_of(text, "en")


def _step(lang: str, mine: Sequence[Clip], data: Path | None, *, full: bool) -> Step | None:
    if not mine:
        return None
    name = f"{len(mine)} recordings in {lang}"
    try:
        choice = choose(lang)
    except KioskError as fault:
        reason = str(fault)
        return Step(name, lambda: [Skipped(name, reason)])
    return Step(name, partial(_rows, choice, mine, data, count=len(mine) if full else QUICK))


def _rows(choice: Choice, mine: Sequence[Clip], data: Path | None, count: int) -> Iterator[Row | Skipped]:
    judge = Judge()
    every = spread([_asked(clip, judge) for clip in mine], count)
    yield from hearing_curve.rows(choice, [(one, condition) for one in every for condition in CONDITIONS], data)
    told = [one for one in every if one.text]
    found = hearing_curve.heard(choice, [(one, Condition()) for one in told], data)
    if told:
        rate = word_errors.rate([(one.text, judged.text) for (one, _), judged in found], choice.lang)
        name = f"{word_errors.unit(choice.lang)} error rate, {choice.lang}, {choice.engine}, {RECORDED}, of {len(told)}"
        yield Row(name, rate, "%")


def _asked(clip: Clip, judge: Judge) -> Asked:
    entry = clip.entry or judge.typed(clip.text, clip.lang).entry
    return Asked(clip.text, clip.lang, RECORDED, entry, clip.sound)
