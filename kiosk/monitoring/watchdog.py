"""Tells systemd how the kiosk fares (sd_notify(3)): ready, in plain words, and alive only while frames are drawn.

A process that runs is no proof of a kiosk: its picture may stand still. So the watchdog of the unit (`WatchdogSec=`)
is fed only while the stage reports frames that it has presented since; a kiosk without a stage feeds it from the core.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping
from typing import Final

log = logging.getLogger(__name__)
LOOK_S: Final = 1.0
WARN_SHARE: Final = 0.5
"""A warning is logged when no frame was drawn for this share of the unit's time."""


def notify(*states: str) -> bool:
    """Send assignments such as `READY=1` to systemd; false if it did not start us, or does not listen any more."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.settimeout(LOOK_S)
            channel.connect("\0" + address[1:] if address.startswith("@") else address)
            channel.send("\n".join(states).encode())
    except OSError as fault:
        log.warning("systemd cannot be told %s: %s", states[0], fault, extra={"code": "watchdog.deaf"})
        return False
    return True


def limit_s(environ: Mapping[str, str] = os.environ) -> float | None:
    """The time within which systemd wants to be fed, in seconds; None if it does not watch this process."""
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() and int(microseconds) else None


class Watchdog:
    """Feeds systemd's watchdog, looked at every `interval_s` by whoever runs the loop.

    `drawn` gives the frames presented since the start, over all lives of the stage; None feeds at every look.
    """

    def __init__(
        self,
        drawn: Callable[[], int] | None,
        limit: float | None = None,
        send: Callable[..., bool] = notify,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._drawn, self._limit, self._send, self._clock = drawn, limit, send, clock
        self._frames = 0
        self._moved = clock()
        self._warned = False
        self._status = ""
        self.interval_s = LOOK_S if limit is None else min(LOOK_S, limit / 4)

    def wait(self) -> None:
        """The kiosk still starts: systemd does not watch before `READY=1`, and nothing is late yet."""
        self._moved = self._clock()

    def look(self) -> None:
        """Feed, if frames were drawn since the last look; warn, once, if none were for long."""
        frames = self._frames + 1 if self._drawn is None else self._drawn()
        if frames > self._frames:
            self._frames, self._moved, self._warned = frames, self._clock(), False
            if self._limit is not None:
                self._send("WATCHDOG=1")
        elif self._limit is not None and not self._warned and self._still() > WARN_SHARE * self._limit:
            self._warned = True
            text = "No frame was drawn for %.0f s; after %.0f s systemd restarts the kiosk"
            log.error(text, self._still(), self._limit, extra={"code": "watchdog.starved"})

    def say(self, status: str) -> None:
        """The line that `systemctl status` shows; sent when it changed."""
        if status != self._status:
            self._status = status
            self._send(f"STATUS={status}")

    def _still(self) -> float:
        return self._clock() - self._moved
