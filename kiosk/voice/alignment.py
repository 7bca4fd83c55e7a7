"""Which of a sentence's phonemes belong to which word, and what of it sounds.

A phonemiser runs words together ("in the"), reads numbers as several, and says words otherwise in a sentence than
alone; so the words' own phonemes are laid along those of the sentence with the fewest changes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from kiosk.voice.espeak import PhonemeEvent

STRESS: Final = frozenset("ˈˌ")
LENGTHS: Final = frozenset("ːˑʰʲʷ˞ˤ")
BOUNDARIES: Final = frozenset("^$_ ")
QUIET_SHARE: Final = 0.12
"""A blank between words that is louder than this, of the sentence, is the sound before it dying away."""

SHORTEST_PAUSE_S: Final = 0.03


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence became: phonemes by their first sample (`ipa` empty: nothing sounds), and each word's start."""

    phonemes: tuple[PhonemeEvent, ...]
    starts: tuple[int, ...]


def said(
    phonemes: Sequence[Sequence[object]], tokens: Sequence[Sequence[str]], pcm: NDArray[np.int16], rate: int
) -> Said:
    """A sentence of `(phoneme, samples)` whose words are, alone, `tokens`."""
    names = [str(name) for name, _ in phonemes]
    lengths = [int(str(samples)) for _, samples in phonemes]
    starts = [0, *accumulate(lengths)]
    first = _firsts(names, tokens)
    return Said(tuple(_events(names, starts, pcm, rate)), tuple(min(starts[at], pcm.size) for at in first))


def _firsts(names: Sequence[str], tokens: Sequence[Sequence[str]]) -> list[int]:
    """The index of the first phoneme of each word; words follow each other."""
    spoken = [index for index, name in enumerate(names) if _speaks(name)]
    alone = [[name for name in token if _speaks(name)] for token in tokens]
    blocks = Levenshtein.opcodes([name for token in alone for name in token], [names[index] for index in spoken])
    edges = [0, *accumulate(map(len, alone))]
    found, least = [], 0
    for edge in edges[:-1]:
        block = next((b for b in blocks if b.src_start <= edge < b.src_end), None)
        at = len(spoken) if block is None else min(block.dest_start + edge - block.src_start, block.dest_end)
        least = max(least, _from_stress(names, spoken[at] if at < len(spoken) else len(names) - 1))
        found.append(least)
    return found


def _from_stress(names: Sequence[str], index: int) -> int:
    """A stress mark belongs to the phoneme behind it."""
    while index > 0 and names[index - 1] in STRESS:
        index -= 1
    return index


def _speaks(name: str) -> bool:
    return name not in BOUNDARIES and name not in STRESS and not _is_mark(name) and not _modifies(name)


def _is_mark(name: str) -> bool:
    """Punctuation."""
    return all(unicodedata.category(letter)[0] in "PSZ" for letter in name) and name not in STRESS


def _modifies(name: str) -> bool:
    return name in LENGTHS or all(unicodedata.combining(letter) for letter in name)


def _events(names: Sequence[str], starts: Sequence[int], pcm: NDArray[np.int16], rate: int) -> list[PhonemeEvent]:
    """Phonemes with their stress and length; a blank is a pause only where nothing is heard."""
    quiet = QUIET_SHARE * _loudness(pcm)
    found: list[PhonemeEvent] = []
    stressed: tuple[int, str] | None = None
    for index, name in enumerate(names):
        start, end = starts[index], starts[index + 1]
        goes_on = bool(found) and bool(found[-1].ipa)
        if name in STRESS:
            stressed = (start, name)
        elif _modifies(name):
            if goes_on:
                found[-1] = PhonemeEvent(found[-1].sample, found[-1].ipa + name)
        elif _speaks(name):
            begin, mark = stressed or (start, "")
            found.append(PhonemeEvent(begin, mark + name))
            stressed = None
        elif not goes_on or (end - start > SHORTEST_PAUSE_S * rate and _loudness(pcm[start:end]) < quiet):
            found.append(PhonemeEvent(start, ""))
    return found


def _loudness(pcm: NDArray[np.int16]) -> float:
    return float(np.sqrt(np.mean(pcm.astype(np.float64) ** 2))) if pcm.size else 0.0
