"""The jaw of a robot against the sound: when it was halfway through each opening and closing, and should have been."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.motion.joints import SERVO_FRAME_S, Joint

STEP_S = 0.002
SWING = 0.1
"""Openings and closings of less are no movement that anybody sees."""
MISSED_S = 0.2
"""The error of a movement that the robot did not make within this time."""

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The middle of an opening or a closing."""

    at_s: float
    level: float
    rising: bool


def crossings(times: Curve, values: Curve) -> list[Crossing]:
    """The middle of every movement of at least `SWING`, in order."""
    turns = _turns(values)
    found = []
    for begin, end in pairwise(turns):
        level = float(values[begin] + values[end]) / 2
        rising = bool(values[end] > values[begin])
        part = values[begin : end + 1] if rising else -values[begin : end + 1]
        at = begin + int(np.argmax(part >= (level if rising else -level)))
        found.append(Crossing(float(times[at]), level, rising))
    return found


def _turns(values: Curve) -> list[int]:
    """Indices of the ends and of the turning points that are `SWING` apart."""
    turns, extreme, sign = [0], 0, 0
    for index, value in enumerate(values):
        away = float(value - values[extreme])
        if sign * away >= 0 and (sign or abs(away) >= SWING):
            sign = sign or (1 if away > 0 else -1)
            extreme = index
        elif sign and abs(away) >= SWING:
            turns.append(extreme)
            extreme, sign = index, -sign
    return [*turns, extreme] if sign else turns


def errors_s(
    lips: Callable[[float], float], seconds: float, at: float, poses: Sequence[tuple[float, float]]
) -> list[float]:
    """How much later than the lips each opening and closing of a jaw was, s; see `errors`."""
    return [error for _, error in errors(lips, seconds, at, poses)]


def errors(
    lips: Callable[[float], float], seconds: float, at: float, poses: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """When the lips were halfway through each opening and closing (CLOCK_MONOTONIC), and how much later a jaw was, s.

    Args:
        lips: The jaw that belongs to the sound, by seconds after its first sample, with no lead.
        seconds: Length of the sound.
        at: CLOCK_MONOTONIC of its first sample.
        poses: (CLOCK_MONOTONIC, jaw) as the robot received them; a servo takes half a servo frame more on average.
    """
    times = np.arange(-0.3, seconds + 0.4, STEP_S)
    wanted = np.array([lips(t) for t in times])
    received = np.array(poses)
    moved = np.interp(times + at, received[:, 0] + SERVO_FRAME_S / 2, received[:, 1])
    return [(at + crossing.at_s, _error(crossing, times, moved)) for crossing in crossings(times, wanted)]


def _error(wanted: Crossing, times: Curve, moved: Curve) -> float:
    above = moved >= wanted.level
    passed = (above[1:] & ~above[:-1]) if wanted.rising else (~above[1:] & above[:-1])
    late = times[1:][passed] - wanted.at_s
    nearest = float(late[np.argmin(np.abs(late))]) if late.size else MISSED_S
    return min(MISSED_S, max(-MISSED_S, nearest))


def read(log: Path, jaw: Joint) -> list[tuple[float, float]]:
    """The jaw of a simulated board's log, in the joint's own unit."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    channel = str(jaw.channel)
    return [(line["at"], jaw.value(line["channels"][channel])) for line in lines if channel in line["channels"]]
