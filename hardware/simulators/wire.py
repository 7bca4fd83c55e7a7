"""A serial line that is not there: a pty that takes as long as the bits would, and can be unplugged."""

from __future__ import annotations

import contextlib
import os
import pty
import tty
from collections import deque
from pathlib import Path

BITS = 10
"""Start, eight data, stop."""


class Wire:
    """The pty, at the speed of a real line: bytes arrive when their last bit would."""

    def __init__(self, baud: int, link: Path | None) -> None:
        self._byte_s = BITS / baud
        self._link = link
        self._name = ""
        self._master: int | None = None
        self._inward: deque[tuple[float, bytes]] = deque()
        self._outward: deque[tuple[float, bytes]] = deque()
        self._free = {"in": 0.0, "out": 0.0}

    @property
    def master(self) -> int | None:
        """Our end, if plugged in."""
        return self._master

    def plug(self) -> str:
        """A new port; its name. Our copy of the far end is closed at once, or an unplug would go unseen."""
        self._master, far = pty.openpty()
        tty.setraw(far)
        os.set_blocking(self._master, False)
        self._name = os.ttyname(far)
        os.close(far)
        if self._link is not None:
            fresh = self._link.with_name(self._link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self._name)
            fresh.replace(self._link)
        return self._name

    def unplug(self) -> None:
        """Take the port away."""
        if self._master is None:
            return
        if self._link is not None and self._link.is_symlink() and str(self._link.readlink()) == self._name:
            self._link.unlink()
        os.close(self._master)
        self._master = None
        self._inward.clear()
        self._outward.clear()

    def take(self, now: float) -> bool:
        """Read what the host wrote; false if nobody has the port open."""
        if self._master is None:
            return False
        try:
            data = os.read(self._master, 4096)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._inward.append((self._arrival("in", len(data), now), data))
        return True

    def give(self, data: bytes, now: float) -> None:
        """Put bytes on the line to the host."""
        if data:
            self._outward.append((self._arrival("out", len(data), now), data))

    def _arrival(self, way: str, length: int, now: float) -> float:
        self._free[way] = max(now, self._free[way]) + length * self._byte_s
        return self._free[way]

    def arrived(self, now: float) -> bytes:
        """What has come over the line by `now`."""
        return b"".join(_due(self._inward, now))

    def deliver(self, now: float) -> None:
        """Hand over what the host would have by `now`. A host that does not read loses it."""
        for data in _due(self._outward, now):
            if self._master is not None:
                with contextlib.suppress(OSError):
                    os.write(self._master, data)

    def next_due(self) -> float:
        """When something arrives next; infinity if nothing is on the way."""
        return min((line[0][0] for line in (self._inward, self._outward) if line), default=float("inf"))


def _due(line: deque[tuple[float, bytes]], now: float) -> list[bytes]:
    data = []
    while line and line[0][0] <= now:
        data.append(line.popleft()[1])
    return data
