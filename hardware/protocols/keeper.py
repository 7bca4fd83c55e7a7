"""What a host keeps for a device that keeps nothing: a latched stop, and a number that changes with each start."""

from __future__ import annotations

from itertools import count
from typing import Protocol, TypeVar

from hardware.protocols.codec import Status

Message = TypeVar("Message")

_STARTS = count(1)
"""Never the same again in this process, so that a new codec counts as a restarted device: it forgot the stop."""


class Decodes(Protocol[Message]):
    """Makes messages of bytes, and counts what was none."""

    rejected: int

    def feed(self, data: bytes) -> list[Message]:
        """Those that `data` completes."""
        ...


class Keeper:
    """The stop, the torque that was asked for, and who is missing.

    Only `cleared`, on a person's own act, ends a stop. `configured` is set once the device has what `sync` gives it.
    """

    def __init__(self) -> None:
        self.boot = next(_STARTS) % 65536
        self.stopped = self.armed = self.configured = False
        self.rejected = 0
        self.missing: frozenset[int] = frozenset()

    def decoded(self, decoder: Decodes[Message], data: bytes) -> list[Message]:
        """What a decoder makes of bytes; what it throws away is counted."""
        before = decoder.rejected
        messages = decoder.feed(data)
        self.rejected += decoder.rejected - before
        return messages

    def restarted(self) -> None:
        """The device forgot what it was given; the stop is not its to forget."""
        self.boot = next(_STARTS) % 65536
        self.armed = self.configured = False

    def arm(self) -> bool:
        """Whether there may be torque: not while stopped."""
        self.armed = not self.stopped
        return self.armed

    def stop(self) -> None:
        """Latch."""
        self.stopped, self.armed = True, False

    def clear(self) -> None:
        """A person clears it."""
        self.stopped = False

    def status(self, *, limp: bool = False) -> Status:
        """What is reported; `limp` if the device itself let go."""
        return Status(
            self.boot,
            stopped=self.stopped,
            limp=limp or not self.armed,
            configured=self.configured,
            rejected=self.rejected % 256,
            missing=self.missing,
        )
