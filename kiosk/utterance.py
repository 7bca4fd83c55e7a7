"""Short utterances held against lists of phrases. Pure; a text is compared without case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

_WORDS: Final = re.compile(r"[^\W_]+")
_SPELT: Final = str.maketrans({"'": "", "’": "", "œ": "oe", "æ": "ae"})


def normal(text: str) -> str:
    """Lower case, one Unicode form, no ligatures, no punctuation: what a recogniser gives and what is compared."""
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)))


def rest(caption: str, word: int) -> str:
    """What is still to be said of a caption from a word on, as it is written where it stands alone."""
    return f"… {' '.join(caption.split()[word:])}" if word else caption


def made_of(text: str, phrases: Iterable[str], beside: Iterable[str] = ()) -> bool:
    """Whether a text is nothing but `phrases`, one or more, each as often as it likes, and words `beside` them."""
    wanted, others = _known(tuple(phrases)), _known(tuple(beside))
    words = tuple(normal(text).split())
    return _tiled(words, wanted, others)


def begins(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text is nothing but `phrases`, or may become that with more words: its last phrase is not whole."""
    known, words = _known(tuple(phrases)), tuple(normal(text).split())
    if not words or _tiled(words, known, frozenset()):
        return bool(words)
    return any(
        words[cut:] == phrase[: len(words) - cut] and (cut == 0 or _tiled(words[:cut], known, frozenset()))
        for phrase in known
        for cut in range(max(0, len(words) - len(phrase)), len(words))
    )


def begins_on(text: str, phrases: Iterable[str]) -> bool:
    """Whether the first words of a text are one of `phrases`."""
    words = tuple(normal(text).split())
    return any(words[: len(phrase)] == phrase for phrase in _known(tuple(phrases)))


def ends_on(text: str, phrases: Iterable[str]) -> bool:
    """Whether the last words of a text are one of `phrases`."""
    words = tuple(normal(text).split())
    return any(words[-len(phrase) :] == phrase for phrase in _known(tuple(phrases)))


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of `phrases` stands somewhere in a text, as whole words."""
    words = tuple(normal(text).split())
    known = _known(tuple(phrases))
    return any(words[at : at + len(phrase)] == phrase for phrase in known for at in range(len(words)))


@lru_cache(maxsize=64)
def _known(phrases: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(filter(None, (tuple(normal(phrase).split()) for phrase in phrases)))


def _tiled(words: Sequence[str], wanted: frozenset[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> bool:
    """Which ends can be reached by laying phrases one behind the other: with a wanted one among them, and without."""
    longest = max((len(phrase) for phrase in wanted | others), default=0)
    reached = {(0, False)}
    for end in range(1, len(words) + 1):
        for begin in range(max(0, end - longest), end):
            piece = tuple(words[begin:end])
            before = [found for at, found in reached if at == begin]
            if piece in wanted and before:
                reached.add((end, True))
            if piece in others:
                reached.update((end, found) for found in before)
    return (len(words), True) in reached
