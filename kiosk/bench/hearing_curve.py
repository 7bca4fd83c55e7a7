"""The understanding curve: answers right against how far the voice is above the noise, by language and reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kiosk.bench import noise, understanding
from kiosk.bench.apart import crew
from kiosk.bench.asked import Asked, chatter
from kiosk.bench.clips import public
from kiosk.bench.points import CLEAN, CONSTRAINED, KNOWN, OPEN, TYPED, Condition, Curve, Point
from kiosk.bench.row import Row, Skipped
from kiosk.bench.understanding import Judge, Judged, Verdict
from kiosk.hearing.engines import Choice
from kiosk.simulation.sound import Samples

BED_S = 20.0
Job = tuple[Asked, Condition]
STRIDE = 7919
"""Samples between the places in the noise at which one question and the next begin: no two get the same piece."""
REAL_TALKERS = 6
GOALS = {("en", CLEAN): 97.0}


def beds(lang: str, data: Path | None) -> Mapping[str, noise.Floats]:
    """A piece of each noise. Those who babble speak other languages than `lang` where real ones were given."""
    others = [clip for clip in public(data) if clip.kind.startswith("real_read") and clip.lang != lang]
    talkers = [*chatter(), *(clip.sound for clip in others[:REAL_TALKERS])]
    return {
        CLEAN: noise.room(BED_S),
        "white": noise.white(BED_S),
        "babble": noise.babble(talkers, BED_S),
        "hum": noise.hum(BED_S),
        "room": noise.room(BED_S),
    }


def rows(choice: Choice, jobs: Sequence[Job], data: Path | None) -> Iterator[Row | Skipped]:
    """A point for each source, reading and condition; what is typed; and how often a wrong answer was given."""
    found = heard(choice, jobs, data)
    yield from _typed_rows(choice.lang, list(dict.fromkeys(one for one, _ in jobs)))
    points = defaultdict[tuple[Curve, Condition], list[tuple[Asked, Verdict]]](list)
    for (one, condition), judged in found:
        for reading, verdict in judged.verdicts.items():
            points[Curve(choice.lang, choice.engine, reading, one.source), condition].append((one, verdict))
    for (curve, condition), verdicts in points.items():
        yield _point(curve, condition, verdicts).row()
    yield from _wrong_rows(points)
    if not any(curve.reading == CONSTRAINED for curve, _ in points):
        name = f"constrained reading, {choice.lang}, {choice.engine}"
        yield Skipped(name, f"{choice.engine} has no reading in the store's own words")


def heard(choice: Choice, jobs: Sequence[Job], data: Path | None) -> list[tuple[Job, Judged]]:
    """What was heard of each sentence in its condition."""
    bed, numbers = beds(choice.lang, data), {one: number for number, (one, _) in enumerate(jobs)}
    sounds = (in_noise(one.sound, bed, condition, numbers[one]) for one, condition in jobs)
    with crew(understanding.begin, choice) as workers:
        return list(zip(jobs, workers.imap(understanding.judge, sounds), strict=True))


def in_noise(voice: Samples, bed: Mapping[str, noise.Floats], condition: Condition, number: int) -> Samples:
    """A voice as the microphone takes it in."""
    return noise.mixed(voice, bed[condition.noise], condition.snr_db, place=number * STRIDE)


def _point(curve: Curve, condition: Condition, verdicts: Iterable[tuple[Asked, Verdict]]) -> Point:
    every = list(verdicts)
    right = sum(verdict.entry == one.entry for one, verdict in every)
    closest = sum(verdict.closest == one.entry for one, verdict in every)
    goal = GOALS.get((curve.lang, str(condition))) if curve.source == KNOWN and curve.reading == OPEN else None
    return Point(curve, condition, len(every), 100 * right / len(every), 100 * closest / len(every), goal)


def _typed_rows(lang: str, asked: Sequence[Asked]) -> Iterator[Row]:
    """What perfect ears would reach."""
    judge = Judge()
    for source in dict.fromkeys(one.source for one in asked):
        verdicts = [(one, judge.typed(one.text, lang)) for one in asked if one.source == source]
        yield _point(Curve(lang, TYPED, TYPED, source), Condition(), verdicts).row()


def _wrong_rows(points: Mapping[tuple[Curve, Condition], list[tuple[Asked, Verdict]]]) -> Iterator[Row]:
    """Wrong answers are worse than none: their share over all conditions; choices offered are no answer."""
    curves = defaultdict[Curve, list[tuple[Asked, Verdict]]](list)
    for (curve, _), verdicts in points.items():
        curves[curve] += verdicts
    for curve, verdicts in curves.items():
        wrong = sum(verdict.entry not in ("", one.entry) for one, verdict in verdicts)
        name = f"answered wrongly, {curve.lang}, {curve.source}, {curve.engine}, {curve.reading}"
        yield Row(f"{name}, {len(verdicts)} sounds", 100 * wrong / len(verdicts), "%")
