"""The trained retriever: numbers in one file, served with numpy alone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.answers import words
from kiosk.answers.encoder import Encoder, Vectors
from kiosk.answers.features import Floats, Ints, Terms, unit
from kiosk.answers.words import Words
from kiosk.utterance import normal

LETTERS = 0.5  # weight of letters and words beside the encoder's 1.0


@dataclass(frozen=True)
class Scored:
    """How a text fares with each entry: logit, nearest phrasing with its similarity (0 to 1), and what is `lacking`."""

    logits: Floats
    similarity: Floats
    nearest: Ints
    lacking: Floats


@dataclass(frozen=True)
class Index:
    """The curated phrasings: row by row their entry, their vector and their terms."""

    terms: Terms
    mean: Floats
    vectors: Vectors
    owners: Ints
    entries: int

    @classmethod
    def fit(cls, plain: Sequence[str], owners: Ints, raw: Vectors) -> Index:
        """Index normal phrasings with their vectors; `owners[i]` is the number of the entry of phrasing `i`."""
        mean = raw.mean(axis=0)
        return cls(Terms.fit(plain), mean, unit(raw - mean), owners, int(owners.max()) + 1)

    def kernel(self, plain: Sequence[str], raw: Vectors) -> Floats:
        """Similarity of normal texts, with their vectors, to phrasings; shape (texts, phrasings).

        1 for the same, about 0 for unrelated ones.
        """
        letters = LETTERS * np.stack([self.terms.similarities(text) for text in plain])
        if self.vectors.shape[1] == 0:
            return (letters / (2 * LETTERS)).astype(np.float32)
        meaning = unit(raw - self.mean) @ self.vectors.T
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

    `covered` is how well each entry covers each known word, shape (words, entries). `calibration` weighs logit, lead
    over the next entry, similarity, the two shares of `lacking`, and 1 into the one score. `held_scores` and
    `held_right` are that score for every phrasing when it was held out of training, and whether its entry was found;
    `foreign_scores` the score when its whole entry was held out: how sure the model is of what the store does not know.
    """

    index: Index
    words: Words
    covered: Floats
    duals: Floats
    bias: Floats
    calibration: Floats
    held_scores: Floats
    held_right: Floats
    foreign_scores: Floats

    def score(self, texts: Sequence[str], encoder: Encoder) -> list[Scored]:
        """Logits and nearest phrasings of each text."""
        plain = [normal(text) for text in texts]
        strange = self.words.strange(plain)
        raw = encoder.encode([*plain, *strange])  # all in one go: a call costs more than a word
        kernel = self.index.kernel(plain, raw[: len(plain)])
        logits = kernel @ self.duals + self.bias
        lacks = self._lacks(plain, strange, raw[len(plain) :])
        return [
            Scored(logit, *self.index.nearest(row), lack)
            for logit, row, lack in zip(logits, kernel, lacks, strict=True)
        ]

    def _lacks(self, plain: Sequence[str], strange: Sequence[str], raw: Vectors) -> list[Floats]:
        """What each entry lacks of each text."""
        known, covered = self.words.ids, self.covered
        if strange:
            covered = np.vstack([covered, words.cover(self.words.alike(strange, raw), self.words.pairs)])
        rows = {word: len(known) + number for number, word in enumerate(strange)}
        return [words.lacking(covered[[known.get(word, rows.get(word, 0)) for word in text.split()]]) for text in plain]

    def calibrated(self, scored: Scored) -> Floats:
        """The one score, 0 to 1, of each entry: how likely it is the right answer."""
        return sigmoid(evidence(scored.logits, scored.similarity, scored.lacking) @ self.calibration)

    def save(self, path: Path) -> None:
        """Write all of it to one `.npz`, whole or not at all."""
        index, terms = self.index, self.index.terms
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            terms=np.frombuffer("\n".join(terms.ids).encode(), np.uint8),
            words=np.frombuffer("\n".join(self.words.ids).encode(), np.uint8),
            **{name: getattr(self.words, name) for name in _WORDS},
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
        owners = data["owners"].astype(np.int32)
        starts, postings = data["starts"].astype(np.int32), data["postings"].astype(np.int32)
        terms = Terms(_ids(data["terms"]), data["idf"], starts, postings, data["weights"], len(owners))
        index = Index(terms, data["mean"], data["vectors"], owners, int(owners.max()) + 1)
        known = Words(_ids(data["words"]), data["middle"], data["directions"], data["pairs"].astype(np.int32))
        return cls(index, known, *(data[name] for name in _OWN))


def _ids(names: Floats) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.tobytes().decode().split("\n"))}


_WORDS = ("middle", "directions", "pairs")
_OWN = ("covered", "duals", "bias", "calibration", "held_scores", "held_right", "foreign_scores")


def evidence(logits: Floats, similarity: Floats, lacks: Floats) -> Floats:
    """What speaks for and against each entry: logit, lead, similarity, what it lacks, 1; shape (…, entries, 6)."""
    ordered = np.sort(logits, axis=-1)
    rival = np.where(logits == ordered[..., -1:], ordered[..., -2:-1], ordered[..., -1:])
    parts = (logits, logits - rival, similarity, lacks[..., 0], lacks[..., 1], np.ones_like(logits))
    return np.stack(np.broadcast_arrays(*parts), axis=-1).astype(np.float32)


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    shares: Floats = (1 / (1 + np.exp(-values.clip(-60, 60)))).astype(np.float32)
    return shares
