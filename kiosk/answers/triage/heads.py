"""Triage by examples: a few sentences of each topic, in every language, and a head over the encoder that knows them.

Kernel ridge regression, one output a topic, on the square of the encoder's likeness and on hashed letters and words.
Its leave-one-out values have a closed form (Rasmussen and Williams 2006, 5.4.2), so that the limits need no other data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kiosk.answers import kept, npz
from kiosk.answers.encoder import Encoder
from kiosk.answers.triage.rules import rules
from kiosk.answers.triage.topics import TOPICS, URGENT, Topic
from kiosk.resources import cache_dir
from kiosk.settings import LANGS
from kiosk.utterance import normal

Floats = NDArray[np.float32]
ORDINARY: Final = "ordinary"
NAMES: Final = (*TOPICS, ORDINARY)
SLOTS: Final = 4096  # of the hashed letters and words
LETTERS, RIDGE = 0.16, 0.3  # weight of letters and words beside the encoder's 1.0, and of the ridge
PLAIN = 0.003  # share of the topics' examples, each held out, that look more ordinary than the limit `plain`
FALSE_SURE, FALSE_LIKELY, FALSE_ALARM = 0.003, 0.015, 0.006
"""Shares of the other topics' examples above the limits `sure` and `likely` of a topic, each held out; `FALSE_ALARM`
of those that may be in need, who are asked."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a topic, or of none."""

    topic: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Scored:
    """How much an utterance is like each topic, -1 to 1, the example that is nearest to it, and what says so."""

    scores: Mapping[str, float]
    nearest: str
    by: Heads

    @property
    def best(self) -> str:
        """The topic it is most like, or `ordinary`."""
        return max(self.scores, key=lambda name: self.scores[name])

    @property
    def plainness(self) -> float:
        """How much more it is like an ordinary question than like any topic."""
        return self.scores[ORDINARY] - max(score for name, score in self.scores.items() if name != ORDINARY)

    @property
    def plain(self) -> bool:
        """Whether it is so ordinary a question that no closer look is worth its time."""
        return self.plainness > float(self.by.plain[0])

    def limits(self, topic: Topic) -> tuple[float, float]:
        """From which score a topic is likely, and from which it is sure."""
        column = NAMES.index(topic)
        return float(self.by.likely[column]), float(self.by.sure[column])


def examples() -> tuple[tuple[Example, ...], tuple[str, ...]]:
    """All examples of the files, and the languages that have any."""
    found: list[Example] = []
    langs: list[str] = []
    for lang in LANGS:
        own = rules(lang)
        mine = [Example(topic, text, lang) for topic in TOPICS for text in own.of(topic).examples]
        mine += [Example(ORDINARY, text, lang) for text in (*own.ordinary.examples, *own.ordinary.traps)]
        found += mine
        langs += [lang] if mine else []
    return tuple(found), tuple(langs)


@dataclass(frozen=True)
class Heads:
    """What was learnt: `vectors` (examples, width), `duals` (examples, names), `weights` (slots, names).

    `sure` and `likely` are the limits of each name, `plain` that of `Scored.plainness`, shape (1,).
    """

    middle: Floats
    vectors: Floats
    duals: Floats
    weights: Floats
    sure: Floats
    likely: Floats
    plain: Floats

    def score(self, text: str, encoder: Encoder, known: Sequence[Example]) -> Scored:
        """The scores of a text; `known` are the examples it was learnt from."""
        plain = [normal(text)]
        alike = np.maximum(_unit(encoder.encode(plain) - self.middle) @ self.vectors.T, 0)
        values = (alike**2 @ self.duals + LETTERS * hashed(plain) @ self.weights)[0]
        nearest = known[int(alike[0].argmax())].text if alike.shape[1] and known else ""
        return Scored({name: float(value) for name, value in zip(NAMES, values, strict=True)}, nearest, self)

    def save(self, path: Path) -> None:
        """Write all of it to one `.npz`, whole or not at all."""
        npz.save(path, **{each.name: getattr(self, each.name) for each in fields(self)})


