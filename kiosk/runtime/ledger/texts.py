"""Every text of a message, changed by one function: what hides something need not know the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Final, TypeVar

from kiosk.events import SpeechStarted

Change = Callable[[str, str], str]
"""A text and the `Type.field` that holds it, to what stands there instead."""
SOUNDING: Final = ("words", "phonemes", "visemes", "marks")
"""What tells of a sentence how it sounds."""
BETWEEN: Final = r"[ ,.()/-]*"
"""What may stand between the parts of a number."""
T = TypeVar("T")


def changed(message: T, change: Change) -> T:
    """The message with each of its texts changed; a sentence that is another does not tell how it sounds any more."""
    out = _changed(message, change, "")
    if isinstance(message, SpeechStarted) and isinstance(out, SpeechStarted) and out != message:
        silent = dict.fromkeys(SOUNDING, ())
        return replace(out, timeline=replace(out.timeline, **silent))  # type: ignore[arg-type]
    return out


def texts_of(message: object) -> list[str]:
    """The texts of a message, in the order in which `changed` goes through them."""
    found: list[str] = []

    def note(text: str, _name: str) -> str:
        found.append(text)
        return text

    changed(message, note)
    return found


def _changed(value: T, change: Change, name: str) -> T:
    if isinstance(value, str):
        return change(value, name)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_changed(each, change, name) for each in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kind = type(value).__name__
    held = ((each.name, getattr(value, each.name)) for each in fields(value))
    new = {of: after for of, now in held if (after := _changed(now, change, f"{kind}.{of}")) != now}
    return replace(value, **new) if new else value
