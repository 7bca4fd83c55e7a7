"""What a ledger is made of, whichever form it is kept in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from kiosk.ports import Message

SCHEMA: Final = 3
"""Version of both forms.

A new event, a new command, or a new field with a default leaves it as it is: older ledgers stay readable. It goes up
when the form itself changes. Readers take every version from `OLDEST` on; a live ledger of an older version is brought
up to date when a kiosk opens it; one of a newer version is refused with a sentence, never guessed at.

1: rows without runs' dates, gaps or an end. 2: a run has a date and an end; rows that could not be kept are named.
3: access is four choices instead of one of four modes.
"""
OLDEST: Final = 1
Kind = Literal["event", "command"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """`at` is in CLOCK_MONOTONIC seconds; `part` sent the event, or is to do the command."""

    seq: int
    at: float
    kind: Kind
    part: str
    message: Message


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows `first` to `last` of a run that are not kept, and why."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a kiosk: `began` is the wall clock (seconds since 1970, UTC) at the monotonic second `began_at`.

    In a ledger of schema 1 `began` is None and `avatar` empty. `ended` tells an orderly end from a run that goes on or
    was cut off.
    """

    run: str
    version: str
    began: float | None
    began_at: float
    ended: bool
    avatar: str = ""
    redacted: bool = False

    def date(self, at: float | None = None) -> datetime | None:
        """The wall clock at a monotonic second (default: the run's start), in UTC."""
        if self.began is None:
            return None
        return datetime.fromtimestamp(self.began + ((at or self.began_at) - self.began_at), UTC)
