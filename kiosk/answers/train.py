"""Trains the retriever with scikit-learn, which the serving process never imports (`kiosk.answers.training`)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from kiosk.answers import words
from kiosk.answers.calibrate import Held, calibrate, telling
from kiosk.answers.encoder import Encoder
from kiosk.answers.features import Floats, Ints
from kiosk.answers.model import NEAREST, Head, Index, Model, fit, lead
from kiosk.answers.words import Words
from kiosk.utterance import normal

STRENGTH = 20.0  # inverse of the regularisation; from 10 to 40 it is all one
FOLDS = 3
BACKGROUND = (
    "hello", "thank you very much", "i do not know yet", "it rained all day yesterday", "my brother plays the piano",
    "what time is it now", "we are going on holiday soon", "that was a good film", "please close the window",
    "she wrote a long letter", "how far is it to the next town", "the dog sleeps under the table",
)  # fmt: skip
"""Sentences of no store: the middle of a handful of phrasings would tell next to nothing."""
COLUMNS = 700  # most directions of the kernel that a head looks along


class Span:
    """The span of the phrasings' kernel: a head over its columns is one over the kernel, with far fewer weights."""

    def __init__(self, kernel: Floats) -> None:
        values, vectors = _leading(kernel)
        kept = values > 1e-5 * values[-1]
        self._to_dual = (vectors[:, kept] / np.sqrt(values[kept])).astype(np.float32)
        self.columns: Floats = kernel @ self._to_dual

    def fit(self, rows: Ints, owners: Ints) -> Fitted:
        """A head that has seen these rows only."""
        classes = np.unique(owners[rows]).astype(np.int32)
        width = self.columns.shape[1]
        if len(classes) == 1:
            return Fitted(classes, np.zeros((1, width), np.float32), np.zeros(1, np.float32))
        head = LogisticRegression(C=STRENGTH, max_iter=60, tol=3e-4).fit(self.columns[rows], owners[rows])
        slopes, bias = head.coef_.astype(np.float32), head.intercept_.astype(np.float32)
        if len(classes) == 2:  # scikit-learn keeps one line for two classes
            slopes, bias = np.vstack([-slopes, slopes]) / 2, np.append(-bias, bias) / 2
        return Fitted(classes, slopes, bias)

    def duals(self, head: Fitted) -> Floats:
        """Weights for the kernel itself, shape (phrasings, entries)."""
        duals: Floats = (self._to_dual @ head.slopes.T).astype(np.float32)
        return duals

    def logits(self, head: Fitted, rows: Ints) -> Floats:
        """What a head says of rows, shape (rows, classes it has seen)."""
        logits: Floats = self.columns[rows] @ head.slopes.T + head.bias
        return logits


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic regression over the columns of a `Span`: slopes (classes, columns) and bias of the classes seen."""

    classes: Ints
    slopes: Floats
    bias: Floats


def _leading(kernel: Floats) -> tuple[Floats, Floats]:
    """The largest eigenvalues, rising, with their vectors; all of a small kernel.

    For a large one by a random projection and one power step (Halko et al. 2011, algorithm 4.3).
    """
    if len(kernel) <= COLUMNS:
        values, vectors = np.linalg.eigh(kernel)
        return values, vectors
    random = np.random.default_rng(0).standard_normal((len(kernel), COLUMNS), np.float32)
    basis, _ = np.linalg.qr(kernel @ (kernel @ random))
    values, vectors = np.linalg.eigh(basis.T @ kernel @ basis)
    return values, basis @ vectors


def train(texts: Sequence[str], owners: Ints, encoders: Sequence[Encoder]) -> Model:
    """A model of curated phrasings; its score is calibrated by cross-validation on them, never on other data."""
    plain = [normal(text) for text in texts]
    raws = [encoder.encode(plain) for encoder in encoders]
    middles = [
        np.vstack([raw, encoder.encode(BACKGROUND)]).mean(axis=0) for raw, encoder in zip(raws, encoders, strict=True)
    ]
    index, known = Index.fit(plain, owners, raws, middles), Words.fit(plain, owners, encoders[0])
    trial = Trial(plain, owners, known)
    likeness, kernels = index.letters(plain), []
    for stage in range(max(1, len(index.views))):
        if index.views:
            likeness = likeness + index.views[stage].likeness(raws[stage])
        kernels.append(index.kernel(likeness, min(len(index.views), stage + 1)))
    with warnings.catch_warnings(), threadpool_limits(1), ThreadPoolExecutor(len(kernels)) as threads:
        warnings.simplefilter("ignore", UserWarning)  # stopped early on purpose; one phrasing an entry is allowed
        heads = tuple(threads.map(partial(_head, trial), kernels))  # a core each: more threads would but wait
    return Model(index, known, words.cover(trial.alike, known.pairs), heads)


def _head(trial: Trial, kernel: Floats) -> Head:
    kernel = ((kernel + kernel.T) / 2).astype(np.float32)
    span, owners = Span(kernel), trial.owners
    own, foreign = (trial.held_out(kernel, span, folds) for folds in (trial.own, trial.foreign))
    if not telling(owners):
        own, foreign = own[:0], foreign[:0]
    score = calibrate(own, foreign)
    scores = [score(facts[:, 0], facts[:, 1]) for facts in (own, foreign)]
    final = span.fit(np.arange(len(owners), dtype=np.int32), owners)
    return Head(span.duals(final), final.bias, score, Held(scores[0], own[:, 2], scores[1], own[:, 3]))


def own_folds(owners: Ints) -> Ints:
    """The fold in which each phrasing is held out, some of every entry in each; -1 for an entry's only phrasing."""
    random, folds = np.random.default_rng(0), np.full(len(owners), -1, np.int32)
    for entry in np.unique(owners):
        rows = random.permutation(np.flatnonzero(owners == entry))
        if len(rows) > 1:
            folds[rows] = (random.integers(FOLDS) + np.arange(len(rows))) % min(FOLDS, len(rows))
    return folds


