"""The greeting rules on simulated walks, seen without a detector's errors; the figures come from the bench."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from sight_support import yunet

from kiosk.bench.sight_errors import Errors, sample
from kiosk.bench.sight_walks import Walked, in_pixels, in_places
from kiosk.simulation.film import Kind


@cache
def walks(kind: Kind, count: int) -> list[Walked]:
    return [in_places(Errors(), kind, 100 + seed) for seed in range(count)]


@pytest.mark.parametrize("kind", ["approach", "child", "wheelchair", "group", "return"])
def test_who_comes_is_greeted_once_and_in_time(kind: Kind) -> None:
    done = walks(kind, 12)
    assert sum(len(one.greeted) == 1 for one in done) >= 10
    delays = [one.greeted[0] - one.stands[0][0] for one in done if one.greeted]
    assert np.median(delays) < -0.8
    assert np.percentile(delays, 90) < 1.2


@pytest.mark.parametrize("kind", ["pass-by", "through", "linger", "divert", "shelf", "wander"])
def test_who_does_not_come_is_left_in_peace(kind: Kind) -> None:
    assert sum(bool(one.greeted) for one in walks(kind, 12)) <= 1


def test_the_silent_look_comes_before_the_greeting() -> None:
    for one in walks("approach", 12):
        assert not one.greeted or (one.approached and one.approached[0] <= one.greeted[0])


def test_sessions_end_when_the_shopper_has_gone_and_not_before() -> None:
    ends = [one.left[-1] - one.stands[0][1] for one in walks("approach", 12) if one.left]
    assert len(ends) >= 11
    assert min(ends) > 0
    assert max(ends) < 4.5


def test_who_waits_behind_is_greeted_when_the_first_has_gone() -> None:
    done = walks("queue", 8)
    assert sum(len(one.greeted) == 2 and one.greeted[1] > one.stands[0][1] for one in done) >= 6


@pytest.mark.engine
def test_errors_are_measured_on_frames() -> None:
    seen = sample(yunet(), 1, 12)
    assert len(seen.faces) > 20
    near = [face for face in seen.faces if face.width_px > 20 and face.turn_deg < 15]
    assert all(face.found and face.facing and abs(face.size) < 0.35 for face in near)
    backs = [face for face in seen.faces if face.width_px < 6]
    assert not any(face.found for face in backs) or len(backs) < 5
    assert Errors([seen]).spurious < 0.2


@pytest.mark.engine
def test_in_pixels_a_shopper_is_greeted_once_and_the_session_ends() -> None:
    one = in_pixels(yunet(), "wheelchair", 4)
    assert len(one.greeted) == 1
    assert len(one.left) == 1
    assert one.left[0] > one.stands[0][1]
    assert "MOG2 presence" in one.peers
