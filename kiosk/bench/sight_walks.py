"""Walks in the simulated shop through the rules: as frames through the whole of sight, or as places with its errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.bench.peer_presence import greeters
from kiosk.bench.sight_errors import LEAST_SEEN, LENS, Errors, sighting
from kiosk.events import Event, ShopperApproaching, ShopperEngaged, ShopperLeft
from kiosk.settings import Sight
from kiosk.sight.behaviour import Rules
from kiosk.sight.geometry import Sighting
from kiosk.sight.pipeline import Pipeline, rules_of
from kiosk.sight.presence import Presence
from kiosk.sight.tracks import Tracker
from kiosk.simulation.film import VIEW, Kind, film, scene_of
from kiosk.simulation.obstacles import Obstacle
from kiosk.simulation.people import NEAREST_M, Person
from kiosk.simulation.scene import FACE_WIDE_M
from kiosk.simulation.walks import Scene

FPS: Final = 8.0
AFTER_S: Final = 6.0
IDLE_S: Final = 0.25
"""With nobody in view, so often a frame is looked at."""
SHOULDER_M, SHOULDERS_M = 0.24, 0.22
"""Below the eyes a body is so wide to both sides."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of a scene, s: when somebody was greeted, when sessions ended; who stood when; what peers did."""

    kind: Kind
    greeted: Sequence[float]
    approached: Sequence[float]
    left: Sequence[float]
    stands: Sequence[tuple[float, float]]
    looks: Sequence[float]
    """When each who stands there first looks at the kiosk, counted from the stand still."""
    peers: Mapping[str, Sequence[float]] = field(default_factory=dict)


def in_pixels(model: Path, kind: Kind, seed: int) -> Walked:
    """A scene drawn frame by frame, through the pipeline as the kiosk runs it."""
    scene, pipeline, peers = scene_of(kind, seed), Pipeline(model, Sight()), greeters()
    events: list[tuple[float, Event]] = []
    for shot in film(scene, FPS, after_s=AFTER_S):
        events += [(shot.t_s, event) for event in pipeline.step(shot.t_s, shot.image)]
        if shot.t_s <= scene.end_s:
            for peer in peers.values():
                peer.step(shot.t_s, shot.image)
        elif not pipeline.presence.engaged:
            break
    return _walked(kind, scene, events, {name: tuple(peer.greeted) for name, peer in peers.items()})


def in_places(errors: Errors, kind: Kind, seed: int, rules: Rules | None = None) -> Walked:
    """A scene as places, seen with the errors of the detector."""
    scene, rng = scene_of(kind, seed), np.random.default_rng([7, seed])
    tracker, presence = Tracker(LENS), Presence(rules or rules_of(Sight()))
    events: list[tuple[float, Event]] = []
    looked_at = -IDLE_S
    for frame in range(round((scene.end_s + AFTER_S) * FPS)):
        t = frame / FPS
        if t > scene.end_s and not presence.engaged:
            break
        sightings = None
        if tracker.tracks or t - looked_at >= IDLE_S:
            looked_at, sightings = t, sighted(errors, scene, t, rng)
        events += [(t, event) for event in presence.step(t, tracker.step(t, sightings))]
    return _walked(kind, scene, events)


def sighted(errors: Errors, scene: Scene, t: float, rng: np.random.Generator) -> list[Sighting]:
    """What the detector makes of a scene at a time."""
    people, things = scene.at(t)
    free = [one for one in people if _visible(one, people, things)]
    seen = [found for one in free if (found := errors.see(one, rng)) is not None]
    if rng.uniform() < errors.spurious:
        column, row, size = (float(value) for value in rng.uniform((0, 0, 10), (VIEW.width, VIEW.height, 40)))
        seen.append(sighting(column, row, row, size, facing=True))
    return seen


def _visible(person: Person, people: Iterable[Person], things: Iterable[Obstacle]) -> bool:
    """Whether enough of a face is in the picture, and its middle is not behind anything."""
    if person.z_m < NEAREST_M:
        return False
    column, row = VIEW.pixel(person.x_m, person.eye_m + person.bob_m, person.z_m)
    width = VIEW.focal_px * FACE_WIDE_M * person.face / person.z_m
    inside_x = min(column + width / 2, VIEW.width) - max(column - width / 2, 0)
    inside_y = min(row + 0.78 * width, VIEW.height) - max(row - 0.53 * width, 0)
    if inside_x <= 0 or inside_y <= 0 or inside_x * inside_y < LEAST_SEEN * 1.31 * width**2:
        return False
    behind = (one for one in people if one is not person and NEAREST_M < one.z_m < person.z_m)
    displays = (one for one in things if one.z_m < person.z_m and "display" in one.make)
    return not any(_hides(one, column, row) for one in behind) and not any(
        _stands_before(one, column, row) for one in displays
    )


def _hides(one: Person, column: float, row: float) -> bool:
    """Whether a nearer body covers a spot of the picture: its head, or its shoulders and below."""
    middle, eyes = VIEW.pixel(one.x_m, one.eye_m, one.z_m)
    px_m = VIEW.focal_px / one.z_m
    head = abs(column - middle) < 0.11 * px_m and row > eyes - 0.12 * px_m
    return head or (abs(column - middle) < SHOULDERS_M * px_m and row > eyes + SHOULDER_M * px_m)


def _stands_before(one: Obstacle, column: float, row: float) -> bool:
    wide, high = (0.8, 1.75) if one.make == "display" else (0.9, 1.25)
    middle, top = VIEW.pixel(one.x_m, high, one.z_m)
    return abs(column - middle) < wide / 2 * VIEW.focal_px / one.z_m and row > top


def _walked(
    kind: Kind,
    scene: Scene,
    events: Sequence[tuple[float, Event]],
    peers: Mapping[str, Sequence[float]] | None = None,
) -> Walked:
    def times(sort: type[Event]) -> list[float]:
        return [t for t, event in events if isinstance(event, sort)]

    stands = [(one.stop_s, one.away_s) for one in scene.walkers if one.stop_s is not None and one.away_s is not None]
    return Walked(
        kind, times(ShopperEngaged), times(ShopperApproaching), times(ShopperLeft), stands, _looks(scene), peers or {}
    )


def _looks(scene: Scene) -> list[float]:
    """When each who stands before the kiosk first looks at it, s after the stand still."""
    looks = []
    for one in scene.walkers:
        if one.stop_s is None:
            continue
        moments = np.arange(one.stop_s, one.stop_s + 3.0, 0.1)
        people = ((t, one.person(1, float(t))) for t in moments)
        looks.append(next((float(t) - one.stop_s for t, person in people if person and abs(person.yaw_deg) < 25), 3.0))
    return looks
