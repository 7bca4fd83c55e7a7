"""The words on the screen that are no part of a conversation, per language: `config/lang/screen.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from kiosk.resources import config_dir
from kiosk.toml_file import read

Word = Annotated[str, Field(min_length=1)]


class Words(BaseModel):
    """One language: its own name, the badge of each kind of speaker, labels of buttons, states and notices.

    `asks` are beginnings of a question, `asks_last` its last words; `capitals` words that are written otherwise than
    they are said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Word
    badge_ai: Word
    badge_assisted: Word
    badge_human: Word
    human: Word
    stop: Word
    invite: Word
    idle: Word
    resting: Word
    ready: Word
    listening: Word
    still: Word
    interrupt: Word
    thinking: Word
    speaking: Word
    waiting: Word
    in_call: Word
    not_heard: Word
    seen: Word
    number: Word
    read_along: Word
    done: Word
    heard: Word
    quoted: Annotated[str, Field(pattern=r"\{text\}")]
    typed: Word
    here: Word
    large: Word
    low_reach: Word
    audio_first: Word
    type: Word
    normal: Word
    contrast: Word
    softer: Word
    louder: Word
    mute: Word
    unmute: Word
    again: Word
    ask: Word
    space: Word
    close: Word
    typing: Word
    no_avatar: Word
    no_hangul: Word
    about_me: Word
    begin_speak: Word
    begin_touch: Word
    begin_type: Word
    try_asking: Word
    hearing: Word
    code: Word
    code_holds: Word
    no_stock: Word
    camera_on: Word
    camera_off: Word
    no_picture: Word
    way_left: Word
    way_right: Word
    way_back: Word
    way_ahead: Word
    question_mark: Word
    stock: Annotated[str, Field(pattern=r"\{count\}")]
    way_then: Annotated[str, Field(pattern=r"\{first\}.*\{rest\}")]
    way_metres: Annotated[str, Field(pattern=r"\{way\}.*\{metres\}")]
    asks: tuple[str, ...]
    asks_last: tuple[str, ...]
    capitals: Mapping[str, str]

    def badge(self, speaker: str) -> str:
        """Who speaks, in this language; an unknown speaker is an AI until proved a person."""
        return {"assisted": self.badge_assisted, "human": self.badge_human}.get(speaker, self.badge_ai)


class WordsFile(RootModel[dict[str, Words]]):
    """`config/lang/screen.toml`: a table per language."""


def load(path: Path) -> Mapping[str, Words]:
    """The words of every language in a file.

    Raises:
        FaultyInputError: the file cannot be read, or a language lacks or invents words.
    """
    return read(path, WordsFile).content.root


@cache
def screen_words() -> Mapping[str, Words]:
    """The shipped words, read once a process."""
    return load(config_dir() / "lang" / "screen.toml")


def words_of(lang: str) -> Words:
    """The words of a language; English for one that the screen does not know."""
    table = screen_words()
    return table.get(lang) or table["en"]
