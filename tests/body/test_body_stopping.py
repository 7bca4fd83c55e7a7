"""The emergency stop of a kiosk: a person's word, its file, and the device, brought together on a made clock."""

import errno
import json
from pathlib import Path

import pytest
from support import FakeLink, running
from typer.testing import CliRunner
from virtual_robot import Line, driven

from hardware.errors import HardwareError
from hardware.links.link_machine import MOVING, Phase
from hardware.profiles.robot_profile import load
from hardware.safety.latch import AWAY, PRESSED, StopLatch
from hardware.simulators.firmware import Firmware
from kiosk.body.part import run, stop_folder
from kiosk.body.stopping import Stopping
from kiosk.errors import KioskError
from kiosk.events import BodyCleared, BodyStopped, PartReady
from kiosk.resources import data_dir
from kiosk.runtime.run_dir import RunDir, living
from kiosk.settings import Settings
from kiosk.technician.hardware_cli import build

PROFILE = load(Path(__file__).parents[2] / "config" / "devices" / "mcu-head.toml")


class Loop:
    """A robot with its stop, on a made clock; `restart` is what a new process of the part finds."""

    def __init__(self, folder):
        self.line, self.latch = Line(Firmware(7)), StopLatch(folder)
        self.restart()

    def restart(self):
        self.drive = driven(PROFILE, self.line, stopped=self.latch.held)
        self.robot = self.drive.robot
        self.stopping = Stopping(self.robot, self.latch)

    def run(self, seconds=0.5):
        for _ in range(round(seconds / 0.02)):
            self.stopping.tick(self.line.now)
            self.robot.tick(self.line.now, {"headYaw": 20.0})
            self.line.now += 0.02
        return self.robot.state

    @property
    def limp(self):
        return not self.line.device.pulses(self.line.now)


@pytest.fixture
def loop(tmp_path):
    loop = Loop(tmp_path)
    assert loop.run().phase in MOVING
    return loop


def test_a_stop_file_stops_within_two_ticks_and_the_device_confirms(loop):
    loop.latch.hold("person", "eve")
    assert loop.run(0.04).stopped
    assert loop.limp
    loop.run(0.1)
    held = loop.latch.read()
    assert (held.by, held.who, held.latched) == ("person", "eve", True)


def test_the_button_of_the_device_writes_the_file_and_clearing_there_takes_it_away(loop):
    loop.line.device.press()
    loop.run(0.1)
    assert loop.latch.read().by == "device"
    loop.line.device.release()
    loop.run(0.1)
    loop.line.device.clear()
    assert loop.run(1.0).phase in MOVING
    assert not loop.latch.held


def test_clearing_at_the_device_does_not_end_what_a_person_stopped_here(loop):
    loop.latch.hold("person", "eve")
    loop.run(0.2)
    loop.line.device.clear()
    assert loop.run(1.0).stopped
    assert loop.latch.held
    assert loop.limp


def test_it_outlives_the_part_the_device_and_both_at_once(loop):
    loop.latch.hold("person", "eve")
    loop.run(0.2)
    loop.restart()
    assert loop.run(1.0).stopped
    loop.line.device.reboot(loop.line.now)
    assert loop.run(1.0).stopped
    loop.line.device.reboot(loop.line.now)
    loop.restart()
    state = loop.run(1.0)
    assert (state.phase, state.stopped, loop.limp) == (Phase.PARKED, True, True)
    assert loop.line.device.status(loop.line.now).stopped


def test_a_person_clears_it_and_the_robot_begins_where_it_is(loop):
    loop.latch.hold("person", "eve")
    loop.run(0.3)
    loop.latch.wish()
    assert loop.run(1.0).phase in MOVING
    assert not loop.latch.held


def test_it_is_not_cleared_while_the_button_is_down(loop):
    loop.line.device.press()
    loop.run(0.2)
    stamp = loop.latch.wish()
    assert loop.run(2.0).stopped
    held = loop.latch.read()
    assert (held.heeded, held.refused) == (stamp, PRESSED)


def test_a_robot_that_is_away_cannot_be_cleared(loop):
    loop.latch.hold("person", "eve")
    loop.run(0.2)
    loop.line.unplug()
    loop.run(0.2)
    loop.latch.wish()
    loop.run(0.2)
    assert loop.latch.read().refused == AWAY
    loop.line.plug()
    assert loop.run(1.5).stopped


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_a_stop_while_somebody_else_clears_is_not_lost(loop, after):
    loop.latch.hold("person", "eve")
    loop.run(0.2)
    loop.latch.wish()
    loop.run(0.02 * after)
    if loop.latch.held:
        loop.latch.hold("person", "bob")
        loop.latch.withdraw()
        assert loop.run(1.0).stopped
        assert loop.limp
        assert loop.latch.read().who == "bob"


@pytest.mark.parametrize("first", [True, False])
def test_two_robots_of_which_one_has_its_button_down_both_stay_still(tmp_path, first):
    one, two = Loop(tmp_path), Loop(tmp_path)

    def run(seconds):
        for _ in range(round(seconds / 0.02)):
            one.run(0.02)
            two.run(0.02)

    run(0.5)
    (one if first else two).line.device.press()
    run(0.3)
    one.latch.wish()
    for _ in range(75):
        run(0.02)
        assert (one.limp, two.limp) == (True, True)
    assert one.latch.held


