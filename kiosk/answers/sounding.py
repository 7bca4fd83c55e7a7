"""Which question a misheard one stands for, by its sound: "mice cannon does not work" is "my scanner does not work".

For the open readings of a recogniser, in languages that are written in Latin letters. What was typed is not looked at
here: it means what it says. What was heard may be answered only if words, sounds and readings bear each other out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kiosk.events import Band
from kiosk.utterance import normal

Floats = NDArray[np.float64]
# Sounds that recognisers take for each other, as they are spelled in English and, mostly, in Dutch, German and French.
_SOUNDS = tuple(
    (re.compile(spelled), sound)
    for spelled, sound in (
        (r"[^a-z ]", ""),
        (r"\b(?:the|a|an)\b", ""),
        (r"tch", "c"),
        (r"ch|sh|zh", "s"),
        (r"ght", "t"),
        (r"gh", ""),
        (r"ph|v", "f"),
        (r"wh", "w"),
        (r"th", "t"),
        (r"kn", "n"),
        (r"wr", "r"),
        (r"ck|q|x|c(?![eiy])|g", "k"),
        (r"c|z|j", "s"),
        (r"d", "t"),
        (r"b", "p"),
        (r"m", "n"),
        (r"[aeiouy]+", "a"),
        (r"[h ]", ""),
        (r"(.)\1+", r"\1"),
    )
)
# Logistic regression on what Moonshine made of 480 sounds of the demo store's phrasings, 328 of other questions to it,
# 186 of sentences that are none and 50 recordings of people who say something else, in eight voices of espeak-ng, clean
# and 10 and 20 dB above white noise, hum, babble and a room; and on 133 texts as they were written that only sound like
# a question of the store. What is none counts twice. With a quarter of the sentences held out at a time:
#   answered right 61 of 72 phrasings clean, 208 of 254 at 20 dB, 360 of all 480 (2 wrongly), and 96 of the 328 (3
#   wrongly); answered at all 2 of the 186 sentences that are none, and no recording
# The rules around it in `kiosk.answers.matching` were chosen with these sounds in view.
BIAS = -6.07
WEIGHTS = (3.31, 9.6, 21.17, 4.33, -1.11, 1.2, 2.38, -1.59)
"""Of the marks of an entry, in the order of `_Marks`."""
ANSWER, ASK = 0.75, 0.2
MOST_WORDS = 8
RANKED = 3


@dataclass(frozen=True, slots=True)
class Sounded:
    """An entry, the phrasing of it that sounds most like what was heard, and the reading that is most like its own.

    `trust` is how likely the entry was asked for, 0 to 1.
    """

    entry: str
    phrasing: str
    lang: str
    reading: str
    trust: float
    likeness: float

    @property
    def band(self) -> Band:
        """What may be done with it."""
        return "answer" if self.trust >= ANSWER else "ask" if self.trust >= ASK else "none"


class Sounding:
    """Every phrasing of a store, by its sounds and by its letters; each is (language, entry, phrasing)."""

    def __init__(self, phrasings: Sequence[tuple[str, str, str]]) -> None:
        self._phrasings: dict[str, list[tuple[str, str, str]]] = {}
        for each in phrasings:
            self._phrasings.setdefault(each[0], []).append(each)
        self._of: dict[str, _OfLanguage] = {}  # made when first asked for: who only types needs none

    def nearest(self, readings: Mapping[str, Mapping[str, float]], lang: str) -> list[Sounded]:
        """The entries that were likeliest asked for, likeliest first.

        `readings` are those of one sound, each with what its words score for entries, 0 to 1. None where the language
        has no phrasings, or the readings no Latin letters.
        """
        told = {text: scores for text, scores in readings.items() if sounds(text)}
        if not told or lang not in self._phrasings:
            return []
        if lang not in self._of:
            self._of[lang] = _OfLanguage(self._phrasings[lang])
        return self._of[lang].nearest(told)


class _OfLanguage:
    """The phrasings of one language."""

    def __init__(self, phrasings: Sequence[tuple[str, str, str]]) -> None:
        self._phrasings = phrasings
        self._sounds = [sounds(text) for *_, text in phrasings]
        self._letters = [_letters(text) for *_, text in phrasings]
        self._entries = sorted({entry for _, entry, _ in phrasings})
        numbers = {entry: number for number, entry in enumerate(self._entries)}
        self._owners = np.array([numbers[entry] for _, entry, _ in phrasings])

    def nearest(self, readings: Mapping[str, Mapping[str, float]]) -> list[Sounded]:
        texts = list(readings)
        by_sound = _alike([sounds(text) for text in texts], self._sounds)
        by_letters = _alike([_letters(text) for text in texts], self._letters)
        scores = np.array([[of.get(entry, 0.0) for entry in self._entries] for of in readings.values()])
        words = min(len(normal(texts[0]).split()), MOST_WORDS) / MOST_WORDS
        marks = _Marks(self._of_entries(by_sound), self._of_entries(by_letters), scores, words)
        found = (self._sounded(entry, texts, marks, by_sound + by_letters) for entry in marks.likely())
        return sorted(found, key=lambda sounded: sounded.trust, reverse=True)

    def _sounded(self, entry: int, texts: Sequence[str], marks: _Marks, alike: Floats) -> Sounded:
        of_entry = np.where(self._owners == entry, alike.max(axis=0), -1.0)
        lang, name, phrasing = self._phrasings[int(np.argmax(of_entry))]
        reading = texts[int(np.argmax(marks.each[:, entry] + marks.scores[:, entry]))]
        return Sounded(name, phrasing, lang, reading, marks.trust(entry), float(marks.both[entry]))

    def _of_entries(self, alike: Floats) -> Floats:
        """How alike the best phrasing of each entry is to each reading, (readings, entries)."""
        best = np.zeros((len(alike), len(self._entries)))
        for row, of_phrasings in zip(best, alike, strict=True):
            np.maximum.at(row, self._owners, of_phrasings)
        return best


class _Marks:
    """What speaks for an entry. All arrays are (readings, entries), 0 to 1; `words` is how long the first reading is.

    In order: the most like reading, by sound and letters together, squared; how far it is above any other entry, and
    that with `words`; the best score of a reading, the mean of all, and how far the best is above any other entry;
    `words`; whether there is but one reading.
    """

    def __init__(self, by_sound: Floats, by_letters: Floats, scores: Floats, words: float) -> None:
        self.both = (by_sound.max(axis=0) + by_letters.max(axis=0)) / 2
        self.each, self.scores, self._words = (by_sound + by_letters) / 2, scores, words

    def likely(self) -> list[int]:
        """The entries that are worth weighing."""
        near = (np.argsort(-self.both)[:RANKED], np.argsort(-self.scores.max(axis=0))[:RANKED])
        return sorted({int(entry) for of in near for entry in of})

    def trust(self, entry: int) -> float:
        """How likely it is the one."""
        lead = self.both[entry] - np.delete(self.both, entry).max(initial=0.0)
        score = self.scores[:, entry]
        ahead = score.max() - np.delete(self.scores, entry, axis=1).max(initial=0.0)
        likeness = (self.both[entry] ** 2, lead, max(lead, 0.0) * self._words)
        marks = (*likeness, score.max(), score.mean(), ahead, self._words, float(len(score) == 1))
        return 1 / (1 + math.exp(-(BIAS + float(np.dot(WEIGHTS, marks)))))


def sounds(text: str) -> str:
    """How a text sounds, roughly: consonants that are easily taken for each other alike, all vowels one."""
    key = normal(text)
    for spelled, sound in _SOUNDS:
        key = spelled.sub(sound, key)
    return key


def _letters(text: str) -> str:
    return normal(text).replace(" ", "")


def _alike(readings: Sequence[str], phrasings: Sequence[str]) -> Floats:
    """How alike each phrasing is to each reading, (readings, phrasings), 0 to 1."""
    return np.asarray(process.cdist(readings, phrasings, scorer=fuzz.ratio), np.float64) / 100
