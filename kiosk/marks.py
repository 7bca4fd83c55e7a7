"""Inline marks in what is said: `^point(aisle-4)` makes something happen when the next word sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = re.compile(r"\^([a-z][\w-]*)\(([^()]*)\)\s?")


@dataclass(frozen=True, slots=True)
class InlineMark:
    """A mark and the offset, in the text without marks, of what it stands before."""

    name: str
    arg: str
    char: int


def split(text: str) -> tuple[str, tuple[InlineMark, ...]]:
    """The text as it is read and spoken, and its marks in order.

    >>> split("It is in ^point(aisle-4) aisle 4.")
    ('It is in aisle 4.', (InlineMark(name='point', arg='aisle-4', char=9),))
    """
    plain, marks, end = "", [], 0
    for match in MARK.finditer(text):
        plain += text[end : match.start()]
        marks.append(InlineMark(match[1], match[2].strip(), len(plain)))
        end = match.end()
    return plain + text[end:], tuple(marks)
