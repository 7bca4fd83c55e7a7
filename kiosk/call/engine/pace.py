"""When a packet or a frame may go, so that a stall never ends in a burst. Pure, told the time."""

from __future__ import annotations


class SoundPace:
    """Packets of 20 ms as their samples come, with the source's own clock; silence where it has none.

    After a stall what waits goes out at twice the pace, and what is missing for good is a gap in the stamps.
    """

    PACKET_S = 0.02
    CLOSEST_S = 0.01
    WAIT_S = 0.06
    """A source is given so long before silence takes its place."""

    def __init__(self) -> None:
        self._begin: float | None = None
        self._sent_at, self._silent, self._count = -1.0, False, -1

    def ready(self, now: float) -> bool:
        """Whether a packet may go."""
        return self._begin is None or now - self._sent_at >= self.CLOSEST_S

    def overdue(self, now: float) -> bool:
        """Whether one must, if of silence."""
        if self._begin is None:
            return False
        return now - self._sent_at >= (self.PACKET_S if self._silent else self.WAIT_S)

    def stamp(self, now: float, *, silent: bool) -> int:
        """The number of the packet that goes now; behind the time by `WAIT_S` at most."""
        if self._begin is None:
            self._begin = now
        least = int((now - self._begin - self.WAIT_S) / self.PACKET_S)
        self._count = max(self._count + 1, least)
        self._sent_at, self._silent = now, silent
        return self._count


class Limit:
    """Lets through at most `rate` a second of what comes at any rate, evenly."""

    EARLY_S = 0.006
    """A camera's clock is not ours."""

    def __init__(self, rate: float) -> None:
        self._period = 1 / rate
        self._due = 0.0

    def passes(self, now: float) -> bool:
        """Whether one that is there now may go."""
        if now < self._due - self.EARLY_S:
            return False
        self._due = max(self._due + self._period, now - self._period + self.EARLY_S)
        return True
