"""A bench's document: what `kiosk bench --json` prints, and what is shown again from such a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kiosk.bench.row import Row, Skipped
from kiosk.errors import InputError


@dataclass(frozen=True, slots=True)
class Document:
    """The figures of a part, and what could not be taken, on one machine."""

    machine: str
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]


def of(machine: str, found: Iterable[Row | Skipped]) -> Document:
    """The document of what was measured."""
    every = tuple(found)
    rows = tuple(one for one in every if isinstance(one, Row))
    return Document(machine, rows, tuple(one for one in every if isinstance(one, Skipped)))


def to_json(document: Document) -> str:
    """One line of JSON, in the shape of the contract."""
    return json.dumps(asdict(document), ensure_ascii=False)


def load(file: Path) -> tuple[Document, datetime]:
    """A saved document, and when it was written.

    Raises:
        InputError: `bench.document`.
    """
    try:
        written = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        found: Any = json.loads(file.read_text(encoding="utf-8"))
        return TypeAdapter(Document).validate_python(found, extra="forbid"), written
    except (OSError, ValueError, ValidationError) as fault:
        sentence = f"{file} is no document of a bench: {str(fault).splitlines()[0]}."
        remedy = "Give a file made with `kiosk bench PART --json > FILE`."
        raise InputError("bench.document", sentence, remedy) from fault
