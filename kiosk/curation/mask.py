"""Takes what may be personal out of a question: addresses, numbers in digits or words, and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from kiosk.answers.language import language
from kiosk.utterance import normal

MASK: Final = "…"
_ADDRESS: Final = re.compile(r"\S+@\S+|https?://\S+|www\.\S+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<!\w)[\w/.-]*\d(?:[\s./-]?\d){2,}[\w/.-]*")
"""Three digits and more, with letters at them: of an order, a telephone, a card."""
DIGITS: Final = 3
"""So many words for numbers in a row are a number that was said."""
NAMED: Final = 3
"""So many words after "my name is" may be the name."""


def masked(text: str, lang: str, names: Iterable[str] = ()) -> str:
    """The text without them; `names` are those of people who are known to have been there."""
    bare = _NUMBER.sub(MASK, _ADDRESS.sub(MASK, text))
    words = _unnamed(_unnumbered(bare.split(), lang), lang)
    hidden = {word for name in names for word in normal(name).split()}
    found = [MASK if normal(word) in hidden else word for word in words]
    return " ".join(word for place, word in enumerate(found) if word != MASK or found[place - 1 : place] != [MASK])


def _unnumbered(words: list[str], lang: str) -> list[str]:
    """A run of words for numbers becomes one mask."""
    known = _number_words(lang)
    found: list[str] = []
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and normal(words[end]) in known:
            end += 1
        if end - start >= DIGITS:
            found.append(MASK)
        else:
            found += words[start : max(end, start + 1)]
        start = max(end, start + 1)
    return found


@cache
def _number_words(lang: str) -> frozenset[str]:
    words = language(lang)
    spelled = (*words.spelling.numbers, *words.spelling.others, *words.numbers)
    return frozenset(word for text in spelled for word in normal(text).split())


def _unnamed(words: list[str], lang: str) -> list[str]:
    """What follows "my name is" is masked, as far as a name may go."""
    plain = [normal(word) for word in words]
    for phrase in language(lang).names("name_is"):
        parts = phrase.split()
        for start in range(len(plain) - len(parts) + 1):
            if plain[start : start + len(parts)] == parts:
                begin = start + len(parts)
                end = min(len(words), begin + NAMED)
                return [*words[:begin], *([MASK] if begin < end else []), *words[end:]]
    return words
