"""Frames of our servo board (see `hardware.protocols.boards.mcu`): to the wire, and back out of whatever comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hardware.protocols.boards import cobs, mcu
from hardware.protocols.boards.crc import crc16
from hardware.protocols.codec import Effect

DELIMITER = b"\0"


@dataclass(frozen=True, slots=True)
class Frame:
    """One message; `kind` has bit 7 set in an answer."""

    kind: int
    sequence: int
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class _Length:
    """Lengths a payload can have: `base` bytes and up to `most` items of `item` bytes."""

    base: int
    item: int = 0
    most: int = 0

    def allows(self, length: int) -> bool:
        if not self.item:
            return length == self.base
        items, rest = divmod(length - self.base, self.item)
        return rest == 0 and 0 <= items <= self.most


_LENGTHS: Mapping[int, _Length] = {
    mcu.HELLO: _Length(0),
    mcu.LIMITS: _Length(2, mcu.LIMIT.size, mcu.CHANNELS),
    mcu.TORQUE: _Length(1),
    mcu.SET: _Length(0, mcu.POSITION.size, mcu.CHANNELS),
    mcu.GLOW: _Length(0, mcu.LAMP.size, mcu.LAMPS),
    **dict.fromkeys((mcu.READ, mcu.POLL, mcu.STOP, mcu.CLEAR, mcu.DETECT), _Length(0)),
    mcu.HELLO | mcu.REPLY: _Length(mcu.IDENTITY.size + 1, 1, mcu.LONGEST_NAME - 1),
    mcu.DETECT | mcu.REPLY: _Length(mcu.SENSED.size),
    mcu.READ | mcu.REPLY: _Length(mcu.STATUS.size, mcu.POSITION.size, mcu.CHANNELS),
    **{kind | mcu.REPLY: _Length(mcu.STATUS.size) for kind in mcu.ANSWERED_BY_STATUS},
}
_LONGEST = len(cobs.encode(bytes(2 + 2 + mcu.LIMIT.size * mcu.CHANNELS + 2)))


def encode(frame: Frame) -> bytes:
    """The frame as it goes on the wire, with its delimiter.

    Raises:
        ValueError: no such type, or a payload that it cannot have.
    """
    length = _LENGTHS.get(frame.kind)
    if length is None or not length.allows(len(frame.payload)):
        raise ValueError(f"A frame of type {frame.kind:#x} has no payload of {len(frame.payload)} bytes.")
    body = bytes([frame.kind, frame.sequence]) + frame.payload
    return cobs.encode(body + crc16(body).to_bytes(2, "big")) + DELIMITER


def _decode(stuffed: bytes) -> Frame | None:
    body = cobs.decode(stuffed)
    if body is None or len(body) < 4 or crc16(body[:-2]) != int.from_bytes(body[-2:], "big"):
        return None
    length = _LENGTHS.get(body[0])
    if length is None or not length.allows(len(body) - 4) or not _makes_sense(body[0], body[2:-2]):
        return None
    return Frame(body[0], body[1], body[2:-2])


def _makes_sense(kind: int, payload: bytes) -> bool:
    """Whether a payload of the right length says something that can be."""
    if kind == mcu.SET:
        return _ordered(mcu.POSITION.iter_unpack(payload))
    if kind == mcu.LIMITS:
        records = list(mcu.LIMIT.iter_unpack(payload[2:]))
        return _ordered((record[0], record[2]) for record in records) and all(one[1] <= one[2] for one in records)
    if kind == mcu.GLOW:
        lamps = list(mcu.LAMP.iter_unpack(payload))
        return _ordered((lamp[0], 0) for lamp in lamps) and all(lamp[4] < len(Effect) for lamp in lamps)
    if kind == mcu.HELLO | mcu.REPLY:
        return payload[mcu.IDENTITY.size :].isascii()
    if kind == mcu.DETECT | mcu.REPLY:
        return payload[0] < 2 * mcu.RANGING
    if kind & mcu.REPLY:
        return payload[0] < 2 * mcu.CONFIGURED and _ordered(mcu.POSITION.iter_unpack(payload[mcu.STATUS.size :]))
    return True


def _ordered(items: Iterable[tuple[int, ...]]) -> bool:
    """Channels rise, and positions are within what any servo has."""
    last = -1
    for channel, position in items:
        if not last < channel < mcu.CHANNELS or position > mcu.HIGHEST:
            return False
        last = channel
    return True


class Decoder:
    """Takes bytes as they come and gives whole frames. `rejected` counts what was no frame."""

    def __init__(self) -> None:
        self.rejected = 0
        self._held = bytearray()
        self._overlong = False

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes, in order. Two delimiters in a row are no fault."""
        frames = []
        for byte_run in data.split(DELIMITER)[:-1]:
            self._hold(byte_run)
            frames += self._finish()
        self._hold(data.rpartition(DELIMITER)[2])
        return frames

    def _hold(self, data: bytes) -> None:
        """Keep bytes of an unfinished frame, but never more than the longest frame has."""
        if len(self._held) + len(data) > _LONGEST:
            self._overlong = True
            self._held.clear()
        elif not self._overlong:
            self._held += data

    def _finish(self) -> list[Frame]:
        stuffed, overlong = bytes(self._held), self._overlong
        self._held.clear()
        self._overlong = False
        if not stuffed and not overlong:
            return []
        frame = None if overlong else _decode(stuffed)
        self.rejected += frame is None
        return [] if frame is None else [frame]


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """Share of the line (0 to 1, 8N1, the busier direction) that `rate_hz` sets of `channels` positions take."""
    longest = encode(Frame(mcu.SET, 1, bytes(mcu.POSITION.size * channels)))
    answer = encode(Frame(mcu.SET | mcu.REPLY, 1, bytes(mcu.STATUS.size)))
    return max(len(longest), len(answer)) * 10 * rate_hz / baud
