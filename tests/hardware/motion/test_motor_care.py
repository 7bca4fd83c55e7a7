"""Motors that are hot, overloaded or at fault: warned of, eased, rested, and back with hysteresis."""

from pathlib import Path

import pytest

from hardware.profiles.motors import find
from hardware.profiles.robot_profile import load
from hardware.protocols.codec import Vitals
from hardware.safety.care import LASTING_S, REST_S, Care, Grade

PROFILE = load(Path(__file__).parents[3] / "config" / "devices" / "mcu-head.toml")
YAW = PROFILE.joint("headYaw")
MOTOR = find("xl330-m288")
AT = YAW.channel


class Patient:
    """The joints of a head with smart motors, seen ten times a second."""

    def __init__(self):
        self.care = Care(PROFILE.joints, {joint.channel: MOTOR for joint in PROFILE.joints})
        self.now, self.changes = 0.0, []

    def feels(self, seconds, **vitals):
        given = Vitals(**{name: {AT: value} for name, value in vitals.items()})
        for _ in range(max(1, round(seconds * 10))):
            self.now += 0.1
            self.changes += self.care.look(given, self.now)
        return max((one.grade for one in self.care.ailing), default=Grade.WELL)


@pytest.fixture
def patient():
    return Patient()


def hot(below):
    return {"temperature_c": MOTOR.hottest_c - below}


def test_it_warns_eases_and_rests_as_a_motor_warms_and_names_the_joint(patient):
    assert patient.feels(1, **hot(20)) is Grade.WELL
    assert patient.feels(1, **hot(14)) is Grade.WARN
    assert patient.feels(1, **hot(9)) is Grade.EASE
    assert patient.feels(1, **hot(4)) is Grade.REST
    assert [one.code for one in patient.changes] == ["body.joint-hot"] * 3
    assert all(one.joint == "yaw" and one.remedy for one in patient.changes)


def test_a_joint_at_rest_is_wanted_neutral_and_an_eased_one_does_half(patient):
    wish = {"headYaw": 40.0, "headPitch": 10.0}
    patient.feels(1, **hot(9))
    assert patient.care.pose(wish) == {"headYaw": 20.0, "headPitch": 10.0}
    patient.feels(1, **hot(0))
    assert patient.care.pose(wish) == {"headYaw": YAW.neutral, "headPitch": 10.0}
    assert patient.care.resting == {AT}


def test_it_comes_back_only_when_it_is_much_cooler_and_has_rested(patient):
    patient.feels(1, **hot(4))
    assert patient.feels(REST_S + 1, **hot(6)) is Grade.REST
    assert patient.feels(1, **hot(30)) is Grade.WELL
    assert patient.changes[-1].grade is Grade.WELL
    patient.feels(1, **hot(4))
    assert patient.feels(REST_S / 2, **hot(30)) is Grade.REST
    assert patient.feels(REST_S, **hot(30)) is Grade.WELL


def test_it_does_not_flutter_about_a_bound(patient):
    for _ in range(50):
        patient.feels(0.2, **hot(14.9))
        patient.feels(0.2, **hot(15.1))
    assert len(patient.changes) == 1


def test_the_start_of_a_movement_is_no_overload_but_a_load_that_lasts_is(patient):
    assert patient.feels(LASTING_S - 0.3, load=MOTOR.heaviest) is Grade.WELL
    assert patient.feels(0.2, load=0.1) is Grade.WELL
    assert patient.feels(LASTING_S + 0.3, load=-0.85 * MOTOR.heaviest) is Grade.EASE
    assert patient.feels(LASTING_S + 0.3, load=-MOTOR.heaviest) is Grade.REST
    assert patient.changes[-1].code == "body.joint-overload"
    assert patient.feels(REST_S + 1, load=0.1) is Grade.WELL


@pytest.mark.parametrize("fault", ["overload", "overheating", "duplicate", "model"])
def test_what_a_motor_complains_of_itself_rests_it_at_once(patient, fault):
    assert patient.feels(0.1, faults=frozenset({fault})) is Grade.REST
    assert fault in patient.changes[-1].sentence


def test_a_wrong_supply_is_told_and_stops_nothing(patient):
    assert patient.feels(1, voltage_v=3.0) is Grade.WARN
    assert patient.care.pose({"headYaw": 40.0}) == {"headYaw": 40.0}
    assert patient.feels(1, voltage_v=5.0) is Grade.WELL


def test_a_motor_that_tells_nothing_is_well(patient):
    assert patient.feels(60) is Grade.WELL
    assert patient.changes == []
