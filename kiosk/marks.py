"""Inline marks in what is said: `^point(aisle-4)`, or `^nod` alone, happens when the next word sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

MARK = re.compile(r"\^(?P<name>[A-Za-z][A-Za-z0-9_-]*)(?:\((?P<arg>[^()]*)\)|\((?P<unclosed>[^()\s]*))?\s?")
"""A name, alone or with its argument in brackets; a mark whose bracket is not closed must not be read out either."""
CLOSING: Final = re.compile(r"[.,;:!?…)\]”’»。，、！？]|$")
"""What stands right behind the word before a mark, or nothing."""
DISPLAY: Final = "display"
"""The mark of what a display beside the kiosk shows, and holds, as it is said: a number, a price or a word."""


@dataclass(frozen=True, slots=True)
class InlineMark:
    """A mark and the offset, in the text without marks, of what it stands before."""

    name: str
    arg: str
    char: int


def named(match: re.Match[str]) -> tuple[str, str]:
    """Name and argument of a mark that was found; a name counts without case."""
    return match["name"].lower(), (match["arg"] or match["unclosed"] or "").strip()


def split(text: str) -> tuple[str, tuple[InlineMark, ...]]:
    """The text as it is read and spoken, and its marks in order.

    >>> split("It is in ^point(aisle-4) aisle 4.")
    ('It is in aisle 4.', (InlineMark(name='point', arg='aisle-4', char=9),))
    """
    marks: list[InlineMark] = []
    plain, end = "", 0
    for match in MARK.finditer(text):
        plain += text[end : match.start()]
        end = match.end()
        if not match[0][-1].isspace() and CLOSING.match(text, end):
            plain = plain.rstrip()
        marks = [replace(mark, char=min(mark.char, len(plain))) for mark in marks]
        marks.append(InlineMark(*named(match), len(plain)))
    return plain + text[end:], tuple(marks)
