"""Public intent sets with ten phrasings a question: ours beside plain retrievers, clean and with word errors.

BANKING77 (Casanueva et al. 2020) and CLINC150 (Larson et al. 2019) are read from a folder, never shipped.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from kiosk.answers import calibrate
from kiosk.answers.calibrate import Wanted
from kiosk.answers.embeddings import Remembered
from kiosk.answers.encoder import Encoder
from kiosk.answers.model import Model, Scored
from kiosk.answers.stages import Stages
from kiosk.bench import answers_curve, plain_retrievers
from kiosk.bench.plain_retrievers import Pairs, Plain
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.settings import Answers
from kiosk.utterance import normal

QUICK = 3  # without --full each third test question of every label, the first of them first
ERRORS, MOST_ERRORS = (0.1, 0.2), (0.2,)
"""Shares of words that are misheard, and those without --full."""
SHIPPED = Answers()
STRANGERS = (0.04, SHIPPED.strangers_answered, 0.12)
"""More careful than the shipped bands, those, and less."""
TIMED = 100
AT_ONCE = 64
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Goals:
    """What a set must reach, %; None where nothing was set."""

    clean: float
    errors: float | None = None
    training_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Found:
    """What a stage made of questions: best entries, the one score, and how likely the store knows them at all.

    `strange` is how strange the worst word of each is to its entry.
    """

    entries: NDArray[np.int64]
    scores: Floats
    known: Floats
    strange: Floats


@dataclass(frozen=True)
class Ours:
    """The retriever, trained on a set."""

    names: list[str]
    model: Model
    stages: Stages
    seconds: float

    def found(self, texts: Sequence[str]) -> list[Found]:
        """What each stage makes of the texts, in batches."""
        scored: list[list[Scored]] = [[] for _ in self.model.heads]
        for start in range(0, len(texts), AT_ONCE):
            seen = self.model.see(texts[start : start + AT_ONCE], self.stages.first)
            scored[0] += [self.model.first(each) for each in seen]
            if self.stages.second is not None:
                raw = self.stages.second.encode([each.plain for each in seen])
                scored[1] += [self.model.second(*each) for each in zip(seen, raw, strict=True)]
        return [self._found(each) for each in scored]

    def _found(self, scored: Sequence[Scored]) -> Found:
        best = np.array([int(each.logits.argmax()) for each in scored])
        score = [self.model.calibrated(each)[place] for each, place in zip(scored, best, strict=True)]
        known = [
            self.model.heads[each.stage].score.known_at(each.fit[place])
            for each, place in zip(scored, best, strict=True)
        ]
        strange = [each.lacking[place, 0] for each, place in zip(scored, best, strict=True)]
        return Found(best, np.array(score, np.float64), np.array(known, np.float64), np.array(strange, np.float64))

    def costs_ms(self, texts: Sequence[str], *, second: bool) -> Floats:
        """What each question costs when they come one by one."""
        costs = []
        for text in texts[:: max(1, len(texts) // TIMED)]:
            began = time.perf_counter()
            (seen,) = self.model.see([text], self.stages.first)
            scored = self.model.first(seen)
            if second and self.stages.second is not None:
                scored = self.model.second(seen, self.stages.second.encode([seen.plain])[0])
            self.model.calibrated(scored)
            costs.append(1000 * (time.perf_counter() - began))
        return np.array(costs)


def trained(train: Pairs, stages: Stages) -> Ours:
    """Trained twice: what counts is the second time, when the vectors are kept."""
    from kiosk.answers.train import train as fit

    names = sorted({label for label, _ in train})
    owners = np.array([names.index(label) for label, _ in train], np.int32)
    texts = [text for _, text in train]
    with TemporaryDirectory() as folder:
        encoders: list[Encoder] = [Remembered(each, Path(folder)) for each in stages.all]
        for encoder in encoders:
            encoder.encode([normal(text) for text in texts])
        began = time.perf_counter()
        model = fit(texts, owners, encoders)
    return Ours(names, model, stages, time.perf_counter() - began)


def pairs(path: Path) -> list[tuple[str, str]]:
    """Label and text of each line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


def sample(every: Pairs, step: int) -> list[tuple[str, str]]:
    """Every so-manieth text of each label."""
    count: dict[str, int] = {}
    kept = []
    for label, text in every:
        if count.setdefault(label, 0) % step == 0:
            kept.append((label, text))
        count[label] += 1
    return kept


def rows(name: str, stem: Path, step: int, goals: Goals, stages: Stages) -> Iterator[Row | Skipped]:
    """All figures of a set."""
    train, test = pairs(Path(f"{stem}_train_10.tsv")), sample(pairs(Path(f"{stem}_test.tsv")), step)
    ours, plain = trained(train, stages), plain_retrievers.peers(train)
    clean = ours.found([normal(text) for _, text in test])
    sampled = "" if step == 1 else f" (one in {step} of each label)"
    yield from _accuracy(f"{name}, clean", ours, clean, test, plain, goals.clean, sampled)
    yield from _with_errors(name, ours, test, plain, goals.errors, ERRORS if step == 1 else MOST_ERRORS)
    yield from _costs(name, ours, test, plain)
    yield Row(f"{name}, training with kept vectors", ours.seconds, "s", goals.training_s)
    strange = Path(f"{stem}_oos_test.tsv")
    if strange.is_file():
        texts = sample(pairs(strange), step)
        yield from _scope(
            name, ours, clean[-1], test, ours.found([normal(text) for _, text in texts])[-1], plain, texts
        )


