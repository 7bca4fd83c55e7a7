"""What is written in a shop, and what must be heard: a table by hand for each language, and laws for any text."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.voice.normalise import normalise

TABLES = sorted(Path(__file__).parent.glob("lines_*.tsv"))
FEWEST = 150


def lines(table: Path) -> list[tuple[str, str, str]]:
    """Language, written, spoken."""
    lang = table.stem.removeprefix("lines_")
    return [(lang, *line.split("\t")) for line in table.read_text(encoding="utf-8").splitlines()]  # type: ignore[misc]


LINES = [line for table in TABLES for line in lines(table)]


@pytest.mark.parametrize(("lang", "written", "spoken"), LINES, ids=[f"{line[0]} {line[1]}" for line in LINES])
def test_a_line_is_heard_as_it_must_be(lang: str, written: str, spoken: str) -> None:
    assert normalise(written, lang).text == spoken
