"""Which words of a question an entry's phrasings account for: "repair my bicycle" has one that bicycle racks do not.

A word counts as known by its letters or its meaning, so that "bike" stands for "bicycle" and "reciept" for "receipt".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from kiosk.answers.encoder import Encoder, Vectors
from kiosk.answers.features import Floats, Ints, unit

SPELLED = 0.85  # letters alike from which a word may be another one, misspelled or inflected
LEAST_LETTERS = 5  # of such words: a letter makes another word of a short one, such as "wife" of "wifi"


@dataclass(frozen=True)
class Words:
    """A vocabulary: each word's direction, and the entries that use it as sorted `pairs` (entry, word)."""

    ids: dict[str, int]
    middle: Floats
    directions: Vectors
    pairs: Ints

    @classmethod
    def fit(cls, texts: Sequence[str], owners: Ints, encoder: Encoder) -> Words:
        """Index the words of texts that are `normal`; `owners[i]` is the number of the entry of text `i`."""
        ids = {word: number for number, word in enumerate(sorted(_words(texts)))}
        raw = encoder.encode(list(ids))
        middle = raw.mean(axis=0)
        return cls(ids, middle, unit(raw - middle), pairs(texts, owners, ids))

    def strange(self, texts: Sequence[str]) -> list[str]:
        """Words of normal texts that are not in the vocabulary."""
        return sorted(_words(texts) - self.ids.keys())

    def alike(self, words: Sequence[str], raw: Vectors) -> Floats:
        """Likeness of words, with the encoder's vectors, to the vocabulary; shape (words, vocabulary), 0 to 1."""
        return self._alike(words, unit(raw - self.middle))

    def among(self) -> Floats:
        """Likeness within the vocabulary, shape (vocabulary, vocabulary)."""
        return self._alike(list(self.ids), self.directions)

    def _alike(self, words: Sequence[str], directions: Vectors) -> Floats:
        letters = process.cdist(words, list(self.ids), scorer=fuzz.ratio, dtype=np.float32) / 100
        short, brief = (np.array([len(word) < LEAST_LETTERS for word in each], bool) for each in (words, self.ids))
        letters[(letters < SPELLED) | ((short[:, None] | brief[None]) & (letters < 1))] = 0
        likeness: Floats = np.maximum(letters, directions @ self.directions.T).clip(0, 1).astype(np.float32)
        return likeness


def _words(texts: Sequence[str]) -> set[str]:
    return {word for text in texts for word in text.split()}


def pairs(texts: Sequence[str], owners: Ints, ids: dict[str, int]) -> Ints:
    """Every (entry, word) of normal texts, sorted, shape (pairs, 2)."""
    owned = zip(texts, owners, strict=True)
    return np.array(sorted({(int(owner), ids[word]) for text, owner in owned for word in text.split()}), np.int32)


def cover(alike: Floats, used: Ints) -> Floats:
    """How well the best word of each entry in `used` (see `pairs`) stands for each word; shape (words, entries)."""
    starts = np.flatnonzero(np.diff(used[:, 0], prepend=-1))
    best: Floats = np.maximum.reduceat(alike[:, used[:, 1]], starts, axis=1)
    return best


def lacking(covered: Floats) -> Floats:
    """What a question has that each entry does not, from the `cover` of its words; shape (entries, 2), 0 to 1.

    First how much stranger its worst word makes it: by what that word tells, and by its part in all that is told, for
    one strange word among many matters little. Then the gap of the worst word alone. A word that all entries cover
    ("where", "the") weighs nothing.
    """
    telling = 1 - covered.mean(axis=1, keepdims=True)
    gaps = (telling * (1 - covered)).max(axis=0, initial=0)
    return np.column_stack([gaps**2 / max(float(telling.sum()), 1e-6), gaps]).astype(np.float32)
