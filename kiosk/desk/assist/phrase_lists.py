"""Lists of words and phrases, and where in a text they stand. Compared as `kiosk.utterance` does. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator

from kiosk.utterance import normal

ANY: Final = "*"
"""At the end of a phrase: any ending of its last word."""


def _worded(phrase: str) -> str:
    if not normal(phrase):
        raise ValueError("has no word")
    return phrase


Phrases = tuple[Annotated[str, AfterValidator(_worded)], ...]


def found(text: str, phrases: Iterable[str]) -> dict[int, str]:
    """The phrases that stand in a text, by the number of their first word."""
    said = normal(text).split()
    places: dict[int, str] = {}
    for phrase in phrases:
        wanted = normal(phrase).split()
        for place in range(len(said) - len(wanted) + 1):
            there = said[place : place + len(wanted)]
            if phrase.endswith(ANY) and there[-1].startswith(wanted[-1]):
                there[-1] = wanted[-1]
            if there == wanted:
                places[place] = " ".join(said[place : place + len(wanted)])
    return places
