"""Which question a misheard one stands for, by its sound: "mice cannon does not work" is "my scanner does not work".

For the open readings of a recogniser, in languages that are written in Latin letters.
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
# Logistic regression on what Moonshine made of the demo store's questions and of CLINC150's out-of-scope ones, in five
# voices of espeak-ng over the noise of a room (30, 12 dB) and babble (15 dB). Of 150 questions and 130 others, where
# the two readings of a sound differ:   answered right 81 → 117   wrongly 6 → 5   others answered 2 → 3
BIAS, BY_SOUND, BY_LETTERS, BY_LEAD, BY_SCORE, BY_WORDS = -12.22, 8.65, 9.31, 4.63, 2.40, -1.77
ANSWER, ASK = 0.7, 0.45
MOST_WORDS = 8
SHORTEST = 6
"""Letters of a reading that says enough to be taken for a question."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """The entry whose phrasing sounds most like what was heard; `trust` is how likely it was asked for, 0 to 1."""

    entry: str
    phrasing: str
    lang: str
    reading: str
    trust: float

    @property
    def band(self) -> Band:
        """What may be done with it."""
        return "answer" if self.trust >= ANSWER else "ask" if self.trust >= ASK else "none"


class Sounding:
    """Every phrasing of a store, by its sounds and by its letters; each is (language, entry, phrasing)."""

    def __init__(self, phrasings: Sequence[tuple[str, str, str]]) -> None:
        langs = {lang for lang, _, _ in phrasings}
        self._of = {lang: _OfLanguage([each for each in phrasings if each[0] == lang]) for lang in langs}

    def nearest(self, readings: Sequence[str], lang: str, scores: Mapping[str, float]) -> Sounded | None:
        """What the readings, the likeliest first, sound like; `scores` are what is already thought of entries, 0 to 1.

        None where the language has no phrasings, or the readings are too short.
        """
        told = [text for text in readings if len(sounds(text)) >= SHORTEST]
        return self._of[lang].nearest(told, scores) if told and lang in self._of else None


class _OfLanguage:
    """The phrasings of one language."""

    def __init__(self, phrasings: Sequence[tuple[str, str, str]]) -> None:
        self._phrasings = phrasings
        self._sounds = [sounds(text) for *_, text in phrasings]
        self._letters = [_letters(text) for *_, text in phrasings]
        self._entries = sorted({entry for _, entry, _ in phrasings})
        self._owners = np.array([self._entries.index(entry) for _, entry, _ in phrasings])

    def nearest(self, readings: Sequence[str], scores: Mapping[str, float]) -> Sounded:
        by_sound = _alike(list(map(sounds, readings)), self._sounds)
        by_letters = _alike(list(map(_letters, readings)), self._letters)
        sound, letters = self._of_entries(by_sound), self._of_entries(by_letters)
        both = (sound + letters) / 2
        first, second = np.argsort(-both)[0], np.sort(both)[-2:][0]
        phrasing = int(np.argmax(np.where(self._owners == first, by_sound + by_letters, -1.0)))
        lang, entry, text = self._phrasings[phrasing]
        words = min(len(normal(readings[0]).split()), MOST_WORDS) / MOST_WORDS
        known = (sound[first], letters[first], both[first] - second, scores.get(entry, 0.0), words)
        weighed = BIAS + float(np.dot((BY_SOUND, BY_LETTERS, BY_LEAD, BY_SCORE, BY_WORDS), known))
        return Sounded(entry, text, lang, readings[0], 1 / (1 + math.exp(-weighed)))

    def _of_entries(self, alike: Floats) -> Floats:
        """How alike the best phrasing of each entry is."""
        best = np.zeros(len(self._entries))
        np.maximum.at(best, self._owners, alike)
        return best


def sounds(text: str) -> str:
    """How a text sounds, roughly: consonants that are easily taken for each other alike, all vowels one."""
    key = normal(text)
    for spelled, sound in _SOUNDS:
        key = spelled.sub(sound, key)
    return key


def _letters(text: str) -> str:
    return normal(text).replace(" ", "")


def _alike(readings: Sequence[str], phrasings: Sequence[str]) -> Floats:
    """How alike each phrasing is to the reading that is most like it, 0 to 1."""
    ratios: Floats = np.asarray(process.cdist(readings, phrasings, scorer=fuzz.ratio), np.float64)
    best: Floats = ratios.max(axis=0) / 100
    return best
