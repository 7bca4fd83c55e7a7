"""The emergency stop of what moves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BodyStopped:
    """The emergency stop is pressed: latched until a person clears it."""


@dataclass(frozen=True, slots=True)
class BodyCleared:
    """A person cleared the emergency stop."""


BodyEvent = BodyStopped | BodyCleared
