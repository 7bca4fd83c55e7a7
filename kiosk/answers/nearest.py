"""The retriever of a very large store: the nearest phrasings by meaning and by rare words, without a head.

Above `LARGE` entries a head would take hours to train. A few leading directions of the vectors and the postings of rare
terms each name candidates; only these are compared in full, with vectors of 8 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.answers import npz
from kiosk.answers.calibrate import Held, Score, calibrate
from kiosk.answers.encoder import Encoder, Vectors
from kiosk.answers.features import Floats, Ints, Terms, unit
from kiosk.answers.model import LETTERS, Scored, Seen, lead
from kiosk.utterance import normal

LARGE = 2_000
DIRECTIONS = 96
CANDIDATES = 200  # of each kind
RARE = 400  # phrasings with a term from which it names none
SAMPLE = 500  # phrasings that the score is calibrated on
SCALE, AGREEING = 10.0, 3  # of likeness as a logit; phrasings of an entry that bear each other out
NOWHERE = -30.0  # logit of an entry that is not among the candidates
BYTE = 127.0
Bytes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Only:
    """What a model has beside the index: the score, and that of phrasings held out."""

    score: Score
    held: Held


@dataclass(frozen=True, slots=True)
class Nearest:
    """Every phrasing: its leading directions (rows, 96), its vector in bytes (rows, width), its rare terms, its entry.

    `basis` has the leading directions as columns.
    """

    terms: Terms
    mean: Floats
    basis: Floats
    leading: Floats
    whole: Bytes
    owners: Ints
    heads: tuple[Only, ...]

    @classmethod
    def fit(cls, texts: Sequence[str], owners: Ints, encoder: Encoder) -> Nearest:
        """Index curated phrasings; the score is calibrated on some of them, each held out."""
        plain = [normal(text) for text in texts]
        raw = encoder.encode(plain)
        mean = raw.mean(axis=0)
        vectors = unit(raw - mean)
        _, directions = np.linalg.eigh(vectors.T @ vectors)
        basis = np.ascontiguousarray(directions[:, ::-1][:, :DIRECTIONS])
        whole = np.round(vectors * BYTE).astype(np.int8)
        bare = cls(Terms.fit(plain).rare(RARE), mean, basis, vectors @ basis, whole, owners, ())
        rows = np.random.default_rng(0).permutation(len(plain))[:SAMPLE].astype(np.int32)
        seen = [Seen(plain[row], vectors[row], bare._nothing) for row in rows]
        own = bare.held_out(seen, rows, lambda row: np.array([row], np.int32))
        foreign = bare.held_out(seen, rows, lambda row: np.flatnonzero(owners == owners[row]).astype(np.int32))
        score = calibrate(own, foreign)
        held = Held(score(own[:, 0], own[:, 1]), own[:, 2], score(foreign[:, 0], foreign[:, 1]), 0 * own[:, 2])
        parts = (bare.terms, mean, basis, bare.leading, whole, owners)
        return cls(*parts, (Only(score, held),))

    def held_out(self, seen: Sequence[Seen], rows: Ints, without: Callable[[int], Ints]) -> Floats:
        """Fit, lead and whether the entry is right, of phrasings that do not see the rows `without`."""
        out = []
        for one, row in zip(seen, rows, strict=True):
            found = self._scored(one, without(int(row)))
            best = int(found.logits.argmax())
            out.append((found.fit[best], lead(found.logits)[best], best == self.owners[row]))
        return np.array(out, np.float32)

    def see(self, texts: Sequence[str], encoder: Encoder) -> list[Seen]:
        """The texts with their vectors."""
        plain = [normal(text) for text in texts]
        vectors = unit(encoder.encode(plain) - self.mean)
        return [Seen(text, vector, self._nothing) for text, vector in zip(plain, vectors, strict=True)]

    @property
    def _nothing(self) -> Floats:
        """What entries lack of a text: in a store of this size that is not looked at."""
        return np.zeros((int(self.owners.max()) + 1, 2), np.float32)

    def first(self, seen: Seen) -> Scored:
        """What the index makes of a text."""
        return self._scored(seen, np.zeros(0, np.int32))

    def second(self, seen: Seen, raw: Vectors) -> Scored:
        """The same: a store of this size is not encoded twice."""
        del raw
        return self.first(seen)

    def calibrated(self, scored: Scored) -> Floats:
        """The one score, 0 to 1, of each entry."""
        return self.heads[0].score(scored.fit, lead(scored.logits))

    def _scored(self, seen: Seen, without: Ints) -> Scored:
        rows, alike = self.candidates(seen, without)
        entries = len(seen.lacking)
        similarity, nearest = np.full(entries, -1.0, np.float32), np.zeros(entries, np.int32)
        agreed, counted = np.zeros(entries, np.float32), np.zeros(entries, np.int32)
        for place in np.argsort(-alike, kind="stable"):
            entry = self.owners[rows[place]]
            if counted[entry] == 0:
                similarity[entry], nearest[entry] = alike[place], rows[place]
            if counted[entry] < AGREEING:
                agreed[entry] += alike[place] / AGREEING
            counted[entry] += 1
        logits = np.where(counted > 0, SCALE * (similarity + agreed), NOWHERE).astype(np.float32)
        return Scored(logits, similarity, nearest, seen.lacking)

    def candidates(self, seen: Seen, without: Ints) -> tuple[Ints, Floats]:
        """The rows nearest by meaning or by rare terms, and how alike they are."""
        letters = LETTERS * self.terms.similarities(seen.plain)
        by_meaning = _largest(self.leading @ (seen.numbers @ self.basis), CANDIDATES)
        rows = np.setdiff1d(np.union1d(by_meaning, _largest(letters, CANDIDATES)), without).astype(np.int32)
        meaning = self.whole[rows].astype(np.float32) @ seen.numbers / BYTE
        return rows, ((meaning + letters[rows]) / (1 + 2 * LETTERS)).astype(np.float32)

    def told(self, text: str, entry: int, encoder: Encoder) -> list[tuple[str, float, float]]:
        """Nothing: words are not looked at one by one."""
        del text, entry, encoder
        return []

    def save(self, path: Path) -> None:
        """Write all of it to one `.npz`, whole or not at all."""
        head = self.heads[0]
        npz.save(
            path,
            terms=np.frombuffer("\n".join(self.terms.ids).encode(), np.uint8),
            score=np.array([*head.score.known, *head.score.right]),
            **{name: getattr(self.terms, name) for name in _TERMS},
            **{name: getattr(self, name) for name in _INDEX},
            **{name: getattr(head.held, name) for name in _HELD},
        )

    @classmethod
    def load(cls, path: Path) -> Nearest | None:
        """The index of a file; None if there is none, or a torn one."""
        return npz.load(path, cls._of)

    @classmethod
    def _of(cls, data: Mapping[str, NDArray[Any]]) -> Nearest:
        names = data["terms"].tobytes().decode().split("\n")
        ids = {name: number for number, name in enumerate(names)}
        idf, starts, postings, weights = (data[name] for name in _TERMS)
        terms = Terms(ids, idf, starts, postings, weights, len(data["owners"]))
        slope, offset, ahead, behind = data["score"].tolist()
        heads = (Only(Score((slope, offset), (ahead, behind)), Held(*(data[name] for name in _HELD))),)
        mean, basis, leading, whole, owners = (data[name] for name in _INDEX)
        return cls(terms, mean, basis, leading, whole, owners, heads)


_TERMS = ("idf", "starts", "postings", "weights")
_INDEX = ("mean", "basis", "leading", "whole", "owners")
_HELD = ("own", "right", "foreign", "strange")


def _largest(values: Floats, count: int) -> Ints:
    """Where the largest values stand, in no order; nothing that is not above 0."""
    some = np.argpartition(values, -count)[-count:] if len(values) > count else np.arange(len(values))
    return some[values[some] > 0].astype(np.int32)
