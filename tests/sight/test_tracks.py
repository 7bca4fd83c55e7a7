from __future__ import annotations

import numpy as np
import pytest
from sight_support import LENS, sighting

from kiosk.sight.tracks import DROP_S, Tracker


def walk(tracker: Tracker, seconds: float, places: list[tuple[float, float, float, float]], fps: float = 10.0) -> None:
    """Let faces move with (x, z, vx, vz)."""
    for frame in range(round(seconds * fps)):
        t = frame / fps
        tracker.step(t, [sighting(x + vx * t, z + vz * t) for x, z, vx, vz in places])


def test_a_face_is_confirmed_by_its_third_sighting() -> None:
    tracker = Tracker(LENS)
    counts = [len(tracker.step(index / 10, [sighting(0, 2)])) for index in range(4)]
    assert counts == [0, 0, 1, 1]


def test_a_walk_is_measured() -> None:
    tracker = Tracker(LENS)
    walk(tracker, 2.0, [(0.5, 4.0, -0.2, -1.0)])
    (motion,) = tracker.step(2.0, [sighting(0.1, 2.0)])
    assert (motion.x_m, motion.z_m) == pytest.approx((0.1, 2.0), abs=0.06)
    assert (motion.vx, motion.vz) == pytest.approx((-0.2, -1.0), abs=0.1)
    assert motion.radial < -0.9
    assert motion.miss_m < 0.35
    assert motion.arrival_s == pytest.approx(2.0, abs=0.3)
    assert motion.came_m == pytest.approx(2.0, abs=0.2)


def test_noise_is_smoothed() -> None:
    rng, tracker = np.random.default_rng(3), Tracker(LENS)
    speeds = []
    for frame in range(60):
        (*_, motion) = tracker.step(frame / 10, [sighting(0.0, 3.0 * float(np.exp(rng.normal(0, 0.02))))]) or [None]
        if frame > 20 and motion is not None:
            speeds.append(motion.vz)
    assert float(np.std(speeds)) < 0.25


def test_two_who_cross_keep_their_tracks() -> None:
    tracker = Tracker(LENS)
    walk(tracker, 3.0, [(-1.5, 2.0, 1.0, 0.0), (1.5, 3.4, -1.0, 0.0)])
    motions = tracker.step(3.0, [sighting(1.5, 2.0), sighting(-1.5, 3.4)])
    assert {motion.track: round(motion.x_m, 1) for motion in motions} == {1: 1.5, 2: -1.5}


def test_a_short_miss_keeps_the_track_and_a_long_one_ends_it() -> None:
    tracker = Tracker(LENS)
    walk(tracker, 1.0, [(0.0, 2.0, 0.0, 0.0)])
    for t in (1.3, 1.6, 1.9):
        assert [motion.track for motion in tracker.step(t, [])] == [1]
    assert [motion.track for motion in tracker.step(2.0, [sighting(0, 2)])] == [1]
    assert tracker.step(2.0 + DROP_S + 0.01, []) == []


def test_a_frame_that_was_not_looked_at_loses_nobody() -> None:
    tracker = Tracker(LENS)
    walk(tracker, 1.0, [(0.0, 3.0, 0.0, -1.0)])
    (motion,) = tracker.step(1.2, None)
    assert motion.z_m == pytest.approx(1.8, abs=0.1)


def test_a_single_false_face_is_forgotten() -> None:
    tracker = Tracker(LENS)
    tracker.step(0.0, [sighting(0.3, 2.5)])
    for frame in range(1, 10):
        assert tracker.step(frame / 10, []) == []
    assert tracker.tracks == []


def test_a_face_far_down_the_aisle_is_not_followed() -> None:
    tracker = Tracker(LENS)
    walk(tracker, 1.0, [(0.0, 7.5, 0.0, 0.0)])
    assert tracker.tracks == []
