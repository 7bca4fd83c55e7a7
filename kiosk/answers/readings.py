"""Which question a reading in the store's own words stands for, and how far the open reading bears it out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kiosk.events import Band
from kiosk.utterance import normal

RANKED = 3
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]")
# Logistic regression on what Vosk's Korean model made of a synthetic voice (espeak-ng `ko` and `ko+Alex`) over shop
# noise of 20 and 10 dB: 268 readings of 67 questions to the demo store, 160 of 40 sentences that are none. By ten-fold
# cross-validation, at a trust of:    0.4   0.5   0.6   0.7   0.8
#   off-topic sentences, of 160         8     5     3     2     2
#   phrasings right, of 132            63    59    54    51    38
#   phrasings wrong, of 132            12     9     6     3     3
BIAS, BY_FIT, BY_AGREEMENT = -10.05, 0.113, 0.050
ANSWER, ASK = 0.65, 0.4


@dataclass(frozen=True, slots=True)
class Known:
    """A phrasing of the store that a reading is close to.

    `fit` is how close, and `agreement` how close the open reading is to that same phrasing; 0 to 100, by letters.
    """

    entry: str
    phrasing: str
    lang: str
    fit: float
    agreement: float

    @property
    def trust(self) -> float:
        """How likely this is what was asked, 0 to 1."""
        return 1 / (1 + math.exp(-(BIAS + BY_FIT * self.fit + BY_AGREEMENT * self.agreement)))

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
        texts = (*products, *(phrasing for _, _, phrasing in phrasings))
        self._words = {word for text in texts for word in normal(text).split()}

    def constrained(self, reading: str) -> bool:
        """Whether a reading may come from a recogniser that knows the store's words only; Hangul is cut too finely."""
        return bool(_HANGUL.search(reading)) or self._words.issuperset(normal(reading).split())

    def nearest(self, reading: str, heard: str) -> list[Known]:
        """The entries whose phrasings are closest to a reading, likeliest first; `heard` is the open reading."""
        found = process.extract(letters(reading), self._letters, scorer=fuzz.ratio, limit=None)
        best: dict[str, Known] = {}
        for _, fit, number in found:
            lang, entry, phrasing = self._phrasings[number]
            if entry not in best and len(best) < RANKED:
                agreement = fuzz.ratio(letters(heard), self._letters[number])
                best[entry] = Known(entry, phrasing, lang, fit, agreement)
        return sorted(best.values(), key=lambda known: known.trust, reverse=True)
