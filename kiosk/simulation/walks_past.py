"""Walks that never end before the kiosk: past it, towards it and by, at the shelves, to and fro in the aisle."""

from __future__ import annotations

import math

import numpy as np

from kiosk.simulation.walks import KIOSK, Spot, Walker, adult, glances, legs, one_glance, walker

SHELF_M = 2.4


def pass_by(rng: np.random.Generator) -> Walker:
    """Across, 1–4 m away; two in five glance at the kiosk."""
    away, side, speed, drift = rng.uniform(1, 4), rng.choice([-1.0, 1.0]), rng.uniform(0.8, 1.5), rng.normal(0, 0.1)
    start = -side * (away * 0.9 + 1.5)
    end_s = float(2 * abs(start) / speed)
    return walker(
        adult(rng),
        lambda t: (float(start + side * speed * t), float(max(away + drift * t, 0.4))),
        one_glance(rng, end_s),
        end_s,
        None,
        None,
    )


def through(rng: np.random.Generator) -> Walker:
    """Towards the kiosk's wall and past it, 0.8–2 m to a side."""
    miss, start_m = rng.uniform(0.8, 2.0) * rng.choice([-1.0, 1.0]), rng.uniform(5, 6.5)
    start, speed = miss + rng.normal(0, 0.4), rng.uniform(0.8, 1.5)
    end_s = float((start_m + 0.5) / speed)

    def way(t: float) -> Spot:
        return float(start + (miss - start) * min(1.0, t / end_s)), float(start_m - speed * t)

    return walker(adult(rng), way, one_glance(rng, end_s), end_s, None, None)


def linger(rng: np.random.Generator) -> Walker:
    """In the aisle 2.2–4 m away, busy with something, with a look over now and then."""
    x, z, phase = rng.uniform(-1.2, 1.2), rng.uniform(2.2, 4), rng.uniform(0, 6, 2)
    side = float(rng.choice([-1.0, 1.0]))
    gaze = glances(rng, 0.3, lambda _t: (side * SHELF_M, float(z) - 0.4), 1.5)

    def way(t: float) -> Spot:
        return float(x + 0.15 * math.sin(0.8 * t + phase[0])), float(z + 0.15 * math.sin(0.6 * t + phase[1]))

    return walker(adult(rng), way, gaze, 15.0, None, None)


def divert(rng: np.random.Generator) -> Walker:
    """Towards the kiosk with a look at it, then off to a side at 2–2.6 m."""
    bearing, start_m, turn_m = math.radians(rng.uniform(-20, 20)), rng.uniform(4.5, 6), float(rng.uniform(2.0, 2.6))
    speed, side = float(rng.uniform(0.8, 1.5)), float(rng.choice([-1.0, 1.0]))
    turn_s = (start_m - turn_m) / speed

    def way(t: float) -> Spot:
        away, gone = max(start_m - speed * t, turn_m), max(t - turn_s, 0.0)
        return (
            away * math.sin(bearing) + side * 0.95 * gone * speed,
            away * math.cos(bearing) - 0.2 * gone * speed,
        )

    return walker(adult(rng), way, lambda t: KIOSK if t < turn_s else None, float(turn_s) + 2.5, None, None)


def side_on(rng: np.random.Generator) -> Walker:
    """Stands close for 8 s, busy with something beside the kiosk."""
    x, z, side = float(rng.uniform(-0.8, 0.8)), float(rng.uniform(1.1, 1.8)), float(rng.choice([-1.0, 1.0]))
    speed, turn = float(rng.uniform(0.8, 1.5)), math.radians(rng.uniform(50, 80))
    goods = (x + side * math.sin(turn), z - math.cos(turn))
    gaze = glances(rng, 0.1, lambda _t: goods)

    def way(t: float) -> Spot:
        walked = t - 2.0 if t < 2.0 else max(0.0, t - 10.0)
        return x + side * speed * walked, z

    return walker(adult(rng), way, lambda t: gaze(t) if 2.0 < t < 10.0 else None, 12.0, None, None)


def read_shelf(rng: np.random.Generator) -> Walker:
    """Along the shelves at one side, reading them side-on from bay to bay; the kiosk is glanced at."""
    side, speed = float(rng.choice([-1.0, 1.0])), float(rng.uniform(0.5, 0.9))
    x, z = side * float(rng.uniform(0.9, 1.5)), float(rng.uniform(3.0, 4.5))
    bays = [((x, z - step), speed, float(rng.uniform(1.5, 4.0))) for step in (0.0, 0.9, 1.8)]
    way, reached = legs([*bays, ((side * 2.8, z - 1.8), 1.0, 0.0)], (x, z + 1.5))
    gaze = glances(rng, 0.15, lambda t: (side * SHELF_M, way(t)[1] - 0.2))
    return walker(adult(rng), way, gaze, reached[-1], None, None)


def wander(rng: np.random.Generator) -> Walker:
    """To and fro in the aisle, 2.3–5 m away, with looks to all sides."""
    spots = [(float(rng.uniform(-1.5, 1.5)), float(rng.uniform(2.3, 5.0))) for _ in range(5)]
    stops = [(spot, float(rng.uniform(0.6, 1.3)), float(rng.uniform(0.0, 2.5))) for spot in spots[1:]]
    way, reached = legs(stops, spots[0])
    side = float(rng.choice([-1.0, 1.0]))
    browsing = glances(rng, 0.5, lambda _t: None, 2.0)
    gaze = glances(rng, 0.2, lambda t: None if browsing(t) is None else (side * SHELF_M, way(t)[1]), 1.2)
    return walker(adult(rng), way, gaze, reached[-1] + 1.0, None, None)
