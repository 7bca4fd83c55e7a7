"""Hair and shoulders lag, swing out and come to rest, however the frames fall."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatars.physics import Springs
from avatars.schema import Spring

HAIR = Spring(moves="hairSway", pull={"headYaw": 0.05}, frequency_hz=1.5, damping=0.3)
SHOULDERS = Spring(moves="bodyX", pull={"headYaw": 0.05}, frequency_hz=0.9, damping=0.9, kind="follows")


def turned(springs: Springs, fps: int, seconds: float, at_s: float = 0.2, degrees: float = 12.0) -> list[float]:
    """Sway and shoulders of a head that turns at `at_s`."""
    poses = [
        springs.after(i / fps, {"headYaw": degrees if i / fps >= at_s else 0.0}) for i in range(round(seconds * fps))
    ]
    return [pose.get("hairSway", pose.get("bodyX", 0.0)) for pose in poses]


def test_hair_stays_behind_swings_over_and_hangs_still() -> None:
    sway = turned(Springs([HAIR]), 60, 6)
    assert min(sway[12:20]) < -0.4, "left behind by the turn"
    assert max(sway[20:60]) > 0.1, "swings over"
    assert all(abs(value) < 0.01 for value in sway[-60:])


def test_shoulders_arrive_late_and_stay() -> None:
    follow = turned(Springs([SHOULDERS]), 60, 6)
    assert follow[18] < 0.2 * follow[-1]
    assert follow[-1] == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize("fps", [15, 24, 60])
def test_the_rate_of_the_frames_does_not_change_the_swing(fps: int) -> None:
    fine = turned(Springs([HAIR]), 120, 2)
    coarse = turned(Springs([HAIR]), fps, 2)
    late = range(round(0.6 * fps), len(coarse))
    assert max(abs(coarse[i] - fine[round(i * 120 / fps)]) for i in late) < 0.12


def test_after_a_long_gap_everything_hangs_at_rest() -> None:
    springs = Springs([HAIR])
    springs.after(0.0, {"headYaw": 0.0})
    assert springs.after(60.0, {"headYaw": 15.0})["hairSway"] == 0.0


@given(st.lists(st.tuples(st.floats(0, 0.4), st.floats(-18, 18)), min_size=1, max_size=80), st.floats(0.05, 2))
def test_no_head_can_shake_the_hair_out_of_its_range(moves: list[tuple[float, float]], damping: float) -> None:
    springs = Springs([HAIR.model_copy(update={"damping": damping, "frequency_hz": 6.0})])
    times = itertools.accumulate(gap for gap, _ in moves)
    for t, (_, yaw) in zip(times, moves, strict=True):
        assert -1 <= springs.after(t, {"headYaw": yaw})["hairSway"] <= 1
