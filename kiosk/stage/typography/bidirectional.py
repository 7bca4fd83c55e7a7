"""Text that runs from the right (Arabic, Hebrew) or both ways: the Unicode Bidirectional Algorithm, UAX 9."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\u200f\u202b\u202e]")
UNKNOWN = "\ufffd"
"""Stands for a letter that Unicode has not assigned, of which nobody knows which way it runs."""
T = TypeVar("T")


@lru_cache(maxsize=1024)
def base_level(text: str) -> int:
    """1 for a paragraph whose first strong letter runs from the right, else 0."""
    if not _RIGHT.search(text):
        return 0
    from bidi.algorithm import get_base_level

    return int(get_base_level(text))


@lru_cache(maxsize=1024)
def levels(text: str, base: int) -> tuple[int, ...]:
    """The embedding level of every letter in a paragraph of level `base`; an odd one runs from the right."""
    if not base and not _RIGHT.search(text):
        return (0,) * len(text)
    from bidi import algorithm

    text = "".join(letter if unicodedata.bidirectional(letter) else UNKNOWN for letter in text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    kept = [letter["type"] not in algorithm.X9_REMOVED for letter in storage["chars"]]
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    resolved, found = iter([int(letter["level"]) for letter in storage["chars"]]), base
    return tuple((found := next(resolved)) if keep else found for keep in kept)


def visual(order: Sequence[tuple[int, T]]) -> list[T]:
    """(level, thing) in reading order, brought into the order from left to right: rule L2."""
    things = list(order)
    for level in range(max((level for level, _ in things), default=0), 0, -1):
        start = 0
        while start < len(things):
            stop = start
            while stop < len(things) and things[stop][0] >= level:
                stop += 1
            things[start:stop] = things[start:stop][::-1]
            start = max(stop, start + 1)
    return [thing for _, thing in things]
