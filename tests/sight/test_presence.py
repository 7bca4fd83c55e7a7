from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.events import (
    Event,
    FaceMoved,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
)
from kiosk.sight.behaviour import Rules
from kiosk.sight.motion import Motion
from kiosk.sight.presence import Presence

STEP = 0.1
Timed = list[tuple[float, Event]]


def motion(
    t: float,
    z: float,
    vz: float = 0.0,
    *,
    x: float = 0.0,
    vx: float = 0.0,
    track: int = 1,
    facing: float = 1.0,
    eye: float = 1.6,
    came: float = 1.0,
) -> Motion:
    return Motion(track, x, z, vx, vz, facing, eye, 0.15, came, t)


def play(presence: Presence, seconds: float, scene: Callable[[float], Iterable[Motion]], start: float = 0.0) -> Timed:
    """Steps of a tenth of a second; the scene is a function of the time since its start."""
    events: Timed = []
    for index in range(round(seconds / STEP)):
        t = start + index * STEP
        events += [(t, event) for event in presence.step(t, list(scene(t)))]
    return events


def of(events: Timed, *kinds: type[Event]) -> list[Event]:
    return [event for _, event in events if isinstance(event, kinds)]


def names(events: Timed) -> list[str]:
    return [type(event).__name__ for _, event in events if not isinstance(event, FaceMoved)]


def come_and_stand(t: float) -> list[Motion]:
    """From 4 m at 1 m/s to a stand at 1 m, after 3 s."""
    return [motion(t, 4.0 - t, -1.0) if t < 3.0 else motion(t, 1.0)]


def test_who_comes_is_noticed_looked_at_and_greeted_once() -> None:
    events = play(Presence(), 8.0, come_and_stand)
    assert names(events) == ["ShopperNoticed", "ShopperApproaching", "ShopperEngaged"]
    (approaching,) = of(events, ShopperApproaching)
    assert isinstance(approaching, ShopperApproaching)
    assert approaching.distance_m < 3.6
    (engaged,) = of(events, ShopperEngaged)
    assert isinstance(engaged, ShopperEngaged)
    assert engaged.distance_m < 1.8


def test_a_greeting_does_not_wait_for_a_stand_still() -> None:
    events = play(Presence(), 8.0, come_and_stand)
    assert next(t for t, event in events if isinstance(event, ShopperEngaged)) < 3.0


def test_who_stands_near_and_looks_is_greeted_after_a_second() -> None:
    events = play(Presence(), 3.0, lambda t: [motion(t, 1.2, came=0.0)])
    assert [t for t, event in events if isinstance(event, ShopperEngaged)] == [pytest.approx(1.0)]


@pytest.mark.parametrize(
    "scene",
    [
        lambda t: [motion(t, 2.0, x=-2 + t, vx=1.0, facing=0.2)],
        lambda t: [motion(t, 1.2, facing=0.2)],
        lambda t: [motion(t, 2.4)],
        lambda t: [motion(t, max(4.0 - t, 0.4), -1.0, x=1.5)],
        lambda t: [motion(t, 1.0 + t, 1.0)],
    ],
    ids=["passes by", "stands side-on", "looks from afar", "walks past", "walks away"],
)
def test_nobody_else_is_greeted(scene: Callable[[float], list[Motion]]) -> None:
    assert not of(play(Presence(), 4.0, scene), ShopperEngaged)


def test_a_session_ends_three_seconds_after_the_last_face() -> None:
    presence = Presence()
    play(presence, 5.0, come_and_stand)
    events = play(presence, 6.0, lambda t: [], start=5.0)
    assert names(events) == ["ShopperLeft"]
    assert events[-1][0] == pytest.approx(4.9 + 3.0, abs=0.25)


def test_a_session_ends_sooner_when_the_shopper_was_seen_to_leave() -> None:
    presence = Presence()
    play(presence, 5.0, come_and_stand)
    away = play(presence, 4.0, lambda t: [motion(t, t - 4.0, 1.0, facing=0.1)] if t < 7.5 else [], start=5.0)
    assert names(away) == ["ShopperLeaving", "ShopperLeft"]
    assert of(away, ShopperLeft) == [ShopperLeft(1)]
    assert away[-1][0] < 7.5


def test_a_look_aside_does_not_end_a_session() -> None:
    presence = Presence()
    play(presence, 5.0, come_and_stand)
    events = play(presence, 2.5, lambda t: [motion(t, 1.0, facing=0.1)], start=5.0)
    events += play(presence, 5.0, lambda t: [motion(t, 1.0)], start=7.5)
    assert names(events) == []


def test_a_face_that_is_lost_and_found_is_the_same_session() -> None:
    presence = Presence()
    play(presence, 5.0, come_and_stand)
    events = play(presence, 2.0, lambda t: [], start=5.0)
    events += play(presence, 3.0, lambda t: [motion(t, 1.0, track=2)], start=7.0)
    assert names(events) == ["ShopperNoticed"]


def test_no_greeting_within_the_cool_down() -> None:
    presence = Presence()
    play(presence, 5.0, come_and_stand)
    play(presence, 4.0, lambda t: [], start=5.0)
    events = play(presence, 12.0, lambda t: [motion(t, 1.0, track=2)], start=9.0)
    (greeted,) = [t for t, event in events if isinstance(event, ShopperEngaged)]
    assert greeted == pytest.approx(7.9 + 5.0, abs=0.3)


