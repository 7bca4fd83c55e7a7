"""Whether a call came about, and when it is given up: pure, told the time. The engine mends what can be mended."""

from __future__ import annotations

from kiosk.call.engine.media_engine import State


class Progress:
    """One call over all its connections. Each thing is told once; `lost_s` is how long it may be without one."""

    def __init__(self, lost_s: float) -> None:
        self._lost_s = lost_s
        self._without_since: float | None = None
        self._told = False

    def begin(self, now: float) -> None:
        """A call is wanted from now on."""
        self._without_since, self._told = now, False

    def end(self) -> None:
        """No call is wanted any more."""
        self._without_since = None

    def connected(self, state: State, now: float) -> bool:
        """The engine told how the connection fares; true if the call has come about by it."""
        if state == "connected":
            news, self._told = not self._told, True
            self._without_since = None
            return news
        if self._without_since is None and state == "lost":
            self._without_since = now
        return False

    def given_up(self, now: float) -> bool:
        """Whether it has been without a connection for too long; told once for each time."""
        if self._without_since is None or now - self._without_since < self._lost_s:
            return False
        self._without_since, self._told = None, False
        return True
