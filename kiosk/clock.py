"""The wall clock: what people call the time. It may jump; whatever counts seconds uses CLOCK_MONOTONIC instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Protocol

from kiosk.errors import InputError

Seconds = Callable[[], float]


class WallClock(Protocol):
    """Gives the time of day, as it is believed to be here."""

    def now(self, zone: tzinfo = UTC) -> datetime:
        """The present in a zone."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self, zone: tzinfo = UTC) -> datetime:
        """See `WallClock`."""
        return datetime.fromtimestamp(time.time(), zone)


class ShiftedClock:
    """The machine's clock, wrong by as many seconds as `file` says: for drills and tests.

    The file is read at each look, so that the time jumps in every process at once. Without it nothing is wrong.
    """

    def __init__(self, file: Path, seconds: Seconds = time.time) -> None:
        self._file, self._seconds = file, seconds

    def now(self, zone: tzinfo = UTC) -> datetime:
        """See `WallClock`. Raises `InputError` clock.shift if the file holds no number."""
        return datetime.fromtimestamp(self._seconds() + self._shift(), zone)

    def _shift(self) -> float:
        try:
            return float(self._file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0.0
        except ValueError as fault:
            raise InputError(
                "clock.shift", f"{self._file} holds no number of seconds.", "Write one, or remove it."
            ) from fault


def set_shift(file: Path, seconds: float) -> None:
    """Let every `ShiftedClock` on this file jump, at once."""
    new = file.with_suffix(".new")
    new.write_text(f"{seconds:g}", encoding="ascii")
    new.replace(file)


def open_clock(source: str) -> WallClock:
    """The clock that a setting names: `system`, or `shifted:FILE`.

    Raises:
        InputError: `clock.source`.
    """
    kind, _, name = source.partition(":")
    if kind == "system":
        return SystemClock()
    if kind == "shifted" and name:
        return ShiftedClock(Path(name))
    raise InputError("clock.source", f"There is no clock {source!r}.", "Set kiosk.clock to system or shifted:FILE.")
