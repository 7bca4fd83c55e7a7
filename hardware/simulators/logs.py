"""What a simulated device was told, as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO

from hardware.protocols.codec import Lamp


class PoseLog:
    """Writes received poses as JSON lines; of a pose that is held, only where it begins and ends, and one a second."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file
        self._last: tuple[float, Mapping[int, int]] = (-1e9, {})
        self._held_at: float | None = None

    def write(self, at: float, channels: Mapping[int, int]) -> None:
        """Take note of a pose that was received at `at`."""
        began, last = self._last
        if channels == last and at - began < 1.0:
            self._held_at = at
            return
        if self._held_at is not None:
            self._line(self._held_at, last)
        self._line(at, channels)
        self._last, self._held_at = (at, dict(channels)), None

    def _line(self, at: float, channels: Mapping[int, int]) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"at": round(at, 6), "channels": channels}) + "\n")


class LampLog:
    """Writes the lamps that are lit as JSON lines."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file

    def write(self, at: float, lamps: Mapping[int, Lamp]) -> None:
        """Take note of what is lit from `at` on."""
        if self._file is not None:
            lit = {number: {**asdict(lamp), "effect": lamp.effect.name.lower()} for number, lamp in lamps.items()}
            self._file.write(json.dumps({"at": round(at, 6), "lamps": lit}) + "\n")


class ShownLog:
    """Writes what a display shows as JSON lines: `lines` of letters, or the texts of named `fields`."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file

    def lines(self, at: float, lines: tuple[str, ...]) -> None:
        """Take note of the lines from `at` on."""
        self._line({"at": round(at, 6), "lines": lines})

    def fields(self, at: float, fields: Mapping[str, str]) -> None:
        """Take note of the texts from `at` on."""
        self._line({"at": round(at, 6), "fields": fields})

    def _line(self, shown: Mapping[str, object]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(shown, ensure_ascii=False) + "\n")
