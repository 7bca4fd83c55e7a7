"""Pauses that a text asks for: `^pause(300)` is silence, and a closed mouth, before the next word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from kiosk.errors import InputError
from kiosk.marks import InlineMark
from kiosk.voice.reading import Reading

NAME: Final = "pause"
USUAL_MS, SHORTEST_MS, LONGEST_MS = 300, 60, 2000
REMEDY: Final = f"Give milliseconds, {SHORTEST_MS} to {LONGEST_MS}: ^{NAME}({USUAL_MS})."
UNIT: Final = "_:"
UNIT_WPM: Final = (80, 100, 120, 140, 165, 200, 240, 300)
UNIT_MS: Final = (163, 131, 101, 79, 61, 43, 29, 15)
"""The length of the engine's shortest full pause `_:` at those rates, measured; the same in every language."""


def is_length(arg: str) -> bool:
    """Whether a mark's argument is a length that a pause may have; without one it is the usual length."""
    return not arg or (arg.isascii() and arg.isdecimal() and SHORTEST_MS <= int(arg[:6]) <= LONGEST_MS)


def length_ms(mark: InlineMark) -> int:
    """How long a pause is.

    Raises:
        InputError: `voice.pause` if it is no number of milliseconds, or too short or long.
    """
    if not is_length(mark.arg):
        raise InputError("voice.pause", f"A pause of {mark.arg!r} is asked for.", REMEDY)
    return int(mark.arg or USUAL_MS)


def readings(marks: Iterable[InlineMark], wpm: int) -> Iterator[Reading]:
    """Every pause among the marks, as the engine takes it at a rate in words a minute."""
    for mark in marks:
        if mark.name == NAME:
            count = max(1, round(length_ms(mark) / _unit_ms(wpm)))
            yield Reading(mark.char, mark.char, f"[[{UNIT * count}]] ", NAME)


def engine_ms(units: str, wpm: int) -> float:
    """How long espeak-ng would be silent for a row of its pauses."""
    return len(units) / len(UNIT) * _unit_ms(wpm)


def _unit_ms(wpm: int) -> float:
    return float(np.interp(wpm, UNIT_WPM, UNIT_MS))
