"""Frames come at a steady beat, in virtual time."""

from __future__ import annotations

from itertools import cycle, islice, pairwise

import pytest

from kiosk.stage.window.pace import MARGIN_S, Pace

STEP = 1 / 30


def shown(times: list[float], pace: Pace) -> list[tuple[float, float]]:
    """When each frame was expected to be seen, and was; `times` are what they take to draw."""
    now, result = 0.0, []
    for took in times:
        now = max(now, pace.begin)
        expected = pace.seen(now)
        now += took
        pace.drawn(took)
        now = max(now, pace.due)
        result.append((expected, now))
        pace.shown(now)
    return result


def gaps(times: list[float]) -> list[float]:
    return [b - a for (_, a), (_, b) in pairwise(shown(times, Pace(STEP, STEP)))]


def test_heavy_and_light_frames_are_seen_at_the_same_beat() -> None:
    found = gaps(list(islice(cycle([0.004, 0.004, 0.028, 0.011]), 300)))
    assert max(found[8:]) == pytest.approx(STEP)
    assert min(found[8:]) == pytest.approx(STEP)


def test_what_is_seen_is_what_was_expected() -> None:
    frames = shown(list(islice(cycle([0.005, 0.02]), 200)), Pace(STEP, STEP))
    assert all(abs(expected - seen) < 1e-9 for expected, seen in frames[2:]), "the mouth is drawn for that moment"


def test_a_light_frame_is_begun_late_so_that_it_shows_the_newest() -> None:
    pace = Pace(STEP, STEP)
    shown([0.005] * 200, pace)
    assert pace.due - pace.begin < 0.005 + 2 * MARGIN_S


def test_one_late_frame_costs_one_gap_and_the_beat_goes_on() -> None:
    found = gaps([0.01] * 50 + [0.03] + [0.01] * 50)
    assert sum(gap > STEP + 1e-6 for gap in found) == 1
    assert sum(found) == pytest.approx(100 * STEP)


def test_frames_that_always_take_too_long_follow_each_other_without_a_pause() -> None:
    assert gaps([0.05] * 30)[5:] == pytest.approx([0.05] * 24)


def test_after_a_stop_nothing_is_made_up_for() -> None:
    found = gaps([0.01] * 10 + [2.0] + [0.01] * 10)
    assert min(found) > STEP / 3
    assert sum(found[10:]) == pytest.approx(10 * STEP, abs=STEP)
