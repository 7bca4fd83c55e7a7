"""People who walk in the simulated shop: where each is at a time, where it looks, and what is known of it beforehand.

All chance is drawn when a walk is made: a walk is a function of time, whoever asks and how often.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.obstacles import Make, Obstacle
from kiosk.simulation.optics import Light
from kiosk.simulation.people import Person

Spot = tuple[float, float]  # x, z in m
Way = Callable[[float], Spot]
Gaze = Callable[[float], Spot | None]  # the spot that is looked at; None: where one walks

KIOSK: Final[Spot] = (0.0, 0.0)
FACES: Final = ("maya", "ines", "kwame", "linh", "samira", "willem")
TURNS_S: Final = 0.3
"""How long a head takes to turn."""
STEP_S: Final = 0.05
SWAY_DEG: Final = 6.0
GRID_S: Final = 0.05
STEPS_HZ: Final = 1.8
BOB_M: Final = 0.015
WALKS_MPS: Final = 0.2
TROLLEY: Final[Spot] = (0.35, 0.45)
"""A trolley goes so far beside and before whoever pushes it, m."""


@dataclass(frozen=True, slots=True)
class Walker:
    """A way until `end_s`. Who comes to the kiosk stands still there from `stop_s` until `away_s`.

    Eyes' height in m, size of the head beside an adult's, the face it is drawn with; `sway` makes heads unlike.
    """

    way: Way
    gaze: Gaze
    end_s: float
    eye_m: float
    face: float
    avatar: str
    sway: float
    stop_s: float | None = None
    away_s: float | None = None
    brings: Literal["", "trolley", "wheelchair"] = ""

    def person(self, number: int, t: float) -> Person | None:
        """The walker at a time; None once it has gone."""
        if t > self.end_s:
            return None
        x, z = self.way(t)
        (x0, z0), (x1, z1) = self.way(max(0.0, t - STEP_S)), self.way(t + STEP_S)
        span = t + STEP_S - max(0.0, t - STEP_S)
        vx, vz = (x1 - x0) / span, (z1 - z0) / span
        walks = math.hypot(vx, vz) > WALKS_MPS
        bob = BOB_M * math.sin(math.tau * STEPS_HZ * t + self.sway) if walks and self.brings != "wheelchair" else 0.0
        return Person(
            number,
            x,
            z,
            self._yaw(t),
            self.eye_m,
            self.avatar,
            face=self.face,
            vx_mps=vx,
            vz_mps=vz,
            bob_m=bob,
            stops=self.stop_s is not None,
        )

    def things(self, t: float) -> list[Obstacle]:
        """What is brought along, where it is at a time."""
        if not self.brings or t > self.end_s:
            return []
        x, z = self.way(t)
        if self.brings == "wheelchair":
            return [Obstacle("wheelchair", x, max(0.3, z - 0.02))]
        side = math.copysign(TROLLEY[0], math.sin(self.sway))
        return [Obstacle("trolley", x + side, z - TROLLEY[1])] if z - TROLLEY[1] > 0.35 else []

    def _yaw(self, t: float) -> float:
        """The turn of the head from the camera: it follows what is looked at, and is never quite still."""
        ways = [self._towards(t - lag * TURNS_S / 3) for lag in range(4)]
        across, towards = sum(math.sin(way) for way in ways), sum(math.cos(way) for way in ways)
        sway = math.sin(2.1 * t + self.sway) + 0.6 * math.sin(5.3 * t + 2 * self.sway)
        return math.degrees(math.atan2(across, towards)) + SWAY_DEG * sway

    def _towards(self, t: float) -> float:
        """Where the walker heads, radians from the direction to the camera; to the picture's right counts up."""
        t = max(0.0, t)
        x, z = self.way(t)
        spot = self.gaze(t)
        if spot is None:
            (x0, z0), (x1, z1) = self.way(max(0.0, t - STEP_S)), self.way(t + STEP_S)
            ahead = x1 - x0, z1 - z0
        else:
            ahead = spot[0] - x, spot[1] - z
        if math.hypot(*ahead) < 1e-4:
            return 0.0
        return math.atan2(ahead[0] * z - ahead[1] * x, -ahead[0] * x - ahead[1] * z)


@dataclass(frozen=True, slots=True)
class Scene:
    """Walkers, what stands about, and the light: all that a film of it needs."""

    walkers: Sequence[Walker]
    things: Sequence[Obstacle]
    light: Light
    jpeg: bool

    @property
    def end_s(self) -> float:
        """When everybody has gone."""
        return max(walker.end_s for walker in self.walkers)

    def at(self, t: float) -> tuple[list[Person], list[Obstacle]]:
        """Who and what is there at a time."""
        people = (walker.person(number + 1, t) for number, walker in enumerate(self.walkers))
        brought = (thing for walker in self.walkers for thing in walker.things(t))
        return [one for one in people if one is not None], [*self.things, *brought]