def load(path: Path) -> Heads | None:
    """The heads of a file; None if there is none, or a torn one."""
    return npz.load(path, lambda data: Heads(*(data[each.name] for each in fields(Heads))))


def fit(known: Sequence[Example], encoder: Encoder) -> Heads:
    """Learn from examples."""
    plain = [normal(example.text) for example in known]
    raw = encoder.encode(plain)
    middle = raw.mean(axis=0)
    vectors, letters = _unit(raw - middle), hashed(plain)
    kernel = np.maximum(vectors @ vectors.T, 0) ** 2 + LETTERS * letters @ letters.T
    owners = np.array([NAMES.index(example.topic) for example in known])
    wanted = np.where(owners[:, None] == np.arange(len(NAMES)), 1.0, -1.0)
    system = kernel.astype(np.float64)
    system.flat[:: len(system) + 1] += RIDGE
    inverse = np.linalg.inv(system)
    duals = inverse @ wanted
    held_out = wanted - duals / np.diag(inverse)[:, None]
    sure, likely = (_limits(held_out, owners, share) for share in (FALSE_SURE, FALSE_LIKELY))
    found = (middle, vectors, duals, letters.T @ duals, sure, likely, _plain(held_out, owners))
    return Heads(*(part.astype(np.float32) for part in found))


def _plain(held_out: NDArray[np.float64], owners: NDArray[np.int64]) -> NDArray[np.float64]:
    """The plainness that a share of the topics' examples reaches, at least 0, shape (1,)."""
    ordinary = NAMES.index(ORDINARY)
    plainness = held_out[:, ordinary] - np.delete(held_out, ordinary, axis=1).max(axis=1)
    of_topics = plainness[owners != ordinary]
    return np.array([max(0.0, float(np.quantile(of_topics, 1 - PLAIN))) if len(of_topics) else 0.0])


def _limits(held_out: NDArray[np.float64], owners: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """The score of each name that a `share` of the others' examples reaches; never reached by one without examples.

    One emergency is no other's false alarm.
    """
    urgent = [NAMES.index(topic) for topic in sorted(URGENT)]
    own = {column: urgent if column in urgent else [column] for column in set(owners.tolist())}
    shares = {column: min(share, FALSE_ALARM) if column in urgent else share for column in own}
    reached = {
        column: np.quantile(held_out[~np.isin(owners, same), column], 1 - shares[column])
        for column, same in own.items()
    }
    return np.array([reached.get(column, np.inf) for column in range(len(NAMES))])


def cache_path(encoder: Encoder) -> Path:
    """Where the heads of all `examples` and this encoder are kept."""
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    key = hashlib.sha256(f"{made_by} {encoder.name} {examples()[0]!r}".encode()).hexdigest()[:24]
    return cache_dir() / "answers" / f"triage-{key}.npz"


def ready(encoder: Encoder) -> Heads:
    """The heads of all `examples`, from the cache, else newly learnt: that takes some 600 MB for a while."""
    path, known = cache_path(encoder), examples()[0]
    heads = load(path)
    if heads is None:
        with kept.place(path) as target:
            heads = load(target)
            if heads is None:
                heads = fit(known, encoder)
                heads.save(target)
    return heads


def _terms(text: str) -> Iterator[str]:
    words = text.split()
    for word in words:
        padded = f" {word} "
        yield f"={word}"
        yield from (padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1))
    yield from (f"{first}_{second}" for first, second in pairwise(words))


def hashed(texts: Sequence[str]) -> Floats:
    """Letter groups, words and pairs of words of normal texts, hashed; rows of unit length, (texts, SLOTS)."""
    counts = np.zeros((len(texts), SLOTS), np.float32)
    for row, text in enumerate(texts):
        for term in _terms(text):
            counts[row, crc32(term.encode()) % SLOTS] += 1
    return _unit(np.log1p(counts))


def _unit(rows: Floats) -> Floats:
    scaled: Floats = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return scaled
