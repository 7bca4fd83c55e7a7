"""A TOML file with its shape: read, checked, and every fault of it told at once, with the line it stands in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from kiosk.faults import Fault, FaultyInputError, refuse
from kiosk.spot import spot_at
from kiosk.toml_lines import Loc, line_of, lines_of
from kiosk.wording import location, plain

Shape = TypeVar("Shape", bound=BaseModel)


class Strict(BaseModel):
    """A table of a file: keys that it does not know are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")
_PLAINLY: Final = (
    (
        "Invalid value",
        "there is no value here that TOML knows: text needs quotes, decimals a point, true small letters",
    ),
    ("Illegal character '\\n'", "the line ends within a text: its closing quote is missing"),
    ("Unterminated", "the file ends within a text: its closing quote is missing"),
    ("Expected '=' after a key", "here must be a key, then = and a value"),
    (
        "Expected newline or end of document",
        "there is more behind the value: a text needs quotes around all of it, a number a point and no comma",
    ),
    ("Unclosed array", "a list is not closed: ] or a comma is missing"),
    ("Unclosed inline table", "a table is not closed: } or a comma is missing"),
    ("Expected ']'", "the ] of a section is missing"),
    ("Cannot overwrite a value", "this key stands here a second time"),
    ("Cannot declare", "this section stands here a second time"),
    ("Duplicate inline table key", "this key stands here a second time"),
    ("Unescaped '\\'", "a single \\ in quotes: write \\\\, or put the text in '…'"),
    ("Invalid initial character for a key part", "here must be a key: letters, digits, - or _"),
)


@dataclass(frozen=True, slots=True)
class Toml:
    """A file that is TOML: its tables, which nobody changes, and the text in which each thing has its line."""

    path: Path
    data: dict[str, Any]
    text: str

    def line(self, *loc: str | int) -> int | None:
        """The line of a path, or of what it is part of."""
        return line_of(_lines(self.text), loc)

    def named(self, loc: Loc) -> str:
        """The id of the innermost table of a list that holds a path; empty if it has none, or is what is told of."""
        here: Any = self.data
        name = ""
        for part in loc:
            inside = here[part] if isinstance(here, dict) and part in here else None
            here = here[part] if isinstance(here, list) and isinstance(part, int) and part < len(here) else inside
            if isinstance(part, int) and isinstance(here, dict) and isinstance(here.get("id"), str):
                name = here["id"]
        return "" if loc and loc[-1] == "id" else name

    def fault(self, code: str, message: str, remedy: str, loc: Loc = ()) -> Fault:
        """A fault of this file, at a path in it."""
        line, key = self.line(*loc), spelled(loc)
        return Fault(code, str(self.path), message, remedy, line=line, key=key, name=self.named(loc))


@dataclass(frozen=True, slots=True)
class Document(Generic[Shape]):
    """A file that has its shape."""

    toml: Toml
    content: Shape


