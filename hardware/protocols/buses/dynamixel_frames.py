r"""Frames of DYNAMIXEL Protocol 2.0: `FF FF FD 00 id length instruction parameters CRC-16`, little-endian.

`FF FF FD` within instruction and parameters is stuffed to `FF FF FD FD`. The CRC has polynomial 0x8005, begins at 0,
and is not reflected (CRC-16/BUYPASS). Source: emanual.robotis.com/docs/en/dxl/protocol2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hardware.protocols.buses.bus_frames import Answer

PING, READ, WRITE, REBOOT, STATUS, SYNC_READ, SYNC_WRITE = 1, 2, 3, 8, 0x55, 0x82, 0x83
BROADCAST = 0xFE
HEADER, RESERVED = b"\xff\xff\xfd", b"\0"
LONGEST = 512
"""A length of more is no frame of ours but a damaged one."""


def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        check = byte << 8
        for _ in range(8):
            check = (check << 1 ^ 0x8005 if check & 0x8000 else check << 1) & 0xFFFF
        table.append(check)
    return tuple(table)


_CRC = _table()


def crc(data: bytes) -> int:
    """The check of `data`."""
    check = 0
    for byte in data:
        check = (check << 8 & 0xFFFF) ^ _CRC[check >> 8 ^ byte]
    return check


def encode(number: int, instruction: int, parameters: bytes = b"") -> bytes:
    """A frame for the motor of that id."""
    body = (bytes([instruction]) + parameters).replace(HEADER, HEADER + b"\xfd")
    frame = HEADER + RESERVED + bytes([number]) + (len(body) + 2).to_bytes(2, "little") + body
    return frame + crc(frame).to_bytes(2, "little")


def _span(address: int, length: int) -> bytes:
    return address.to_bytes(2, "little") + length.to_bytes(2, "little")


def read(number: int, address: int, length: int) -> bytes:
    """Ask one motor; answered by it."""
    return encode(number, READ, _span(address, length))


def sync_read(numbers: Iterable[int], address: int, length: int) -> bytes:
    """Ask many; they answer one after the other."""
    return encode(BROADCAST, SYNC_READ, _span(address, length) + bytes(numbers))


def sync_write(address: int, data: Mapping[int, bytes]) -> bytes:
    """Write to many, each its own; nobody answers."""
    length = len(next(iter(data.values())))
    return encode(BROADCAST, SYNC_WRITE, _span(address, length) + b"".join(bytes([n]) + one for n, one in data.items()))


class Decoder:
    """Takes bytes as they come and gives whole frames of either direction. `rejected` counts what was none."""

    def __init__(self) -> None:
        self.rejected = 0
        self._held = bytearray()

    def frames(self, data: bytes) -> list[tuple[int, int, bytes]]:
        """Id, instruction and parameters of each frame that `data` completes."""
        self._held += data
        found = []
        while (frame := self._next()) is not None:
            found.append(frame)
        return found

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that `data` completes. What a half-duplex adapter echoes is none."""
        frames = self.frames(data)
        return [Answer(n, body[0], body[1:]) for n, instruction, body in frames if instruction == STATUS and body]

    def drop(self) -> None:
        """Forget the part of a frame that is held."""
        self._held.clear()

    def _next(self) -> tuple[int, int, bytes] | None:
        held = self._held
        while True:
            begin = held.find(HEADER)
            del held[: begin if begin >= 0 else max(0, len(held) - 2)]
            if begin < 0 or len(held) < 7:
                return None
            end = 7 + int.from_bytes(held[5:7], "little")
            if held[3] or not 10 <= end <= LONGEST:
                self._skip()
                continue
            if len(held) < end:
                return None
            frame = bytes(held[:end])
            if crc(frame[:-2]) == int.from_bytes(frame[-2:], "little"):
                del held[:end]
                body = frame[7:-2].replace(HEADER + b"\xfd", HEADER)
                return frame[4], body[0], body[1:]
            self._skip()

    def _skip(self) -> None:
        """Begin anew behind this header, which was none or is damaged."""
        del self._held[:1]
        self.rejected += 1