def _right(ours: Ours, found: Found, test: Pairs) -> NDArray[np.bool_]:
    return np.array([ours.names[entry] == label for entry, (label, _) in zip(found.entries, test, strict=True)])


def _accuracy(
    what: str, ours: Ours, found: Sequence[Found], test: Pairs, plain: Sequence[Plain], goal: float | None,
    sampled: str = "",
) -> Iterator[Row]:  # fmt: skip
    shares = [100 * float(_right(ours, each, test).mean()) for each in found]
    reached = [Peer(each.name, plain_retrievers.accuracy(each, test)) for each in plain]
    yield Row(
        f"{what}: right, of {len(test)}{sampled}",
        shares[-1],
        "%",
        goal,
        "higher",
        max(reached, key=lambda one: one.value),
    )
    if len(shares) > 1:
        yield Row(f"{what}: right by the first stage alone", shares[0], "%", None, "higher")
    for each in reached:
        yield Row(f"{what}: right by {each.name}", each.value, "%", None, "higher")


def _with_errors(
    name: str, ours: Ours, test: Pairs, plain: Sequence[Plain], goal: float | None, rates: Sequence[float]
) -> Iterator[Row | Skipped]:
    if not find_spec("wordfreq"):
        yield Skipped(f"{name} with word errors", "the words that are misheard come from wordfreq: install balie[dev]")
        return
    from kiosk.bench.misheard import misheard

    for rate in rates:
        heard = misheard([normal(text) for _, text in test], rate)
        asked = [(label, text) for (label, _), text in zip(test, heard, strict=True)]
        what = f"{name}, {rate:.0%} of the words misheard"
        yield from _accuracy(what, ours, ours.found(heard), asked, plain, goal if rate == rates[-1] else None)


def _costs(name: str, ours: Ours, test: Pairs, plain: Sequence[Plain]) -> Iterator[Row]:
    texts = [text for _, text in test]
    search = next(each for each in plain if isinstance(each, plain_retrievers.FullText))
    peer = Peer(search.name, plain_retrievers.p95_ms(search, test))
    first, both = (float(np.percentile(ours.costs_ms(texts, second=second), 95)) for second in (False, True))
    yield Row(f"{name}: a query, first stage, p95", first, "ms", 4.0, peer=peer)
    if len(ours.model.heads) > 1:
        yield Row(f"{name}: a query, both stages, p95", both, "ms", 25.0)


def _scope(
    name: str, ours: Ours, known: Found, test: Pairs, strange: Found, plain: Sequence[Plain], others: Pairs
) -> Iterator[Row]:
    letters = next(each for each in plain if each.name.startswith("letters"))
    by_letters = [np.array([letters.find(text)[1] for _, text in some]) for some in (test, others)]
    peers = [100 * measure(*by_letters) for measure in (plain_retrievers.auroc, plain_retrievers.refused)]
    value = 100 * plain_retrievers.auroc(known.known, strange.known)
    yield Row(f"{name}: out of scope, AUROC", value, "%", 97.0, "higher", Peer(letters.name, peers[0]))
    value = 100 * plain_retrievers.refused(known.known, strange.known)
    what = f"{name}: out of scope, recall at 5 % false reject"
    yield Row(what, value, "%", 85.0, "higher", Peer(letters.name, peers[1]))
    right = _right(ours, known, test)
    for strangers in STRANGERS:
        yield from _bands(name, ours.model, known, right, strange, strangers)
    yield from answers_curve.rows(name, known.scores, right, strange.scores)


def _bands(
    name: str, model: Model, known: Found, right: NDArray[np.bool_], strange: Found, strangers: float
) -> Iterator[Row]:
    """What the bands of cross-validation lead to; `strangers` is the setting `strangers_answered`."""
    wanted = Wanted(SHIPPED.answer_precision, SHIPPED.reject_quantile, strangers)
    limits = calibrate.thresholds(model.heads[-1].held, wanted)
    direct, asked, answered, asked_back = (
        np.array([limits.band(*each) == band for each in zip(some.scores, some.strange, strict=True)])
        for some in (known, strange)
        for band in ("answer", "ask")
    )
    shipped = strangers == SHIPPED.strangers_answered
    goals = (75.0, 97.0, 3.0) if shipped else (None, None, None)
    what = f"{name}, bands {'as shipped' if shipped else f'for {strangers:.0%} strangers'}"
    yield Row(f"{what}: answered directly", 100 * float(direct.mean()), "%", goals[0], "higher")
    yield Row(f"{what}: direct answers right", 100 * float(right[direct].mean()), "%", goals[1], "higher")
    yield Row(f"{what}: asked which", 100 * float(asked.mean()), "%")
    yield Row(f"{what}: strangers answered", 100 * float(answered.mean()), "%", goals[2])
    yield Row(f"{what}: strangers asked which", 100 * float(asked_back.mean()), "%")