@dataclass(frozen=True, slots=True)
class Body:
    """What somebody is like, whatever the way."""

    eye_m: float
    face: float
    avatar: str
    sway: float
    brings: Literal["", "trolley", "wheelchair"] = ""


def adult(rng: np.random.Generator, *, alone: bool = True) -> Body:
    """Somebody who stands; three in ten of those who come alone push a trolley."""
    trolley = alone and rng.uniform() < 0.3
    face, eye = float(rng.normal(1.0, 0.05)), float(rng.normal(1.58, 0.09))
    return Body(eye, face, _avatar(rng), float(rng.uniform(0, math.tau)), "trolley" if trolley else "")


def child(rng: np.random.Generator) -> Body:
    """Somebody of five to nine years."""
    face, eye = float(rng.normal(0.9, 0.04)), float(rng.uniform(0.85, 1.15))
    return Body(eye, face, _avatar(rng), float(rng.uniform(0, math.tau)))


def seated(rng: np.random.Generator) -> Body:
    """Somebody in a wheelchair."""
    face, eye = float(rng.normal(1.0, 0.05)), float(rng.uniform(1.08, 1.2))
    return Body(eye, face, _avatar(rng), float(rng.uniform(0, math.tau)), "wheelchair")


def walker(body: Body, way: Way, gaze: Gaze, end_s: float, stop_s: float | None, away_s: float | None) -> Walker:
    """Somebody on a way."""
    return Walker(way, gaze, end_s, body.eye_m, body.face, body.avatar, body.sway, stop_s, away_s, body.brings)


def glances(rng: np.random.Generator, share: float, away: Callable[[float], Spot | None], every_s: float = 1.0) -> Gaze:
    """For `share` of the time the kiosk is looked at, otherwise something else."""
    draws = rng.uniform(0, 1, 60)
    return lambda t: KIOSK if draws[int(t / every_s) % len(draws)] < share else away(t)


def one_glance(rng: np.random.Generator, end_s: float) -> Gaze:
    """Two in five look at the kiosk once, for half a second to one and a half."""
    looks, start, length = rng.uniform() < 0.4, rng.uniform(0.2, 0.7) * end_s, rng.uniform(0.5, 1.5)
    return lambda t: KIOSK if looks and start < t < start + length else None


def legs(stops: Sequence[tuple[Spot, float, float]], start: Spot) -> tuple[Way, list[float]]:
    """A way through spots, each with the speed to it in m/s and the stay there in s; and when each is reached.

    Corners and stops are softened over a second, as feet do.
    """
    times, spots, reached = [0.0], [start], list[float]()
    for spot, speed, stay in stops:
        times.append(times[-1] + max(0.05, math.dist(spots[-1], spot) / speed))
        spots.append(spot)
        reached.append(times[-1])
        if stay > 0:
            times.append(times[-1] + stay)
            spots.append(spot)
    grid = np.arange(0.0, times[-1] + 2.0, GRID_S)
    across, along = (_softened(grid, times, [spot[axis] for spot in spots]) for axis in (0, 1))

    def way(t: float) -> Spot:
        place = min(max(t / GRID_S, 0.0), len(across) - 1.001)
        index = int(place)
        late = place - index
        return (
            across[index] + late * (across[index + 1] - across[index]),
            along[index] + late * (along[index + 1] - along[index]),
        )

    return way, [time + 0.5 for time in reached]


def _softened(grid: NDArray[np.float64], times: Sequence[float], values: Sequence[float]) -> list[float]:
    moved = [np.interp(grid + lag, times, values) for lag in (-0.5, -0.3, -0.1, 0.1, 0.3, 0.5)]
    return [float(value) for value in np.mean(moved, axis=0)]


def surroundings(rng: np.random.Generator) -> tuple[list[Obstacle], Light, bool]:
    """What stands about in three scenes of ten, the light, and whether the camera compresses its pictures."""
    things = []
    if rng.uniform() < 0.3:
        make: Make = "display" if rng.uniform() < 0.5 else "low display"
        things = [Obstacle(make, float(rng.choice([-1, 1]) * rng.uniform(1.0, 1.7)), float(rng.uniform(1.6, 3.5)))]
    stops = float(rng.choice([0.0, 0.0, -2.0, -3.5, 1.0]))
    change = float(rng.choice([0.0, 0.0, -1.5, 1.5]))
    light = Light(stops, change, float(rng.uniform(1, 6)), float(rng.choice([0.0, 0.0, 0.5, 0.9])))
    return things, light, bool(rng.uniform() < 0.3)


def _avatar(rng: np.random.Generator) -> str:
    return FACES[int(rng.integers(len(FACES)))]
