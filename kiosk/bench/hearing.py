"""Figures of hearing: the understanding curve, delays, barge-in, the kiosk's own voice, and what it all costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from kiosk.bench import (
    asked,
    barge_in,
    echo,
    hearing_commands,
    hearing_curve,
    hearing_delays,
    hearing_hits,
    hearing_memory,
    hearing_noise,
    hearing_strange,
    self_hearing,
    soak,
)
from kiosk.bench.asked import STORE
from kiosk.bench.points import CONDITIONS, Condition
from kiosk.bench.row import Row, Skipped, Step
from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, Engine, choose, load, recognisers
from kiosk.hearing.vocabulary import phrases
from kiosk.settings import LANGS, Lang


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is done of everything; each known question of a curve is asked in thirteen conditions."""

    curve: int
    hits: int
    talk: int
    commands: int
    noise_min: float
    delays: int
    barge_in: int
    echo: int
    own_voice_min: float
    turns: int


QUICK = Amount(4, 6, 5, 6, 0.5, 2, 3, 4, 1.0, 20)
"""All rows within four minutes of a quiet machine with two cores."""
FULL = Amount(40, 120, 40, 20, 5.0, 20, 20, 20, 30.0, 2000)
FIRST: Lang = "en"
"""The language of all figures that are taken in one alone, where it can be heard."""
FEW = (Condition(), Condition("room", 10.0))
"""Conditions of questions in other words, unless there is time for all."""


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure that can be taken without a microphone; `data` is the folder with the clips in `speech/`."""
    amount = FULL if full else QUICK
    choices, found = list[Choice](), list[Step]()
    for lang in (FIRST, *(each for each in LANGS if each != FIRST)):
        try:
            choices.append(choose(lang))
        except KioskError as fault:
            found.append(Step(f"hearing in {lang}", partial(_absent, f"hearing in {lang}", str(fault))))
    for choice in choices:
        engine = cache(partial(load, choice, phrases(STORE, choice.lang)))
        found += _understanding(choice, engine, data, amount)
        if choice is choices[0] or full:
            found += _talking(choice, engine, amount)
        if choice is choices[0]:
            found += _once(choice, engine, data, amount)
    return found


def _understanding(choice: Choice, engine: Callable[[], Engine], data: Path | None, amount: Amount) -> list[Step]:
    """What is understood in a language, and what is not taken for a question."""
    lang: Lang = choice.lang
    here = [offer for each in recognisers() if (offer := each.offers(lang)) is not None]
    found = [Step(f"curve of {each.lang}, {each.engine}", partial(_curve, each, data, amount)) for each in here]
    if len(here) == 1:
        found.append(Step(f"a second recogniser for {lang}", partial(_alone, choice)))
    if lang in hearing_hits.SPEAKER:
        found.append(Step(f"questions in {lang}", lambda: hearing_hits.rows(choice, engine(), amount.hits)))
    found.append(Step(f"other talk in {lang}", partial(hearing_strange.rows, choice, data, amount.talk)))
    found.append(Step(f"memory of hearing in {lang}", partial(hearing_memory.rows, lang)))
    return found


def _talking(choice: Choice, engine: Callable[[], Engine], amount: Amount) -> list[Step]:
    """A whole kiosk that is talked to, and over."""
    lang: Lang = choice.lang
    return [
        Step(f"ends of sentences in {lang}", lambda: hearing_delays.rows(choice, engine(), amount.delays)),
        Step(f"barge-in in {lang}", lambda: barge_in.rows(choice, engine(), amount.barge_in)),
        Step(f"echo in {lang}", lambda: echo.rows(choice, engine(), amount.echo)),
    ]


def _once(choice: Choice, engine: Callable[[], Engine], data: Path | None, amount: Amount) -> list[Step]:
    """Noise, people's commands, its own voice and long runs: about the ears more than about a language."""
    lang: Lang = choice.lang
    return [
        Step("noise without a voice", lambda: hearing_noise.rows(choice, engine(), data, amount.noise_min)),
        Step("real commands", lambda: hearing_commands.rows(data, choice, engine(), amount.commands)),
        Step(f"its own voice, {amount.own_voice_min:g} min", partial(self_hearing.rows, lang, amount.own_voice_min)),
        Step(f"{amount.turns} turns", partial(soak.rows, lang, amount.turns)),
    ]


def _curve(choice: Choice, data: Path | None, amount: Amount) -> Iterator[Row | Skipped]:
    """Known questions in every condition; other words in few, unless there is time."""
    lang: Lang = choice.lang
    jobs = [(one, condition) for one in asked.known(lang, amount.curve) for condition in CONDITIONS]
    conditions = CONDITIONS if amount is FULL else FEW
    jobs += [(one, condition) for one in asked.in_other_words(lang, amount.curve) for condition in conditions]
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
