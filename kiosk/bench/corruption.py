"""Damaged frames: how many a protocol takes for good, and whether the next whole frame is heard all the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hardware.protocols.boards import mcu, mcu_frames
from hardware.protocols.boards.mcu_frames import Frame
from hardware.protocols.buses import dynamixel_frames, feetech_frames
from hardware.protocols.buses.bus_frames import Answer, Decodes
from kiosk.bench.row import Peer, Row

FLIPS: Final = 8
POSE: Final = 4


@dataclass(frozen=True, slots=True)
class Ear:
    """A decoder at work: `hear(bytes)` gives what it takes for good; `drop` is called before the next exchange."""

    hear: Callable[[bytes], list[object]]
    drop: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A protocol: makes a frame and what it says, and an ear for them. `check` is what guards it."""

    name: str
    check: str
    frame: Callable[[random.Random], tuple[bytes, object]]
    ear: Callable[[], Ear]


def _mcu(chance: random.Random) -> tuple[bytes, object]:
    pose = {channel: chance.randrange(500, 2500) for channel in range(6)}
    frame = Frame(mcu.SET, chance.randrange(256), mcu.pack_positions(pose))
    return mcu_frames.encode(frame), frame


def _mcu_ear() -> Ear:
    decoder = mcu_frames.Decoder()
    return Ear(lambda data: list(decoder.feed(data)), lambda: decoder.feed(mcu_frames.DELIMITER))


def _position(chance: random.Random) -> bytes:
    return chance.randrange(4096).to_bytes(POSE, "little")


def _dynamixel(chance: random.Random) -> tuple[bytes, object]:
    number, data = chance.randrange(1, 20), _position(chance)
    return dynamixel_frames.encode(number, dynamixel_frames.STATUS, b"\0" + data), Answer(number, 0, data)


def _feetech(chance: random.Random) -> tuple[bytes, object]:
    number, data = chance.randrange(1, 20), _position(chance)
    return feetech_frames.encode(number, 0, data), Answer(number, 0, data)


def _bus_ear(decoder: Decodes) -> Ear:
    return Ear(lambda data: list(decoder.feed(data)), decoder.drop)


MCU: Final = Tongue("MCU", "16 bits", _mcu, _mcu_ear)
TONGUES: Final = (
    MCU,
    Tongue("Dynamixel", "16 bits", _dynamixel, lambda: _bus_ear(dynamixel_frames.Decoder())),
    Tongue("Feetech", "one byte", _feetech, lambda: _bus_ear(feetech_frames.Decoder())),
)
"""Those that have a check; what Maestro, Firmata and Ohbot answer has none."""


def damaged(tongue: Tongue, times: int, seed: int = 2) -> tuple[int, int]:
    """Of so many frames with one to eight flipped bits: taken wrongly, and whole ones after them that went unheard."""
    chance, ear, wrong, lost = random.Random(seed), tongue.ear(), 0, 0
    for _ in range(times):
        frame, meant = tongue.frame(chance)
        hurt = bytearray(frame)
        for _ in range(chance.randrange(1, FLIPS + 1)):
            hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
        wrong += sum(got != meant for got in ear.hear(bytes(hurt)))
        wrong += sum(got != meant for got in _ended(ear))
        after, said = tongue.frame(chance)
        lost += said not in ear.hear(after)
    return wrong, lost


def _ended(ear: Ear) -> list[object]:
    ended = ear.drop()
    return ended if isinstance(ended, list) else []


def rows(times: int) -> Iterator[Row]:
    """The goal is for our own: what else a check lets through is borne by what is made of answers (`frames.rows`)."""
    for tongue in TONGUES:
        wrong, lost = damaged(tongue, times)
        name = f"wrong frames accepted of {times} damaged ones, {tongue.name} (check of {tongue.check})"
        strong = tongue is MCU
        yield Row(name, wrong, "frames", 0 if strong else None, peer=_summed(times) if tongue is MCU else None)
        yield Row(f"next frames unheard after {times} damaged ones, {tongue.name}", lost, "frames", 0)


def _summed(times: int, seed: int = 2) -> Peer:
    """The same poses and damage, guarded as bus servos guard theirs: by one byte, the inverted sum of the others."""
    chance, wrong = random.Random(seed), 0
    for _ in range(times):
        pose = mcu.pack_positions({channel: chance.randrange(500, 2500) for channel in range(6)})
        hurt = bytearray(pose + bytes([~sum(pose) & 0xFF]))
        for _ in range(chance.randrange(1, FLIPS + 1)):
            hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
        wrong += bytes(hurt[:-1]) != pose and ~sum(hurt[:-1]) & 0xFF == hurt[-1]
    return Peer("a sum of one byte", float(wrong))
