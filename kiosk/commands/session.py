"""When an engagement begins and ends, and what the dialogue wants to be reminded of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remind:
    """Send `Elapsed(timer, token)` after `after_s` seconds."""

    timer: str
    token: int
    after_s: float


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An engagement begins."""

    session: int
    lang: str


@dataclass(frozen=True, slots=True)
class CloseSession:
    """An engagement is over; what was remembered of it is forgotten."""

    session: int
    reason: str


SessionCommand = Remind | OpenSession | CloseSession
