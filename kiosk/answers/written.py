"""In which language a typed question is written, where that is clear: by words that only one of two languages has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kiosk.utterance import normal

LEAST: Final = 3
"""Words of a question whose language may be clear."""
KNOWN, STRANGE = 0.75, 0.5
"""Least share of the words that the one language knows, and most that the other may know."""


class Written:
    """The words of each language, from texts that are in it for sure."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        found: dict[str, set[str]] = {}
        for lang, text in texts:
            found.setdefault(lang, set()).update(normal(text).split())
        self._words: Mapping[str, frozenset[str]] = {lang: frozenset(words) for lang, words in found.items()}

    def clearly_in(self, text: str, usual: str) -> str:
        """The language of a text; the usual one wherever it may be that."""
        words = normal(text).split()
        if len(words) < LEAST or usual not in self._words:
            return usual
        shares = self.shares(text)
        best = max(shares, key=lambda lang: shares[lang])
        return best if shares[best] >= KNOWN and shares[usual] <= STRANGE * shares[best] else usual

    def shares(self, text: str) -> dict[str, float]:
        """How much of a text each language knows, of its words."""
        words = normal(text).split()
        return {lang: sum(word in known for word in words) / max(1, len(words)) for lang, known in self._words.items()}
