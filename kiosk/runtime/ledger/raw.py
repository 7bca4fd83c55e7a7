"""Rows as they stand in a file, before anybody asks what they mean; and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import InputError
from kiosk.runtime.ledger.rows import OLDEST, SCHEMA, Gap, Run


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is missing or cannot be read, with its file and line, in a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """The fields of a row: seq, at, kind, part, type and data. `where` names file and line."""

    where: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawGap:
    """Rows that could not be kept when they were written."""

    where: str
    gap: Gap


Raw = RawRow | RawGap | Flaw


@dataclass(frozen=True, slots=True)
class Source:
    """A run in a file; `rows` can be gone through once."""

    run: Run
    rows: Iterator[Raw]


def no_ledger(path: Path, why: object) -> InputError:
    """The error of a file that is no ledger at all."""
    return InputError("ledger.format", f"{path} is no ledger: {why}.", "Give a ledger of a run.")


def check_schema(path: Path, schema: object) -> int:
    """The version of a ledger that can be read.

    Raises:
        InputError: `ledger.schema`.
    """
    if isinstance(schema, int) and OLDEST <= schema <= SCHEMA:
        return schema
    known = f"{OLDEST} to {SCHEMA}"
    sentence = f"{path} has ledger schema {schema!r}, and this version reads {known}."
    raise InputError("ledger.schema", sentence, "Use the version of Balie that wrote it, or a newer one.")
