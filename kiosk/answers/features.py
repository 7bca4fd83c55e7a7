"""Letters and words of a text as weighted terms (TF-IDF), and the similarity to many texts at once."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

CHARS = (2, 5)  # length of the letter groups, within a word and the spaces around it
SCRIPTS = ("LATIN", "HANGUL")  # what the languages of the product are written in
WORD = "\x01"  # begins a term of whole words, so that it never equals a group of letters


def legible(text: str) -> bool:
    """Whether a text may be a question: in a script of the product's languages, and no template with braces."""
    letters = [letter for letter in text if letter.isalpha()]
    known = sum(unicodedata.name(letter, "").startswith(SCRIPTS) for letter in letters)
    return 2 * known >= len(letters) and not {"{", "}"} & set(text)


def unit(vectors: Floats) -> Floats:
    """The vectors with length 1."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    scaled: Floats = (vectors / lengths).astype(np.float32)
    return scaled


def char_terms(text: str) -> Iterator[str]:
    """Letter groups of a normal text."""
    for word in text.split():
        padded = f" {word} "
        for size in range(CHARS[0], CHARS[1] + 1):
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size]


def word_terms(text: str) -> Iterator[str]:
    """Words and pairs of words of a normal text."""
    words = text.split()
    yield from (WORD + word for word in words)
    yield from (f"{WORD}{first} {second}" for first, second in pairwise(words))


@dataclass(frozen=True)
class Terms:
    """An index of texts by their terms.

    `postings[starts[i]:starts[i+1]]` are the rows of the texts that hold term `i`, with its `weights` in them.
    """

    ids: dict[str, int]
    idf: Floats
    starts: Ints
    postings: Ints
    weights: Floats
    rows: int

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Terms:
        """Index texts that are `normal` already."""
        seen = Counter(term for text in texts for term in {*char_terms(text), *word_terms(text)})
        ids = {term: index for index, term in enumerate(sorted(seen))}
        idf = np.array([np.log((1 + len(texts)) / (1 + seen[term])) + 1 for term in ids], np.float32)
        empty = cls(ids, idf, np.zeros(1, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), 0)
        vectors = [empty.vector(text) for text in texts]
        terms = np.concatenate([vector[0] for vector in vectors])
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(vector[0]) for vector in vectors])
        order = np.argsort(terms, kind="stable")
        starts = np.searchsorted(terms[order], np.arange(len(ids) + 1)).astype(np.int32)
        weights = np.concatenate([vector[1] for vector in vectors])
        return cls(ids, idf, starts, owners[order], weights[order], len(texts))

    def rare(self, most: int) -> Terms:
        """The same, but terms in more than so many texts name none of them: they tell little and cost most."""
        counts = np.diff(self.starts)
        kept = np.repeat(counts <= most, counts)
        starts = np.concatenate([[0], np.cumsum(np.where(counts <= most, counts, 0))]).astype(np.int32)
        return Terms(self.ids, self.idf, starts, self.postings[kept], self.weights[kept], self.rows)

    def vector(self, text: str) -> tuple[Ints, Floats]:
        """Known terms and weights: letters and words each of unit length, sublinear in how often a term comes."""
        parts = [self._block(Counter(char_terms(text))), self._block(Counter(word_terms(text)))]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])

    def _block(self, counts: Counter[str]) -> tuple[Ints, Floats]:
        known = [(self.ids[term], count) for term, count in counts.items() if term in self.ids]
        if not known:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        terms = np.array([term for term, _ in known], np.int32)
        weights = (1 + np.log(np.array([count for _, count in known], np.float32))) * self.idf[terms]
        return terms, (weights / np.linalg.norm(weights)).astype(np.float32)

    def similarities(self, text: str) -> Floats:
        """Letters' cosine + words' cosine to each indexed text, shape (rows,), 0 to 2."""
        terms, weights = self.vector(text)
        counts = self.starts[terms + 1] - self.starts[terms]
        ends = np.cumsum(counts)
        places = np.repeat(self.starts[terms] - (ends - counts), counts) + np.arange(counts.sum())
        products = self.weights[places] * np.repeat(weights, counts)
        return np.bincount(self.postings[places], products, self.rows).astype(np.float32)
