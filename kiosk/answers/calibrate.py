"""From evidence to the one score, and from scores to the bands: by cross-validation on the curated phrasings alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.answers.features import Floats, Ints
from kiosk.events import Band

KNOWN_PRIOR, RIGHT_PRIOR = (1.0, -1.2), (1.0, 0.0)
"""Slope and bias that a store with next to no phrasings begins with; see `Score`."""
TRUST = 0.1  # how strongly they are held to
FEW = 40  # held-out phrasings below which the bands are not taken from them alone
FEW_ENTRIES = 10  # below which what is left when one is held out says little of what the store does not know
LEAST_HI, LEAST_LO = 0.65, 0.25
STRANGE = 0.1  # share of the known phrasings, each held out, with a word too strange to be answered
ROUNDS = 100


@dataclass(frozen=True, slots=True)
class Held:
    """The score of curated phrasings that were held out of training.

    `own` and `right`: of each phrasing without itself, and whether its entry was found. `foreign`: of each phrasing
    without its whole entry, which is how sure the model is of what the store does not know. `strange`: how strange its
    worst word makes each phrasing to the entry that was found (`kiosk.answers.words.lacking`).
    """

    own: Floats
    right: Floats
    foreign: Floats
    strange: Floats


@dataclass(frozen=True)
class Thresholds:
    """Scores from which the kiosk answers (`hi`), and from which it asks which was meant (`lo`).

    Where a word of the question is more `strange` to the entry than that, it asks, however high the score is: "can I
    rent a parking space" has all that a question for parking has, and the word that matters besides.
    """

    hi: float
    lo: float
    strange: float = 1.0

    def band(self, score: float, strange: float = 0.0) -> Band:
        """What to do with a best score, and with how strange the question's worst word is to its entry."""
        if score >= self.hi:
            return "answer" if strange <= self.strange else "ask"
        return "ask" if score >= self.lo else "none"


@dataclass(frozen=True, slots=True)
class Score:
    """How likely an entry is what was asked for: that the store knows the question at all, and that it is this one.

    Each is a slope and a bias: of the entry's fit, and of its lead over the next entry (`kiosk.answers.model.Scored`).
    """

    known: tuple[float, float]
    right: tuple[float, float]

    def known_at(self, fit: Floats) -> Floats:
        """That the store knows the question, 0 to 1."""
        return sigmoid(self.known[0] * fit + self.known[1])

    def __call__(self, fit: Floats, lead: Floats) -> Floats:
        """The one score, 0 to 1."""
        return self.known_at(fit) * sigmoid(self.right[0] * lead + self.right[1])


def telling(owners: Ints) -> bool:
    """Whether there are so many entries that held-out ones show how a question looks that the store does not know."""
    return len(np.unique(owners)) >= FEW_ENTRIES


def calibrate(own: Floats, foreign: Floats) -> Score:
    """The score, from held-out phrasings: fit, lead and whether the entry was right, shape (phrasings, 3).

    `foreign` ones were held out with their whole entry, as questions that the store does not know. A few of them count
    as none.
    """
    if len(own) < FEW:
        return Score(KNOWN_PRIOR, RIGHT_PRIOR)
    fit = np.concatenate([own[:, 0], foreign[:, 0]])
    known = np.concatenate([np.ones(len(own)), np.zeros(len(foreign))])
    return Score(_line(fit, known, KNOWN_PRIOR), _line(own[:, 1], own[:, 2], RIGHT_PRIOR))


def _line(values: Floats, truth: Floats, prior: tuple[float, float]) -> tuple[float, float]:
    """Slope and bias of a logistic regression with a Gaussian prior, by Newton's method; the slope never falls."""
    columns, weights = np.column_stack([values, np.ones(len(values))]).astype(np.float64), np.array(prior)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-(columns @ weights).clip(-60, 60)))
        slope = columns.T @ (chance - truth) + TRUST * (weights - prior)
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns + TRUST * np.eye(2)
        step = np.linalg.solve(curve, slope).clip(-1, 1)  # what is apart altogether would run away
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return max(float(weights[0]), 0.05), float(weights[1])


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    shares: Floats = (1 / (1 + np.exp(-values.clip(-60, 60)))).astype(np.float32)
    return shares


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the bands: see the settings `answer_precision`, `reject_quantile` and `strangers_answered`."""

    precision: float
    quantile: float
    strangers: float


def thresholds(held: Held, wanted: Wanted) -> Thresholds:
    """Bands from the held-out scores alone: so much of what is answered must be right, and so few strangers answered.

    The two are held apart: how often a store is asked what it does not know is no reason to be less sure of the rest,
    and in one sum the many questions that it knows would buy off the strangers. At most a share `quantile` of the
    known questions falls below `lo`. Of few phrasings only a careful guess is made.
    """
    if len(held.own) < FEW:
        return Thresholds(LEAST_HI, LEAST_LO)
    hi = max(_right_from(held, wanted.precision), _strange_up_to(held, wanted.strangers))
    return Thresholds(hi, min(hi, float(np.quantile(held.own, wanted.quantile))), _strange_from(held))


def _right_from(held: Held, precision: float) -> float:
    """The least score from which on so much is right."""
    order = np.argsort(-held.own, kind="stable")
    reached = np.cumsum(held.right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(reached >= precision)
    return float(held.own[order][good[-1]]) if len(good) else float(np.quantile(held.own, 0.9))


def _strange_from(held: Held) -> float:
    """How strange a word may be at most: all but a share of the phrasings that found their entry have none stranger."""
    known = held.strange[held.right > 0]
    return float(np.quantile(known, 1 - STRANGE)) if len(known) else 1.0


def _strange_up_to(held: Held, share: float) -> float:
    """The score that no more than this share of the strangers reaches."""
    return float(np.quantile(held.foreign, 1 - share)) if len(held.foreign) else 0.0


def together(first: Held, second: Held, unsure: Thresholds) -> Held:
    """The scores where the second stage is asked only about what the first one is `unsure` of."""

    def mixed(one: Floats, other: Floats, scores: Floats) -> Floats:
        return np.where((scores < unsure.hi) & (scores >= unsure.lo), other, one).astype(np.float32)

    return Held(
        mixed(first.own, second.own, first.own),
        mixed(first.right, second.right, first.own),
        mixed(first.foreign, second.foreign, first.foreign),
        mixed(first.strange, second.strange, first.own),
    )
