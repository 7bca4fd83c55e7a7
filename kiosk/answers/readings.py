"""Which question a reading in the store's own words stands for, and how far the open reading bears it out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from kiosk.answers.sounding import Floats
from kiosk.events import Band
from kiosk.utterance import normal

RANKED = 3
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]")
# Logistic regression on what Vosk's Korean model made of a synthetic voice (espeak-ng `ko` and `ko+Alex`) over shop
# noise of 20 and 10 dB, with two readings in the store's words: 96 sounds of phrasings, 40 of sentences that are none.
# In seven other voices, clean and at 20 and 10 dB: of 348 sounds of phrasings 123 are answered rightly and 8 wrongly
# from `ANSWER` on (107 and 5 from 0.75 on); of 120 of what staff might say one, which is about the store.
BIAS, BY_FIT, BY_LEAST, BY_AGREEMENT, BY_LEAD = -7.27, 4.25, 3.10, 3.99, 7.15
ANSWER, ASK = 0.65, 0.3


@dataclass(frozen=True, slots=True)
class Known:
    """A phrasing of the store that readings are close to, and the reading that is closest to it.

    `fit` is how close, `least` how close the reading is that is least so, `lead` how far `fit` is above that of any
    other entry, and `agreement` how close the open reading is to the same phrasing; 0 to 1, by letters.
    """

    entry: str
    phrasing: str
    lang: str
    reading: str
    fit: float
    least: float
    lead: float
    agreement: float

    @property
    def trust(self) -> float:
        """How likely this is what was asked, 0 to 1."""
        weighed = BY_FIT * self.fit + BY_LEAST * self.least + BY_LEAD * self.lead + BY_AGREEMENT * self.agreement
        return 1 / (1 + math.exp(-(BIAS + weighed)))

    @property
    def band(self) -> Band:
        """What may be done with it."""
        return "answer" if self.trust >= ANSWER else "ask" if self.trust >= ASK else "none"


def letters(text: str) -> str:
    """What is compared: no spaces, and Hangul by its letters, for a misheard syllable still has two right of three."""
    return unicodedata.normalize("NFD", normal(text)).replace(" ", "")


class Phrasings:
    """Every phrasing of a store, by its letters; each is (language, entry, phrasing)."""

    def __init__(self, phrasings: Sequence[tuple[str, str, str]], products: Sequence[str] = ()) -> None:
        self._phrasings = tuple(phrasings)
        self._letters = [letters(phrasing) for _, _, phrasing in phrasings]
        self._entries = sorted({entry for _, entry, _ in phrasings})
        numbers = {entry: number for number, entry in enumerate(self._entries)}
        self._owners = np.array([numbers[entry] for _, entry, _ in phrasings])
        texts = (*products, *(phrasing for _, _, phrasing in phrasings))
        self._words = {word for text in texts for word in normal(text).split()}

    def constrained(self, reading: str) -> bool:
        """Whether a reading may come from a recogniser that knows the store's words only; Hangul is cut too finely."""
        return bool(_HANGUL.search(reading)) or self._words.issuperset(normal(reading).split())

    def nearest(self, readings: Sequence[str], heard: str) -> list[Known]:
        """The entries whose phrasings are closest to readings of one sound, likeliest first.

        `heard` is the open reading.
        """
        alike = self._alike(readings)
        of_entries = np.zeros((len(alike), len(self._entries)))
        for row, of_phrasings in zip(of_entries, alike, strict=True):
            np.maximum.at(row, self._owners, of_phrasings)
        best, least = of_entries.max(axis=0), of_entries.min(axis=0)
        agreement = self._alike([heard])[0]
        found = []
        for entry in np.argsort(-(best + least), kind="stable")[:RANKED]:
            number = int(np.argmax(np.where(self._owners == entry, alike.max(axis=0), -1.0)))
            lang, name, phrasing = self._phrasings[number]
            lead = best[entry] - np.delete(best, entry).max(initial=0.0)
            reading = readings[int(np.argmax(of_entries[:, entry]))]
            fits = float(best[entry]), float(least[entry]), float(lead), float(agreement[number])
            found.append(Known(name, phrasing, lang, reading, *fits))
        return sorted(found, key=lambda known: known.trust, reverse=True)

    def _alike(self, readings: Sequence[str]) -> Floats:
        """How alike each phrasing is to each reading, (readings, phrasings), 0 to 1."""
        ratios = process.cdist([letters(reading) for reading in readings], self._letters, scorer=fuzz.ratio)
        return np.asarray(ratios, np.float64) / 100
