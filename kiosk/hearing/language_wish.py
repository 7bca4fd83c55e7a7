"""Whether somebody asks for another language: the rules of `config/triage/<lang>.toml`, in every language."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from kiosk.resources import config_dir
from kiosk.settings import LANGS
from kiosk.utterance import normal

MOST_WORDS = 8
"""A longer sentence is about something else too: the recogniser of a language that is not spoken makes such."""


def is_wish(text: str) -> bool:
    """Whether a short text, in any language of the product, wishes for a language: "in English please"."""
    words = normal(text)
    if not words or len(words.split()) > MOST_WORDS:
        return False
    return any(wanted.search(words) and not (unless and unless.search(words)) for wanted, unless in _rules())


@cache
def _rules() -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...]:
    tables = (
        tomllib.loads((config_dir() / "triage" / f"{lang}.toml").read_text(encoding="utf-8")).get("language", {})
        for lang in LANGS
    )
    return tuple(
        (re.compile("|".join(patterns)), re.compile("|".join(table["unless"])) if table.get("unless") else None)
        for table in tables
        for lang, patterns in table.items()
        if lang != "unless"
    )
