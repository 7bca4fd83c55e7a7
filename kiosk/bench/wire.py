"""The servo board's wire and the limit follower under stress: round trip, damaged frames, fuzzed goals."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import numpy as np

from hardware.motion import Limits, Motion, follow
from hardware.profile import Profile
from hardware.protocols import mcu
from hardware.protocols.mcu import Decoder, Frame
from hardware.serial_link import SerialTransport
from hardware.simulators.spawn import SimulatedBoard
from kiosk.bench.row import Peer, Row

EXCHANGES = 200
SERVOS = 8
SLACK = 1e-9


def rows(profile: Profile, times: int) -> list[Row]:
    """All figures; `times` damaged frames and fuzzed ticks."""
    return [
        Row(f"round trip of {SERVOS} servos at {profile.baud} baud, median", round(round_trip_ms(profile), 2), "ms", 6),
        Row(f"wrong frames accepted of {times} damaged ones", wrong_frames(times), "frames", 0, peer=_summed(times)),
        Row(f"limits broken in {times} fuzzed ticks", broken_limits(times, 1 / profile.rate_hz), "ticks", 0),
    ]


def round_trip_ms(profile: Profile) -> float:
    """Set to answer, ms, on a pty that takes as long as the line would."""
    took = []
    with tempfile.TemporaryDirectory() as folder, SimulatedBoard(Path(folder)) as board:
        transport = SerialTransport(board.port, profile.baud)
        for number in range(EXCHANGES):
            pose = mcu.pack_positions(dict.fromkeys(range(SERVOS), 1500))
            begin, decoder = time.monotonic(), Decoder()
            transport.write(mcu.encode(Frame(mcu.SET, number % 256, pose)))
            while not decoder.feed(transport.read(1.0)) and time.monotonic() - begin < 1.0:
                pass
            took.append(time.monotonic() - begin)
        transport.close()
    return float(np.median(took)) * 1e3


def wrong_frames(times: int, seed: int = 2) -> int:
    """Frames that a decoder took for good though one to eight of their bits were flipped."""
    chance, decoder, wrong = random.Random(seed), Decoder(), 0
    for number in range(times):
        pose = {channel: chance.randrange(500, 2500) for channel in range(6)}
        frame = Frame(mcu.SET, number % 256, mcu.pack_positions(pose))
        damaged = bytearray(mcu.encode(frame))
        for _ in range(chance.randrange(1, 9)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        wrong += sum(got != frame for got in decoder.feed(bytes(damaged) + mcu.DELIMITER))
    return wrong


def _summed(times: int, seed: int = 2) -> Peer:
    """The same poses and damage, guarded as bus servos guard theirs: by one byte, the inverted sum of the others."""
    chance, wrong = random.Random(seed), 0
    for _ in range(times):
        pose = mcu.pack_positions({channel: chance.randrange(500, 2500) for channel in range(6)})
        damaged = bytearray(pose + bytes([~sum(pose) & 0xFF]))
        for _ in range(chance.randrange(1, 9)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        wrong += bytes(damaged[:-1]) != pose and ~sum(damaged[:-1]) & 0xFF == damaged[-1]
    return Peer("a sum of one byte", float(wrong))


def broken_limits(times: int, dt: float, seed: int = 2) -> int:
    """Ticks in which a joint left its range, or went or sped up faster than it may."""
    chance, limits = random.Random(seed), Limits(-45.0, 45.0, 160.0, 700.0)
    motion, goal, broken = Motion(0.0), 0.0, 0
    for _ in range(times):
        if chance.random() < 0.05:
            goal = chance.uniform(-90, 90)
        after = follow(motion, goal, limits, dt)
        faster = abs(after.velocity - motion.velocity) > limits.acceleration * dt + SLACK
        too_fast = abs(after.velocity) > limits.velocity + SLACK
        outside = not limits.lowest - SLACK <= after.position <= limits.highest + SLACK
        broken += faster or too_fast or outside
        motion = after
    return broken
