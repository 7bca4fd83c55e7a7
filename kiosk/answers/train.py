"""Trains the retriever with scikit-learn, in a short-lived process of its own: `python -m kiosk.answers.train`.

The serving process never imports scikit-learn: it would cost 60 MB and more than a second at every start.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold

from kiosk.answers import encoder as encoders
from kiosk.answers import words
from kiosk.answers.encoder import Encoder
from kiosk.answers.features import Floats, Ints
from kiosk.answers.model import Index, Model, evidence, sigmoid
from kiosk.answers.words import Words
from kiosk.utterance import normal

STRENGTH = 20.0  # inverse of the regularisation; not tuned for any one store
FOLDS = 4
FOREIGN = 0.5  # weight of questions whose entry was left out: stand-ins for what the store does not know


class Head:
    """Logistic regression over the span of the phrasings' kernel: the same solution, with far fewer columns."""

    def __init__(self, kernel: Floats) -> None:
        values, vectors = np.linalg.eigh(kernel.astype(np.float64))
        kept = values > 1e-5 * values[-1]
        self._to_dual = vectors[:, kept] / np.sqrt(values[kept])
        self.columns = vectors[:, kept] * np.sqrt(values[kept])

    def fit(self, rows: Ints, owners: Ints) -> LogisticRegression:
        """A head that has seen these rows only."""
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", ConvergenceWarning
            )  # stopped after 60 rounds on purpose: training must be quick
            return LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3).fit(self.columns[rows], owners[rows])

    def duals(self, head: LogisticRegression) -> Floats:
        """Weights for the kernel itself, shape (phrasings, entries)."""
        duals: Floats = (self._to_dual @ head.coef_.T).astype(np.float32)
        return duals


def train(texts: Sequence[str], owners: Ints, encoder: Encoder) -> Model:
    """A model of curated phrasings; its score is calibrated by cross-validation on them, never on other data."""
    plain = [normal(text) for text in texts]
    raw = encoder.encode(plain)
    index, known = Index.fit(plain, owners, raw), Words.fit(plain, owners, encoder)
    trial = Trial(plain, owners, index.kernel(plain, raw), known.ids, known.among())
    own, foreign = trial.held_out(_rows(owners, strata=True)), trial.held_out(_rows(owners, strata=False))
    calibration = _calibrate(own, foreign)
    final = trial.head.fit(np.arange(len(owners), dtype=np.int32), owners)
    held, strange = (sigmoid(facts[:, :-1] @ calibration) for facts in (own, foreign))
    covered, bias = words.cover(trial.alike, known.pairs), final.intercept_.astype(np.float32)
    return Model(index, known, covered, trial.head.duals(final), bias, calibration, held, own[:, -1], strange)


def _rows(owners: Ints, *, strata: bool) -> Iterator[tuple[Ints, Ints]]:
    """Folds of phrasings: some of every entry held out (`strata`), or whole entries."""
    if strata:
        folds = max(2, min(FOLDS, int(np.bincount(owners).min())))
        yield from StratifiedKFold(folds, shuffle=True, random_state=0).split(owners, owners)
    else:
        yield from GroupKFold(min(FOLDS, len(set(owners)))).split(owners, groups=owners)


class Trial:
    """Curated phrasings with their kernel and the likeness of their words, to be held out from one another."""

    def __init__(self, plain: Sequence[str], owners: Ints, kernel: Floats, ids: dict[str, int], alike: Floats) -> None:
        self.plain, self.owners, self.kernel, self.ids, self.alike = plain, owners, kernel, ids, alike
        self.head = Head(((kernel + kernel.T) / 2).astype(np.float32))

    def held_out(self, folds: Iterator[tuple[Ints, Ints]]) -> Floats:
        """Evidence for the best entry of every held-out phrasing, and whether it is right; shape (phrasings, 7)."""
        out = np.zeros((len(self.owners), 7), np.float32)
        for seen, held in folds:
            fold = self.head.fit(seen, self.owners)
            logits = fold.decision_function(self.head.columns[held]).reshape(len(held), -1)
            logits = np.hstack([-logits, logits]) if logits.shape[1] == 1 else logits  # two classes give one column
            best = logits.argmax(axis=1)
            found = evidence(logits, self._similarity(seen, held)[:, fold.classes_], self._lacking(seen, held))
            out[held] = np.column_stack([found[np.arange(len(held)), best], fold.classes_[best] == self.owners[held]])
        return out

    def _similarity(self, seen: Ints, held: Ints) -> Floats:
        """Of each held-out phrasing to the nearest seen one of each entry."""
        similarity = np.full((len(held), int(self.owners.max()) + 1), -1.0, np.float32)
        for row in seen:
            column = similarity[:, self.owners[row]]
            np.maximum(column, self.kernel[held, row], out=column)
        return similarity

    def _lacking(self, seen: Ints, held: Ints) -> Floats:
        """What each seen entry lacks of each held-out phrasing."""
        used = words.pairs([self.plain[row] for row in seen], self.owners[seen], self.ids)
        covered = words.cover(self.alike, used)
        return np.stack([words.lacking(covered[[self.ids[word] for word in self.plain[row].split()]]) for row in held])


def _calibrate(known: Floats, foreign: Floats) -> Floats:
    """Weights of the evidence that tell right answers from wrong ones."""
    facts = np.concatenate([known, foreign])
    weights = np.concatenate([np.ones(len(known)), np.full(len(foreign), FOREIGN)])
    judge = LogisticRegression(C=10.0).fit(facts[:, :-2], facts[:, -1] > 0, sample_weight=weights)
    return np.append(judge.coef_[0], judge.intercept_[0]).astype(np.float32)


def main(source: Path, target: Path) -> None:
    """Train what the JSON file `source` asks for (`texts`, `owners`, `encoder`) into the file `target`."""
    job = json.loads(source.read_text(encoding="utf-8"))
    encoder = encoders.make(wanted=bool(job["encoder"]))
    train(job["texts"], np.array(job["owners"], np.int32), encoder).save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
