"""Two plain ways to find a question, for comparison: letters and words alone, and the nearest phrasing."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

Pairs = Sequence[tuple[str, str]]
"""Label and text."""
Floats = NDArray[np.float64]


def auroc(known: Floats, strange: Floats) -> float:
    """How often the score of a known question is above that of a strange one; ties count half. 0 to 1."""
    above = (known[:, None] > strange[None, :]).mean() + 0.5 * (known[:, None] == strange[None, :]).mean()
    return float(above)


class Letters:
    """TF-IDF of letters and words with logistic regression: what most intent classifiers without an encoder do."""

    def __init__(self, train: Pairs) -> None:
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        self._pipeline = make_pipeline(make_union(letters, words), LogisticRegression(C=10.0, max_iter=300))
        self._pipeline.fit([text for _, text in train], [label for label, _ in train])

    def accuracy(self, test: Pairs) -> float:
        """Share of right labels, %."""
        return 100 * float(self._pipeline.score([text for _, text in test], [label for label, _ in test]))

    def auroc(self, test: Pairs, strange: Sequence[str]) -> float:
        """By the largest probability."""
        known = self._pipeline.predict_proba([text for _, text in test]).max(axis=1)
        return auroc(known, self._pipeline.predict_proba(list(strange)).max(axis=1))


class Nearest:
    """The label of the phrasing that shares most words."""

    def __init__(self, train: Pairs) -> None:
        self._labels, self._texts = [label for label, _ in train], [text for _, text in train]

    def accuracy(self, test: Pairs) -> float:
        """Share of right labels, %."""
        likeness = process.cdist([text for _, text in test], self._texts, scorer=fuzz.token_set_ratio)
        found = [self._labels[place] for place in likeness.argmax(axis=1)]
        return 100 * float(np.mean([label == truth for label, (truth, _) in zip(found, test, strict=True)]))

    def costs_ms(self, test: Pairs) -> list[float]:
        """What each question costs when they come one by one."""
        costs = []
        for _, text in test:
            began = time.perf_counter()
            process.extractOne(text, self._texts, scorer=fuzz.token_set_ratio)
            costs.append(1000 * (time.perf_counter() - began))
        return costs
