"""One connection of a call under one epoch: what an engine needs of a WebRTC library, on the engine's loop."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.call.engine.gate import Gate
from kiosk.call.engine.media import AudioSource, Picture, Sound, Text, VideoSource
from kiosk.call.engine.media_engine import IceServer, Quality, Route, State, Statistics


@dataclass(slots=True)
class Sources:
    """What `open` will read."""

    camera: VideoSource | None = None
    microphone: AudioSource | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a connection tells, on the engine's loop."""

    state: Callable[[Connection, State], None]
    picture: Callable[[Connection, Picture], None]
    sound: Callable[[Connection, Sound], None]
    text: Callable[[Connection, Text], None]
    writable: Callable[[Connection], None]
    candidate: Callable[[Connection, str, str, int], None]


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a connection is made of. `attempt` counts those that came to nothing."""

    servers: tuple[IceServer, ...]
    attempt: int
    route: Route
    quality: Quality
    gate: Gate
    sources: Sources
    listener: Listener
    clock: Callable[[], float]


class Connection(Protocol):
    """Made once, offered or answered once, closed once. Errors of the library come out as `ConnectionError`."""

    epoch: int

    @property
    def heard_at(self) -> float:
        """When the newest datagram of the other end came in, monotonic s; 0 before the first."""
        ...

    async def offer(self) -> str:
        """The session description to offer, once addresses are gathered; the same one if asked again."""
        ...

    async def respond(self, sdp: str) -> str:
        """The session description that answers an offer."""
        ...

    async def accept(self, sdp: str) -> None:
        """The other end's answer."""
        ...

    async def candidate(self, candidate: str, mid: str, line: int) -> None:
        """The other end's; an empty one is the last."""
        ...

    def regate(self) -> None:
        """The gate has changed: attach what is open, take off what is not."""
        ...

    def write(self, text: Text) -> bool:
        """Send a line of text; false if there is no channel yet."""
        ...

    async def statistics(self, state: State) -> Statistics:
        """Figures now."""
        ...

    async def close(self) -> None:
        """End it; never fails."""
        ...


Make = Callable[[Setup], Connection]


async def swept(connection: Connection) -> None:
    """Close it and give back its codecs at once: they hang in circles, and Python takes their megabytes for little."""
    await connection.close()
    del connection
    gc.collect()
