r"""The protocol of our own servo boards (any Arduino-class microcontroller), both ends of it.

On the wire a frame is `COBS(type, sequence, payload, CRC) 00`: `type` and `sequence` one byte each, `CRC` the
CRC-16/CCITT-FALSE of all before it. Numbers are big-endian. The board answers every valid request exactly once, with
type | 0x80 and the same sequence; it never speaks unasked. A frame that is malformed, has a wrong check, an unknown
type, or a payload that its type cannot have is dropped and counted; the next `00` begins afresh. Channels rise within a
payload, positions are 0 to 4095 and unused flags 0: that catches most of what a 16-bit check lets through, one heavily
damaged frame in 65 536.

| request | payload | answer |
|---|---|---|
| `H` hello | – | identity: protocol u8, firmware major u8, minor u8, channels u8, boot u16, device name (ASCII, 1–32) |
| `L` limits | deadman u16 ms (0 off); for each channel: channel u8, lowest u16, highest u16, slew u16 | status |
| `T` torque | 0 or 1, u8 | status |
| `S` set | for each channel: channel u8, position u16 (µs of pulse) | status |
| `R` read | – | status, then for each channel with a pulse: channel u8, position u16 |
| `P` poll | – | status |
| `E` stop | – | status |
| `C` clear the latched stop; refused while the button is down | – | status |
| `D` detect | – | flags u8 (1 motion sensor, 2 it sees motion, 4 range sensor), distance u16 mm (0 for nothing) |

Status is: flags u8 (1 stopped, 2 button pressed, 4 limp, 8 configured), boot u16, rejected frames u8, missing
channels u16 (bit mask).

The board clamps positions to the limits, moves at most `slew` in each 20 ms, and refuses `S` before `L`. It goes limp,
and stays so until `T 1`, when no valid frame came for the deadman period or the stop is latched. A restart changes
`boot` and forgets the limits.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hardware.protocols import cobs
from hardware.protocols.codec import ChannelLimits, Identified, PoseRead, Positions, Report, Sensed, Status
from hardware.protocols.crc import crc16

VERSION = 1
CHANNELS = 16
DELIMITER = b"\0"
REPLY = 0x80
HELLO, LIMITS, TORQUE, SET, READ, POLL, STOP, CLEAR, DETECT = b"HLTSRPECD"

_STATUS = struct.Struct(">BHBH")
_IDENTITY = struct.Struct(">BBBBH")
_LIMIT = struct.Struct(">BHHH")
_POSITION = struct.Struct(">BH")
_SENSED = struct.Struct(">BH")
_STOPPED, _PRESSED, _LIMP, _CONFIGURED = 1, 2, 4, 8
_FEELS, _MOVING, _RANGING = 1, 2, 4
_NAME = 32
_HIGHEST = 4095


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
    HELLO: _Length(0),
    LIMITS: _Length(2, _LIMIT.size, CHANNELS),
    TORQUE: _Length(1),
    SET: _Length(0, _POSITION.size, CHANNELS),
    **dict.fromkeys((READ, POLL, STOP, CLEAR, DETECT), _Length(0)),
    HELLO | REPLY: _Length(_IDENTITY.size + 1, 1, _NAME - 1),
    DETECT | REPLY: _Length(_SENSED.size),
    READ | REPLY: _Length(_STATUS.size, _POSITION.size, CHANNELS),
    **{kind | REPLY: _Length(_STATUS.size) for kind in (LIMITS, TORQUE, SET, POLL, STOP, CLEAR)},
}
_LONGEST = len(cobs.encode(bytes(2 + 2 + _LIMIT.size * CHANNELS + 2)))


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
    if kind == SET:
        return _ordered(_POSITION.iter_unpack(payload))
    if kind == LIMITS:
        records = list(_LIMIT.iter_unpack(payload[2:]))
        return _ordered((record[0], record[2]) for record in records) and all(one[1] <= one[2] for one in records)
    if kind == HELLO | REPLY:
        return payload[_IDENTITY.size :].isascii()
    if kind == DETECT | REPLY:
        return payload[0] < 2 * _RANGING
    if kind & REPLY:
        return payload[0] < 2 * _CONFIGURED and _ordered(_POSITION.iter_unpack(payload[_STATUS.size :]))
    return True


def _ordered(items: Iterable[tuple[int, ...]]) -> bool:
    """Channels rise, and positions are within what any servo has."""
    last = -1
    for channel, position in items:
        if not last < channel < CHANNELS or position > _HIGHEST:
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


def pack_positions(positions: Positions) -> bytes:
    """Payload of `S`, and of a pose."""
    return b"".join(_POSITION.pack(channel, position) for channel, position in sorted(positions.items()))


def unpack_positions(payload: bytes) -> dict[int, int]:
    """The inverse of `pack_positions`."""
    return dict(_POSITION.iter_unpack(payload))


def pack_limits(deadman_ms: int, limits: Mapping[int, ChannelLimits]) -> bytes:
    """Payload of `L`."""
    records = (_LIMIT.pack(channel, one.lowest, one.highest, one.slew) for channel, one in sorted(limits.items()))
    return deadman_ms.to_bytes(2, "big") + b"".join(records)


def unpack_limits(payload: bytes) -> tuple[int, dict[int, ChannelLimits]]:
    """The inverse of `pack_limits`."""
    records = _LIMIT.iter_unpack(payload[2:])
    limits = {channel: ChannelLimits(lowest, highest, slew) for channel, lowest, highest, slew in records}
    return int.from_bytes(payload[:2], "big"), limits


def pack_status(status: Status) -> bytes:
    """Payload of an answer."""
    flags = (
        _STOPPED * status.stopped | _PRESSED * status.pressed | _LIMP * status.limp | _CONFIGURED * status.configured
    )
    return _STATUS.pack(flags, status.boot, status.rejected, sum(1 << channel for channel in status.missing))


def unpack_status(payload: bytes) -> Status:
    """The inverse of `pack_status`; looks at the first six bytes."""
    flags, boot, rejected, missing = _STATUS.unpack_from(payload)
    return Status(
        boot,
        bool(flags & _STOPPED),
        bool(flags & _PRESSED),
        bool(flags & _LIMP),
        bool(flags & _CONFIGURED),
        rejected,
        frozenset(channel for channel in range(CHANNELS) if missing >> channel & 1),
    )


def pack_pose(pose: PoseRead) -> bytes:
    """Payload of the answer to `R`."""
    return pack_status(pose.status) + pack_positions(pose.positions)


def pack_identity(identity: Identified) -> bytes:
    """Payload of the answer to `H`; the firmware's version is `major.minor`."""
    major, minor = (int(part) for part in identity.firmware.split("."))
    head = _IDENTITY.pack(identity.protocol, major, minor, identity.channels, identity.boot)
    return head + identity.device.encode()


