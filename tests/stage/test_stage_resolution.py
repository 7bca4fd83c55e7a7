"""How finely the face is drawn, on machines of every speed, in virtual time."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.stage.composing.resolution import BEGIN_PIXELS, CALM_S, LEVELS, SHARE, Resolution

FRAME_MS = 1000 / 30
Machine = Callable[[float, float], float]
"""Draw time in ms at a time in s for a share of the pixels."""


def run(machine: Machine, seconds: float, resolution: Resolution, *, from_s: float = 0.0) -> list[tuple[float, int]]:
    """Frames one after the other; a new level is drawn with three frames later. When levels changed."""
    changes: list[tuple[float, int]] = []
    t, drawn, waited = from_s, resolution.level, 0
    while t < from_s + seconds:
        took = machine(t, LEVELS[drawn].scale ** 2)
        t += max(FRAME_MS, took) / 1000
        level = resolution.after(t, took, drawn)
        waited = 0 if level == drawn else waited + 1
        if waited > 3:
            drawn = level
            changes.append((t, level))
    return changes


def speed(full_ms: float) -> Machine:
    return lambda _, share: 4 + (full_ms - 4) * share


def test_a_fast_machine_draws_at_full_size_for_ever() -> None:
    assert run(speed(20), 60, Resolution(FRAME_MS)) == []


def test_a_slow_machine_is_in_time_within_two_seconds_and_stays_so() -> None:
    resolution = Resolution(FRAME_MS)
    changes = run(speed(60), 2, resolution)
    assert changes
    assert speed(60)(0, LEVELS[resolution.level].scale ** 2) <= SHARE * FRAME_MS
    settled = resolution.level
    later = run(speed(60), 600, resolution, from_s=2)
    assert 0 < resolution.level <= settled
    assert speed(60)(0, LEVELS[resolution.level].scale ** 2) <= SHARE * FRAME_MS
    assert len(later) <= 15, "it tries a finer one now and then, ever more seldom, and does not see-saw"


def test_two_levels_at_once_where_one_would_not_do() -> None:
    assert run(speed(90), 3, Resolution(FRAME_MS))[0][1] >= 2


def test_a_machine_that_is_hopeless_turns_the_head_less_often() -> None:
    resolution = Resolution(FRAME_MS)
    run(speed(400), 10, resolution)
    assert LEVELS[resolution.level].head_every == 2


def test_single_late_frames_change_nothing() -> None:
    def jerky(t: float, share: float) -> float:
        return 90.0 if t % 1.0 < 0.034 else speed(20)(t, share)

    assert run(jerky, 60, Resolution(FRAME_MS)) == []


def test_a_machine_that_was_busy_for_a_while_is_fine_again_after_a_calm_time() -> None:
    def busy(t: float, share: float) -> float:
        return speed(70 if 5 <= t < 15 else 20)(t, share)

    resolution = Resolution(FRAME_MS)
    changes = run(busy, 80, resolution)
    assert resolution.level == 0
    down = next(t for t, level in changes if level)
    assert 5 < down < 7
    assert all(t > 15 + CALM_S - 1 for t, level in changes if level < changes[0][1]), "never finer while it is busy"


def test_the_same_times_give_the_same_levels() -> None:
    assert run(speed(55), 100, Resolution(FRAME_MS)) == run(speed(55), 100, Resolution(FRAME_MS))


def test_frames_of_another_level_say_nothing() -> None:
    resolution = Resolution(FRAME_MS)
    for number in range(100):
        resolution.after(number / 30, 90.0, 3)
    assert resolution.level == 0


def test_a_very_large_face_begins_coarser_and_grows_where_it_can() -> None:
    resolution = Resolution.begin(FRAME_MS, 2160 * 3072)
    assert LEVELS[resolution.level].scale ** 2 * 2160 * 3072 <= BEGIN_PIXELS
    assert Resolution.begin(FRAME_MS, 1080 * 1536).level == 0
    run(speed(15), 60, resolution)
    assert resolution.level == 0
