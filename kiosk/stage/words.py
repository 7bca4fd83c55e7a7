"""The words on the screen that are no part of a conversation, per language: `config/lang/screen.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from kiosk.errors import InputError
from kiosk.resources import config_dir


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its own name, the badge of each kind of speaker, labels of buttons, states and notices."""

    name: str
    badge_ai: str
    badge_assisted: str
    badge_human: str
    human: str
    stop: str
    invite: str
    idle: str
    ready: str
    listening: str
    thinking: str
    speaking: str
    waiting: str
    in_call: str
    heard: str
    typed: str
    here: str
    large: str
    low_reach: str
    audio_first: str
    no_avatar: str
    no_hangul: str

    def badge(self, speaker: str) -> str:
        """Who speaks, in this language; an unknown speaker is an AI until proved a person."""
        return {"assisted": self.badge_assisted, "human": self.badge_human}.get(speaker, self.badge_ai)


def load(path: Path) -> Mapping[str, Words]:
    """The words of every language in a file.

    Raises:
        InputError: `stage.words` if the file cannot be read or a language lacks or invents a word.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {lang: _words(table) for lang, table in tables.items()}
    except (OSError, ValueError, TypeError) as fault:
        raise InputError(
            "stage.words", f"The words of the screen in {path} cannot be used: {fault}.", "Mend or restore the file."
        ) from fault


def _words(table: Mapping[str, str]) -> Words:
    missing = [field.name for field in fields(Words) if not table.get(field.name)]
    if missing:
        raise ValueError(f"missing {', '.join(missing)}")
    return Words(**table)


@cache
def screen_words() -> Mapping[str, Words]:
    """The shipped words, read once a process."""
    return load(config_dir() / "lang" / "screen.toml")


def words_of(lang: str) -> Words:
    """The words of a language; English for one that the screen does not know."""
    table = screen_words()
    return table.get(lang) or table["en"]
