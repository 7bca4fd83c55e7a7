"""The trained retriever: numbers in one file, served with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.answers import npz, words
from kiosk.answers.calibrate import Held, Score
from kiosk.answers.encoder import Encoder, Vectors
from kiosk.answers.features import Floats, Ints, Terms, unit
from kiosk.answers.words import Words
from kiosk.utterance import normal

LETTERS = 0.4  # weight of letters, and of words, beside an encoder's 1.0
NEAREST = 5.0  # of the similarity to an entry's nearest phrasing, beside what the head says
GAP = 4.0  # of the most telling word of a question that an entry does not account for, against it


@dataclass(frozen=True, slots=True)
class Scored:
    """How a text fares with each entry: logit, nearest phrasing with its similarity (0 to 1), and what is `lacking`.

    `stage` is the one that says so, 0 or 1.
    """

    logits: Floats
    similarity: Floats
    nearest: Ints
    lacking: Floats
    stage: int = 0

    @property
    def fit(self) -> Floats:
        """How well each entry fits by itself: its logit, less for a telling word that it does not account for."""
        return fit(self.logits, self.lacking)


@dataclass(frozen=True, slots=True)
class View:
    """The curated phrasings as one encoder sees them, around a `mean`."""

    mean: Floats
    vectors: Vectors

    @classmethod
    def fit(cls, raw: Vectors, middle: Floats) -> View:
        """Of the phrasings' vectors, around a middle."""
        return cls(middle, unit(raw - middle))

    def likeness(self, raw: Vectors) -> Floats:
        """Of texts to phrasings, shape (texts, phrasings)."""
        alike: Floats = unit(raw - self.mean) @ self.vectors.T
        return alike


@dataclass(frozen=True, slots=True)
class Index:
    """The curated phrasings: row by row their entry, their terms and their views, one an encoder."""

    terms: Terms
    views: tuple[View, ...]
    owners: Ints
    entries: int

    @classmethod
    def fit(cls, plain: Sequence[str], owners: Ints, raws: Sequence[Vectors], middles: Sequence[Floats]) -> Index:
        """Index normal phrasings with their vectors; `owners[i]` is the number of the entry of phrasing `i`."""
        views = tuple(View.fit(*each) for each in zip(raws, middles, strict=True) if each[0].shape[1])
        return cls(Terms.fit(plain), views, owners, int(owners.max()) + 1)

    def letters(self, plain: Sequence[str]) -> Floats:
        """What letters and words add to the likeness of normal texts to phrasings, 0 to 2 × `LETTERS`."""
        return LETTERS * np.stack([self.terms.similarities(text) for text in plain])

    def kernel(self, likeness: Floats, views: int) -> Floats:
        """Similarity from the sum of what letters and so many views say: 1 for the same, about 0 for unrelated."""
        return (likeness / (views + 2 * LETTERS)).astype(np.float32)

    def nearest(self, kernel: Floats) -> tuple[Floats, Ints]:
        """Largest similarity in each entry, and its phrasing, from one row of the kernel."""
        similarity = np.full(self.entries, -1.0, np.float32)
        np.maximum.at(similarity, self.owners, kernel)
        phrasing = np.zeros(self.entries, np.int32)
        best = np.flatnonzero(kernel >= similarity[self.owners])
        phrasing[self.owners[best]] = best
        return similarity, phrasing


@dataclass(frozen=True, slots=True)
class Head:
    """Logistic regression in its dual form over one stage's kernel: logits are kernel @ duals + bias."""

    duals: Floats
    bias: Floats
    score: Score
    held: Held


