"""The body's figures measure what they say."""

import numpy as np
import pytest

from hardware.profiles.robot_profile import load
from kiosk.bench import board, corruption, frames, jaw, wire
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
    (trip,) = wire.rows(PROFILE)
    assert trip.value > 2


@pytest.mark.parametrize("tongue", corruption.TONGUES, ids=lambda tongue: tongue.name)
def test_what_damage_a_check_lets_through_and_that_the_next_frame_is_heard(tongue):
    wrong, lost = corruption.damaged(tongue, 5000)
    assert (wrong == 0) is (tongue.check == "16 bits")
    assert lost == 0


def test_a_decoder_that_checks_nothing_is_found_out():
    def frame(chance):
        said = chance.randbytes(6)
        return said, said

    gullible = corruption.Tongue("gullible", "none", frame, lambda: corruption.Ear(lambda data: [data], list))
    assert corruption.damaged(gullible, 100)[0] > 90


def test_the_faults_figures_are_times_and_what_is_no_time_keeps_to_its_goal():
    rows = board.fault_rows(PROFILE, 1) + board.plug_rows(PROFILE, 2)
    times = [row for row in rows if row.unit == "ms"]
    assert len(times) == 3
    assert all(0 < row.value < 5000 for row in times), "each was seen, and not given up"
    assert all(row.value <= row.goal for row in rows if row not in times)


def test_what_a_turn_costs_is_told_of_every_protocol():
    rows = list(frames.costs({"mcu": PROFILE}))
    assert [row.name for row in rows] == [f"CPU of a turn with {len(PROFILE.joints)} joints, mcu"]
    assert rows[0].value > 0