def foreign_folds(owners: Ints) -> Ints:
    """The fold in which each phrasing is held out with its whole entry; -1 if there is but one entry."""
    entries = np.unique(owners)
    if len(entries) == 1:
        return np.full(len(owners), -1, np.int32)
    fold = np.random.default_rng(0).permutation(len(entries)) % min(FOLDS, len(entries))
    return fold[np.searchsorted(entries, owners)].astype(np.int32)


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that are seen, rows that are held out, and what each seen entry lacks of each of them."""

    seen: Ints
    held: Ints
    lacks: Floats


class Trial:
    """Curated phrasings with the likeness of their words, to be held out from one another."""

    def __init__(self, plain: Sequence[str], owners: Ints, known: Words) -> None:
        self.owners, self.alike = owners, known.among()
        self._plain, self._ids = plain, known.ids
        self.own, self.foreign = self._folds(own_folds(owners)), self._folds(foreign_folds(owners))

    def _folds(self, folds: Ints) -> list[Fold]:
        found = []
        for fold in np.unique(folds[folds >= 0]):
            seen, held = (np.flatnonzero(rows).astype(np.int32) for rows in (folds != fold, folds == fold))
            found.append(Fold(seen, held, self._lacking(seen, held)))
        return found

    def held_out(self, kernel: Floats, span: Span, folds: Sequence[Fold]) -> Floats:
        """Of each held-out phrasing fit and lead of its best entry, whether that is right, and how strange it is to it.

        Shape (held, 4).
        """
        out = [np.zeros((0, 4), np.float32)]
        for fold in folds:
            head = span.fit(fold.seen, self.owners)
            similarity = self._similarity(kernel, fold)[:, head.classes]
            logits = span.logits(head, fold.held) + NEAREST * similarity
            best = logits.argmax(axis=1)
            each = (fit(logits, fold.lacks), lead(logits), fold.lacks[..., 0])
            fits, leads, strange = (values[np.arange(len(best)), best] for values in each)
            out.append(np.column_stack([fits, leads, head.classes[best] == self.owners[fold.held], strange]))
        return np.concatenate(out)

    def _similarity(self, kernel: Floats, fold: Fold) -> Floats:
        """Of each held-out phrasing to the nearest seen one of each entry."""
        similarity = np.full((len(fold.held), int(self.owners.max()) + 1), -1.0, np.float32)
        for row in fold.seen:
            column = similarity[:, self.owners[row]]
            np.maximum(column, kernel[fold.held, row], out=column)
        return similarity

    def _lacking(self, seen: Ints, held: Ints) -> Floats:
        used = words.pairs([self._plain[row] for row in seen], self.owners[seen], self._ids)
        covered = words.cover(self.alike, used)
        rows = [[self._ids[word] for word in self._plain[row].split()] for row in held]
        return np.stack([words.lacking(covered[row]) for row in rows])
