"""Bytes of a line in words, per protocol, as far as they can be told apart without knowing the device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.protocols.boards import mcu
from hardware.protocols.boards.mcu_frames import Decoder, Frame

Words = Callable[[bytes], list[str]]
"""Takes the bytes of one direction as they come; gives the messages that are complete, in words."""

ASKED: Final = {
    mcu.HELLO: "hello",
    mcu.LIMITS: "limits",
    mcu.TORQUE: "torque",
    mcu.SET: "set",
    mcu.READ: "read",
    mcu.POLL: "poll",
    mcu.STOP: "stop",
    mcu.CLEAR: "clear",
    mcu.GLOW: "glow",
    mcu.DETECT: "detect",
}
INSTRUCTIONS: Final = {
    0x01: "ping",
    0x02: "read",
    0x03: "write",
    0x08: "reboot",
    0x55: "status",
    0x82: "sync read",
    0x83: "sync write",
}
HELD: Final = 512
"""Bytes of an unfinished message that are kept at most."""


def words_of(protocol: str) -> Words:
    """A fresh decoder of a protocol, for one direction."""
    return MAKERS.get(protocol, _bytes)()


def _mcu() -> Words:
    decoder = Decoder()

    def words(data: bytes) -> list[str]:
        before = decoder.rejected
        told = [_frame(frame) for frame in decoder.feed(data)]
        return told + ["not a frame"] * (decoder.rejected - before)

    return words


def _frame(frame: Frame) -> str:
    name = ASKED.get(frame.kind & ~mcu.REPLY, f"type {frame.kind:#x}")
    if frame.kind & mcu.REPLY:
        return f"{name} #{frame.sequence} ← {_answer(frame)}"
    match frame.kind:
        case mcu.SET:
            return f"{name} #{frame.sequence} {_positions(mcu.unpack_positions(frame.payload))}"
        case mcu.LIMITS:
            deadman_ms, limits = mcu.unpack_limits(frame.payload)
            each = " ".join(f"{channel}:{one.lowest}–{one.highest}" for channel, one in limits.items())
            return f"{name} #{frame.sequence} deadman {deadman_ms} ms {each}"
        case mcu.TORQUE:
            return f"{name} #{frame.sequence} {'on' if frame.payload == bytes([1]) else 'off'}"
        case _:
            return f"{name} #{frame.sequence}"


def _answer(frame: Frame) -> str:
    match frame.kind & ~mcu.REPLY:
        case mcu.HELLO:
            who = mcu.unpack_identity(frame.payload)
            return f"{who.device}, firmware {who.firmware}, {who.channels} channels"
        case mcu.DETECT:
            sensed = mcu.unpack_sensed(frame.payload)
            return f"moving {sensed.moving}, {sensed.distance_m} m"
        case _:
            status = mcu.unpack_status(frame.payload)
            flags = {
                "stopped": status.stopped,
                "pressed": status.pressed,
                "limp": status.limp,
                "unconfigured": not status.configured,
            }
            told = [name for name, set_ in flags.items() if set_] or ["torque"]
            told += [f"missing {sorted(status.missing)}"] if status.missing else []
            told += [f"buttons {sorted(status.buttons)}"] if status.buttons else []
            places = mcu.unpack_positions(frame.payload[mcu.STATUS.size :])
            return " ".join([*told, _positions(places)]).strip()


def _positions(positions: Mapping[int, int]) -> str:
    return " ".join(f"{channel}:{position}" for channel, position in positions.items())


def _servo_bus(header: bytes, number: int, length: int, instruction: int, tail: int) -> Callable[[], Words]:
    """A bus of servos: places of the id, of how many bytes follow, and of what it is; `tail` bytes of check."""

    def make() -> Words:
        held = bytearray()

        def words(data: bytes) -> list[str]:
            held.extend(data)
            told = []
            while (at := held.find(header)) >= 0 and len(held) > at + instruction:
                end = at + length + tail + held[at + length]
                if len(held) < end:
                    break
                told.append(_bus_message(held[at : end - tail], number, instruction))
                del held[:end]
            del held[:-HELD]
            return told

        return words

    return make


def _bus_message(message: bytearray, number: int, instruction: int) -> str:
    """A message without the check at its end."""
    who = "all" if message[number] == 0xFE else f"id {message[number]}"
    what = INSTRUCTIONS.get(message[instruction], f"error {message[instruction]:#04x}")
    return f"{who} {what} {message[instruction + 1 :].hex(' ')}".rstrip()


def _lines() -> Words:
    held = bytearray()

    def words(data: bytes) -> list[str]:
        held.extend(data)
        *lines, rest = bytes(held).split(b"\n")
        held[:] = rest[-HELD:]
        return [line.decode("ascii", "replace").strip() for line in lines if line.strip()]

    return words


def _bytes() -> Words:
    return lambda data: [data.hex(" ")]


MAKERS: Final[Mapping[str, Callable[[], Words]]] = {
    "mcu": _mcu,
    "dynamixel": _servo_bus(b"\xff\xff\xfd\0", 4, 5, 7, 2),
    "feetech": _servo_bus(b"\xff\xff", 2, 3, 4, 1),
    "ohbot": _lines,
}
