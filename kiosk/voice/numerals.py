"""Ways to read a row of digits or letters, the same in every language: `{number:plain}`, `{code:each}` and the rest.

Commas are pauses: who writes a telephone number down needs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

GROUP: Final = re.compile(r"[^\W_]+")
LONGEST: Final = 4
"""So many digits are heard as one group."""


def plain(text: str) -> str:
    """A number without separators and leading zeros.

    >>> plain("1.250"), plain("09"), plain("00")
    ('1250', '9', '0')
    """
    digits = "".join(letter for letter in text if letter.isdigit())
    return digits.lstrip("0") or digits[:1]


def each(text: str) -> str:
    """Letters and digits one by one.

    >>> each("AB-12")
    'A B 1 2'
    """
    return " ".join(letter for letter in text if letter.isalnum())


def digits(text: str) -> str:
    """Letters and digits one by one, in the groups in which they are written; a long group in pairs.

    >>> digits("020-123 45 67"), digits("0612345")
    ('0 2 0, 1 2 3, 4 5, 6 7', '0 6 1, 2 3, 4 5')
    """
    return ", ".join(each(short) for group in GROUP.findall(text) for short in _short(group))


def pairs(text: str) -> str:
    """Numbers of two digits.

    >>> pairs("0142 68.53.00")
    '01, 42, 68, 53, 00'
    """
    row = "".join(GROUP.findall(text))
    odd = len(row) % 2
    return ", ".join([*([row[0]] if odd else []), *(row[at : at + 2] for at in range(odd, len(row), 2))])


def groups(text: str) -> str:
    """The groups as they are written, each as a number.

    >>> groups("0 800 123 456")
    '0, 800, 123, 456'
    """
    return ", ".join(GROUP.findall(text))


def _short(group: str) -> list[str]:
    """A group of digits in groups that can be kept in mind: three first where they are odd, then pairs."""
    if len(group) <= LONGEST:
        return [group]
    head = 3 if len(group) % 2 else 2
    return [group[:head], *(group[at : at + 2] for at in range(head, len(group), 2))]


WAYS: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": plain, "each": each, "digits": digits, "pairs": pairs, "groups": groups,
}  # fmt: skip
