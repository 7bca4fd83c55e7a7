"""People who walk before the kiosk, and what a detector would see of them: the figures of the greeting rules.

Paths are those of a shop: straight to the kiosk with a stop, past it, through it to the shelves behind, lingering,
turning off halfway, standing side-on. The detector's misses and errors by face size were measured on real faces that
were shrunk; a face in profile is mostly missed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kiosk.events import Event
from kiosk.sight.behaviour import Rules
from kiosk.sight.geometry import FACE_M, FACING_OFFSET, Lens, Sighting
from kiosk.sight.presence import Presence
from kiosk.sight.tracks import Tracker

Kind = Literal["approach", "child", "group", "pass-by", "through", "linger", "divert", "side-on"]
SHOPPERS: tuple[Kind, ...] = ("approach", "child", "group")
PASSERS: dict[Kind, float] = {"pass-by": 0.55, "through": 0.2, "linger": 0.1, "divert": 0.1, "side-on": 0.05}

Place = tuple[float, float, float | None]  # x, z in m; head turn in degrees, None for a back
Path = Callable[[float], Place]

LENS = Lens(640, 480, 66.0)
MISSED_PX = (6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 20.0, 24.0, 32.0, 1e3)
MISSED = (0.98, 0.67, 0.35, 0.10, 0.09, 0.05, 0.03, 0.015, 0.01, 0.005)
SPURIOUS = 0.002
AFTER_S = 6.0


@dataclass(frozen=True, slots=True)
class Walker:
    """A path until `end_s`, when the walker stands still (None: never), and the body: eyes' height, face size."""

    path: Path
    end_s: float
    stop_s: float | None
    eye_m: float
    face: float


@dataclass(frozen=True, slots=True)
class Walk:
    """What the rules made of a scene: the events with their times, and when the first walker stood still."""

    events: Sequence[tuple[float, Event]]
    stop_s: float | None
    away_s: float


def _glances(rng: np.random.Generator, share: float, look: float, away: float, every_s: float = 1.0) -> Path:
    """Head turns over time: for `share` of the time to the camera, otherwise about `away` degrees off."""
    draws = rng.uniform(0, 1, 60)

    def turn(t: float) -> Place:
        draw = draws[int(t / every_s) % len(draws)]
        return 0.0, 0.0, float(rng.normal(look, 8) if draw < share else away * (1 if draw < (1 + share) / 2 else -1))

    return turn


def approach(rng: np.random.Generator, *, child: bool = False) -> Walker:
    """To the kiosk, a stop of 5–12 s before it, and away."""
    bearing, start_m, speed = math.radians(rng.uniform(-24, 24)), rng.uniform(4.5, 6), rng.uniform(0.8, 1.5)
    start = np.array([start_m * math.sin(bearing), start_m * math.cos(bearing)])
    end = np.array([rng.uniform(-0.25, 0.25), rng.uniform(0.6, 1.2)])
    length = float(np.linalg.norm(start - end))
    along, curve, stay = (end - start) / length, rng.normal(0, 0.25), rng.uniform(5, 12)
    across = np.array([-along[1], along[0]])
    braking = 0.8
    cruise_s, brake_s = (length - braking) / speed, 2 * braking / speed
    stop_s = cruise_s + brake_s
    head = _glances(rng, 0.85, 0.0, 45.0)

    def path(t: float) -> Place:
        if t >= stop_s + stay:
            gone = (t - stop_s - stay) * speed
            side = math.copysign(0.8 * gone, bearing + 1e-6)
            return float(end[0]) + side, float(end[1]) + 0.6 * gone, None if gone > 0.3 else 60.0
        late = min(max(t - cruise_s, 0.0), brake_s)
        walked = speed * min(t, cruise_s) + speed * late - speed * late**2 / (2 * brake_s)
        bow = across * curve * math.sin(math.pi * min(walked / length, 1.0))
        place = start + along * walked + bow
        return float(place[0]), float(place[1]), head(t)[2]

    eye, face = (rng.uniform(0.85, 1.15), rng.normal(0.9, 0.04)) if child else _adult(rng)
    return Walker(path, stop_s + stay + 4.0, stop_s, eye, face)


