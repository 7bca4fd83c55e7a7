"""The plain way to find what was asked: the known question whose letters are closest, be it as far as it may."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

SURE = 60.0
"""From this likeness on, of 100, a plain kiosk would answer."""


class Closest:
    """`entries` gives the entry of each known question."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = list(entries.values())
        self._letters = [_letters(question) for question in entries]

    def entry(self, readings: Sequence[str], least: float = 0.0) -> str:
        """The entry of the question closest to any of the readings; empty if none is as close as `least`."""
        found = [
            process.extractOne(_letters(reading), self._letters, scorer=fuzz.ratio, score_cutoff=least)
            for reading in readings
            if reading
        ]
        best = max(filter(None, found), key=lambda match: match[1], default=None)
        return self._entries[best[2]] if best is not None else ""


def _letters(text: str) -> str:
    """Hangul by its letters too, not by syllables."""
    return unicodedata.normalize("NFD", re.sub(r"[^\w ]", "", text.casefold()))
