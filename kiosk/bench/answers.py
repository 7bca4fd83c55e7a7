"""How well and how fast questions are answered: public intent sets with ten phrasings a question, and the demo store.

BANKING77 (Casanueva et al. 2020) and CLINC150 (Larson et al. 2019) are read from a folder, never shipped.
Peers: letters and words alone (scikit-learn), and the nearest phrasing by shared words (rapidfuzz).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.answers import encoder as encoders
from kiosk.answers import retrieve
from kiosk.answers.encoder import Encoder
from kiosk.answers.engine import Answerer
from kiosk.answers.model import Model
from kiosk.bench.apart import apart, own_mb
from kiosk.bench.row import Peer, Row, Skipped, Step
from kiosk.resources import config_dir
from kiosk.settings import Answers

QUICK = 3  # without --full each third test question
PRECISION, QUANTILE = 0.97, 0.05
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Result:
    """Best entries with their scores, and what each question cost."""

    entries: list[str]
    scores: Floats
    ms: Floats


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of the answers; `data` is the folder of the public test data."""
    folder = data / "answers" if data else None
    found = [Step("the demo store", _store_rows)]
    if folder is None or not folder.is_dir():
        return [*found, Step("public sets", _no_sets)]
    step = 1 if full else QUICK
    for name, goal in (("BANKING77", 85.0), ("CLINC150", 91.5)):
        measure = partial(_set_rows, name, folder / name.lower(), step, goal, encoders.make(wanted=True))
        found.append(Step(f"{name}, and its peers", measure))
    return found


def _no_sets() -> Iterable[Row | Skipped]:
    yield Skipped("BANKING77, CLINC150", "no folder with the sets was given; use --data DIR with answers/")


def _set_rows(name: str, stem: Path, step: int, goal: float, encoder: Encoder) -> Iterator[Row]:
    """Accuracy and cost beside the peers, and out-of-scope figures where the set has such questions."""
    train, test = _pairs(Path(f"{stem}_train_10.tsv")), _pairs(Path(f"{stem}_test.tsv"))[::step]
    began = time.perf_counter()
    names, model = _trained(train, encoder)
    seconds = time.perf_counter() - began
    truth = [label for label, _ in test]
    found = _asked(names, model, encoder, [text for _, text in test])
    right = np.array([entry == label for entry, label in zip(found.entries, truth, strict=True)])
    from kiosk.bench import plain_retrievers  # not above: its libraries would count as memory of the store's answers

    letters, nearest = plain_retrievers.Letters(train), plain_retrievers.Nearest(train)
    peer = Peer("letters and words, logistic regression", letters.accuracy(test))
    yield Row(f"{name} accuracy, 10 phrasings a question", 100 * float(right.mean()), "%", goal, "higher", peer)
    fuzzy_ms = Peer(
        f"rapidfuzz, {nearest.accuracy(test):.0f} % right", float(np.percentile(nearest.costs_ms(test), 95))
    )
    yield Row(f"{name} a query, p95", float(np.percentile(found.ms, 95)), "ms", 4.0, peer=fuzzy_ms)
    yield Row(f"{name} training", seconds, "s", 10.0)
    strange = Path(f"{stem}_oos_test.tsv")
    if strange.is_file():
        texts = [text for _, text in _pairs(strange)][::step]
        strange_scores = _asked(names, model, encoder, texts).scores
        peer = Peer("letters and words, largest probability", 100 * letters.auroc(test, texts))
        yield from _scope_rows(name, model, found.scores, right, strange_scores, peer)


def _scope_rows(
    name: str, model: Model, known: Floats, right: NDArray[np.bool_], strange: Floats, peer: Peer
) -> Iterator[Row]:
    from kiosk.bench import plain_retrievers

    above = plain_retrievers.auroc(known, strange)
    refused = float((strange < np.quantile(known, 0.05)).mean())
    limits = retrieve.thresholds(model, PRECISION, QUANTILE)
    direct = known >= limits.hi
    yield Row(f"{name} out of scope, AUROC", 100 * above, "%", 97.0, "higher", peer)
    yield Row(f"{name} out of scope, recall at 5 % false reject", 100 * refused, "%", 85.0, "higher")
    yield Row(f"{name} answered directly", 100 * float(direct.mean()), "%", 75.0, "higher")
    yield Row(f"{name} direct answers right", 100 * float(right[direct].mean()), "%", 97.0, "higher")
    yield Row(f"{name} out of scope, answered", 100 * float((strange >= limits.hi).mean()), "%", 3.0)


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


def _trained(train: Sequence[tuple[str, str]], encoder: Encoder) -> tuple[list[str], Model]:
    from kiosk.answers.train import train as fit

    names = sorted({label for label, _ in train})
    owners = np.array([names.index(label) for label, _ in train], np.int32)
    return names, fit([text for _, text in train], owners, encoder)


def _asked(names: Sequence[str], model: Model, encoder: Encoder, texts: Sequence[str]) -> _Result:
    entries, scores, costs = [], [], []
    for text in texts:
        began = time.perf_counter()
        scored = model.score([text], encoder)[0]
        calibrated = model.calibrated(scored)
        costs.append(1000 * (time.perf_counter() - began))
        best = int(scored.logits.argmax())
        entries.append(names[best])
        scores.append(float(calibrated[best]))
    return _Result(entries, np.array(scores), np.array(costs))


def _store_rows() -> Iterator[Row]:
    """The demo store: a whole answer, a start from the cache, and memory, in a process of its own."""
    retrieve.ready_model(Answerer(config_dir() / "demo-store", Answers()).knowledge, encoders.make(wanted=True))
    start, costs, memory = apart(_store_figures)
    yield Row("demo store, start from the cache", start, "s", 2.0)
    yield Row("demo store, a whole answer, p95", costs, "ms", 4.0)
    yield Row("demo store, memory of the process (PSS)", memory, "MB", 250.0)


def _store_figures() -> tuple[float, float, float]:
    began = time.perf_counter()
    shop = Answerer(config_dir() / "demo-store", Answers())
    shop.warm()
    start = time.perf_counter() - began
    costs = []
    for lang, _, text in shop.knowledge.phrasings[::3]:
        asked = time.perf_counter()
        shop.ask(f"{text} please", lang)
        costs.append(1000 * (time.perf_counter() - asked))
    return start, float(np.percentile(costs, 95)), own_mb()
