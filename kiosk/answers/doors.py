"""Tells when the store opens and closes by its hours: who sleeps at night goes by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.events import StoreHours

LOOK_S: Final = 5.0


class Doors:
    """Looks from time to time whether the store is open. `is_open` gives None where no hours are told."""

    def __init__(self, is_open: Callable[[], bool | None]) -> None:
        self._is_open = is_open
        self._due = float("-inf")
        self._told: StoreHours | None = None

    def news(self, now: float) -> StoreHours | None:
        """What has changed, if anything has, at a time in seconds; at the first look how it is."""
        if now < self._due:
            return None
        self._due = now + LOOK_S
        hours = StoreHours(self._is_open())
        changed, self._told = hours != self._told, hours
        return hours if changed else None
