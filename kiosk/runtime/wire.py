"""Vocabulary types as JSON lines: `{"type": "Heard", "utterance": 1, …}`."""

from __future__ import annotations

import json
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from kiosk.commands import Command
from kiosk.errors import KioskError
from kiosk.events import Event
from kiosk.ports import Message

TYPES: dict[str, type[Message]] = {kind.__name__: kind for kind in (*get_args(Event), *get_args(Command))}
EVENTS = frozenset(kind.__name__ for kind in get_args(Event))


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: type[Message]) -> TypeAdapter[Any]:
    """Built once for each type: building takes milliseconds, using it microseconds."""
    if kind.__name__ not in _adapters:
        _adapters[kind.__name__] = TypeAdapter(kind)
    return _adapters[kind.__name__]


def to_data(message: Message) -> dict[str, Any]:
    """The fields of a message as plain JSON types, without its type name."""
    data: dict[str, Any] = _adapter(type(message)).dump_python(message, mode="json")
    return data


def from_data(name: str, data: dict[str, Any]) -> Message:
    """A message from its type name and fields.

    Raises:
        KioskError: `wire.unknown` or `wire.invalid`.
    """
    kind = TYPES.get(name)
    if kind is None:
        raise KioskError(
            "wire.unknown", f"There is no event or command {name!r}.", "Use the same version on both ends."
        )
    try:
        message: Message = _adapter(kind).validate_python(data, strict=False, extra="forbid")
    except ValidationError as fault:
        faults = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors())
        raise KioskError(
            "wire.invalid", f"{name} is malformed: {faults}.", "Use the same version on both ends."
        ) from fault
    return message


def encode(message: Message) -> bytes:
    """One line, with its newline."""
    return json.dumps({"type": type(message).__name__} | to_data(message), ensure_ascii=False).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of one line.

    Raises:
        KioskError: the line is no JSON object, or no message of the vocabulary.
    """
    try:
        data = json.loads(line)
    except ValueError as fault:
        raise KioskError("wire.invalid", "A line is not JSON.", "Use the same version on both ends.") from fault
    if not isinstance(data, dict):
        raise KioskError("wire.invalid", "A line is not a JSON object.", "Use the same version on both ends.")
    return from_data(str(data.pop("type", "")), data)
