"""A long text on a small display: lines of whole words, and pages of lines, each with where in the text it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hardware.protocols.displays.code_page import fit

_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Page:
    """Lines that are shown together; `char` is the offset, in the whole text, of the first word that is new in them."""

    char: int
    lines: tuple[str, ...]


def pages(text: str, columns: int, rows: int, encoding: str) -> tuple[Page, ...]:
    """The pages of a text, in letters of the code page; none if nothing of it can be shown.

    A word that is longer than a line is broken with a hyphen. The last page is as full as the others: it stands
    longest, and a word alone would tell nothing.
    """
    lines = list(_lines(text, columns, encoding))
    starts = range(0, len(lines), rows)
    groups = [lines[max(0, min(at, len(lines) - rows)) : at + rows] for at in starts]
    return tuple(Page(lines[at][0], tuple(line for _, line in group)) for at, group in zip(starts, groups, strict=True))


def _lines(text: str, columns: int, encoding: str) -> Iterator[tuple[int, str]]:
    begun, line = 0, ""
    for char, piece in _pieces(text, columns, encoding):
        if line and len(line) + 1 + len(piece) > columns:
            yield begun, line
            line = ""
        begun, line = (begun, f"{line} {piece}") if line else (char, piece)
    if line:
        yield begun, line


def _pieces(text: str, columns: int, encoding: str) -> Iterator[tuple[int, str]]:
    """The words, none longer than a line."""
    for found in _WORD.finditer(text):
        for word in fit(found[0], encoding).split():
            rest = word
            while len(rest) > columns:
                yield found.start(), rest[: columns - 1] + "-"
                rest = rest[columns - 1 :]
            yield found.start(), rest