def test_a_wish_from_before_the_start_counts_for_nothing(loop):
    loop.latch.hold("person", "eve")
    loop.latch.wish()
    loop.restart()
    assert loop.run(2.0).stopped


def test_a_stop_file_that_nobody_can_read_is_a_stop(loop, tmp_path):
    (tmp_path / "body.stop").write_text("{half")
    assert loop.run(0.2).stopped


@pytest.fixture
def full(monkeypatch):
    """A disk that takes names of files, and nothing in them."""

    def refuse(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)


@pytest.mark.usefixtures("full")
def test_a_person_stops_and_clears_it_though_the_disk_is_full(loop, tmp_path):
    loop.latch.hold("person", "eve")
    assert loop.run(0.1).stopped
    assert loop.limp
    assert [path.name for path in tmp_path.iterdir()] == ["body.stop"]
    loop.latch.hold("person", "bob")
    loop.latch.wish()
    assert loop.run(1.0).phase in MOVING
    assert not loop.latch.held


@pytest.mark.usefixtures("full")
def test_the_button_outlives_the_part_though_the_disk_is_full(loop):
    loop.line.device.press()
    loop.run(0.1)
    loop.restart()
    assert loop.run(0.1).stopped


def test_a_simulated_robot_is_stopped_by_its_run_alone(tmp_path):
    assert stop_folder(Settings(body={"port": "simulated"}), tmp_path) == tmp_path
    assert stop_folder(Settings(), tmp_path) != tmp_path
    chosen = Settings(body={"stop_dir": tmp_path / "shared"})
    assert stop_folder(chosen, tmp_path) == tmp_path / "shared"


@pytest.fixture(autouse=True)
def _leave_other_kiosks_alone(monkeypatch):
    monkeypatch.setattr("kiosk.runtime.run_dir.living", list)


def command(*words):
    return CliRunner().invoke(build(), [*words])


def test_a_person_stops_and_clears_a_running_kiosk_by_command(tmp_path, monkeypatch):
    monkeypatch.setenv("KIOSK__BODY__STOP_DIR", str(tmp_path / "stop"))
    link = FakeLink(tmp_path)
    settings = Settings(body={"port": "simulated", "stop_dir": tmp_path / "stop"})
    with running(run, link, settings):
        link.wait(PartReady)
        assert json.loads(command("stop", "--json").stdout) == {"stopped": True, "confirmed": True}
        link.wait(BodyStopped)
        refused = command("clear")
        assert refused.exception.code == "hardware.unasked"
        assert not link.of(BodyCleared)
        assert json.loads(command("clear", "--yes", "--json").stdout)["cleared"]
        link.wait(BodyCleared)


def test_a_stop_that_cannot_be_written_is_told_and_the_others_are_latched(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    other = tmp_path / "other"
    monkeypatch.setattr("kiosk.runtime.run_dir.living", lambda: [other])
    monkeypatch.setenv("KIOSK__BODY__STOP_DIR", str(tmp_path / "file" / "none"))
    told = command("stop")
    assert isinstance(told.exception, HardwareError)
    assert told.exception.code == "body.unheld"
    assert str(tmp_path / "file") in told.exception.sentence
    assert StopLatch(other).held


def test_a_robot_whose_stop_cannot_be_written_stays_stopped(tmp_path):
    (tmp_path / "file").touch()
    loop = Loop(tmp_path / "file" / "none")
    assert loop.run().phase in MOVING
    loop.line.device.press()
    assert loop.run(0.5).stopped
    assert loop.limp


def test_who_clears_is_told_that_somebody_stopped_it_again(tmp_path, monkeypatch):
    latch = StopLatch(tmp_path)
    latch.hold("person", "eve")
    monkeypatch.setenv("KIOSK__BODY__STOP_DIR", str(tmp_path))

    def again(so, _within_s):
        latch.hold("person", "bob")
        return so()

    monkeypatch.setattr("kiosk.technician.stop_cli._waited", again)
    told = command("clear", "--yes")
    assert told.exception.code == "hardware.again"
    assert "bob" in told.exception.sentence
    assert latch.held
    assert not latch.wished


def test_settings_that_are_wrong_keep_nobody_from_stopping(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("KIOSK__BODY__LIP_LEAD_MS", "many")
    told = command("stop")
    assert told.exit_code
    assert isinstance(told.exception, KioskError)
    assert StopLatch(data_dir()).held


def test_a_kiosk_that_does_not_run_starts_stopped_until_somebody_clears_it(tmp_path, monkeypatch):
    monkeypatch.setenv("KIOSK__BODY__STOP_DIR", str(tmp_path))
    monkeypatch.setattr("kiosk.technician.stop_cli.STOPS_S", 0.05)
    monkeypatch.setattr("kiosk.technician.stop_cli.HEEDS_S", 0.05)
    assert "none runs now" in command("stop").stdout
    assert StopLatch(tmp_path).held
    assert "no kiosk runs" in command("clear", "--yes").stdout
    assert not StopLatch(tmp_path).held
    assert "Nothing is stopped" in command("clear", "--yes").stdout


def test_a_kiosk_with_a_simulated_robot_is_found_by_its_run(tmp_path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    with RunDir() as folder:
        dead = tmp_path / "balie-dead"
        dead.mkdir()
        (dead / ".held").touch()
        assert living() == [folder]
    assert living() == []
