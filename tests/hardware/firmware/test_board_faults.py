"""The whole chain against the simulated board on a real pty: each fault, its detection and the way back."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import serial
from support import Stopwatch

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING, Phase
from hardware.profiles.robot_profile import load
from hardware.protocols.boards import mcu, mcu_frames, mcu_host
from hardware.simulators.spawn import SimulatedBoard

PROFILE = load(Path(__file__).parents[3] / "config" / "devices" / "mcu-head.toml")
YAW = PROFILE.joint("headYaw")
PERIOD = 0.02


class Head:
    """A robot on a simulated board, driven at 50 Hz by the test."""

    def __init__(self, folder):
        self.log = folder / "robot.jsonl"
        self.board = SimulatedBoard(folder, self.log)
        self.robot = Robot(PROFILE, lambda _now: self.board.port if Path(self.board.port).exists() else "")
        self.pose = {}

    def until(self, wanted, timeout_s=40.0):
        """Drive until `wanted(state)`; the monotonic time at which it was."""
        begin = time.monotonic()
        due = begin
        while (now := time.monotonic()) < begin + timeout_s:
            self.robot.tick(now, self.pose)
            due = max(due + PERIOD, now)
            while (left := due - time.monotonic()) > 0:
                if wanted(self.robot.state):
                    return time.monotonic()
                if self.robot.connected:
                    self.robot.listen(time.monotonic(), left)
                else:
                    time.sleep(min(left, 0.005))
        if wanted(self.robot.state):
            return time.monotonic()
        pytest.fail(f"not within {timeout_s} s: {self.robot.state}")

    def ready(self, timeout_s=40.0):
        return self.until(lambda state: state.phase in MOVING, timeout_s)

    def run(self, seconds):
        end = time.monotonic() + seconds
        self.until(lambda _state: time.monotonic() >= end, seconds + 1)

    def poses(self):
        lines = self.log.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]  # the board writes the last one now

    def yaws(self, since=0.0):
        return [YAW.value(pose["channels"]["1"]) for pose in self.poses() if pose["at"] >= since]

    def close(self):
        self.robot.close()
        self.board.close()


@pytest.fixture
def head(tmp_path):
    head = Head(tmp_path)
    yield head
    head.close()


def lost(state):
    return state.phase not in MOVING


def test_it_moves_to_the_pose_and_the_log_has_it(head):
    head.pose = {"headYaw": 30.0, "jawOpen": 0.5}
    head.ready()
    head.until(lambda _state: head.yaws()[-1:] == [pytest.approx(30.0, abs=0.1)])
    ats = [pose["at"] for pose in head.poses()]
    assert ats == sorted(ats)
    assert abs(time.monotonic() - ats[-1]) < 60.0, "by the same clock"


def test_an_unplug_is_noticed_in_a_tenth_of_a_second_and_a_replug_answers_in_one(head):
    head.ready()
    head.run(0.2)
    done, watch = [], Stopwatch()
    unplug = threading.Timer(0.1, lambda: done.append(head.board.tell("unplug")))
    unplug.start()
    noticed = head.until(lost)
    unplug.join()
    late_s = watch.late_s
    head.run(0.1)
    assert noticed - done[0] <= 0.1 + late_s
    assert head.robot.state.code == "link.lost"
    plugged, answers = head.board.tell("plug"), head.robot.answers
    assert head.until(lambda _state: head.robot.answers > answers) - plugged <= 1.0 + watch.late_s
    head.ready()


def test_an_unplug_in_the_middle_of_a_frame(head):
    head.ready()
    head.board.tell("half")
    head.until(lost)
    assert head.robot.state.code == "link.lost"
    head.board.tell("plug")
    head.ready()


def test_a_silent_device_is_noticed_in_a_quarter_of_a_second(head):
    head.ready()
    head.run(0.3)
    watch, silent = Stopwatch(), head.board.tell("silent")
    assert head.until(lost) - silent <= 0.25 + watch.late_s
    assert head.robot.state.code == "link.silent"
    head.board.tell("speak")
    head.ready()


def test_the_first_movement_after_a_recovery_is_small(head):
    head.pose = {"headYaw": 40.0}
    head.ready()
    head.run(0.8)
    for trick in (("silent", "speak"), ("unplug", "plug"), ("reboot",)):
        before = head.yaws()[-1]
        head.pose = {"headYaw": -head.pose["headYaw"]}
        for word in trick:
            at = head.board.tell(word)
            head.until(lost)
        head.ready()
        head.run(0.8)
        after = head.yaws(at)
        assert abs(after[0] - before) <= 2.0
        assert max(abs(b - a) for a, b in pairwise(after[:6])) <= 2.0


def test_garbage_does_not_move_anything_and_is_survived(head):
    head.pose = {"headYaw": 25.0}
    head.ready()
    head.run(0.8)
    at = head.board.tell("garbage")
    head.run(0.6)
    head.ready()
    head.run(0.2)
    assert all(abs(yaw - 25.0) < 0.1 for yaw in head.yaws(at))


def test_a_restart_in_motion_is_recovered_without_a_new_open(head):
    head.ready()
    head.run(0.2)
    port = head.robot._transport
    head.board.tell("reboot")
    head.until(lambda state: state.phase is Phase.SYNCING)
    head.ready()
    assert head.robot._transport is port


def test_the_emergency_stop_is_latched(head):
    head.pose = {"headYaw": 20.0}
    head.ready()
    watch, pressed = Stopwatch(), head.board.tell("estop")
    assert head.until(lambda state: state.stopped) - pressed <= 0.06 + watch.late_s
    head.board.tell("release")
    head.run(0.3)
    assert head.robot.state.stopped
    count = len(head.poses())
    head.run(0.3)
    assert len(head.poses()) == count
    head.board.tell("clear")
    head.ready()
    assert not head.robot.state.stopped


def test_a_channel_that_is_missing_degrades(head):
    head.ready()
    head.board.tell("missing 3")
    head.until(lambda state: state.phase is Phase.DEGRADED)
    head.board.tell("missing -1")
    head.until(lambda state: state.phase is Phase.READY)


def test_a_host_that_dies_leaves_the_board_limp(head):
    head.ready()
    head.run(0.2)
    time.sleep(0.4)
    head.robot.listen(time.monotonic(), 0.0)
    head.robot._transport.write(head.robot._codec.poll())
    ends = time.monotonic() + 20.0
    while head.robot.state.phase is not Phase.SYNCING and time.monotonic() < ends:
        head.robot.listen(time.monotonic(), 0.1)
    assert head.robot.state.phase is Phase.SYNCING
    head.ready()


def test_another_device_on_the_port_is_refused(head):
    head.robot = Robot(replace(PROFILE, device="crane"), lambda _now: head.board.port)
    head.until(lambda state: state.phase is Phase.BLOCKED)
    assert head.robot.state.code == "link.wrong-device"
    assert not head.robot.connected


def test_a_busy_port_is_blocked_until_it_is_free(head):
    head.ready()
    other = Robot(PROFILE, lambda _now: head.board.port)
    other.tick(time.monotonic(), {})
    assert (other.state.phase, other.state.code) == (Phase.BLOCKED, "link.busy")
    head.robot.close()
    head.robot = other
    head.ready()


def test_fifty_plug_cycles_leak_no_descriptor_and_no_thread(head):
    head.ready()
    head.run(0.1)
    descriptors, threads = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(50):
        head.board.tell("unplug")
        head.until(lost)
        head.board.tell("plug")
        head.ready(2.0)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert threading.active_count() == threads


def test_the_board_ends_with_its_host():
    host = "import sys, time; from pathlib import Path; from hardware.simulators.spawn import SimulatedBoard;"
    host += "b = SimulatedBoard(Path(sys.argv[1])); print(b.pid, flush=True); time.sleep(60)"
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-c", host, folder], stdout=subprocess.PIPE, text=True)
        pid = int(process.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        process.kill()
        process.wait()
        process.stdout.close()
        until = time.monotonic() + 20
        while _runs(pid) and time.monotonic() < until:
            time.sleep(0.02)
        assert not _runs(pid)


def _runs(pid):
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_the_simulator_speaks_the_protocol_to_a_plain_program(tmp_path):
    with SimulatedBoard(tmp_path) as board, serial.Serial(board.port, 115200, timeout=1.0) as port:
        port.write(mcu_frames.encode(mcu_frames.Frame(mcu.HELLO, 9)))
        (frame,) = mcu_frames.Decoder().feed(port.read_until(b"\0"))
        assert frame.sequence == 9
        assert mcu_host.report(frame).device == "mcu-head"
