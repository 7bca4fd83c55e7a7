"""Frames of Feetech's serial bus: `FF FF id length instruction parameters check`, check the inverted sum of one byte.

A sum of one byte lets one damaged frame in 256 through, and cannot see two bytes change places: what an answer says is
therefore also held against what can be (see `hardware.protocols.buses.feetech`). A motor that hears a damaged
order may obey it; the next one, 20 ms later, puts that right. Source: Feetech, "Communication protocol manual"
(SMS/STS, SCS).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hardware.protocols.buses.bus_frames import Answer

PING, READ, WRITE, SYNC_READ, SYNC_WRITE = 1, 2, 3, 0x82, 0x83
BROADCAST = 0xFE
HEADER = b"\xff\xff"
LONGEST = 250


def check(data: bytes | bytearray) -> int:
    """The check of all between header and check."""
    return ~sum(data) & 0xFF


def encode(number: int, instruction: int, parameters: bytes = b"") -> bytes:
    """A frame for the motor of that id; an answer has its error in place of the instruction."""
    body = bytes([number, len(parameters) + 2, instruction]) + parameters
    return HEADER + body + bytes([check(body)])


def read(number: int, address: int, length: int) -> bytes:
    """Ask one motor; answered by it."""
    return encode(number, READ, bytes([address, length]))


def sync_read(numbers: Iterable[int], address: int, length: int) -> bytes:
    """Ask many; they answer one after the other. The SC series does not know it."""
    return encode(BROADCAST, SYNC_READ, bytes([address, length, *numbers]))


def sync_write(address: int, data: Mapping[int, bytes]) -> bytes:
    """Write to many, each its own; nobody answers."""
    length = len(next(iter(data.values())))
    return encode(
        BROADCAST, SYNC_WRITE, bytes([address, length]) + b"".join(bytes([n]) + one for n, one in data.items())
    )


class Decoder:
    """Takes bytes as they come and gives whole frames of either direction. `rejected` counts what was none."""

    def __init__(self) -> None:
        self.rejected = 0
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        """The frames that `data` completes; `error` is the instruction in one of the host."""
        self._held += data
        found = []
        while (frame := self._next()) is not None:
            found.append(frame)
        return found

    def drop(self) -> None:
        """Forget the part of a frame that is held."""
        self._held.clear()

    def _next(self) -> Answer | None:
        held = self._held
        while True:
            begin = held.find(HEADER)
            del held[: begin if begin >= 0 else max(0, len(held) - 1)]
            if begin < 0 or len(held) < 4:
                return None
            number, length = held[2], held[3]
            if number <= BROADCAST and 2 <= length <= LONGEST:
                if len(held) < 4 + length:
                    return None
                if check(held[2 : 3 + length]) == held[3 + length]:
                    answer = Answer(number, held[4], bytes(held[5 : 3 + length]))
                    del held[: 4 + length]
                    return answer
            self.rejected += number != HEADER[0]
            del held[:1]
