"""A store's words in the units of a recogniser's own lexicon, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_NOT_WORD = re.compile(r"[^\w'’]+|_")
_HANGUL = re.compile(r"[가-힣]")
SHORTEST_LATIN = 3

Known = Callable[[str], bool]
Units = tuple[str, ...]


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as a recogniser spells them: lower case, without punctuation."""
    return tuple(word for word in _NOT_WORD.sub(" ", phrase.casefold()).replace("’", "'").split() if word.strip("'"))


def cut(word: str, known: Known) -> Units:
    """`word` in units that are known, the longest first; empty when it cannot be made of them.

    A unit has at least three letters, or one syllable of Hangul: a word spelled in single letters is never heard so.
    """
    if known(word):
        return (word,)
    shortest = 1 if _HANGUL.search(word) else SHORTEST_LATIN
    return _cut(word, known, shortest)


def _cut(rest: str, known: Known, shortest: int) -> Units:
    for length in range(len(rest), shortest - 1, -1):
        if not known(rest[:length]):
            continue
        if length == len(rest):
            return (rest,)
        tail = _cut(rest[length:], known, shortest)
        if tail:
            return (rest[:length], *tail)
    return ()


def lexicon(phrases: Iterable[str], known: Known) -> dict[str, Units]:
    """Units of every word of the phrases; words that cannot be made of units are left out."""
    units = {word: cut(word, known) for phrase in phrases for word in words_of(phrase)}
    return {word: parts for word, parts in units.items() if parts}


def grammar(phrases: Iterable[str], lexicon: Mapping[str, Units]) -> list[str]:
    """Each phrase once, in units; words without units are left out."""
    lines = (" ".join(unit for word in words_of(phrase) for unit in lexicon.get(word, ())) for phrase in phrases)
    return list(dict.fromkeys(line for line in lines if line))


class Respeller:
    """Puts units together into the store's own words again, the longest word first."""

    def __init__(self, lexicon: Mapping[str, Units]) -> None:
        self._words = {units: word for word, units in lexicon.items() if len(units) > 1}
        self._longest = max((len(units) for units in self._words), default=1)

    def groups(self, heard: Sequence[str]) -> list[tuple[str, int, int]]:
        """Words with the range of units [first, last) that each is made of."""
        result, first = [], 0
        while first < len(heard):
            word, last = self._match(heard, first)
            result.append((word, first, last))
            first = last
        return result

    def text(self, heard: Sequence[str]) -> str:
        """The words in one line."""
        return " ".join(word for word, _, _ in self.groups(heard))

    def _match(self, heard: Sequence[str], first: int) -> tuple[str, int]:
        for last in range(min(len(heard), first + self._longest), first + 1, -1):
            word = self._words.get(tuple(heard[first:last]))
            if word is not None:
                return word, last
        return heard[first], first + 1
