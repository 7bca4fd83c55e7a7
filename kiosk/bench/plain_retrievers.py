"""Plain ways to find a question, for comparison: shared words, full-text search, BM25, letters with a classifier."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kiosk.utterance import normal

Pairs = Sequence[tuple[str, str]]
"""Label and text."""
Floats = NDArray[np.float64]
TIMED = 100


class Plain(Protocol):
    """A retriever that knows labelled texts."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def find(self, text: str) -> tuple[str, float]:
        """The label of a text, empty if none is found, and how much speaks for it."""
        ...


def auroc(known: Floats, strange: Floats) -> float:
    """How often the score of a known question is above that of a strange one; ties count half. 0 to 1."""
    above = (known[:, None] > strange[None, :]).mean() + 0.5 * (known[:, None] == strange[None, :]).mean()
    return float(above)


def refused(known: Floats, strange: Floats, share: float = 0.05) -> float:
    """Share of strange questions whose score is below that of all but a `share` of the known ones. 0 to 1."""
    return float((strange < np.quantile(known, share)).mean())


def accuracy(plain: Plain, test: Pairs) -> float:
    """Share of right labels, %."""
    return 100 * float(np.mean([plain.find(text)[0] == label for label, text in test]))


def p95_ms(plain: Plain, test: Pairs) -> float:
    """What a question costs when they come one by one, 95th percentile."""
    costs = []
    for _, text in test[:: max(1, len(test) // TIMED)]:
        began = time.perf_counter()
        plain.find(text)
        costs.append(1000 * (time.perf_counter() - began))
    return float(np.percentile(costs, 95))


def peers(train: Pairs) -> list[Plain]:
    """All that can be had here; bm25s is in the extra `dev`."""
    found: list[Plain] = [Nearest(train), FullText(train), Letters(train)]
    return [*found, Bm25(train)] if find_spec("bm25s") else found


class Letters:
    """TF-IDF of letters and words with logistic regression: what most intent classifiers without an encoder do."""

    name = "letters and words, logistic regression"

    def __init__(self, train: Pairs) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        self._pipeline = make_pipeline(make_union(letters, words), LogisticRegression(C=10.0, max_iter=300))
        self._pipeline.fit([text for _, text in train], [label for label, _ in train])

    def find(self, text: str) -> tuple[str, float]:
        """By the largest probability."""
        chances = self._pipeline.predict_proba([text])[0]
        return str(self._pipeline.classes_[chances.argmax()]), float(chances.max())


class Nearest:
    """The label of the phrasing that shares most words."""

    name = "rapidfuzz"

    def __init__(self, train: Pairs) -> None:
        self._labels, self._texts = [label for label, _ in train], [normal(text) for _, text in train]

    def find(self, text: str) -> tuple[str, float]:
        """By the share of words."""
        _, likeness, place = process.extractOne(normal(text), self._texts, scorer=fuzz.token_set_ratio)
        return self._labels[place], float(likeness)


class FullText:
    """SQLite's full-text search with stems; phrasings are ranked by BM25."""

    name = "SQLite FTS5"

    def __init__(self, train: Pairs) -> None:
        self._labels = [label for label, _ in train]
        self._file = sqlite3.connect(":memory:")
        self._file.execute("create virtual table phrasings using fts5(text, tokenize='porter unicode61')")
        rows = [(place, normal(text)) for place, (_, text) in enumerate(train)]
        self._file.executemany("insert into phrasings(rowid, text) values (?, ?)", rows)

    def find(self, text: str) -> tuple[str, float]:
        """By the best of the phrasings with any of the words."""
        words = " OR ".join(f'"{word}"' for word in sorted(set(normal(text).split())))
        query = "select rowid, -bm25(phrasings) from phrasings where text match ? order by bm25(phrasings) limit 1"
        best = self._file.execute(query, (words,)).fetchone() if words else None
        return (self._labels[best[0]], float(best[1])) if best else ("", 0.0)


class Bm25:
    """The library bm25s (Lù 2024, arXiv 2407.03618)."""

    name = "bm25s"

    def __init__(self, train: Pairs) -> None:
        import bm25s

        self._labels, self._index = [label for label, _ in train], bm25s.BM25(method="lucene")
        self._index.index([normal(text).split() for _, text in train], show_progress=False)

    def find(self, text: str) -> tuple[str, float]:
        """By the best phrasing."""
        words = normal(text).split()
        if not words:
            return "", 0.0
        scores = self._index.get_scores(words)
        return self._labels[int(scores.argmax())], float(scores.max())
