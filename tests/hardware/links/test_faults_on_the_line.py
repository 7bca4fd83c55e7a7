"""Each fault of a line or a device, its detection, and the way back; of every protocol, on a made clock.

| fault | test |
|---|---|
| unplug in a read, in a write, mid-frame | `test_an_unplug_is_noticed_wherever_it_happens`, `test_serial_link.py` |
| unplug in the middle of a gesture | `test_what_comes_back_after_a_gap_begins_where_it_is` |
| replug on another port | `test_it_is_found_again_on_another_port` |
| two identical CH340 | `tests/body/test_faults_of_ports.py` |
| the wrong device on the port | `test_another_device_on_the_port_is_refused_and_never_moved`, `test_board_faults.py` |
| port busy, no permission | `test_a_port_that_is_refused_is_tried_again_and_told`, `test_serial_link.py` |
| garbage, half a frame, bit flips | `test_noise_moves_nothing_and_is_survived` |
| silent device | `test_a_silent_device_is_noticed_in_a_quarter_of_a_second` |
| slow reader | `test_a_device_that_takes_nothing_is_lost_and_stops_nobody`, `test_serial_link.py` |
| reboot in motion | `test_what_comes_back_after_a_gap_begins_where_it_is` |
| firmware of another version | `test_a_firmware_of_another_protocol_is_refused`, `test_link_machine.py` |
| a motor that is missing | `test_a_motor_that_is_missing_is_named_and_the_others_go_on` |
| a motor that is overloaded or hot; two with one id | `test_motor_care.py`, `test_motors_that_complain_are_rested` |
| calibration missing or corrupt | `test_calibrated.py`, `tests/body/test_body_in_virtual_time.py` |
| brain killed | `test_a_host_that_dies_leaves_it_limp`, `tests/body/test_faults_of_processes.py` |
| motion process killed | `tests/body/test_faults_of_processes.py`, `tests/story/test_body_faults.py` |
| e-stop while it speaks | `tests/story/test_body_faults.py`, `tests/body/test_body_stopping.py` |
| the clock jumps | `test_a_process_that_stood_still_moves_gently_again`, `tests/body/test_body_in_virtual_time.py` |
| the profile is changed while it runs | `tests/body/test_body_in_virtual_time.py`, `tests/config/test_reload.py` |
"""

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from virtual_robot import Line, driven

from hardware.errors import HardwareError
from hardware.links.link_machine import MOVING, Phase
from hardware.links.serial_link import LinkBlocked
from hardware.profiles.robot_profile import load
from hardware.safety.care import Care
from hardware.simulators.devices import make

DEVICES = Path(__file__).parents[3] / "config" / "devices"
PORTS = ("/dev/ttyUSB0", "/dev/ttyACM3")
STEP_DEG, GENTLE_S = 2.0, 0.14


def robots():
    """The shipped profiles that have joints and whose device can be simulated."""
    for file in sorted(DEVICES.glob("*.toml")):
        try:
            profile = load(file)
            if profile.joints:
                make(profile, lambda _now, _set: None, lambda _now, _lamps: None)
                yield pytest.param(profile, id=file.stem)
        except HardwareError:
            continue


class Scene:
    """A robot that has come to rest at a pose, and all poses that its device took."""

    def __init__(self, profile):
        self.profile, self.taken = profile, []
        device = make(profile, lambda now, pose: self.taken.append((now, dict(pose))), lambda _now, _lamps: None)
        self.line = Line(device, profile.baud)
        self.drive = driven(profile, self.line)
        self.pinned, pin = 0, self.drive.robot.rig.pin
        self.drive.robot.rig.pin = lambda positions: (setattr(self, "pinned", self.pinned + 1), pin(positions))
        self.joint = max(profile.joints, key=lambda joint: joint.limits.highest - joint.limits.lowest)
        self.lean(0.8)
        self.drive.ready()
        self.drive.run(1.5)
        assert self.drive.state.phase is Phase.READY

    def lean(self, share):
        """Want the widest joint so far towards an end, -1 to 1."""
        limits = self.joint.limits
        middle, half = (limits.highest + limits.lowest) / 2, (limits.highest - limits.lowest) / 2
        (name, weight), *others = self.joint.parameters.items()
        self.drive.pose = {name: (middle + share * half) / weight, **{other: 0.0 for other, _ in others}}

    def values(self, since=0.0):
        """Where the device was told to bring the joint."""
        channel = self.joint.channel
        return [self.joint.value(pose[channel]) for at, pose in self.taken if at >= since and channel in pose]

    def lost(self, within_s=1.0):
        """Seconds until the loss is noticed."""
        began = self.line.now
        assert self.drive.until(lambda state: state.phase not in MOVING, within_s)
        return self.line.now - began


