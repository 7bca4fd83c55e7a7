"""How well and how fast questions are answered: public intent sets with ten phrasings a question, and the demo store.

BANKING77 (Casanueva et al. 2020) and CLINC150 (Larson et al. 2019) are read from a folder, never shipped. Figures of
peers are measured here and now on the same questions.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kiosk.answers import encoder as encoders
from kiosk.answers import retrieve
from kiosk.answers.encoder import Encoder
from kiosk.answers.engine import Answerer
from kiosk.answers.model import Model
from kiosk.bench.row import Peer, Row, Skipped
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


def rows(data: Path | None = None, *, full: bool = False) -> list[Row | Skipped]:
    """All figures of the answers; `data` is the folder of the public test data."""
    encoder = encoders.make(wanted=True)
    out: list[Row | Skipped] = [*_store_rows()]
    folder = data / "answers" if data else None
    if folder is None or not folder.is_dir():
        return [*out, Skipped("BANKING77, CLINC150", "no folder with the sets was given; use --data DIR with answers/")]
    step = 1 if full else QUICK
    out += _set_rows("BANKING77", folder / "banking77", step, 85.0, encoder)
    return [*out, *_set_rows("CLINC150", folder / "clinc150", step, 91.5, encoder)]


def _set_rows(name: str, stem: Path, step: int, goal: float, encoder: Encoder) -> Iterator[Row]:
    """Accuracy beside rapidfuzz, and out-of-scope figures where the set has such questions."""
    train, test = _pairs(Path(f"{stem}_train_10.tsv")), _pairs(Path(f"{stem}_test.tsv"))[::step]
    began = time.perf_counter()
    names, model = _trained(train, encoder)
    seconds = time.perf_counter() - began
    truth = [label for label, _ in test]
    found = _asked(names, model, encoder, [text for _, text in test])
    right = np.array([entry == label for entry, label in zip(found.entries, truth, strict=True)])
    peer = Peer("rapidfuzz token_set_ratio", _fuzzy(train, test))
    yield Row(f"{name} accuracy, 10 phrasings a question", 100 * float(right.mean()), "%", goal, "higher", peer)
    yield Row(f"{name} a query, p95", float(np.percentile(found.ms, 95)), "ms", 4.0)
    yield Row(f"{name} training", seconds, "s", 10.0)
    strange = Path(f"{stem}_oos_test.tsv")
    if strange.is_file():
        texts = [text for _, text in _pairs(strange)][::step]
        yield from _scope_rows(name, model, found.scores, right, _asked(names, model, encoder, texts).scores)


def _scope_rows(name: str, model: Model, known: Floats, right: NDArray[np.bool_], strange: Floats) -> Iterator[Row]:
    above = (known[:, None] > strange[None, :]).mean() + 0.5 * (known[:, None] == strange[None, :]).mean()
    refused = float((strange < np.quantile(known, 0.05)).mean())
    limits = retrieve.thresholds(model, PRECISION, QUANTILE)
    direct = known >= limits.hi
    yield Row(f"{name} out of scope, AUROC", 100 * float(above), "%", 97.0, "higher")
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


def _fuzzy(train: Sequence[tuple[str, str]], test: Sequence[tuple[str, str]]) -> float:
    """Accuracy of the nearest phrasing by shared words, %."""
    likeness = process.cdist([t for _, t in test], [t for _, t in train], scorer=fuzz.token_set_ratio)
    nearest = likeness.argmax(axis=1)
    return 100 * float(np.mean([train[n][0] == label for n, (label, _) in zip(nearest, test, strict=True)]))


def _store_rows() -> Iterator[Row]:
    """The demo store: a whole answer, a start from the cache, and memory, in a process of its own."""
    retrieve.ready_model(Answerer(config_dir() / "demo-store", Answers()).knowledge, encoders.make(wanted=True))
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        start, costs, memory = pool.apply(_store_figures)
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
    return start, float(np.percentile(costs, 95)), _pss_mb()


def _pss_mb() -> float:
    """Proportional set size of this process, from the kernel's own account."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
