"""A shopper speaks over the kiosk: how soon it gives way, whether it goes on after a mere "mhm", what it understands.

Times are from the first voiced sample at the microphone, loudness is that of the sound that would be heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from kiosk.bench.interruptions import MURMUR, QUESTION, STOP, Trial, run
from kiosk.bench.quiet import understood
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.hearing.engines import Choice, Engine
from kiosk.settings import Lang

DUCKED_GOAL_MS, SILENT_GOAL_MS, UNDERSTOOD_GOAL = 150.0, 700.0, 85.0
NONE_LEFT = "the kiosk had broken off by itself each time before anybody spoke"
NOT_DUPLEX = "the ears do not hear while the kiosk speaks: they know nothing of what it plays"


def rows(choice: Choice, engine: Engine, count: int, level_db: float = 0.0) -> Iterator[Row | Skipped]:
    """Goals of barge-in in a language, from `count` questions and fewer back-channels and stops."""
    lang: Lang = choice.lang
    questions = understood(choice, engine, count)
    trials = run(choice, engine, questions, level_db)
    if not trials.duplex:
        yield Skipped(f"barge-in, {lang}", NOT_DUPLEX)
        return
    every, stops = trials.of(QUESTION, MURMUR, STOP), trials.of(QUESTION, STOP)
    broken = sum(trial.spoiled for trial in trials.every)
    name = f"barge-in, {lang}: broken off before anybody spoke, of {len(trials.every)} sentences"
    yield Row(name, 100 * broken / max(1, len(trials.every)), "%", 0.0)
    name = f"barge-in, {lang}: first voiced sample"
    yield from _delay_rows(f"{name} → ducked by 12 dB", every, "ducked_ms", DUCKED_GOAL_MS)
    yield from _delay_rows(f"{name} → silent", stops, "silent_ms", SILENT_GOAL_MS)
    yield from _murmur_rows(lang, trials.of(MURMUR))
    yield from _understood_rows(lang, trials.of(QUESTION), level_db)


def _murmur_rows(lang: Lang, murmurs: Sequence[Trial]) -> Iterator[Row | Skipped]:
    name = f"barge-in, {lang}: after a back-channel back up, or on at the word"
    if not murmurs:
        yield Skipped(name, NONE_LEFT)
        return
    good = sum(trial.back_ms is not None and trial.word_off == 0 for trial in murmurs)
    yield Row(f"{name}, of {len(murmurs)}", 100 * good / len(murmurs), "%", 100.0, "higher")
    yield from _delay_rows(f"barge-in, {lang}: end of a back-channel → the full voice", murmurs, "back_ms", None)


def _understood_rows(lang: Lang, over: Sequence[Trial], level_db: float) -> Iterator[Row | Skipped]:
    name = f"barge-in, {lang}: understood over its own voice at {level_db:g} dB"
    if not over:
        yield Skipped(name, NONE_LEFT)
        return
    answered = 100 * sum(trial.entry == trial.wanted for trial in over) / len(over)
    alone = 100 * sum(trial.alone == trial.wanted for trial in over) / len(over)
    peer = Peer("no echo cancellation, the same sound", alone)
    name = f"{name}, of {len(over)} that are understood in silence"
    yield Row(name, answered, "%", UNDERSTOOD_GOAL, "higher", peer)


def _delay_rows(name: str, trials: Sequence[Trial], what: str, goal: float | None) -> Iterator[Row]:
    """Median and slowest, and how many never did."""
    values = [value for trial in trials if (value := getattr(trial, what)) is not None]
    if values:
        yield Row(f"{name}, median of {len(values)}", median(values), "ms", goal)
        yield Row(f"{name}, slowest of {len(values)}", max(values), "ms", goal)
    if len(values) < len(trials):
        yield Row(f"{name}: never, of {len(trials)}", 100 * (len(trials) - len(values)) / len(trials), "%", 0.0)
