"""In which line of a TOML file each key and each item of a list stands; `tomllib` does not tell.

For text that `tomllib` has read without a fault: nothing is checked here a second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Loc = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> Mapping[Loc, int]:
    """The line, from 1, of every table, key and item, by its path: `("entry", 2, "phrasings", 0)`."""
    return _Scanner(text).scan()


def line_of(lines: Mapping[Loc, int], loc: Loc) -> int | None:
    """The line of a path, or of the nearest thing that it is part of; None if even that is not in the file."""
    for end in range(len(loc), 0, -1):
        if loc[:end] in lines:
            return lines[loc[:end]]
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Loc, int] = {}
        self._counts: dict[Loc, int] = {}
        self._line, self._seen = 1, 0

    def scan(self) -> Mapping[Loc, int]:
        table: Loc = ()
        while self._skip(_SPACE):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _header(self) -> Loc:
        listed = self._text.startswith("[[", self._at)
        self._at += 2 if listed else 1
        keys = self._keys()
        path: Loc = ()
        for key in keys[:-1]:
            path = self._within((*path, key))
            if len(path) > 1:  # `[body.devices.pole]` is where body.devices stands, too
                self._note(path)
        path = (*path, keys[-1])
        if listed:
            self._counts[path] = self._counts.get(path, -1) + 1
            self._note(path)
            path = (*path, self._counts[path])
        self._note(path)
        self._at = self._text.index("]", self._at) + (2 if listed else 1)
        return path

    def _within(self, path: Loc) -> Loc:
        """A header below a list of tables means the last of them."""
        return (*path, self._counts[path]) if path in self._counts else path

    def _pair(self, table: Loc) -> None:
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path)
        self._at = self._text.index("=", self._at) + 1
        self._value(path)

    def _keys(self) -> list[str]:
        """A key with its dots; leaves the place behind it."""
        keys: list[str] = []
        while True:
            self._skip(_BLANK)
            quoted = self._text[self._at] in "\"'"
            found = (_STRING if quoted else _BARE).match(self._text, self._at)
            if found is None:
                return keys
            keys.append(found[0][1:-1] if quoted else found[0])
            self._at = found.end()
            self._skip(_BLANK)
            if self._text[self._at : self._at + 1] != ".":
                return keys
            self._at += 1

    def _value(self, path: Loc) -> None:
        self._skip(_BLANK)
        first = self._text[self._at]
        if first == "[":
            self._list(path)
        elif first == "{":
            self._inline(path)
        else:
            found = (_STRING if first in "\"'" else _SCALAR).match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _list(self, path: Loc) -> None:
        self._at += 1
        number = 0
        while self._skip(_SPACE) and self._text[self._at] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._note((*path, number))
            self._value((*path, number))
            number += 1
        self._at += 1

    def _inline(self, path: Loc) -> None:
        self._at += 1
        while self._skip(_SPACE) and self._text[self._at] != "}":
            if self._text[self._at] == ",":
                self._at += 1
            else:
                self._pair(path)
        self._at += 1

    def _note(self, path: Loc) -> None:
        self._line += self._text.count("\n", self._seen, self._at)
        self._seen = self._at
        self._lines.setdefault(path, self._line)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Go on behind what matches; whether there is anything left."""
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._text)
