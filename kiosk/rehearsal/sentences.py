"""Which sentence of the language files a text is: the kiosk chooses among variants, a rehearsal names the sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kiosk.dialogue.say import KEYS

Phrases = Mapping[str, Mapping[str, tuple[str, ...]]]
_NAME: Final = re.compile(r"\\\{\w+\\\}")


class Sentences:
    """The sentences of all languages of a kiosk, to be recognised."""

    def __init__(self, phrases: Phrases) -> None:
        self._patterns = {
            key: re.compile("|".join(_pattern(text) for of in phrases.values() for text in of.get(key, ())) or r"(?!)")
            for key in KEYS
        }

    def of(self, text: str) -> tuple[str, ...]:
        """The sentences that a text is a variant of, in any language; those that leave least to be filled in first."""
        matches = ((key, pattern.fullmatch(text)) for key, pattern in self._patterns.items())
        filled = {key: sum(len(group or "") for group in match.groups()) for key, match in matches if match}
        return tuple(sorted(filled, key=lambda key: (filled[key], key)))

    def holds(self, key: str, text: str) -> bool:
        """Whether a variant of a sentence stands somewhere in a text."""
        pattern = self._patterns.get(key)
        return pattern is not None and pattern.search(text) is not None


def _pattern(text: str) -> str:
    return _NAME.sub("(.+)", re.escape(text))
