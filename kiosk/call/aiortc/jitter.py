"""Buffers that put the packets of RTP in order and give them out as frames: pure, told the time.

They stand in for aiortc's own, which let a picture wait for the first packet of the next one (it does not read the
marker bit, RFC 3550, 5.1), give one frame a packet so that what was held up once stays late, and hold sound for
320 ms for ever after a single lost packet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aiortc.jitterbuffer import JitterFrame
from aiortc.rtp import RtpPacket

SPAN: Final = 512
"""Packets of pictures kept at most: more than a second at 1.5 Mbit/s."""
HOLE_S: Final = 0.2
"""A packet this late will not come: a retransmission takes a round trip."""
ASK_AGAIN_S: Final = 0.3
"""Between two requests for a key frame, RFC 4585, 6.3.1."""
PREFETCH: Final = 2
"""Packets of sound kept before the first is given: 40 ms against jitter."""
Fed = tuple[bool, JitterFrame | None]
"""Whether a key frame should be asked for, and the frame that is whole now."""


class Unwrapped:
    """Sequence numbers of 16 bits as ones that never wrap (RFC 3711, appendix A)."""

    def __init__(self) -> None:
        self._last: int | None = None

    def of(self, number: int) -> int:
        """`number` beside the one before it."""
        last = number if self._last is None else self._last
        self._last = last + (number - last + 0x8000) % 0x10000 - 0x8000
        return self._last


class PictureBuffer:
    """Packets of VP8 to frames: each is given when its marker is in; an old hole is skipped to the next key frame."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._number = clock, Unwrapped()
        self._kept: dict[int, RtpPacket] = {}
        self._next: int | None = None
        self._hole_since: float | None = None
        self._asked_at = -ASK_AGAIN_S
        self._key_wanted = True
        self.origin: int | None = None
        self.octets = 0

    def add(self, packet: RtpPacket) -> Fed:
        """A packet that came in, and what that completes."""
        self.octets += len(packet.payload)
        number = self._number.of(packet.sequence_number)
        if self._next is None or abs(number - self._next) >= SPAN:
            self._begin_at(number)
        if self._next is not None and number >= self._next:
            self._kept[number] = packet
        frame = self.more()
        self._skip_old_hole()
        return self._key_due(), frame or self.more()

    def more(self) -> JitterFrame | None:
        """The next frame that is whole already."""
        while (frame := self._popped()) is not None:
            if self._key_wanted and not _is_key(frame):
                continue
            self._key_wanted = False
            if self.origin is None:
                self.origin = frame.timestamp
            return frame
        return None

    def forget(self) -> None:
        """What was given out was not decoded: nothing is of use before the next key frame."""
        self._key_wanted = True

    def _begin_at(self, number: int) -> None:
        self._kept.clear()
        self._next, self._key_wanted, self._hole_since = number, True, None

    def _popped(self) -> JitterFrame | None:
        packets = list[RtpPacket]()
        first = self._next or 0
        for number in range(first, first + SPAN):
            packet = self._kept.get(number)
            if packet is None:
                break
            if packets and packet.timestamp != packets[0].timestamp:
                return self._joined(packets)
            packets.append(packet)
            if packet.marker:
                return self._joined(packets)
        self._watch_hole(first + len(packets))
        return None

    def _joined(self, packets: list[RtpPacket]) -> JitterFrame:
        first = self._next or 0
        for number in range(first, first + len(packets)):
            del self._kept[number]
        self._next, self._hole_since = first + len(packets), None
        return JitterFrame(b"".join(_content(each) for each in packets), packets[0].timestamp)

    def _watch_hole(self, end: int) -> None:
        """There is a hole if something beyond the end of what is in order is kept."""
        if not any(number > end for number in self._kept):
            self._hole_since = None
        elif self._hole_since is None:
            self._hole_since = self._clock()

    def _skip_old_hole(self) -> None:
        if self._hole_since is None or self._clock() - self._hole_since < HOLE_S:
            return
        first = self._next or 0
        hole = next(number for number in range(first, first + SPAN + 1) if number not in self._kept)
        later = sorted(number for number in self._kept if number > hole)
        self._kept = {number: self._kept[number] for number in later}
        self._next = later[0] if later else hole + 1
        self._key_wanted, self._hole_since = True, None

    def _key_due(self) -> bool:
        due = self._key_wanted and self._clock() - self._asked_at >= ASK_AGAIN_S
        if due:
            self._asked_at = self._clock()
        return due


class SoundBuffer:
    """Packets of Opus in order, `PREFETCH` of them held back; what is missing then is gone."""

    def __init__(self) -> None:
        self._number = Unwrapped()
        self._kept: dict[int, RtpPacket] = {}
        self._next: int | None = None
        self.origin: int | None = None
        self.octets = 0

    def add(self, packet: RtpPacket) -> Fed:
        """A packet that came in, and the one that is due for it."""
        self.octets += len(packet.payload)
        number = self._number.of(packet.sequence_number)
        if self._next is None or abs(number - self._next) >= SPAN:
            self._kept.clear()
            self._next = number
        if number >= self._next:
            self._kept[number] = packet
        return False, self.more()

    def more(self) -> JitterFrame | None:
        """The next packet while more than `PREFETCH` are kept."""
        if len(self._kept) <= PREFETCH:
            return None
        first = min(self._kept)
        packet = self._kept.pop(first)
        self._next = first + 1
        if self.origin is None:
            self.origin = packet.timestamp
        return JitterFrame(_content(packet), packet.timestamp)

    def forget(self) -> None:
        """Sound needs nothing of what went before."""


def _content(packet: RtpPacket) -> bytes:
    """What the receiver took out of the payload for its codec."""
    content: bytes = packet._data  # type: ignore[attr-defined]  # noqa: SLF001
    return content


def _is_key(frame: JitterFrame) -> bool:
    """RFC 6386, 9.1: the lowest bit of a frame is 0 in a key frame."""
    return bool(frame.data) and not frame.data[0] & 1
