"""JSON Schema (2020-12) of a line of an export, made from the vocabulary."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from kiosk.runtime import wire
from kiosk.runtime.ledger.rows import SCHEMA

TEXT: Final = {"type": "string"}
COUNT: Final = {"type": "integer", "minimum": 0}
NUMBER: Final = {"type": "number"}
HEADER: Final = {
    "kind": {"const": "header"},
    "schema": {"const": SCHEMA},
    "product": {"const": "balie"},
    "version": {"type": "string", "description": "Version of Balie that wrote the run"},
    "redacted": {"type": "boolean", "description": "Whether shoppers' words were left out"},
    "run": {"type": "string", "description": "Number of the run in its live ledger"},
    "began": {"type": ["number", "null"], "description": "Wall clock of the start, s since 1970 UTC"},
    "began_at": {"type": "number", "description": "CLOCK_MONOTONIC of the start, s: `at` less this is since the start"},
    "ended": {"type": "boolean", "description": "False if the run went on, or was cut off"},
    "avatar": {"type": "string", "description": "Avatar pack on the screen"},
}
GAP: Final = {"kind": {"const": "gap"}, "first": COUNT, "last": COUNT, "reason": TEXT}
FLAW: Final = {"kind": {"const": "flaw"}, "sentence": TEXT}
END: Final = {"kind": {"const": "end"}, "rows": COUNT}
PLACE: Final = "#/$defs/{model}"


def document() -> dict[str, Any]:
    """The schema of one line: a header, a row, rows that are missing, a row that could not be read, or the end."""
    adapters = {name: TypeAdapter(kind) for name, kind in sorted(wire.TYPES.items())}
    inputs = [(name, "serialization", adapter) for name, adapter in adapters.items()]
    places, definitions = TypeAdapter.json_schemas(inputs, ref_template=PLACE)  # type: ignore[arg-type]
    rows = [_row(name, places[name, "serialization"]) for name in adapters]
    parts: dict[str, dict[str, Any]] = {"header": HEADER, "gap": GAP, "flaw": FLAW, "end": END}
    lines = [{"title": name} | _object(fields) for name, fields in parts.items()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of a Balie ledger, schema {SCHEMA}",
        "oneOf": [*lines, *rows],
        "$defs": definitions["$defs"],
    }


def _row(name: str, data: dict[str, Any]) -> dict[str, Any]:
    kind = "event" if name in wire.EVENTS else "command"
    head = {"seq": COUNT, "at": NUMBER, "kind": {"const": kind}, "part": TEXT}
    return {"title": name} | _object(head | {"type": {"const": name}, "data": data})


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
