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
| `G` glow | for each lamp: lamp u8, red u8, green u8, blue u8, effect u8 (0 steady, 1 breathe, 2 blink) | status |
| `D` detect | – | flags u8 (1 motion sensor, 2 it sees motion, 4 range sensor), distance u16 mm (0 for nothing) |

Status is: flags u8 (1 stopped, 2 emergency stop held down, 4 limp, 8 configured), boot u16, rejected frames u8, missing
channels u16 (bit mask), buttons held down u8 (bit mask).

The board clamps positions to the limits, and those to the pulses it can make (ours: 400 to 2700 µs); it moves at most
`slew` in each 20 ms, and refuses `S` before `L`. It goes limp, and stays so until `T 1`, when no valid frame came for
the deadman period or the stop is latched; a latched stop passes `T 1` over. Lamps, 0 to 15, need neither limits nor
torque and outlast a stop; a lamp that the board has not got is passed over. With the deadman they go dark, and stay so
until the next `G`. A restart changes `boot` and forgets the limits and the lamps.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from hardware.protocols.codec import ChannelLimits, Effect, Identified, Lamp, PoseRead, Positions, Sensed, Status

VERSION = 1
CHANNELS = 16
LAMPS = 16
BUTTONS = 8
REPLY = 0x80
HELLO, LIMITS, TORQUE, SET, READ, POLL, STOP, CLEAR, GLOW, DETECT = b"HLTSRPECGD"
ANSWERED_BY_STATUS = (LIMITS, TORQUE, SET, POLL, STOP, CLEAR, GLOW)

STATUS = struct.Struct(">BHBHB")
IDENTITY = struct.Struct(">BBBBH")
LIMIT = struct.Struct(">BHHH")
POSITION = struct.Struct(">BH")
LAMP = struct.Struct(">BBBBB")
SENSED = struct.Struct(">BH")
_STOPPED, _PRESSED, _LIMP, CONFIGURED = 1, 2, 4, 8
_FEELS, _MOVING, RANGING = 1, 2, 4
LONGEST_NAME = 32
HIGHEST = 4095


def pack_positions(positions: Positions) -> bytes:
    """Payload of `S`, and of a pose."""
    return b"".join(POSITION.pack(channel, position) for channel, position in sorted(positions.items()))


def unpack_positions(payload: bytes) -> dict[int, int]:
    """The inverse of `pack_positions`."""
    return dict(POSITION.iter_unpack(payload))


def pack_limits(deadman_ms: int, limits: Mapping[int, ChannelLimits]) -> bytes:
    """Payload of `L`."""
    records = (LIMIT.pack(channel, one.lowest, one.highest, one.slew) for channel, one in sorted(limits.items()))
    return deadman_ms.to_bytes(2, "big") + b"".join(records)


def unpack_limits(payload: bytes) -> tuple[int, dict[int, ChannelLimits]]:
    """The inverse of `pack_limits`."""
    records = LIMIT.iter_unpack(payload[2:])
    limits = {channel: ChannelLimits(lowest, highest, slew) for channel, lowest, highest, slew in records}
    return int.from_bytes(payload[:2], "big"), limits


def pack_lamps(lamps: Mapping[int, Lamp]) -> bytes:
    """Payload of `G`."""
    records = ((number, one.red, one.green, one.blue, one.effect.value) for number, one in sorted(lamps.items()))
    return b"".join(LAMP.pack(*record) for record in records)


def unpack_lamps(payload: bytes) -> dict[int, Lamp]:
    """The inverse of `pack_lamps`."""
    records = LAMP.iter_unpack(payload)
    return {number: Lamp(red, green, blue, Effect(effect)) for number, red, green, blue, effect in records}


def _mask(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


def _numbers(mask: int) -> frozenset[int]:
    return frozenset(number for number in range(mask.bit_length()) if mask >> number & 1)


def pack_status(status: Status) -> bytes:
    """Payload of an answer."""
    flags = _STOPPED * status.stopped | _PRESSED * status.pressed | _LIMP * status.limp | CONFIGURED * status.configured
    return STATUS.pack(flags, status.boot, status.rejected, _mask(status.missing), _mask(status.buttons))


def unpack_status(payload: bytes) -> Status:
    """The inverse of `pack_status`; looks at the first seven bytes."""
    flags, boot, rejected, missing, buttons = STATUS.unpack_from(payload)
    return Status(
        boot,
        bool(flags & _STOPPED),
        bool(flags & _PRESSED),
        bool(flags & _LIMP),
        bool(flags & CONFIGURED),
        rejected,
        _numbers(missing),
        _numbers(buttons),
    )


def pack_pose(pose: PoseRead) -> bytes:
    """Payload of the answer to `R`."""
    return pack_status(pose.status) + pack_positions(pose.positions)


def pack_identity(identity: Identified) -> bytes:
    """Payload of the answer to `H`; the firmware's version is `major.minor`."""
    major, minor = (int(part) for part in identity.firmware.split("."))
    head = IDENTITY.pack(identity.protocol, major, minor, identity.channels, identity.boot)
    return head + identity.device.encode()


def unpack_identity(payload: bytes) -> Identified:
    """The inverse of `pack_identity`."""
    protocol, major, minor, channels, boot = IDENTITY.unpack_from(payload)
    name = payload[IDENTITY.size :].decode("ascii")
    return Identified(name, protocol, f"{major}.{minor}", channels, boot)


def pack_sensed(sensed: Sensed) -> bytes:
    """Payload of the answer to `D`; distances are whole mm up to 65 m."""
    flags = _FEELS * (sensed.moving is not None) | _MOVING * bool(sensed.moving) | RANGING * sensed.ranging
    return SENSED.pack(flags, min(0xFFFF, round(1000 * (sensed.distance_m or 0.0))))


def unpack_sensed(payload: bytes) -> Sensed:
    """The inverse of `pack_sensed`."""
    flags, distance_mm = SENSED.unpack(payload)
    moving = bool(flags & _MOVING) if flags & _FEELS else None
    return Sensed(moving, distance_mm / 1000 if distance_mm else None, bool(flags & RANGING))