def pass_by(rng: np.random.Generator) -> Walker:
    """Across, 1–4 m away; two in five glance at the kiosk."""
    away, side, speed, drift = rng.uniform(1, 4), rng.choice([-1.0, 1.0]), rng.uniform(0.8, 1.5), rng.normal(0, 0.1)
    start = -side * (away * 0.9 + 1.5)
    end_s = 2 * abs(start) / speed
    looks = _one_glance(rng, end_s)

    def path(t: float) -> Place:
        turn = rng.normal(0, 8) if looks(t) else side * 90
        return start + side * speed * t, max(away + drift * t, 0.4), float(turn)

    return Walker(path, end_s, None, *_adult(rng))


def through(rng: np.random.Generator) -> Walker:
    """Towards the kiosk's wall and past it, 0.8–2 m to a side."""
    miss, start_m = rng.uniform(0.8, 2.0) * rng.choice([-1.0, 1.0]), rng.uniform(5, 6.5)
    start, speed = miss + rng.normal(0, 0.4), rng.uniform(0.8, 1.5)
    end_s = (start_m + 0.5) / speed
    looks = _one_glance(rng, end_s)

    def path(t: float) -> Place:
        x, z = start + (miss - start) * min(1.0, t / end_s), start_m - speed * t
        if z < 0.15:
            return x, 0.15, None
        return x, z, float(rng.normal(0, 8) - (0.0 if looks(t) else math.degrees(math.atan2(x, z))))

    return Walker(path, end_s, None, *_adult(rng))


def linger(rng: np.random.Generator) -> Walker:
    """Before a shelf, 2.2–4 m away, with a look over now and then."""
    x, z, phase = rng.uniform(-1.2, 1.2), rng.uniform(2.2, 4), rng.uniform(0, 6, 2)
    head = _glances(rng, 0.3, 0.0, 70.0, 1.5)

    def path(t: float) -> Place:
        return x + 0.15 * math.sin(0.8 * t + phase[0]), z + 0.15 * math.sin(0.6 * t + phase[1]), head(t)[2]

    return Walker(path, 15.0, None, *_adult(rng))


def divert(rng: np.random.Generator) -> Walker:
    """Towards the kiosk, then off to a side at 2–2.6 m."""
    bearing, start_m, turn_m = math.radians(rng.uniform(-20, 20)), rng.uniform(4.5, 6), rng.uniform(2.0, 2.6)
    speed, side = rng.uniform(0.8, 1.5), rng.choice([-1.0, 1.0])
    turn_s = (start_m - turn_m) / speed

    def path(t: float) -> Place:
        away = max(start_m - speed * t, turn_m)
        gone = max(t - turn_s, 0.0)
        turn = rng.normal(0, 10) if gone == 0.0 else side * min(80.0, 160.0 * gone)
        x = away * math.sin(bearing) + side * 0.95 * gone * speed
        return x, away * math.cos(bearing) - 0.2 * gone * speed, float(turn)

    return Walker(path, turn_s + 2.5, None, *_adult(rng))


def side_on(rng: np.random.Generator) -> Walker:
    """Stands close for 8 s, busy with something beside the kiosk."""
    x, z, side, speed = rng.uniform(-0.8, 0.8), rng.uniform(1.1, 1.8), rng.choice([-1.0, 1.0]), rng.uniform(0.8, 1.5)
    looks = rng.uniform(0, 1, 40) < 0.1

    def path(t: float) -> Place:
        if t < 2.0 or t > 10.0:
            return x + side * speed * (t - 2.0 if t < 2.0 else t - 10.0), z, side * 90.0
        return x, z, float(rng.normal(0, 8) if looks[int(t)] else side * rng.uniform(50, 80))

    return Walker(path, 12.0, None, *_adult(rng))


def group(rng: np.random.Generator) -> list[Walker]:
    """Two or three who walk up together."""
    first = approach(rng)
    others = [_beside(rng, first, 1.0), _beside(rng, first, -1.0)]
    return [first, *others[: int(rng.integers(1, 3))]]


