"""A robot whose motors tell how they fare: one that gets hot rests, the kiosk says so, and it comes back."""

import json
import time

from support import FakeLink, running
from virtual_robot import Line, driven

from hardware.profiles.robot_profile import load
from hardware.safety import care
from hardware.simulators.devices import make
from hardware.simulators.spawn import SimulatedBoard
from kiosk.body.caring import Caring
from kiosk.body.part import run
from kiosk.commands import LookAt
from kiosk.events import PartReady
from kiosk.resources import device_profile
from kiosk.settings import Settings

NAME = "dynamixel-pan-tilt-arm"
PROFILE = load(device_profile(NAME))
PAN = PROFILE.joint("headYaw")


def pan(log):
    """Where the joint was told to be last, degrees."""
    lines = [line for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return PAN.value(json.loads(lines[-1])["channels"][str(PAN.channel)]) if lines else PAN.neutral


def waits_for(check, seconds=60.0):
    until = time.monotonic() + seconds
    while not check() and time.monotonic() < until:
        time.sleep(0.02)
    return check()


def test_a_hot_motor_rests_and_is_told_of_until_it_has_cooled(tmp_path, monkeypatch):
    monkeypatch.setattr(care, "REST_S", 0.3)
    link, log = FakeLink(tmp_path), tmp_path / "poses.jsonl"
    with SimulatedBoard(tmp_path, log, profile=device_profile(NAME)) as board:
        settings = Settings(body={"port": board.port, "profile": NAME, "stop_dir": tmp_path})
        with running(run, link, settings):
            link.wait(PartReady)
            link.give(LookAt(25.0, 0.0, 1.0))
            assert waits_for(lambda: pan(log) > 15)
            board.tell(f"hot {PAN.channel}")
            assert waits_for(lambda: "°C" in link.of(PartReady)[-1].detail)
            assert "it rests" in link.of(PartReady)[-1].detail
            assert waits_for(lambda: abs(pan(log) - PAN.neutral) < 1)
            board.tell("hot -1")
            assert waits_for(lambda: "°C" not in link.of(PartReady)[-1].detail)
            assert waits_for(lambda: pan(log) > 15)


def test_what_a_robot_said_before_it_went_is_no_load_that_lasts():
    line = Line(make(PROFILE, lambda _now, _pose: None, lambda _now, _lamps: None), baud=PROFILE.baud)
    drive = driven(PROFILE, line)
    caring = Caring(drive.robot)
    drive.ready()
    line.device.tables[PAN.channel].put("load", 1400)
    while abs(drive.robot.vitals.load[PAN.channel]) < 0.9:
        drive.run(0.02)
    caring.tick(line.now)
    line.unplug()
    for _ in range(100):
        drive.run(0.05)
        caring.tick(line.now)
    assert caring.ailing == ""
    line.device.tables[PAN.channel].put("load", 0)
    line.plug()
    drive.ready()
    caring.tick(line.now)
    assert caring.ailing == ""