@dataclass(frozen=True, slots=True)
class Seen:
    """A text after the first encoder, in the numbers of its model, and what each entry lacks of it.

    For `Model` its likeness to each phrasing so far (see `Index.letters`); for an index its vector around the mean.
    """

    plain: str
    numbers: Floats
    lacking: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """A head for each stage. `covered` is how well each entry covers each known word, shape (words, entries)."""

    index: Index
    words: Words
    covered: Floats
    heads: tuple[Head, ...]

    def see(self, texts: Sequence[str], encoder: Encoder) -> list[Seen]:
        """The texts through the first encoder."""
        plain = [normal(text) for text in texts]
        strange = self.words.strange(plain)
        raw = encoder.encode([*plain, *strange])  # all in one go: a call costs more than a word
        likeness = self.index.letters(plain)
        if self.index.views:
            likeness = likeness + self.index.views[0].likeness(raw[: len(plain)])
        lacks = self._lacks(plain, strange, raw[len(plain) :])
        return [Seen(*each) for each in zip(plain, likeness, lacks, strict=True)]

    def first(self, seen: Seen) -> Scored:
        """What the first stage makes of a text."""
        return self._scored(0, seen, seen.numbers)

    def second(self, seen: Seen, raw: Vectors) -> Scored:
        """What the second stage makes of it, with the second encoder's vector, shape (width,)."""
        return self._scored(1, seen, seen.numbers + self.index.views[1].likeness(raw[None])[0])

    def _scored(self, stage: int, seen: Seen, likeness: Floats) -> Scored:
        head = self.heads[stage]
        kernel = self.index.kernel(likeness, min(len(self.index.views), stage + 1))
        similarity, nearest = self.index.nearest(kernel)
        logits = kernel @ head.duals + head.bias + NEAREST * similarity
        return Scored(logits, similarity, nearest, seen.lacking, stage)

    def _lacks(self, plain: Sequence[str], strange: Sequence[str], raw: Vectors) -> list[Floats]:
        """What each entry lacks of each text."""
        return [words.lacking(covered) for covered in self._covers(plain, strange, raw)]

    def _covers(self, plain: Sequence[str], strange: Sequence[str], raw: Vectors) -> list[Floats]:
        """How well each entry covers each word of each text."""
        known, covered = self.words.ids, self.covered
        if strange:
            covered = np.vstack([covered, words.cover(self.words.alike(strange, raw), self.words.pairs)])
        rows = {word: len(known) + number for number, word in enumerate(strange)}
        return [covered[[known.get(word, rows.get(word, 0)) for word in text.split()]] for text in plain]

    def told(self, text: str, entry: int, encoder: Encoder) -> list[tuple[str, float, float]]:
        """The words of a text with how much each tells, and how well an entry accounts for it; 0 to 1."""
        plain = normal(text)
        strange = self.words.strange([plain])
        (covered,) = self._covers(
            [plain], strange, encoder.encode(strange) if strange else np.zeros((0, 0), np.float32)
        )
        telling = 1 - covered.mean(axis=1)
        return [
            (word, float(much), float(cover))
            for word, much, cover in zip(plain.split(), telling, covered[:, entry], strict=True)
        ]

    def calibrated(self, scored: Scored) -> Floats:
        """The one score, 0 to 1, of each entry: how likely it is the right answer."""
        return self.heads[scored.stage].score(scored.fit, lead(scored.logits))

    def save(self, path: Path) -> None:
        """Write all of it to one `.npz`, whole or not at all."""
        index, terms = self.index, self.index.terms
        numbers = {
            "terms": np.frombuffer("\n".join(terms.ids).encode(), np.uint8),
            "words": np.frombuffer("\n".join(self.words.ids).encode(), np.uint8),
            "owners": index.owners,
            "covered": self.covered,
            **{name: getattr(self.words, name) for name in _WORDS},
            **{name: getattr(terms, name) for name in _TERMS},
        }
        for at, view in enumerate(index.views):
            numbers |= {f"{name}{at}": getattr(view, name) for name in _VIEW}
        for at, head in enumerate(self.heads):
            numbers |= {f"{name}{at}": getattr(head, name) for name in _HEAD}
            numbers |= {f"{name}{at}": getattr(head.held, name) for name in _HELD}
            numbers[f"score{at}"] = np.array([*head.score.known, *head.score.right])
        npz.save(path, **numbers)

    @classmethod
    def load(cls, path: Path) -> Model | None:
        """The model of a file; None if there is none, or a torn one."""
        return npz.load(path, lambda data: cls._of(dict(data)))

    @classmethod
    def _of(cls, data: Mapping[str, Floats]) -> Model:
        owners = data["owners"].astype(np.int32)
        starts, postings = data["starts"].astype(np.int32), data["postings"].astype(np.int32)
        terms = Terms(_ids(data["terms"]), data["idf"], starts, postings, data["weights"], len(owners))
        views = tuple(View(*(data[f"{name}{at}"] for name in _VIEW)) for at in _numbers(data, _VIEW[0]))
        known = Words(_ids(data["words"]), data["middle"], data["directions"], data["pairs"].astype(np.int32))
        heads = tuple(_head(data, at) for at in _numbers(data, _HEAD[0]))
        return cls(Index(terms, views, owners, int(owners.max()) + 1), known, data["covered"], heads)


def _head(data: Mapping[str, Floats], at: int) -> Head:
    duals, bias = (data[f"{name}{at}"] for name in _HEAD)
    slope, offset, ahead, behind = data[f"score{at}"].tolist()
    held = Held(*(data[f"{name}{at}"] for name in _HELD))
    return Head(duals, bias, Score((slope, offset), (ahead, behind)), held)


def _numbers(data: Mapping[str, Floats], name: str) -> range:
    return range(sum(f"{name}{at}" in data for at in range(2)))


def _ids(names: Floats) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.tobytes().decode().split("\n"))}


_WORDS = ("middle", "directions", "pairs")
_TERMS = ("idf", "starts", "postings", "weights")
_VIEW = ("mean", "vectors")
_HEAD = ("duals", "bias")
_HELD = ("own", "right", "foreign", "strange")


def fit(logits: Floats, lacks: Floats) -> Floats:
    """See `Scored.fit`; shape of the logits, `lacks` has one more axis of 2."""
    return (logits - GAP * lacks[..., 1]).astype(np.float32)


def lead(logits: Floats) -> Floats:
    """How far the logit of each entry is above the best of the others, shape of the logits."""
    if logits.shape[-1] == 1:
        return logits
    ordered = np.partition(logits, -2, axis=-1)
    rival = np.where(logits == ordered[..., -1:], ordered[..., -2:-1], ordered[..., -1:])
    ahead: Floats = (logits - rival).astype(np.float32)
    return ahead