def _unpack_identity(payload: bytes) -> Identified:
    protocol, major, minor, channels, boot = _IDENTITY.unpack_from(payload)
    name = payload[_IDENTITY.size :].decode("ascii")
    return Identified(name, protocol, f"{major}.{minor}", channels, boot)


def pack_sensed(sensed: Sensed) -> bytes:
    """Payload of the answer to `D`; distances are whole mm up to 65 m."""
    flags = _FEELS * (sensed.moving is not None) | _MOVING * bool(sensed.moving) | _RANGING * sensed.ranging
    return _SENSED.pack(flags, min(0xFFFF, round(1000 * (sensed.distance_m or 0.0))))


def _unpack_sensed(payload: bytes) -> Sensed:
    flags, distance_mm = _SENSED.unpack(payload)
    moving = bool(flags & _MOVING) if flags & _FEELS else None
    return Sensed(moving, distance_mm / 1000 if distance_mm else None, bool(flags & _RANGING))


def report(answer: Frame) -> Report | Sensed:
    """What an answer says."""
    if answer.kind == DETECT | REPLY:
        return _unpack_sensed(answer.payload)
    if answer.kind == HELLO | REPLY:
        return _unpack_identity(answer.payload)
    status = unpack_status(answer.payload)
    if answer.kind == READ | REPLY:
        return PoseRead(status, unpack_positions(answer.payload[_STATUS.size :]))
    return status


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """Share of the line (0 to 1, 8N1, the busier direction) that `rate_hz` sets of `channels` positions take."""
    longest = encode(Frame(SET, 1, bytes(_POSITION.size * channels)))
    answer = encode(Frame(SET | REPLY, 1, bytes(_STATUS.size)))
    return max(len(longest), len(answer)) * 10 * rate_hz / baud
