"""First stage: which entry a text asks for, how sure that is, and why."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from kiosk.answers.encoder import Encoder
from kiosk.answers.features import Floats
from kiosk.answers.model import Model, Scored
from kiosk.errors import KioskError
from kiosk.events import Band
from kiosk.knowledge.collection import Knowledge
from kiosk.resources import cache_dir

FOREIGN_SHARE = 1 / 3  # questions the store has no entry for, to each that it has: what the bands must stand
TRAINING_S = 120.0


@dataclass(frozen=True)
class Thresholds:
    """Scores from which the kiosk answers (`hi`), and from which it asks which was meant (`lo`)."""

    hi: float
    lo: float

    def band(self, score: float) -> Band:
        """What to do with a best score."""
        return "answer" if score >= self.hi else "ask" if score >= self.lo else "none"


@dataclass(frozen=True)
class Ranked:
    """An entry with the one calibrated score, 0 to 1, and the curated phrasing that is nearest to what was asked."""

    entry: str
    score: float
    phrasing: str
    phrasing_lang: str
    similarity: float


@dataclass(frozen=True)
class Match:
    """The best entries of a text, best first, and the reading they were found by."""

    reading: str
    ranked: tuple[Ranked, ...]
    band: Band

    @property
    def best(self) -> Ranked:
        """The likeliest entry."""
        return self.ranked[0]


def thresholds(model: Model, precision: float, quantile: float) -> Thresholds:
    """Bands from the held-out scores alone: `precision` of what is answered must be right, counting unknown questions.

    At most a share `quantile` of the known questions falls below `lo`.
    """
    scores = np.concatenate([model.held_scores, model.foreign_scores])
    right = np.concatenate([model.held_right, np.zeros(len(model.foreign_scores))])
    share = FOREIGN_SHARE * len(model.held_scores) / len(model.foreign_scores)
    weight = np.concatenate([np.ones(len(model.held_scores)), np.full(len(model.foreign_scores), share)])
    order = np.argsort(-scores, kind="stable")
    reached = np.cumsum(right[order]) / np.cumsum(weight[order])
    good = np.flatnonzero(reached >= precision)
    hi = float(scores[order][good[-1]]) if len(good) else float(np.quantile(model.held_scores, 0.9))
    return Thresholds(hi, min(hi, float(np.quantile(model.held_scores, quantile))))


class Retriever:
    """Matches texts with the entries of a store."""

    def __init__(self, knowledge: Knowledge, encoder: Encoder, model: Model, limits: Thresholds) -> None:
        self._ids = knowledge.ids
        self._phrasings = knowledge.phrasings
        self._encoder, self._model, self.limits = encoder, model, limits

    @property
    def encoder(self) -> str:
        """The encoder's name and version."""
        return self._encoder.name

    def match(self, readings: Sequence[str], previous: str = "") -> list[Match]:
        """A match for each reading. `previous` is the question before: a short follow-up is read together with it."""
        texts = [*readings, *(f"{previous} {reading}" for reading in readings if previous)]
        scored = self._model.score(texts, self._encoder)
        alone, joined = scored[: len(readings)], scored[len(readings) :]
        if previous:
            alone = [_mean(one, both) for one, both in zip(alone, joined, strict=True)]
        return [self._rank(reading, each) for reading, each in zip(readings, alone, strict=True)]

    def _rank(self, reading: str, scored: Scored) -> Match:
        scores = self._model.calibrated(scored)
        best = np.argsort(-scored.logits, kind="stable")[:3]
        scores[best] = np.minimum.accumulate(scores[best])  # the order is the logits'; a score never contradicts it
        ranked = tuple(self._ranked(int(entry), scored, scores) for entry in best)
        return Match(reading, ranked, self.limits.band(ranked[0].score))

    def _ranked(self, entry: int, scored: Scored, scores: Floats) -> Ranked:
        lang, _, phrasing = self._phrasings[int(scored.nearest[entry])]
        return Ranked(self._ids[entry], float(scores[entry]), phrasing, lang, float(scored.similarity[entry]))


def _mean(one: Scored, other: Scored) -> Scored:
    """A follow-up leans on the question before, but its own words must be the entry's: `lacking` is `one`'s alone."""
    better = other.similarity > one.similarity
    nearest = np.where(better, other.nearest, one.nearest)
    pairs = ((one.logits, other.logits), (one.similarity, other.similarity))
    logits, similarity = (((first + second) / 2).astype(np.float32) for first, second in pairs)
    return Scored(logits, similarity, nearest, one.lacking)


def cache_path(knowledge: Knowledge, encoder: Encoder) -> Path:
    """Where the model of this content, this encoder and this code is kept."""
    key = f"{_code()} {encoder.name} {knowledge.fingerprint}"
    return cache_dir() / "answers" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.npz"


def _code() -> str:
    """Changes with the code that makes a model, and the libraries under it."""
    folder = Path(__file__).parent
    made_by = b"".join((folder / f"{name}.py").read_bytes() for name in ("features", "words", "model", "train"))
    return f"{hashlib.sha256(made_by).hexdigest()} {np.__version__} {version('scikit-learn')}"


def ready_model(knowledge: Knowledge, encoder: Encoder) -> Model:
    """The model from the cache, else newly trained.

    Raises:
        KioskError: `answers.training`.
    """
    path = cache_path(knowledge, encoder)
    model = Model.load(path)
    if model is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _train(knowledge, encoder, path)
        model = Model.load(path)
    if model is None:
        raise KioskError("answers.training", f"The trained model {path} cannot be read.", "Remove it and try again.")
    return model


def _one_thread() -> dict[str, str]:
    """On a busy machine several linear-algebra threads wait for each other longer than they work."""
    return os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def _train(knowledge: Knowledge, encoder: Encoder, path: Path) -> None:
    """Train in a process of its own, so that its memory goes when it ends."""
    ids = {entry: number for number, entry in enumerate(knowledge.ids)}
    phrasings = knowledge.phrasings
    job = {
        "texts": [phrasing for _, _, phrasing in phrasings],
        "owners": [ids[entry] for _, entry, _ in phrasings],
        "encoder": encoder.width > 0,
    }
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "job.json"
        source.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-P", "-m", "kiosk.answers.train", str(source), str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=TRAINING_S, env=_one_thread())
        except subprocess.TimeoutExpired as fault:
            raise KioskError(
                "answers.training", "Training took too long.", "Free the machine and try again."
            ) from fault
        except subprocess.CalledProcessError as fault:
            reason = (str(fault.stderr).strip().splitlines() or [f"exit status {fault.returncode}"])[-1]
            sentence = f"The answers could not be trained: {reason}."
            raise KioskError(
                "answers.training", sentence, "Run `kiosk check`; it names what is wrong with the knowledge."
            ) from fault
