"""Phrasings of different entries that mean nearly the same: the kiosk cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.answers.encoder import Encoder
from kiosk.curation.clusters import likeness
from kiosk.knowledge.collection import Knowledge
from kiosk.utterance import normal

NEAR: Final = 0.8
"""Likeness from which two phrasings are told, 0 to 1."""
MOST: Final = 3000
"""Phrasings of a language that are compared: 9 million pairs."""


@dataclass(frozen=True, slots=True)
class Near:
    """Two phrasings of one language, each with its entry."""

    lang: str
    entry: str
    phrasing: str
    other: str
    of_other: str
    alike: float


def clashes(knowledge: Knowledge, encoder: Encoder) -> list[Near]:
    """All pairs, the likest first; of two entries only the likest pair."""
    found = [near for lang in knowledge.entries for near in _of_lang(knowledge, lang, encoder)]
    return sorted(found, key=lambda near: -near.alike)


def _of_lang(knowledge: Knowledge, lang: str, encoder: Encoder) -> Iterator[Near]:
    spoken = [(name, text) for each, name, text in knowledge.phrasings if each == lang][:MOST]
    names, texts = np.array([name for name, _ in spoken]), [text for _, text in spoken]
    alike = likeness([normal(text) for text in texts], encoder)
    alike[names[:, None] == names[None, :]] = 0
    rows, columns = np.nonzero(np.triu(alike) >= NEAR)
    best: dict[tuple[str, str], Near] = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        first, second = spoken[row], spoken[column]
        near = Near(lang, *first, *second, float(alike[row, column]))
        known = best.get((near.entry, near.other))
        if known is None or known.alike < near.alike:
            best[near.entry, near.other] = near
    yield from best.values()
