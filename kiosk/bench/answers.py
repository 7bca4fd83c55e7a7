"""How well and how fast questions are answered: the demo store, a very large one, and public sets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from kiosk.answers import stages
from kiosk.bench import intent_sets, large_store, store_set
from kiosk.bench.intent_sets import Goals
from kiosk.bench.row import Row, Skipped, Step
from kiosk.settings import Answers

SETS = {"BANKING77": Goals(85.0, 79.0), "CLINC150": Goals(91.5)}
STORE_STEP = 2  # without --full each second question of the store set


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of the answers; `data` is the folder of the public test data, or `answers/` in it."""
    step = 1 if full else STORE_STEP
    found = [
        Step("the demo store", store_set.cost_rows),
        Step("questions to the demo store", partial(store_set.set_rows, step)),
        Step("what is urgent", partial(store_set.triage_rows, step)),
        Step("a very large store", partial(large_store.rows, full=full)),
    ]
    folder = data and next((each for each in (data / "answers", data) if list(each.glob("*_train_10.tsv"))), None)
    if folder is None:
        return [*found, Step("public sets", _no_sets)]
    every = 1 if full else intent_sets.QUICK
    for name, goals in SETS.items():
        measure = partial(_rows, name, folder / name.lower(), every, goals)
        found.append(Step(f"{name}, and its peers", measure))
    return found


def _rows(name: str, stem: Path, step: int, goals: Goals) -> Iterable[Row | Skipped]:
    return intent_sets.rows(name, stem, step, goals, stages.make(Answers(second_stage="always")))


def _no_sets() -> Iterable[Row | Skipped]:
    yield Skipped("BANKING77, CLINC150", "no folder with the sets was given; use --data DIR with answers/")
