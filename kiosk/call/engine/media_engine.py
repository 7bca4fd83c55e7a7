"""The seam of a call: `MediaEngine`, which connects this kiosk with a browser, and what it tells.

An engine has a thread of its own. Its methods may be called from any thread and never wait, apart from `close`;
what happens comes to `tell`, on the engine's thread: hand it on and return.

    prepare(servers)                  while the shopper waits: addresses are gathered, nothing is sent to anybody
    begin(epoch, servers)     → Offered(epoch, sdp)         a colleague accepted: to the other end
    answered(epoch, sdp), candidate(epoch, …)               what the other end sent
                              → Changed(epoch, "connected")
    open(camera=, microphone=)                              the shopper said yes: only now are the sources read
                              → Changed(epoch, "lost"), Offered(epoch + 1, sdp)     by itself after 2 s of silence
    renew()                   → Offered(epoch + 1, sdp)     the other end has begun anew (its page was reloaded)
    hang_up()                 → Changed(epoch, "ended")     the gate is shut, and it is ready for the next

A connection is never mended but made anew under the next epoch: whatever belongs to an older one is ignored. A kiosk
that comes back after a crash begins at an epoch above all that went before (whole seconds since 1970 will do).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from kiosk.call.engine.media import AudioSource, Picture, Sound, Text, VideoSource

State = Literal["connecting", "connected", "lost", "ended"]


@dataclass(frozen=True, slots=True)
class IceServer:
    """A STUN or TURN server (RFC 7064, RFC 7065). Credentials of TURN are good for minutes."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """What is sent at most. Resolution is dropped before frame rate (EN 301 549, 6.5: ≥ 320×240, ≥ 20 a second).

    24 frames a second, so that 20 are left where packets are lost.
    """

    width: int = 640
    height: int = 480
    fps: int = 24
    kbps: int = 1000


@dataclass(frozen=True, slots=True)
class Route:
    """How it goes through the shop's network.

    `relay_only`: through TURN servers alone. `tcp_only`: through those alone that are reached by TCP or TLS (implies
    `relay_only`). `loopback`: the other end is on this machine, which may have no network at all.
    """

    relay_only: bool = False
    tcp_only: bool = False
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A session description that begins connection `epoch`, for the other end."""

    epoch: int
    sdp: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The session description that answers the offer of `epoch`, for the other end."""

    epoch: int
    sdp: str


@dataclass(frozen=True, slots=True)
class Found:
    """An ICE candidate of connection `epoch`, for the other end; an empty one is the last."""

    epoch: int
    candidate: str
    mid: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """How connection `epoch` fares."""

    epoch: int
    state: State


@dataclass(frozen=True, slots=True)
class Heard:
    """The other end's newest sound, in order, 20 ms at a time; what was lost on the way is missing."""

    epoch: int
    sound: Sound


@dataclass(frozen=True, slots=True)
class Seen:
    """The other end has a new frame: `picture()` has the newest."""

    epoch: int
    number: int


@dataclass(frozen=True, slots=True)
class Typed:
    """The other end types."""

    epoch: int
    text: Text


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine cannot: `code`, `sentence` and `remedy` as everywhere. The connection is lost; it may try again."""

    epoch: int
    code: str
    sentence: str
    remedy: str


Told = Offered | Answered | Found | Changed | Heard | Seen | Typed | Failed
Tell = Callable[[Told], None]


@dataclass(frozen=True, slots=True)
class Flow:
    """One medium in one direction, since the connection began: packets, octets of payload, share lost, frames a second.

    `frames` are whole pictures; sound has none.
    """

    packets: int = 0
    octets: int = 0
    lost: int = 0
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of the connection. `size` is what is sent now (width, height); `rtt_s` and `offset_s` if known.

    `offset_s`: how much later sound would be played than the picture of the same moment, as both come in here.
    """

    epoch: int
    state: State
    sent_audio: Flow = Flow()
    sent_video: Flow = Flow()
    got_audio: Flow = Flow()
    got_video: Flow = Flow()
    size: tuple[int, int] = (0, 0)
    rtt_s: float | None = None
    offset_s: float | None = None
    relayed: bool = False


class MediaEngine(Protocol):
    """One call at a time between this kiosk and another end. See the module for the order of things."""

    @property
    def name(self) -> str:
        """`aiortc` or `reactor`."""
        ...

    def attach(self, camera: VideoSource | None, microphone: AudioSource | None) -> None:
        """The sources that `open` will read. Nothing is read of them now."""
        ...

    def prepare(self, servers: Sequence[IceServer]) -> None:
        """Gather addresses for a call that may come: a dead server costs its five seconds now, not then."""
        ...

    def begin(self, epoch: int, servers: Sequence[IceServer]) -> None:
        """A new connection that this end offers, gate shut; one that is on is dropped."""
        ...

    def respond(self, epoch: int, sdp: str, servers: Sequence[IceServer]) -> None:
        """A new connection that the other end offered, gate shut unless it was open; told as `Answered`."""
        ...

    def answered(self, epoch: int, sdp: str) -> None:
        """The other end's answer. One that is of another epoch, or not readable, changes nothing (`Failed`)."""
        ...

    def candidate(self, epoch: int, candidate: str, mid: str = "", line: int = 0) -> None:
        """An ICE candidate of the other end, before or after its answer; an empty one is the last."""
        ...

    def open(self, *, camera: bool, microphone: bool) -> None:
        """The gate, as the shopper consented: each source is read and sent from now on, or not any more.

        It holds over renewed connections, and ends with `begin` and `hang_up`.
        """
        ...

    def renew(self) -> None:
        """Offer a new connection at once, under the next epoch; the gate stays as it is."""
        ...

    def write(self, text: Text) -> None:
        """Real-time text to the other end. Kept until connected: the newest state of each line."""
        ...

    def picture(self) -> Picture | None:
        """The newest frame of the other end, None before the first; older ones are never kept."""
        ...

    def statistics(self) -> Statistics:
        """Figures at this moment, at most a quarter of a second old."""
        ...

    def hang_up(self) -> None:
        """End the connection: the gate is shut before this returns; not one packet of a source goes out after."""
        ...

    def close(self) -> None:
        """Hang up and end the thread. Waits up to 3 s."""
        ...
