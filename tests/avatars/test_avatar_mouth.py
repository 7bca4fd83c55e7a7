"""The mouth closes where it must, whatever surrounds the closure, and looks ahead of the sound."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import avatars
from avatars.pose import ARTICULATORS
from avatars.schema import VISEMES

MAYA = avatars.load("maya")


@dataclass(frozen=True)
class V:
    id: str
    start_ms: float
    end_ms: float
    weight: float = 1.0


durations = st.lists(
    st.tuples(
        st.sampled_from(VISEMES), st.floats(12, 260), st.sampled_from([0, 0, 0, 15, 90, 200, 500]), st.floats(0, 1)
    ),
    min_size=1,
    max_size=14,
)


def laid_out(items: list[tuple[str, float, float, float]]) -> list[V]:
    at, result = 0.0, []
    for id_, length, gap, weight in items:
        result.append(V(id_, at, at + length, weight))
        at += length + gap
    return result


def frames(track: avatars.MouthTrack, fps: float, offset: float = 0.0) -> list[tuple[float, avatars.Pose]]:
    count = int((track.duration_s + 0.8) * fps)
    return [(t, track.pose(t)) for t in ((i + offset) / fps - 0.4 for i in range(count))]


@pytest.mark.parametrize("fps", [25, 30, 60])
@given(items=durations, offset=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_every_bilabial_closes_in_some_frame(
    fps: int, items: list[tuple[str, float, float, float]], offset: float
) -> None:
    spoken = laid_out(items)
    shown = frames(avatars.mouth_track(spoken, MAYA), fps, offset)
    for v in (v for v in spoken if v.id == "PP"):
        near = [
            pose
            for t, pose in shown
            if v.start_ms / 1000 - 0.046 <= t <= max(v.end_ms / 1000, v.start_ms / 1000 + 0.046)
        ]
        assert any(pose.get("mouthClose") == 1 and pose["jawOpen"] <= 0.06 for pose in near)


@pytest.mark.parametrize("fps", [25, 30, 60])
@given(offset=st.floats(0, 1), length=st.floats(46, 140), lead=st.sampled_from([0.03, 0.045, 0.06]))
@settings(max_examples=60, deadline=None)
def test_closure_is_seen_while_it_sounds(fps: int, offset: float, length: float, lead: float) -> None:
    spoken = [V("aa", 0, 200), V("PP", 200, 200 + length), V("aa", 200 + length, 500)]
    shown = frames(avatars.mouth_track(spoken, MAYA, lead), fps, offset)
    inside = [pose for t, pose in shown if 0.2 <= t <= 0.2 + length / 1000]
    assert any(pose["mouthClose"] == 1 and pose["jawOpen"] <= 0.06 for pose in inside)


def test_labiodental_touches() -> None:
    track = avatars.mouth_track([V("aa", 0, 150), V("FF", 150, 230), V("O", 230, 400)], MAYA)
    assert track.pose(0.16)["mouthRollLower"] == 1


def test_mouth_leads_the_sound() -> None:
    track = avatars.mouth_track([V("PP", 200, 260), V("aa", 260, 500)], MAYA, lead_s=0.045)
    closed = [t / 1000 for t in range(600) if track.pose(t / 1000).get("mouthClose") == 1]
    assert closed[0] == pytest.approx(0.155, abs=0.002)
    assert track.pose(0.5)["jawOpen"] > 0.5, "the vowel follows the closure"


@given(items=durations)
@settings(max_examples=80, deadline=None)
def test_mouth_never_jumps_open_and_stays_in_range(items: list[tuple[str, float, float, float]]) -> None:
    track = avatars.mouth_track(laid_out(items), MAYA)
    for _, pose in frames(track, 100):
        assert set(pose) <= ARTICULATORS
        assert all(
            avatars.PARAMETERS[name][0] - 1e-9 <= value <= avatars.PARAMETERS[name][2] + 1e-9
            for name, value in pose.items()
        )


def test_movement_is_continuous() -> None:
    spoken = [
        V("aa", 0, 180),
        V("DD", 180, 240),
        V("U", 240, 420),
        V("SS", 420, 520),
        V("I", 520, 700),
        V("E", 1200, 1400),
    ]
    track = avatars.mouth_track(spoken, MAYA)
    jaws = [track.pose(t / 1000).get("jawOpen", 0.0) for t in range(-200, 1700)]
    assert max(abs(a - b) for a, b in itertools.pairwise(jaws)) < 0.04


def test_tongue_sounds_leave_the_lips_to_their_neighbours() -> None:
    track = avatars.mouth_track([V("U", 0, 150), V("nn", 150, 250), V("U", 250, 400)], MAYA)
    between = track.pose(0.13)
    assert between["tongueUp"] == pytest.approx(MAYA.visemes["nn"]["tongueUp"])
    assert between["mouthPucker"] > 0.5 > MAYA.visemes["nn"].get("mouthPucker", 0)


def test_long_pause_closes_and_short_pause_holds() -> None:
    long = avatars.mouth_track([V("aa", 0, 200), V("aa", 1200, 1400)], MAYA)
    assert long.pose(0.7).get("jawOpen", 0) == pytest.approx(0)
    short = avatars.mouth_track([V("aa", 0, 200), V("E", 300, 500)], MAYA)
    assert short.pose(0.16)["jawOpen"] == pytest.approx(MAYA.visemes["aa"]["jawOpen"])


def test_nothing_said_moves_nothing() -> None:
    track = avatars.mouth_track([], MAYA)
    assert track.duration_s == 0
    assert track.pose(0.0) == {}


def test_unknown_viseme_is_named() -> None:
    with pytest.raises(avatars.AvatarError, match="'QQ'") as caught:
        avatars.mouth_track([V("QQ", 0, 100)], MAYA)
    assert caught.value.code == "avatar.viseme"