def spelled(loc: Loc) -> str:
    """A path as people write it: `entry[3].phrasings[1]`, counting from 1."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")


def read_toml(path: Path) -> Toml:
    """A file's tables.

    Raises:
        FaultyInputError: `file.missing`, `file.unreadable`, `file.encoding`, or `file.toml` with line and column.
    """
    text = read_text(path)
    try:
        return Toml(path, _parsed(text), text)
    except tomllib.TOMLDecodeError as fault:
        raise FaultyInputError([_syntax(path, text, str(fault))]) from fault
    except (RecursionError, ValueError) as fault:  # brackets in brackets without end; a number of thousands of digits
        raise FaultyInputError([_syntax(path, text, "a list or a number goes on far too long")]) from fault


@lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any]:
    """Tables of a text: many ask for the same files, and nobody changes what they are given.

    All that a check looks at, twice and thrice, finds room.
    """
    return tomllib.loads(text)


@lru_cache(maxsize=8)
def _lines(text: str) -> Mapping[Loc, int]:
    """Its lines, for who has a fault to tell; none of a text so deep that they cannot be counted."""
    try:
        return lines_of(text)
    except RecursionError:
        return {}


def present(path: Path) -> bool:
    """Whether something is there under that name, be it a folder or a link to nothing: reading it tells what."""
    return path.is_symlink() or path.exists()


def read_text(path: Path) -> str:
    """The text of a file; `FaultyInputError` as for `read_toml`."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        told = Fault("file.unreadable", str(path), "is a folder, or no plain file", "Put a file of this name there.")
        raise FaultyInputError([told])
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as fault:
        link = path.is_symlink()
        message, remedy = ("is a link to nothing", "Mend the link.") if link else ("is not there", "Add the file.")
        raise FaultyInputError([Fault("file.missing", str(path), message, remedy)]) from fault
    except UnicodeDecodeError as fault:
        line = 1 + fault.object[: fault.start].count(b"\n")
        told = Fault("file.encoding", str(path), "a letter is not in UTF-8", "Save the file in UTF-8.", line=line)
        raise FaultyInputError([told]) from fault
    except OSError as fault:
        message = f"cannot be read: {fault.strerror}"
        raise FaultyInputError(
            [Fault("file.unreadable", str(path), message, "Give the kiosk the right to read it.")]
        ) from fault


def _syntax(path: Path, text: str, said: str) -> Fault:
    found = _PLACE.fullmatch(said)
    what, line, column = (found[1], found[2], found[3]) if found else (said, None, None)
    message = next((plainly for start, plainly in _PLAINLY if what.startswith(start)), f"is no TOML: {what}")
    at = int(line) if line else max(1, len(text.splitlines()))
    remedy = "Mend the line; the lines above it count too, if a quote or a bracket is open there."
    return Fault("file.toml", str(path), message, remedy, line=at, column=int(column) if column else None)


def read(path: Path, shape: type[Shape]) -> Document[Shape]:
    """A file that has its shape.

    Raises:
        FaultyInputError: as `read_toml`; or `file.key`, `file.required`, `file.value`: all of them at once.
    """
    return shaped(read_toml(path), shape)


def shaped(toml: Toml, shape: type[Shape]) -> Document[Shape]:
    """Tables that have their shape; faults as for `read`."""
    try:
        document = Document(toml, shape.model_validate(toml.data))
    except ValidationError as fault:
        raise FaultyInputError(faults_of(toml, fault, shape)) from fault
    refuse(truths(toml, shape))
    return document


def faults_of(toml: Toml, error: ValidationError, shape: type[BaseModel]) -> list[Fault]:
    """Every fault of a file that pydantic found, in the order of the lines."""
    found = [*(_fault(toml, each, shape) for each in error.errors()), *truths(toml, shape)]
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line or 0)


def truths(toml: Toml, shape: type[BaseModel]) -> list[Fault]:
    """`true` and `false` where a number must be: pydantic takes them for 1 and 0."""
    wrong = [(loc, flag, spot) for loc, flag in _flags(toml.data) if (spot := spot_at(shape, loc)).is_number]
    return [
        replace(toml.fault("file.value", f"is {str(flag).lower()}", "Mend the value.", loc), allowed=spot.allowed)
        for loc, flag, spot in wrong
    ]


def _flags(data: object, loc: Loc = ()) -> Iterator[tuple[Loc, bool]]:
    """Every `true` and `false` with its path."""
    if isinstance(data, bool):
        yield loc, data
    elif isinstance(data, dict | list):
        for part, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _flags(value, (*loc, part))


def _fault(toml: Toml, error: ErrorDetails, shape: type[BaseModel]) -> Fault:
    loc, wording = location(error["loc"]), plain(error, shape)
    remedies = {
        "file.key": "Take it out, or mend its name.",
        "file.required": "Add it.",
        "file.value": "Mend the value.",
    }
    return Fault(
        wording.code,
        str(toml.path),
        wording.message,
        remedies[wording.code],
        line=toml.line(*loc) or 1,
        key=spelled(loc),
        allowed=wording.allowed,
        did_you_mean=wording.did_you_mean,
        name=toml.named(loc),
    )
