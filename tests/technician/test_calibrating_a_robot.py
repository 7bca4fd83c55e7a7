"""What a person finds out about a joint becomes a calibration, keeps what was there, and can be undone."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from hardware.profiles.calibrated import calibrated
from kiosk.errors import InputError
from kiosk.resources import data_dir
from kiosk.technician import calibration_file
from kiosk.technician.bench import Bench
from kiosk.technician.calibrating import begin
from kiosk.technician.chosen import Chosen, loaded
from kiosk.technician.lateness import lag_ms

PROFILE = loaded("mcu-head")
YAW = PROFILE.joint("headYaw")
PITCH = PROFILE.joint("headPitch")


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def bench(*names: str) -> Bench:
    return Bench(Chosen("mcu-head", PROFILE, "simulated"), list(names), calibration_file.there(PROFILE))


def test_words_move_a_joint_and_set_what_is_found():
    trial = begin(YAW, None)
    for word in ("=1062", "low", "+870", "high", "lead 60"):
        trial = trial.told(word)
    found = trial.calibration("Anna")
    assert (found.pulse, found.lead_ms, found.direction, found.who) == ((1062, 1932), 60, 1, "Anna")


def test_a_nudge_stays_within_what_a_calibration_may_say():
    trial = begin(YAW, PROFILE.motors[YAW.channel]).told("=99999")
    assert trial.at == trial.bounds[1] < 2600
    assert trial.told("=0").at == trial.bounds[0] > 400


@pytest.mark.parametrize("joint", [YAW, PITCH])
@pytest.mark.parametrize("flip", [False, True])
def test_the_place_that_a_person_calls_centre_is_where_home_is_from_then_on(joint, flip):
    trial = begin(joint, None).told("=1530").told("centre")
    trial = trial.told("flip") if flip else trial
    calibration_file.write(PROFILE, {joint.name: trial.calibration("Anna")})
    after, _ = calibrated(PROFILE, data_dir())
    measured = next(one for one in after.joints if one.name == joint.name)
    assert abs(measured.position(joint.neutral) - 1530) <= 1
    assert (measured.pulse[1] > measured.pulse[0]) is ((joint.pulse[1] > joint.pulse[0]) is not flip)


@pytest.mark.parametrize("word", ["", "dance", "lead late", "lead 900", "=", "++", "low x"])
def test_a_word_that_says_nothing_is_refused_with_those_that_do(word):
    with pytest.raises(InputError) as fault:
        begin(YAW, None).told(word)
    assert "low" in fault.value.remedy


def test_ends_that_a_person_found_are_never_shifted():
    ends = begin(YAW, None).told("centre 1530").told("low 1100").told("high 1900").calibration("Anna")
    assert (ends.pulse, ends.offset) == ((1100, 1900), 0.0)
    centred = begin(YAW, None).told("low 1100").told("centre 1530").calibration("Anna")
    assert centred.pulse is None
    assert centred.offset == pytest.approx(3.0)


@pytest.mark.parametrize("words", [("low 1100", "high 1900"), ("centre 1530",), ("flip",), ("low 1100", "flip")])
def test_what_is_measured_later_keeps_what_was_measured_before(words):
    first = bench("yaw")
    for word in words:
        first.heed(word, lambda: None)
    calibration_file.write(PROFILE, first.found("Anna"))
    before, _ = calibrated(PROFILE, data_dir())
    later = bench("yaw")
    assert later.found("Bo") == {}
    later.heed("measure", lambda: 44.0)
    calibration_file.write(PROFILE, later.found("Bo"))
    after, _ = calibrated(PROFILE, data_dir())
    assert after.joint("headYaw").lead_s == 0.044
    assert after.joint("headYaw").pulse == before.joint("headYaw").pulse


def test_both_ends_at_one_place_are_refused():
    with pytest.raises(InputError, match="Both ends"):
        begin(YAW, None).told("low 1500").told("high 1500").calibration("Anna")


def test_keys_are_words():
    table = bench("yaw", "pitch")
    assert [table.key(key) for key in ("right", "page down", "l", "enter", "x")] == ["+9", "-45", "low", "next", ""]
    assert table.heed("+9", lambda: None).startswith("yaw: at 1509")
    assert table.heed("next", lambda: None).startswith("pitch")
    assert "type `lead`" in table.heed("measure", lambda: None)
    table.heed("measure", lambda: 42.0)
    assert table.found("Anna")["pitch"].lead_ms == 42.0
    assert "yaw" not in table.found("Anna")


def test_undo_puts_back_what_was_there_and_then_nothing():
    first, second = (begin(YAW, None).told(f"low {low}").calibration("Anna") for low in (1060, 1070))
    path = calibration_file.write(PROFILE, {"yaw": first})
    before = path.read_bytes()
    calibration_file.write(PROFILE, {"yaw": second})
    assert path.read_bytes() != before
    calibration_file.undo(PROFILE)
    assert path.read_bytes() == before
    calibration_file.undo(PROFILE)
    assert not path.exists()
    with pytest.raises(InputError):
        calibration_file.undo(PROFILE)


def test_what_was_measured_of_another_joint_stays():
    calibration_file.write(PROFILE, {"yaw": begin(YAW, None).told("low 1060").calibration("Anna")})
    calibration_file.write(PROFILE, {"pitch": begin(PITCH, None).told("lead 30").calibration("Bo")})
    _, found = calibrated(PROFILE, data_dir())
    assert {name: one.who for name, one in found.joints.items()} == {"yaw": "Anna", "pitch": "Bo"}


@pytest.mark.parametrize("lag", [0, 26, 120, 240])
def test_lateness_is_found_from_what_is_read_back(lag):
    told = [(tick * 0.02, math.sin(tick * 0.04)) for tick in range(300)]
    seen = [(at + 0.003, round(math.sin((at + 0.003 - lag / 1000) * 2), 3)) for at, _ in told]
    assert abs(lag_ms(told, seen) - lag) <= 6


def test_no_lateness_of_a_joint_that_stands_still_or_does_not_tell():
    told = [(tick * 0.02, math.sin(tick * 0.04)) for tick in range(300)]
    assert lag_ms(told, []) is None
    assert lag_ms(told, [(at, 0.5) for at, _ in told]) is None


def test_a_joint_is_calibrated_in_positions_and_at_its_own_pace():
    from kiosk.technician.bench import raw

    table = bench()
    joint = next(one for one in raw(PROFILE, table.trials).joints if one.name == "yaw")
    assert joint.position(1500.0) == 1500
    assert joint.limits.velocity == pytest.approx(YAW.limits.velocity * 10)
    assert replace(joint, limits=YAW.limits).channel == YAW.channel