def test_who_turns_off_halfway_is_told_to_have_left() -> None:
    presence = Presence()
    events = play(presence, 1.5, lambda t: [motion(t, 4.0 - t, -1.0)])
    events += play(presence, 1.0, lambda t: [], start=1.5)
    assert names(events) == ["ShopperNoticed", "ShopperApproaching", "ShopperLeaving"]


@pytest.mark.parametrize(("eye", "line"), [(1.1, "low"), (1.24, "low"), (1.26, "standard"), (1.7, "standard")])
def test_the_line_of_the_eyes_is_told(eye: float, line: str) -> None:
    (engaged,) = of(play(Presence(), 2.0, lambda t: [motion(t, 1.0, eye=eye)]), ShopperEngaged)
    assert isinstance(engaged, ShopperEngaged)
    assert engaged.eye_line == line


def test_a_group_is_counted_and_greeted_once() -> None:
    def scene(t: float) -> list[Motion]:
        return [motion(t, 1.0, track=1), motion(t, 1.2, x=0.5, track=2), motion(t, 3.4, x=-1.5, track=3)]

    engaged = of(play(Presence(), 4.0, scene), ShopperEngaged)
    assert engaged == [ShopperEngaged(1, 1.0, "standard", 2)]


def test_the_face_is_told_of_only_while_somebody_matters_and_at_most_ten_times_a_second() -> None:
    assert not of(play(Presence(), 3.0, lambda t: [motion(t, 3.0)]), FaceMoved)
    presence = Presence()
    moved = [
        t
        for index in range(300)
        for t in [index / 60]
        for event in presence.step(t, come_and_stand(t))
        if isinstance(event, FaceMoved)
    ]
    assert len(moved) > 15
    assert min(b - a for a, b in itertools.pairwise(moved)) >= 0.099


def test_the_end_of_a_recording_ends_its_session() -> None:
    presence = Presence()
    play(presence, 5.0, come_and_stand)
    assert presence.finish() == [ShopperLeft(1)]
    assert presence.finish() == []


speeds = st.floats(-1.5, 1.5)
shoppers = st.builds(
    motion,
    st.just(0.0),
    st.floats(0.3, 5.0),
    speeds,
    x=st.floats(-2, 2),
    vx=speeds,
    track=st.integers(1, 3),
    facing=st.floats(0, 1),
    eye=st.floats(0.8, 1.9),
    came=st.floats(0, 3),
)
# Whatever shoppers do, they do it for a while: a list of (scene, tenths of a second).
scenes = st.lists(
    st.tuples(st.lists(shoppers, max_size=3, unique_by=lambda one: one.track), st.integers(1, 60)), max_size=12
)


@given(scenes)
@settings(max_examples=60, deadline=None)
def test_sessions_are_paired_and_never_overlap_whatever_happens(script: list[tuple[list[Motion], int]]) -> None:
    presence, events, t = Presence(), [], 0.0
    for people, tenths in script:
        for _ in range(tenths):
            t += STEP
            fields = ("track", "x_m", "z_m", "vx", "vz", "facing", "eye_m", "speed_sd", "came_m")
            now = [Motion(*(getattr(one, name) for name in fields), seen_at=t) for one in people]
            events += [(t, event) for event in presence.step(t, now)]
    for _ in range(100):
        t += STEP
        events += [(t, event) for event in presence.step(t, [])]
    assert not presence.engaged
    check_sessions(events, Rules())
    check_shoppers(events)


def check_sessions(events: Timed, rules: Rules) -> None:
    running: int | None = None
    ended = float("-inf")
    waited, noticed = set[int](), set[int]()
    for t, event in events:
        match event:
            case ShopperNoticed(track):
                noticed.add(track)
            case ShopperEngaged(track):
                assert running is None
                assert t - ended > rules.cooldown_s or track in waited
                running = track
            case ShopperApproaching(track):
                assert running is None
                assert t - ended > rules.cooldown_s or track in waited
            case ShopperLeft(track):
                assert running == track
                running, ended, waited = None, t, noticed - {track}
            case _:
                pass
    assert running is None


def check_shoppers(events: Timed) -> None:
    """Nothing is told of anybody who was not noticed before."""
    noticed: set[int] = set()
    for _, event in events:
        match event:
            case ShopperNoticed(track):
                noticed.add(track)
            case ShopperApproaching(track) | ShopperEngaged(track) | ShopperLeaving(track) | FaceMoved(track):
                assert track in noticed
            case _:
                pass


def test_what_was_forgotten_is_met_anew_and_greeted_without_a_cool_down() -> None:
    presence = Presence()
    before = play(presence, 5.0, come_and_stand)
    assert names(before).count("ShopperEngaged") == 1
    presence.forget()
    assert not presence.engaged
    after = play(presence, 2.0, lambda t: [motion(5.0 + t, 1.0, track=2)], start=5.0)
    assert names(after) == ["ShopperNoticed", "ShopperEngaged"]


def test_nobody_is_greeted_on_a_guess_of_where_the_face_went() -> None:
    """The face was lost half a second ago, on its way, and the track walks on by itself."""

    def lost(t: float) -> list[Motion]:
        return [motion(min(t, 1.6), max(4.0 - t, 1.4), -1.0)]

    assert of(play(Presence(), 2.4, lost), ShopperEngaged) == []
    assert of(play(Presence(), 2.6, lambda t: [motion(t, max(4.0 - t, 1.4), -1.0)]), ShopperEngaged) != []
