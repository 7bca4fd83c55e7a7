"""The trained retriever: numbers in one file, served with numpy alone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.answers.encoder import Encoder, Vectors
from kiosk.answers.features import Floats, Ints, Terms, normal

LETTERS = 0.5  # weight of letters and words beside the encoder's 1.0


@dataclass(frozen=True)
class Scored:
    """How a text fares: a logit and the nearest phrasing's similarity (0 to 1) for each entry, and that phrasing."""

    logits: Floats
    similarity: Floats
    nearest: Ints


@dataclass(frozen=True)
class Index:
    """The curated phrasings: row by row their entry, their vector and their terms."""

    terms: Terms
    mean: Floats
    vectors: Vectors
    owners: Ints
    entries: int

    @classmethod
    def fit(cls, texts: Sequence[str], owners: Ints, encoder: Encoder) -> Index:
        """Index phrasings; `owners[i]` is the number of the entry of phrasing `i`."""
        plain = [normal(text) for text in texts]
        raw = encoder.encode(plain)
        mean = raw.mean(axis=0)
        return cls(Terms.fit(plain), mean, _unit(raw - mean), owners, int(owners.max()) + 1)

    def kernel(self, texts: Sequence[str], encoder: Encoder) -> Floats:
        """Similarity of texts to phrasings, shape (texts, phrasings); 1 for the same, about 0 for unrelated ones."""
        plain = [normal(text) for text in texts]
        letters = LETTERS * np.stack([self.terms.similarities(text) for text in plain])
        if self.vectors.shape[1] == 0:
            return (letters / (2 * LETTERS)).astype(np.float32)
        meaning = _unit(encoder.encode(plain) - self.mean) @ self.vectors.T
        return ((meaning + letters) / (1 + 2 * LETTERS)).astype(np.float32)

    def nearest(self, kernel: Floats) -> tuple[Floats, Ints]:
        """Largest similarity in each entry, and its phrasing, from one row of the kernel."""
        similarity = np.full(self.entries, -1.0, np.float32)
        np.maximum.at(similarity, self.owners, kernel)
        phrasing = np.zeros(self.entries, np.int32)
        best = np.flatnonzero(kernel >= similarity[self.owners])
        phrasing[self.owners[best]] = best
        return similarity, phrasing


@dataclass(frozen=True)
class Model:
    """Logistic regression in its dual form: logits are kernel @ duals + bias.

    `calibration` weighs logit, lead over the next entry, similarity and 1 into the one score. `held_scores` and
    `held_right` are that score for every phrasing when it was held out of training, and whether its entry was found;
    `foreign_scores` the score when its whole entry was held out: how sure the model is of what the store does not know.
    """

    index: Index
    duals: Floats
    bias: Floats
    calibration: Floats
    held_scores: Floats
    held_right: Floats
    foreign_scores: Floats

    def score(self, texts: Sequence[str], encoder: Encoder) -> list[Scored]:
        """Logits and nearest phrasings of each text."""
        kernel = self.index.kernel(texts, encoder)
        logits = kernel @ self.duals + self.bias
        return [Scored(logit, *self.index.nearest(row)) for logit, row in zip(logits, kernel, strict=True)]

    def calibrated(self, scored: Scored) -> Floats:
        """The one score, 0 to 1, of each entry: how likely it is the right answer."""
        return sigmoid(evidence(scored.logits, scored.similarity) @ self.calibration)

    def save(self, path: Path) -> None:
        """Write all of it to one `.npz`, whole or not at all."""
        index, terms = self.index, self.index.terms
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            terms=np.frombuffer("\n".join(terms.ids).encode(), np.uint8),
            **{name: getattr(terms, name) for name in ("idf", "starts", "postings", "weights")},
            **{name: getattr(index, name) for name in ("mean", "vectors", "owners")},
            **{name: getattr(self, name) for name in _OWN},
        )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Model | None:
        """The model of a file; None if there is none, or a torn one."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                return cls._of({name: data[name] for name in data.files})
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    @classmethod
    def _of(cls, data: dict[str, Floats]) -> Model:
        names = data["terms"].tobytes().decode().split("\n")
        ids = {term: number for number, term in enumerate(names)}
        owners = data["owners"].astype(np.int32)
        starts, postings = data["starts"].astype(np.int32), data["postings"].astype(np.int32)
        terms = Terms(ids, data["idf"], starts, postings, data["weights"], len(owners))
        index = Index(terms, data["mean"], data["vectors"], owners, int(owners.max()) + 1)
        return cls(index, *(data[name] for name in _OWN))


_OWN = ("duals", "bias", "calibration", "held_scores", "held_right", "foreign_scores")


def evidence(logits: Floats, similarity: Floats) -> Floats:
    """What speaks for each entry: its logit, its lead, its nearest phrasing, and 1; shape (…, entries, 4)."""
    ordered = np.sort(logits, axis=-1)
    rival = np.where(logits == ordered[..., -1:], ordered[..., -2:-1], ordered[..., -1:])
    parts = (logits, logits - rival, similarity, np.ones_like(logits))
    return np.stack(np.broadcast_arrays(*parts), axis=-1).astype(np.float32)


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    shares: Floats = (1 / (1 + np.exp(-values.clip(-60, 60)))).astype(np.float32)
    return shares


def _unit(vectors: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    unit: Floats = (vectors / lengths).astype(np.float32)
    return unit
