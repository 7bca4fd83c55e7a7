"""Questions to the demo store that were written apart from its phrasings, and sentences that are no business of it."""

from __future__ import annotations

from importlib.resources import files

OFF_TOPIC = "offtopic"


def held_out(lang: str) -> list[tuple[str, str]]:
    """Entry and wording of each question in a language; nothing may be tuned on them. Empty where none were written."""
    return _table(lang)


def off_topic(lang: str) -> list[str]:
    """What nobody should get an answer to in a shop."""
    return [text for spoken, text in _table(OFF_TOPIC) if spoken == lang]


def off_topic_of_all() -> list[tuple[str, str]]:
    """… with their languages."""
    return _table(OFF_TOPIC)


def _table(name: str) -> list[tuple[str, str]]:
    file = files(__package__).joinpath(f"{name}.tsv")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]
