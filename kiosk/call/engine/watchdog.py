"""When a connection is taken for lost, and when a new one is offered: pure, told the time.

aiortc knows no ICE restart (RFC 8445, 2.4) and notices a lost line after half a minute; so a connection is made anew.
"""

from __future__ import annotations

from typing import Final

SILENT_S: Final = 2.0
"""Without one datagram of the other end a connection is lost."""
AGAIN_S: Final = 2.5
"""Between two offers, and for the first answer to one."""
PATIENCE_S: Final = 10.0
"""A connection that hears the other end and yet does not come about."""


class Watchdog:
    """Watches one call over all its connections. Times are monotonic, in seconds."""

    def __init__(self) -> None:
        self._offered_at: float | None = None
        self._heard_at = 0.0
        self._connected = False
        self._failed = False

    @property
    def on(self) -> bool:
        """Whether there is a call to watch."""
        return self._offered_at is not None

    def offered(self, now: float) -> None:
        """A new connection was offered."""
        self._offered_at, self._heard_at = now, now
        self._connected = self._failed = False

    def heard(self, at: float) -> None:
        """The newest datagram of the other end came in at `at`."""
        self._heard_at = max(self._heard_at, at)

    def connected(self) -> None:
        """Media can flow."""
        self._connected = True

    def failed(self) -> None:
        """The engine gave the connection up by itself."""
        self._failed = True

    def ended(self) -> None:
        """There is no call any more."""
        self._offered_at = None

    def lost(self, now: float) -> bool:
        """Whether the connection that was there is gone."""
        return self.on and self._connected and (self._failed or now - self._heard_at >= SILENT_S)

    def due(self, now: float) -> bool:
        """Whether a new connection should be offered now."""
        if self._offered_at is None:
            return False
        since = now - self._offered_at
        if self._connected:
            return self.lost(now) and (since >= AGAIN_S or not self._failed)
        silent = now - self._heard_at >= SILENT_S or self._failed
        return since >= AGAIN_S and (silent or since >= PATIENCE_S)
