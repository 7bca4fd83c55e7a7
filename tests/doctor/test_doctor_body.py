"""What the doctor says of a robot's safety: stopped, proved, calibrated, well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from doctor_support import site

from hardware.profiles.robot_profile import load
from hardware.protocols.codec import Vitals
from hardware.safety.latch import StopLatch
from hardware.safety.proof import Proof
from hardware.safety.record import keep, place, read
from hardware.simulators.spawn import SimulatedBoard
from kiosk.doctor import body
from kiosk.doctor.finding import Status
from kiosk.resources import device_profile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMP = Proof("deadman", True, "Silent for 225 ms it held on, for 250 ms it was limp.")


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(body, "data_dir", lambda: tmp_path)
    return tmp_path


def found(vitals=None, **settings):
    settings = {"port": "/dev/ttyUSB7", **settings}
    return body.check(site(body=settings), lambda _profile, _port: vitals, NOW)


def said(findings, word):
    return next(one for one in findings if word in one.found.casefold())


def test_a_deadman_that_was_never_proved_is_missing_and_how_to_prove_it(data):
    finding = said(found(), "deadman")
    assert finding.status is Status.MISSING
    assert "doctor --yes" in finding.remedy


@pytest.mark.parametrize(
    ("proof", "days", "status"),
    [(LIMP, 3, Status.OK), (LIMP, 400, Status.WARNING), (Proof("deadman", False, "It held on."), 3, Status.FAILED)],
)
def test_a_proof_is_told_with_its_age(data, proof, days, status):
    keep(place(data, "mcu-head"), [proof], "eve", NOW - timedelta(days=days))
    finding = said(found(), "deadman")
    assert finding.status is status
    assert f"{days} days ago" in finding.found


def test_a_later_proof_takes_the_place_of_an_earlier_one_alone(data):
    path = place(data, "mcu-head")
    keep(path, [LIMP, Proof("limits", True, "held")], "eve", NOW)
    keep(path, [Proof("deadman", False, "It held on.")], "eve", NOW)
    assert {name: kept.passed for name, kept in read(path).items()} == {"deadman": False, "limits": True}
    path.write_text(json.dumps({"deadman": 3}))
    assert read(path) == {}


def test_a_profile_without_a_deadman_says_why(data):
    finding = said(found(profile="ohbot"), "deadman")
    assert finding.status is Status.WARNING
    assert "toy-sized" in finding.found


def test_a_stop_that_nobody_cleared_is_told(data):
    StopLatch(data).hold("person", "eve")
    finding = said(found(), "stopped")
    assert "eve" in finding.found
    assert "clear --yes" in finding.remedy


def test_a_robot_that_was_never_calibrated_is_told_and_one_that_was_with_its_age(data):
    assert said(found(), "calibrated").status is Status.MISSING
    names = load(device_profile("mcu-head")).joints
    joints = "".join(f'[joints.{one.name}]\nwho = "eve"\nwhen = 2026-11-20T12:00:00Z\n' for one in names)
    (data / "calibration").mkdir()
    (data / "calibration" / "mcu-head.toml").write_text('device = "mcu-head"\n' + joints)
    finding = said(found(), "calibrated")
    assert (finding.status, finding.figures["days"]) == (Status.OK, 2)
    (data / "calibration" / "mcu-head.toml").write_text("half = [")
    assert found()[0].status is Status.FAILED


def test_hot_motors_are_told_and_cool_ones_too(data):
    well = said(found(Vitals({1: 33.0, 2: 31.0}), profile="dynamixel-pan-tilt-arm"), "warmest")
    assert well.figures["hottest_c"] == 33
    hot = found(Vitals(dict.fromkeys(range(20), 90.0)), profile="dynamixel-pan-tilt-arm")
    assert [one.status for one in hot if "°C" in one.found].count(Status.FAILED) >= 2


def test_no_robot_and_a_simulated_one_need_nothing(data):
    assert [one.status for one in found(port="none")] == [Status.OK]
    assert [one.status for one in found(port="simulated")] == [Status.OK]


def test_a_robot_that_does_not_answer_is_left_to_the_serial_ports(data, tmp_path):
    assert len(body.check(site(body={"port": str(tmp_path / "nothing")}), lambda _profile, _port: None, NOW)) == 2
    assert body.vitals_of(load(device_profile("mcu-head")), "/dev/null") is None


def test_the_vitals_of_a_device_are_read_without_torque(tmp_path):
    path = device_profile("dynamixel-pan-tilt-arm")
    with SimulatedBoard(tmp_path, tmp_path / "poses.jsonl", profile=path) as board:
        vitals = body.vitals_of(load(path), board.port)
    assert min(vitals.temperature_c.values()) > 20
    assert not (tmp_path / "poses.jsonl").read_text()
