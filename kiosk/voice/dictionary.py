"""Words that are said otherwise than the voice would read them: brands, places, words of another language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, RootModel

from kiosk.toml_file import present, read
from kiosk.voice.reading import Reading

FILE: Final = "pronunciation.toml"
"""A store's own, with a table for each language."""
PHONEMES: Final = re.compile(r"\[\[([!-Z\\^-~]+)\]\]")
"""espeak-ng's notation of sounds, as `espeak-ng -x` prints it."""
ADDRESS: Final = r"@/"


def _written(word: str) -> str:
    if not any(letter.isalnum() for letter in word):
        raise ValueError("holds no letter")
    return word


def _said(text: str) -> str:
    rest = PHONEMES.sub(" a ", text)
    if "[[" in rest or "]]" in rest:
        raise ValueError("[[ and ]] must enclose sounds in the notation of espeak-ng, without spaces: [[k'iS]]")
    if not any(letter.isalnum() for letter in rest):
        raise ValueError("says nothing")
    return text


def _once(words: dict[str, str]) -> dict[str, str]:
    seen: dict[str, str] = {}
    for word in words:
        if (other := seen.setdefault(_key(word), word)) != word:
            raise ValueError(f"has {other!r} and {word!r}, which are the same: capitals do not count")
    return words


Words = Annotated[
    dict[Annotated[str, AfterValidator(_written)], Annotated[str, AfterValidator(_said)]], AfterValidator(_once)
]
"""A word or phrase as it is written, and how it is said: spelled as it sounds, or in `[[sounds]]`."""


class StoreWords(RootModel[dict[str, Words]]):
    """A store's `pronunciation.toml`."""


class Dictionary:
    """Finds its words in a caption: whole ones, in any case, the longest first."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._said = {_key(word): said for word, said in words.items()}
        longest = sorted(self._said, key=len, reverse=True)
        any_of = "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in longest)
        self._pattern = re.compile(rf"(?<![\w{ADDRESS}])(?<!\w\.)(?:{any_of})(?![\w{ADDRESS}]|\.\w)", re.IGNORECASE)

    def readings(self, caption: str) -> Iterator[Reading]:
        """Every place of a caption that stands in the dictionary."""
        for match in self._pattern.finditer(caption) if self._said else ():
            yield Reading(match.start(), match.end(), self._said[_key(match[0])], "pronunciation")


def _key(word: str) -> str:
    """The same for every way to write a word."""
    return " ".join(word.replace("’", "'").lower().split())


def of_store(folder: Path) -> dict[str, Dictionary]:
    """A store's own pronunciations, by language; none without the file.

    Raises:
        FaultyInputError: the file is broken.
    """
    file = folder / FILE
    if not present(file):
        return {}
    return {lang: Dictionary(words) for lang, words in read(file, StoreWords).content.root.items()}
