"""Whether a written question is in a language that the kiosk does not speak: then no answer would be the right one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from kiosk.answers.features import legible
from kiosk.answers.written import Written
from kiosk.resources import config_dir
from kiosk.toml_file import Strict, read
from kiosk.utterance import normal

FILE: Final = "elsewhere.toml"
LEAST: Final = 2
"""Small words that tell a language: one alone may be a brand, such as Dove."""
STRANGE: Final = 0.5
"""Least share of its words that a strange language knows; in each of ours fewer must be known."""


class Elsewhere(Strict):
    """`config/elsewhere.toml`: the small words of languages that the kiosk does not speak, with blanks between."""

    words: Mapping[str, str]


@cache
def _small_words() -> Mapping[str, frozenset[str]]:
    """The small words by language.

    Raises:
        FaultyInputError: the file is missing or wrong.
    """
    found = read(config_dir() / FILE, Elsewhere).content.words
    return {lang: frozenset(normal(words).split()) for lang, words in found.items()}


def is_strange(text: str, ours: Written) -> bool:
    """Whether a text is in other letters than ours, or rather in a strange language than in any of ours."""
    words = normal(text).split()
    if not legible(text):
        return any(letter.isalpha() for letter in text) and not {"{", "}"} & set(text)
    known = max(sum(word in small for word in words) for small in _small_words().values())
    return known >= max(LEAST, STRANGE * len(words)) and known / len(words) > max(ours.shares(text).values(), default=0)
