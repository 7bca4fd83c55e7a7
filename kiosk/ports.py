"""The seams: what a part must offer, and what it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kiosk.commands import Command
from kiosk.events import Event
from kiosk.settings import Settings

Message = Event | Command


class LinkClosed(Exception):  # noqa: N818 - the ordinary end of a part, not a fault
    """The core has gone; a part that gets this returns from `run`."""


class Link(Protocol):
    """A part's only channel to the core. Every call is a heartbeat: a part that stops calling is taken for hung."""

    @property
    def run_dir(self) -> Path:
        """A folder of this run, for point-to-point sockets and recordings."""
        ...

    def receive(self, timeout_s: float) -> Message | None:
        """The next command or forwarded event, or None after `timeout_s` (0 polls). Raises `LinkClosed`."""
        ...

    def send(self, event: Event) -> None:
        """Hand an event to the core. Raises `LinkClosed`."""
        ...

    def count(self, **more: int) -> None:
        """Add to what the part counts, such as `frames` that were drawn; the next heartbeat tells the core."""
        ...


class Part(Protocol):
    """The entry of a part's module: runs in a process of its own until the link closes.

    It sends `PartReady` once it can serve. An exception that leaves it ends the process; the supervisor restarts it.
    """

    def __call__(self, link: Link, settings: Settings) -> None:
        """Serve until `LinkClosed`."""
        ...
