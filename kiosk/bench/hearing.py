"""Figures of hearing: the understanding curve, delays, barge-in, the kiosk's own voice, and what it all costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from kiosk.bench import (
    asked,
    hearing_commands,
    hearing_curve,
    hearing_hits,
    hearing_memory,
    hearing_noise,
    hearing_strange,
)
from kiosk.bench.asked import STORE
from kiosk.bench.points import CONDITIONS, Condition
from kiosk.bench.row import Row, Skipped, Step
from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, choose, load, recognisers
from kiosk.hearing.vocabulary import phrases
from kiosk.settings import LANGS, Lang

QUICK, FULL = 8, 120
"""Questions of a curve, without --full and with it; each known one is asked in thirteen conditions."""
HITS, TALK, COMMANDS = 16, 10, 10
FEW = (Condition(), Condition("room", 10.0))


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure that can be taken without a microphone; `data` is the folder with the clips in `speech/`."""
    found = []
    for lang in LANGS:
        try:
            choice = choose(lang)
        except KioskError as fault:
            found.append(Step(f"hearing in {lang}", partial(_absent, f"hearing in {lang}", str(fault))))
            continue
        found += _of(choice, data, full=full)
    return found


def _of(choice: Choice, data: Path | None, *, full: bool) -> list[Step]:
    """All of a language."""
    lang: Lang = choice.lang
    engine = cache(partial(load, choice, phrases(STORE, lang)))
    here = [offer for each in recognisers() if (offer := each.offers(lang)) is not None]
    found = [Step(f"curve of {each.lang}, {each.engine}", partial(_curve, each, data, full=full)) for each in here]
    if len(here) == 1:
        found.append(Step(f"a second recogniser for {lang}", partial(_alone, choice)))
    if lang in hearing_hits.SPEAKER:
        hits = partial(hearing_hits.rows, choice, engine, FULL if full else HITS)
        found.append(Step(f"questions in {lang}", hits))
    found.append(Step(f"other talk in {lang}", partial(hearing_strange.rows, choice, data, 100 if full else TALK)))
    found.append(Step(f"memory of hearing in {lang}", partial(hearing_memory.rows, lang)))
    if lang == "en":
        found.append(
            Step("noise without a voice", lambda: hearing_noise.rows(choice, engine(), data, 5.0 if full else 0.5))
        )
        count = FULL if full else COMMANDS
        found.append(Step("real commands", lambda: hearing_commands.rows(data, choice, engine(), count)))
    return found


def _curve(choice: Choice, data: Path | None, *, full: bool) -> Iterator[Row | Skipped]:
    """Known questions in every condition; other words in few, unless there is time."""
    lang: Lang = choice.lang
    count = FULL if full else QUICK
    jobs = [(one, condition) for one in asked.known(lang, count) for condition in CONDITIONS]
    conditions = CONDITIONS if full else FEW
    jobs += [(one, condition) for one in asked.in_other_words(lang, count) for condition in conditions]
    return hearing_curve.rows(choice, jobs, data)


def _alone(choice: Choice) -> Iterable[Skipped]:
    """Why a language's recogniser has no other beside it."""
    name = f"{choice.engine} beside another recogniser, {choice.lang}"
    try:
        choose(choice.lang, "vosk")
        yield Skipped(name, "there is no fallback recogniser for this language")
    except KioskError as fault:
        yield Skipped(name, str(fault))


def _absent(name: str, reason: str) -> Iterable[Skipped]:
    yield Skipped(name, reason)
