"""The words on small displays, per language: `config/lang/display.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field, RootModel

from kiosk.resources import config_dir
from kiosk.toml_file import Strict, read

OTHERWISE = "en"
Text = Annotated[str, Field(min_length=1)]


class Words(Strict):
    """One language: what is shown while nobody is served, over a held number, and where a caption cannot be shown."""

    greeting: Text
    number: Text
    screen: Text
    calling: Text
    person: Text


class WordsFile(RootModel[dict[str, Words]]):
    """`config/lang/display.toml`: a table per language."""


@cache
def display_words() -> Mapping[str, Words]:
    """The shipped words, read once a process.

    Raises:
        FaultyInputError: the file cannot be read, or a language lacks or invents words.
    """
    return read(config_dir() / "lang" / "display.toml", WordsFile).content.root


def words_of(lang: str) -> Words:
    """The words of a language; English for one that has none."""
    table = display_words()
    return table.get(lang) or table[OTHERWISE]