def _beside(rng: np.random.Generator, first: Walker, side: float) -> Walker:
    x, z = side * rng.uniform(0.35, 0.6), rng.uniform(-0.2, 0.4)

    def path(t: float) -> Place:
        place = first.path(t)
        return place[0] + x, max(place[1] + z, 0.4), place[2]

    return Walker(path, first.end_s, first.stop_s, *_adult(rng))


def _adult(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.normal(1.58, 0.09)), float(rng.normal(1.0, 0.05))


def _one_glance(rng: np.random.Generator, end_s: float) -> Callable[[float], bool]:
    """Two in five look at the kiosk once, for half a second to one and a half."""
    looks, start, length = rng.uniform() < 0.4, rng.uniform(0.2, 0.7) * end_s, rng.uniform(0.5, 1.5)
    return lambda t: bool(looks and start < t < start + length)


def scene(kind: Kind, rng: np.random.Generator) -> list[Walker]:
    """The walkers of one scene."""
    if kind == "group":
        return group(rng)
    if kind == "child":
        return [approach(rng, child=True)]
    single = {
        "approach": approach,
        "pass-by": pass_by,
        "through": through,
        "linger": linger,
        "divert": divert,
        "side-on": side_on,
    }
    return [single[kind](rng)]


def see(walker: Walker, t: float, bias: float, rng: np.random.Generator) -> Sighting | None:
    """What the detector makes of a walker, or None; `bias` is the walker's lasting error of the face size."""
    x, z, turn = walker.path(t)
    if turn is None or z < 0.35 or t > walker.end_s:
        return None
    angle = abs(turn)
    size = LENS.focal_px * FACE_M * walker.face / z * (1 - 0.12 * min(1.0, max(0.0, angle - 30) / 60))
    column = LENS.width / 2 + LENS.focal_px * x / z
    row = LENS.height / 2 - LENS.focal_px * (walker.eye_m - LENS.height_m) / z
    if not (0.3 * size < column < LENS.width - 0.3 * size and 0 < row < LENS.height):
        return None
    missed = max(
        float(np.interp(size / 1.19, MISSED_PX, MISSED)),
        float(np.interp(angle, [0, 45, 60, 75, 90], [0, 0.02, 0.15, 0.6, 0.85])),
    )
    if rng.uniform() < missed:
        return None
    seen = size * math.exp(rng.normal(0, 0.008 + 0.12 / size) + bias)
    offset = 0.55 * math.tan(math.radians(min(angle, 75))) * math.copysign(1, turn) + rng.normal(0, 0.06 + 0.6 / size)
    jitter = rng.normal(0, 0.02 * size, 2)
    return _sighting(column + jitter[0], row + jitter[1], seen, facing=abs(offset) < FACING_OFFSET)


def _sighting(column: float, row: float, size: float, *, facing: bool) -> Sighting:
    z = LENS.focal_px * FACE_M / size
    return Sighting(
        x_m=(column - LENS.width / 2) * z / LENS.focal_px,
        z_m=z,
        eye_m=LENS.height_m - z * (row - LENS.height / 2) / LENS.focal_px,
        column=column,
        row=row,
        size=size,
        facing=facing,
    )


def walk(kind: Kind, rng: np.random.Generator, fps: float = 10.0, rules: Rules | None = None) -> Walk:
    """Play one scene through tracker and rules in virtual time."""
    walkers = scene(kind, rng)
    biases = rng.normal(0, 0.02, len(walkers))
    tracker, presence = Tracker(LENS), Presence(rules)
    end_s = max(walker.end_s for walker in walkers)
    events: list[tuple[float, Event]] = []
    for frame in range(int((end_s + AFTER_S) * fps)):
        t = frame / fps
        seen = [see(walker, t, bias, rng) for walker, bias in zip(walkers, biases, strict=True)]
        sightings = [one for one in seen if one is not None]
        if rng.uniform() < SPURIOUS:
            place = rng.uniform(0, LENS.width), rng.uniform(0, LENS.height)
            sightings.append(_sighting(*place, rng.uniform(14, 40), facing=True))
        events += [(t, event) for event in presence.step(t, tracker.step(t, sightings))]
    return Walk(events, walkers[0].stop_s, end_s - 4.0)
