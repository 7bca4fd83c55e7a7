"""Several shoppers at once: companions, and who waits behind. Trajectories only; no picture, no clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import pytest

from kiosk.events import Event, FaceMoved, ShopperEngaged, ShopperLeaving, ShopperLeft
from kiosk.sight.behaviour import Rules
from kiosk.sight.motion import Motion
from kiosk.sight.presence import Presence

STEP = 0.1
Timed = list[tuple[float, Event]]
RULES = Rules()


def face(
    t: float, track: int, z: float, x: float = 0.0, *, vz: float = 0.0, vx: float = 0.0, facing: float = 1.0
) -> Motion:
    return Motion(track, x, z, vx, vz, facing, 1.6, 0.15, 1.0, t, math.degrees(math.atan2(-x, z)))


def play(presence: Presence, start: float, end: float, scene: Callable[[float], Iterable[Motion]]) -> Timed:
    steps = range(round(start / STEP), round(end / STEP))
    return [(k * STEP, event) for k in steps for event in presence.step(k * STEP, list(scene(k * STEP)))]


def sessions(events: Timed) -> list[Event]:
    return [event for _, event in events if isinstance(event, ShopperEngaged | ShopperLeft)]


def time_of(events: Timed, kind: type[Event]) -> float:
    return next(t for t, event in events if isinstance(event, kind))


def watched(events: Timed) -> list[int]:
    return [event.track for _, event in events if isinstance(event, FaceMoved)]


def goes(t: float, track: int, since: float) -> list[Motion]:
    """Steps aside and away; the face is lost after half a metre."""
    gone = t - since
    return [face(t, track, 1.0 + 0.6 * gone, 0.8 * gone, vz=0.6, vx=0.8, facing=0.2)] if gone < 1.5 else []


def queue(t: float) -> list[Motion]:
    """One is served until 6 s, the next waits behind and then steps up."""
    first = [face(t, 1, 1.0)] if t < 6.0 else goes(t, 1, 6.0)
    late = min(max(t - 7.0, 0.0), 1.0)
    second = face(t, 2, 1.9 - 0.9 * late, 0.2, vz=-0.9 if 0 < late < 1 else 0.0)
    return [*first, second]


def test_in_a_queue_the_one_in_front_is_served_and_the_next_is_greeted_when_the_first_has_left() -> None:
    events = play(Presence(), 0.0, 14.0, queue)
    (greeted, left, next_one) = sessions(events)
    assert isinstance(greeted, ShopperEngaged)
    assert isinstance(next_one, ShopperEngaged)
    assert (greeted.track, left, next_one.track) == (1, ShopperLeft(1), 2)
    ended = time_of(events, ShopperLeft)
    again = [t for t, event in events if isinstance(event, ShopperEngaged)][1]
    assert ended < 9.5, "who waits behind does not keep the session of who has left"
    assert again - ended < RULES.cooldown_s / 2, "the cool-down is for who was served"


def test_the_cool_down_still_holds_for_who_was_served() -> None:
    presence = Presence()
    play(presence, 0.0, 4.0, lambda t: [face(t, 1, 1.0)])
    ended = time_of(play(presence, 4.0, 9.0, lambda t: []), ShopperLeft)
    events = play(presence, 9.0, 15.0, lambda t: [face(t, 7, 1.0)])
    assert time_of(events, ShopperEngaged) > ended + RULES.cooldown_s - STEP


def test_who_waits_behind_is_not_looked_at_while_another_is_served() -> None:
    presence = Presence()
    events = play(presence, 0.0, 6.0, lambda t: [face(t, 1, 1.3, facing=0.3 if t > 3 else 1.0), face(t, 2, 2.05)])
    assert set(watched(events)) == {1}


@pytest.mark.parametrize("facing", [0.0, 0.2])
def test_a_shopper_who_turns_to_a_companion_keeps_the_session(facing: float) -> None:
    def pair(t: float) -> list[Motion]:
        aside = facing if 3.0 < t < 9.5 else 1.0
        return [face(t, 1, 1.0, -0.3, facing=aside), face(t, 2, 1.1, 0.4, facing=0.1)]

    assert sessions(play(Presence(), 0.0, 14.0, pair)) == [ShopperEngaged(1, 1.04, "standard", 2)]


def test_a_companion_who_still_looks_keeps_the_session_of_who_went_to_fetch_something() -> None:
    def pair(t: float) -> list[Motion]:
        first = [face(t, 1, 1.0, -0.3)] if t < 4.0 else goes(t, 1, 4.0)
        return [*first, face(t, 2, 1.1, 0.4)]

    events = play(Presence(), 0.0, 15.0, pair)
    assert len(sessions(events)) == 1
    assert watched(events)[-1] == 2


def test_who_only_turns_away_for_good_loses_it_in_the_end() -> None:
    presence = Presence()
    play(presence, 0.0, 3.0, lambda t: [face(t, 1, 1.0)])
    ended = time_of(play(presence, 3.0, 30.0, lambda t: [face(t, 1, 1.0, facing=0.0)]), ShopperLeft)
    assert 3.0 + RULES.aside_s < ended < 3.0 + RULES.aside_s + RULES.end_s + 1.0


def test_a_companion_who_comes_later_belongs_to_the_party() -> None:
    def pair(t: float) -> list[Motion]:
        first = [face(t, 1, 1.0, -0.3)] if t < 8.0 else goes(t, 1, 8.0)
        z = max(1.1, 3.5 - max(0.0, t - 3.0))
        return [*first, face(t, 2, z, 0.4, vz=-1.0 if z > 1.1 and t > 3.0 else 0.0)]

    assert len(sessions(play(Presence(), 0.0, 18.0, pair))) == 1


def test_the_nearest_who_faces_is_the_one_who_is_looked_at() -> None:
    def pair(t: float) -> list[Motion]:
        return [face(t, 1, 0.9, -0.3, facing=0.4 if t > 3.0 else 1.0), face(t, 2, 1.2, 0.4)]

    presence = Presence()
    assert set(watched(play(presence, 0.0, 3.0, pair))) == {1}
    assert set(watched(play(presence, 3.1, 6.0, pair))) == {2}


def test_both_leave_and_the_session_ends_soon() -> None:
    def pair(t: float) -> list[Motion]:
        if t < 4.0:
            return [face(t, 1, 1.0, -0.3), face(t, 2, 1.1, 0.4)]
        return [*goes(t, 1, 4.0), *goes(t, 2, 4.0)]

    events = play(Presence(), 0.0, 9.0, pair)
    assert time_of(events, ShopperLeft) < 7.0
    assert time_of(events, ShopperLeaving) < time_of(events, ShopperLeft)


def test_a_face_that_is_lost_and_found_elsewhere_near_is_the_same_session() -> None:
    presence = Presence()
    events = play(presence, 0.0, 3.0, lambda t: [face(t, 1, 1.0)])
    events += play(presence, 3.0, 5.0, lambda t: [])
    events += play(presence, 5.0, 12.0, lambda t: [face(t, 2, 1.3, 0.5)])
    assert len(sessions(events)) == 1


def test_who_comes_forward_from_behind_the_first_is_another_and_is_greeted() -> None:
    """The first, at 0.7 m, hides the next one until leaving; no camera sees who turned away."""

    def scene(t: float) -> list[Motion]:
        late = min(max(t - 8.0, 0.0), 1.0)
        emerged = [face(t, 5, 1.95 - 0.95 * late, 0.2, vz=-0.9 if 0 < late < 1 else 0.0)] if t > 6.4 else []
        return [face(t, 1, 0.7)] if t < 6.0 else emerged

    events = play(Presence(), 0.0, 14.0, scene)
    (greeted, left, again) = sessions(events)
    assert (greeted, left) == (ShopperEngaged(1, 0.7, "standard", 1), ShopperLeft(1))
    assert isinstance(again, ShopperEngaged)
    assert again.track == 5
    assert time_of(events, ShopperLeft) < 9.5


def test_a_face_that_is_found_again_where_somebody_can_have_stepped_is_the_same() -> None:
    def scene(t: float) -> list[Motion]:
        return [face(t, 1, 1.0)] if t < 4.0 else [face(t, 6, 1.6, 0.3)] if t > 5.5 else []

    assert sessions(play(Presence(), 0.0, 12.0, scene)) == [ShopperEngaged(1, 1.0, "standard", 1)]
