"""What a bus of motors needs of its protocol: frames, and what registers say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from hardware.motor import Motor, Register

Words = Mapping[str, int]
"""What registers say, by name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a motor said: its id, the error byte and the data it was asked for."""

    number: int
    error: int
    data: bytes


class Decodes(Protocol):
    """Makes answers of bytes."""

    rejected: int

    def feed(self, data: bytes) -> list[Answer]:
        """Those that `data` completes."""
        ...

    def drop(self) -> None:
        """Forget the part of an answer that is held: the rest of it will not come any more."""
        ...


@dataclass(frozen=True, slots=True)
class Frames:
    """How a protocol frames what the bus asks; `decoder` makes a fresh one."""

    read: Callable[[int, int, int], bytes]
    sync_read: Callable[[Iterable[int], int, int], bytes]
    sync_write: Callable[[int, Mapping[int, bytes]], bytes]
    decoder: Callable[[], Decodes]


def span(motor: Motor, names: tuple[str, ...]) -> Register:
    """From the first to the last of these registers."""
    places = [motor.registers[name] for name in names]
    begin = min(address for address, _ in places)
    return begin, max(address + length for address, length in places) - begin


def order(motor: Motor) -> Literal["big", "little"]:
    """Which byte of a register comes first."""
    return "big" if motor.big_endian else "little"


def words_of(data: bytes, motor: Motor, names: tuple[str, ...], number: Callable[[str, int, int], int]) -> Words:
    """The registers in an answer that spans them; `number(name, raw, length)` gives each its sign."""
    begin, _ = span(motor, names)
    found = {}
    for name in names:
        address, length = motor.registers[name]
        raw = data[address - begin : address - begin + length]
        found[name] = number(name, int.from_bytes(raw, order(motor)), length)
    return found
