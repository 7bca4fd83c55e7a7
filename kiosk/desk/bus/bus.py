"""What nodes of a desk tell each other at once: signalling, presence, and that something changed. No truth is on it.

A message that is lost costs time, never an ask: every node looks into the database again by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final, Literal, Protocol

Heard = Callable[[str], None]
"""Takes a text at once, without waiting for anything."""
Unsubscribe = Callable[[], None]
Kind = Literal["kiosk", "staff"]
CHANGED: Final = "changed"
"""A ticket took a step: look again. The text is empty."""
HERE: Final = "here"
"""Who has a line to a node: `kiosk.desk.bus.roster.Here`."""
SHUT: Final = "shut"
"""A right ended: the lines of a session, or of a kiosk, are closed. The text is `staff HASH` or `kiosk NAME`."""


def topic(kind: Kind, name: str) -> str:
    """Where messages for one kiosk or colleague go, whichever node their line is at."""
    return f"{kind}/{name}"


class Bus(Protocol):
    """Carries texts to all who subscribed to a topic, on every node; at most once, in order of each sender."""

    @property
    def up(self) -> bool:
        """Whether other nodes can be told now; those who subscribed on this one always are."""
        ...

    async def publish(self, to: str, text: str) -> None:
        """Tell everybody who subscribed."""
        ...

    def subscribe(self, to: str, heard: Heard) -> Unsubscribe:
        """Hear a topic until the result is called."""
        ...


class LocalBus:
    """The bus of a desk with one node."""

    def __init__(self) -> None:
        self._heard: defaultdict[str, list[Heard]] = defaultdict(list)

    @property
    def up(self) -> bool:
        """See `Bus`."""
        return True

    async def publish(self, to: str, text: str) -> None:
        """See `Bus`."""
        self.deliver(to, text)

    def deliver(self, to: str, text: str) -> None:
        """Tell everybody here."""
        for heard in tuple(self._heard.get(to, ())):
            heard(text)

    def topics(self) -> frozenset[str]:
        """All that anybody here subscribed to."""
        return frozenset(self._heard)

    def has(self, to: str) -> bool:
        """Whether anybody here subscribed."""
        return to in self._heard

    def subscribe(self, to: str, heard: Heard) -> Unsubscribe:
        """See `Bus`."""
        self._heard[to].append(heard)

        def unsubscribe() -> None:
            self._heard[to].remove(heard)
            if not self._heard[to]:
                del self._heard[to]

        return unsubscribe
