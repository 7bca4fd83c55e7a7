"""The body's figures measure what they say."""

import numpy as np
import pytest

from hardware.profile import load
from kiosk.bench import board, jaw, wire
from kiosk.bench.row import Row
from kiosk.resources import config_dir

PROFILE = load(config_dir() / "devices" / "mcu-head.toml")


def lips(t):
    return 0.4 * (1 - np.cos(2 * np.pi * t / 0.3)) / 2 if 0 <= t <= 1.5 else 0.0


@pytest.mark.parametrize("late", [-0.03, 0.0, 0.08])
def test_a_jaw_that_is_late_by_so_much_is_measured_so(late):
    ats = 50.0 + np.arange(-0.5, 2.5, 0.02)
    poses = [(at, lips(at - 50.0 - late + 0.01)) for at in ats]
    errors = jaw.errors_s(lips, 1.5, 50.0, poses)
    assert len(errors) == 10
    assert errors == pytest.approx([late] * 10, abs=0.008)


def test_a_jaw_that_does_not_move_has_missed_everything():
    errors = jaw.errors_s(lips, 1.5, 50.0, [(49.0, 0.0), (53.0, 0.0)])
    assert errors == [jaw.MISSED_S] * 10


def test_small_movements_are_none():
    times = np.arange(0, 1, 0.01)
    assert jaw.crossings(times, 0.04 * np.sin(20 * times)) == []
    (opening,) = jaw.crossings(times, times)
    assert opening.rising
    assert opening.at_s == pytest.approx(0.5, abs=0.02)


def test_the_wires_figures():
    trip, wrong, broken = wire.rows(PROFILE, 2000)
    assert trip.value > 2
    assert (wrong.value, broken.value) == (0, 0)


def test_the_faults_figures_keep_to_their_goals():
    rows = board.fault_rows(PROFILE, 1) + board.plug_rows(PROFILE, 2)
    assert all(isinstance(row, Row) and row.value <= row.goal for row in rows)
    assert sum(row.value > 0 for row in rows) >= 4