@pytest.fixture(params=robots())
def scene(request):
    return Scene(request.param)


@pytest.mark.parametrize("cut", [None, 0, 1, 3, 6])
def test_an_unplug_is_noticed_wherever_it_happens(scene, cut):
    if cut is None:
        scene.line.cut_write = True
    else:
        scene.line.cut_read = cut
    assert scene.lost() <= 0.1
    assert scene.drive.state.code in {"link.lost", "link.absent"}
    scene.line.cut_read = None
    scene.line.plug()
    scene.drive.ready()


def test_it_is_found_again_on_another_port(scene):
    scene.line.unplug()
    scene.lost()
    scene.drive.run(5.0)
    scene.line.plug(PORTS[1])
    scene.drive.ready()
    assert scene.drive.state.port == PORTS[1]
    assert scene.line.opened[-1] == PORTS[1]


@pytest.mark.parametrize("fault", ["unplug", "silence", "reboot"])
def test_what_comes_back_after_a_gap_begins_where_it_is(scene, fault):
    scene.lean(-0.8)
    scene.drive.run(0.16)  # in the middle of the movement
    before, at, pinned = scene.values()[-1], scene.line.now, scene.pinned
    if fault == "unplug":
        scene.line.unplug()
        scene.lost()
        scene.line.plug()
    elif fault == "silence":
        scene.line.device.silent = True
        scene.lost()
        scene.line.device.silent = False
    else:
        scene.line.device.reboot(scene.line.now)
        scene.drive.run(0.5)
    scene.drive.ready()
    scene.drive.run(1.5)
    after, limits = scene.values(at), scene.joint.limits
    span, rate_hz = limits.highest - limits.lowest, scene.profile.rate_hz
    anew = scene.pinned > pinned  # a board that cannot tell that it restarted goes on as if nothing had been
    step = limits.velocity / rate_hz + 0.7
    if anew:
        step, after = STEP_DEG if span > 2 else STEP_DEG / 100 * span, after[: max(2, round(GENTLE_S * rate_hz))]
    assert max(abs(b - a) for a, b in pairwise(after)) <= step
    deaf = scene.profile.protocol.name == "ohbot" and fault == "reboot"  # its motors are attached again one by one
    assert deaf or abs(after[0] - before) <= step + limits.velocity * max(0.06, 1 / rate_hz)
    scene.drive.run(1.0)
    assert scene.values()[-1] == pytest.approx(scene.joint.wanted(scene.drive.pose), abs=0.02 * span)


def test_a_silent_device_is_noticed_in_a_quarter_of_a_second(scene):
    scene.line.device.silent = True
    assert scene.lost() <= 0.25
    assert scene.drive.state.code == "link.silent"
    scene.line.device.silent = False
    scene.drive.ready()


def test_a_device_that_takes_nothing_is_lost_and_stops_nobody(scene):
    scene.line.stuck = True
    assert scene.lost() <= 0.25
    scene.line.stuck = False
    scene.drive.ready()


@pytest.mark.parametrize("code", ["link.busy", "link.permission"])
def test_a_port_that_is_refused_is_tried_again_and_told(scene, code):
    scene.line.unplug()
    scene.lost()
    scene.line.plug()
    scene.line.refusal = LinkBlocked(code, "It cannot be used.", "Do this.")
    scene.drive.until(lambda state: state.phase is Phase.BLOCKED, 5.0)
    assert (scene.drive.state.phase, scene.drive.state.code) == (Phase.BLOCKED, code)
    scene.line.refusal = None
    scene.drive.ready()


class Mute:
    """It hears, and says nothing: a device that speaks something else."""

    silent = False

    def receive(self, data, now):
        return b""


class Chatter(Mute):
    """It answers whatever it hears, with its own words."""

    def receive(self, data, now):
        return b"comok 1,30601-0,NX4832T035_011R,130,61488\xff\xff\xff"


