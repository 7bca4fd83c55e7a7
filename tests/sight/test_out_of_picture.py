"""Whoever comes too near for the picture, as small children do below a level camera, is still there: for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from sight_support import LENS, sighting

from kiosk.events import Event, ShopperEngaged, ShopperLeft
from kiosk.sight.behaviour import Rules
from kiosk.sight.motion import Motion
from kiosk.sight.presence import Presence
from kiosk.sight.tracks import Tracker

STEP = 0.1
RULES = Rules()
Timed = list[tuple[float, Event]]


def face(
    t: float, z: float, vz: float = 0.0, *, track: int = 1, x: float = 0.0, facing: float = 1.0, edge: bool = False
) -> Motion:
    return Motion(track, x, z, 0.0, vz, facing, 1.0, 0.15, 1.0, t, at_edge=edge)


def play(scene: Callable[[float], Iterable[Motion]], seconds: float = 25.0) -> Timed:
    presence = Presence()
    steps = range(round(seconds / STEP))
    return [(k * STEP, event) for k in steps for event in presence.step(k * STEP, list(scene(k * STEP)))]


def times(events: Timed, kind: type[Event]) -> list[float]:
    return [t for t, event in events if isinstance(event, kind)]


def comes_on(t: float, until: float = 3.2, *, edge: bool = True, facing: float = 1.0) -> list[Motion]:
    """From 4 m at 1 m/s; at `until` the face is out of the picture."""
    z = 4.0 - t
    return [face(t, z, -1.0, edge=edge and z < 1.2, facing=facing if z < 1.2 else 1.0)] if t < until else []


def test_a_child_that_comes_on_until_below_the_picture_is_not_gone() -> None:
    events = play(comes_on)
    assert len(times(events, ShopperEngaged)) == 1
    (left,) = times(events, ShopperLeft)
    assert left == pytest.approx(3.2 + RULES.aside_s + RULES.end_leaving_s, abs=0.4)


def test_whose_face_comes_back_has_the_session_still() -> None:
    def steps_back(t: float) -> list[Motion]:
        return comes_on(t) if t < 10.0 else [face(t, 1.1, track=2, edge=True)]

    events = play(steps_back, 20.0)
    assert len(times(events, ShopperEngaged)) == 1
    assert not times(events, ShopperLeft)


@pytest.mark.parametrize("scene", [lambda t: comes_on(t, edge=False), lambda t: comes_on(t, facing=0.7)])
def test_who_is_lost_in_mid_picture_or_turns_off_has_gone_as_ever(scene: Callable[[float], list[Motion]]) -> None:
    (left,) = times(play(scene), ShopperLeft)
    assert left < 3.2 + RULES.end_s + 0.5


def test_who_stood_at_the_edge_and_goes_has_gone_as_ever() -> None:
    def stands(t: float) -> list[Motion]:
        z = max(4.0 - t, 0.9)
        return [face(t, z, -1.0 if z > 0.9 else 0.0, edge=z < 1.2)] if t < 7.0 else []

    (left,) = times(play(stands), ShopperLeft)
    assert left < 7.0 + RULES.end_s + 0.5


def test_it_does_not_keep_who_is_next_from_being_served() -> None:
    def next_one(t: float) -> list[Motion]:
        z = 4.0 - min(max(t - 3.6, 0.0), 2.8)
        waits = [face(t, z, -1.0 if 1.21 < z < 4.0 else 0.0, track=2, x=0.3)] if t > 2.0 else []
        return [*comes_on(t), *waits]

    events = play(next_one, 15.0)
    first, second = times(events, ShopperEngaged)
    assert second < first + RULES.aside_s


@pytest.mark.parametrize("start_m", [4.5, 2.0])
def test_who_comes_meanwhile_from_farther_off_is_another(start_m: float) -> None:
    def newcomer(t: float) -> list[Motion]:
        z = max(1.2, start_m - max(0.0, t - 7.5))
        return [*comes_on(t), *([face(t, z, -1.0 if z > 1.2 else 0.0, track=2)] if t > 7.5 else [])]

    events = play(newcomer, 20.0)
    greeted = [event.track for _, event in events if isinstance(event, ShopperEngaged)]
    assert greeted == [1, 2]


@pytest.mark.parametrize(
    ("x_m", "z_m", "eye_m", "edge"),
    [
        (0.0, 1.0, 1.6, False),
        (0.0, 1.0, 1.2, False),
        (0.0, 0.9, 0.95, True),
        (0.0, 0.5, 1.6, True),
        (0.6, 1, 1.4, True),
    ],
)
def test_the_tracker_knows_which_faces_are_at_an_edge(x_m: float, z_m: float, eye_m: float, edge: bool) -> None:
    tracker = Tracker(LENS)
    for frame in range(4):
        motions = tracker.step(frame / 8, [sighting(x_m, z_m, eye_m=eye_m)])
    assert [motion.at_edge for motion in motions] == [edge]
