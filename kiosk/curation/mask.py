"""Takes what may be personal out of a question: addresses, numbers in digits or words, and names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kiosk.answers.language import language
from kiosk.privacy.masking import MASK, unnumbered
from kiosk.utterance import normal

NAMED: Final = 3
"""So many words after "my name is" may be the name."""


def masked(text: str, lang: str, names: Iterable[str] = ()) -> str:
    """The text without them; `names` are those of people who are known to have been there."""
    words = _unnamed(unnumbered(text), lang)
    hidden = {word for name in names for word in normal(name).split()}
    found = [MASK if normal(word) in hidden else word for word in words]
    return " ".join(word for place, word in enumerate(found) if word != MASK or found[place - 1 : place] != [MASK])


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