@pytest.mark.parametrize("other", [Mute, Chatter])
def test_another_device_on_the_port_is_refused_and_never_moved(scene, other):
    right, scene.line.device = scene.line.device, other()
    scene.line.unplug()
    scene.lost()
    count = len(scene.taken)
    scene.line.plug()
    assert scene.drive.until(lambda state: state.phase is Phase.BLOCKED, scene.profile.boot_s + 2.0)
    assert scene.drive.state.code in {"link.mute", "link.wrong-device", "link.firmware"}
    assert len(scene.taken) == count
    scene.line.device = right
    scene.drive.ready(10.0)


def flips(chance, share):
    def mangle(data):
        found = bytearray(data)
        if found and chance.random() < share:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
        return bytes(found)

    return mangle


def halves(chance, share):
    return lambda data: data[: len(data) // 2] if chance.random() < share else data


def garbage(chance, share):
    return lambda data: data + chance.randbytes(40) if chance.random() < share else data


@pytest.mark.parametrize("noise", [flips, halves, garbage])
def test_noise_moves_nothing_and_is_survived(scene, noise):
    before = scene.values()[-1]
    at = scene.line.now
    scene.line.mangle = noise(random.Random(5), 0.05)
    scene.drive.run(6.0)
    scene.line.mangle = bytes
    scene.drive.ready()
    assert scene.drive.until(lambda state: state.phase is Phase.READY, 70 / scene.profile.rate_hz + 1)
    scene.drive.run(1.5)
    span = scene.joint.limits.highest - scene.joint.limits.lowest
    settled = [value for value in scene.values(at) if abs(value - before) > 0.02 * span]
    assert (
        not settled or scene.drive.robot.state.failures > 0
    )  # only a loss, never a damaged answer, makes it begin anew


def test_a_motor_that_is_missing_is_named_and_the_others_go_on(scene):
    channel = scene.joint.channel
    if not scene.line.device.trick("missing", str(channel)):
        pytest.skip("this device cannot tell that a motor is missing")
    scene.drive.until(lambda state: state.phase is Phase.DEGRADED, 2.0)
    assert scene.drive.state.missing == {channel}
    assert str(channel) in scene.drive.state.reason
    at = scene.line.now
    scene.drive.run(0.5)
    others = {joint.channel for joint in scene.profile.joints} - {channel}
    assert not others or any(others <= set(pose) for now, pose in scene.taken if now >= at)
    scene.line.device.trick("missing", "-1")
    assert scene.drive.until(lambda state: state.phase is Phase.READY, 5.0)


@pytest.mark.parametrize("trick", ["overload", "duplicate", "hot"])
def test_motors_that_complain_are_rested(scene, trick):
    channel = scene.joint.channel
    if not scene.line.device.trick(trick, str(channel)):
        pytest.skip("the motors of this device do not complain")
    care = Care(scene.profile.joints, scene.profile.motors)
    for _ in range(150):
        scene.drive.run(0.02)
        care.look(scene.drive.robot.vitals, scene.line.now)
    assert channel in care.resting
    resting = scene.joint.wanted(care.pose(scene.drive.pose))
    assert resting == pytest.approx(scene.joint.neutral, abs=1e-6)


def test_a_process_that_stood_still_moves_gently_again(scene):
    before = scene.values()[-1]
    scene.line.now += 7200.0
    scene.drive.run(0.1)
    scene.drive.ready()
    at = scene.line.now
    scene.drive.run(1.0)
    span = scene.joint.limits.highest - scene.joint.limits.lowest
    assert all(abs(value - before) <= 0.05 * span for value in scene.values(at))


def test_a_host_that_dies_leaves_it_limp(scene):
    if not scene.profile.protocol.deadman:
        assert scene.profile.undefended
        return
    scene.drive.ask(lambda codec: codec.poll())
    scene.line.now += 1.5 * scene.profile.deadman_ms / 1000 + 0.1
    assert scene.drive.status().limp


def test_a_firmware_of_another_protocol_is_refused(scene):
    newer = replace(scene.profile, protocol=replace(scene.profile.protocol, version=99))
    drive = driven(newer, scene.line)
    drive.until(lambda state: state.phase is Phase.BLOCKED, scene.profile.boot_s + 2.0)
    assert (drive.state.phase, drive.state.code) == (Phase.BLOCKED, "link.firmware")
