"""When the noise of the room is told: the level between voices, when it has changed and the kiosk is silent."""

from __future__ import annotations

from typing import Final

CHANGE_DB: Final = 2.0
EVERY_S: Final = 2.0
SETTLE_S: Final = 0.5
"""A room rings that long after the kiosk, and what is left of its voice with it."""


class RoomNoise:
    """Compares the level of now with the one that was told last."""

    def __init__(self) -> None:
        self._told_db: float | None = None
        self._told_at = float("-inf")
        self._quiet_since: float | None = None

    def take(self, level_db: float | None, now: float, *, sounding: bool) -> float | None:
        """The level to tell, if it is worth that; None for one that is not known yet."""
        if sounding or self._quiet_since is None:
            self._quiet_since = now
        if level_db is None or now - self._quiet_since < SETTLE_S or now - self._told_at < EVERY_S:
            return None
        if self._told_db is not None and abs(level_db - self._told_db) < CHANGE_DB:
            return None
        self._told_db, self._told_at = level_db, now
        return level_db
