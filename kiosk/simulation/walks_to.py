"""Walks that end before the kiosk: straight to it, low eyes, in company, after a look around, and in a queue."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from kiosk.simulation.walks import Body, Gaze, Spot, Walker, Way, adult, child, glances, legs, seated, walker

BRAKES_M = 0.8
SHELF_M = 1.9
BEHIND_M = 1.0
LEAVES_S = 4.0


def approach(rng: np.random.Generator, body: Body | None = None) -> Walker:
    """To the kiosk with a look at it most of the time, a stop of 4–8 s before it, and away."""
    body = body or adult(rng)
    bearing, start_m, speed = math.radians(rng.uniform(-24, 24)), rng.uniform(4.5, 6), rng.uniform(0.8, 1.5)
    start = (start_m * math.sin(bearing), start_m * math.cos(bearing))
    end = (float(rng.uniform(-0.25, 0.25)), float(rng.uniform(0.6, 1.2)))
    stay, curve = float(rng.uniform(4, 8)), float(rng.normal(0, 0.25))
    way, stop_s = _line(start, end, speed, curve)
    away_s = stop_s + stay
    return _and_away(body, way, _attentive(rng, end, away_s), stop_s, away_s, speed, math.copysign(1, bearing))


def low(rng: np.random.Generator) -> list[Walker]:
    """A child that comes to the kiosk."""
    return [approach(rng, child(rng))]


def wheelchair(rng: np.random.Generator) -> list[Walker]:
    """Somebody in a wheelchair who comes to the kiosk."""
    return [approach(rng, seated(rng))]


def group(rng: np.random.Generator) -> list[Walker]:
    """Two or three who walk up together."""
    first = approach(rng, adult(rng, alone=False))
    others = [_beside(rng, first, side) for side in (1.0, -1.0)]
    return [first, *others[: int(rng.integers(1, 3))]]


def back_again(rng: np.random.Generator) -> list[Walker]:
    """Past the kiosk at some distance to a shelf, a while there, and then to the kiosk after all."""
    side, speed = float(rng.choice([-1.0, 1.0])), float(rng.uniform(0.8, 1.4))
    start = (-side * 2.6, float(rng.uniform(2.4, 3.6)))
    shelf = (side * float(rng.uniform(1.1, 1.5)), float(rng.uniform(2.6, 4.0)))
    end = (float(rng.uniform(-0.25, 0.25)), float(rng.uniform(0.7, 1.2)))
    reads, stay = float(rng.uniform(2.5, 5)), float(rng.uniform(5, 8))
    to_shelf, (there,) = legs([(shelf, speed, reads)], start)
    turns_s = there + reads
    to_kiosk, arrives_s = _line(shelf, end, speed, 0.0)
    goods = (side * (SHELF_M + 0.6), shelf[1])
    stop_s, away_s = turns_s + arrives_s, turns_s + arrives_s + stay
    there_after = _attentive(rng, end, away_s)

    def way(t: float) -> Spot:
        return to_shelf(t) if t < turns_s else to_kiosk(t - turns_s)

    def gaze(t: float) -> Spot | None:
        if t >= turns_s - 0.4:
            return there_after(t)
        return goods if t > there - 0.6 else None

    return [_and_away(adult(rng, alone=False), way, gaze, stop_s, away_s, speed, side)]


def queue(rng: np.random.Generator) -> list[Walker]:
    """One at the kiosk, and one who waits behind until that one has gone."""
    first = replace(approach(rng, adult(rng, alone=False)), brings="")
    away_s = first.away_s or 0.0
    x, z = first.way(away_s - 0.1)
    place = (x + float(rng.choice([-1, 1]) * rng.uniform(0.25, 0.5)), z + BEHIND_M + float(rng.uniform(0.0, 0.4)))
    start = (float(rng.uniform(-1, 1)), float(rng.uniform(4.5, 5.5)))
    speed = float(rng.uniform(0.8, 1.3))
    comes_s = min(away_s - 1.5, float(rng.uniform(2, 5)) + math.dist(start, place) / speed)
    to_place, _ = _line(start, place, max(0.6, math.dist(start, place) / comes_s), 0.0)
    steps_s = away_s + float(rng.uniform(0.8, 1.6))
    to_kiosk, (up,) = legs([((x, z), 0.9, 30.0)], place)
    stop_s = steps_s + up
    leaves_s = stop_s + float(rng.uniform(5, 8))

    def way(t: float) -> Spot:
        return to_place(t) if t < steps_s else to_kiosk(t - steps_s)

    gaze = _attentive(rng, (x, z), leaves_s)
    return [first, _and_away(adult(rng, alone=False), way, gaze, stop_s, leaves_s, 1.1, 1.0)]


def _line(start: Spot, end: Spot, speed: float, curve: float) -> tuple[Way, float]:
    """Straight but for a bow of `curve` m, braking over the last 0.8 m; and when the walker stands still."""
    length = math.dist(start, end)
    braking = min(BRAKES_M, length)
    along = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    cruise_s, brake_s = (length - braking) / speed, 2 * braking / speed

    def way(t: float) -> Spot:
        late = min(max(t - cruise_s, 0.0), brake_s)
        walked = speed * min(max(t, 0.0), cruise_s) + speed * late - speed * late**2 / (2 * brake_s)
        bow = curve * math.sin(math.pi * min(walked / length, 1.0))
        return start[0] + along[0] * walked - along[1] * bow, start[1] + along[1] * walked + along[0] * bow

    return way, cruise_s + brake_s


def _attentive(rng: np.random.Generator, at: Spot, until_s: float) -> Gaze:
    """The kiosk is looked at most of the time, now and then something beside it; then where one walks."""
    side = float(rng.choice([-1.0, 1.0]))
    looks = glances(rng, 0.85, lambda _t: (at[0] + side * 2.0, at[1] - 2.0))
    return lambda t: looks(t) if t < until_s else None


def _and_away(body: Body, way: Way, gaze: Gaze, stop_s: float, away_s: float, speed: float, side: float) -> Walker:
    """The way to the kiosk, and from there off to a side and back into the shop."""
    x, z = way(away_s - 0.1)

    def whole(t: float) -> Spot:
        if t < away_s:
            return way(t)
        gone = (t - away_s) * min(1.0, (t - away_s) / 0.6) * speed
        return x + side * 0.8 * gone, z + 0.6 * gone

    return walker(body, whole, gaze, away_s + LEAVES_S, stop_s, away_s)


def _beside(rng: np.random.Generator, first: Walker, side: float) -> Walker:
    """A companion, who looks at the first one now and then."""
    x, z = side * float(rng.uniform(0.35, 0.6)), float(rng.uniform(-0.2, 0.4))
    body = adult(rng, alone=False)
    until_s = first.away_s or 0.0
    looks = glances(rng, 0.8, first.way)

    def way(t: float) -> Spot:
        place = first.way(t)
        return place[0] + x, max(place[1] + z, 0.45)

    return walker(body, way, lambda t: looks(t) if t < until_s else None, first.end_s, first.stop_s, first.away_s)
