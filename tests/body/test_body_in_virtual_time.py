"""Robots that are moved by the real behaviour, in virtual time: no leap, whatever happens to the clock or the files."""

import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from virtual_robot import Line

from avatars import load as load_pack
from avatars import mouth_track
from hardware.devices.robot import Robot
from hardware.errors import HardwareError
from hardware.links.link_machine import MOVING, Phase
from hardware.motion.avoid import Avoid
from hardware.motion.joints import Rig
from hardware.motion.trajectory import added
from hardware.profiles.calibrated import Calibration, JointCalibration, apply, calibrated, place, save
from hardware.profiles.robot_profile import load as load_profile
from hardware.simulators import devices
from hardware.simulators.firmware import Firmware
from kiosk.bench import jaw
from kiosk.body import casting, parking
from kiosk.body.behaviour import Behaviour, Manner
from kiosk.commands import LookAt
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gestures.library import load_all
from kiosk.gestures.pointing import Pointing
from kiosk.timeline import Timeline, Viseme

CONFIG = Path(__file__).parents[2] / "config"
HEAD = load_profile(CONFIG / "devices" / "mcu-head.toml")
MOVED = [
    profile
    for path in sorted((CONFIG / "devices").glob("*.toml"))
    if "[joints." in path.read_text(encoding="utf-8") and (profile := load_profile(path)).joints
]
GESTURES = load_all(CONFIG / "gestures")
MAYA = load_pack("maya")
DT = 0.02


class Bench:
    """A robot on our board, and all poses that it took."""

    def __init__(self, profile=HEAD, line=None):
        self.taken, self.moved = [], []
        self.line = line or Line(Firmware(1, lambda now, targets: self.taken.append((now, dict(targets)))))
        self.robot = Robot(profile, self.line.find, self.line.open)

    def run(self, seconds, pose):
        end = self.line.now + seconds
        while self.line.now < end:
            self.robot.tick(self.line.now, pose(self.line.now) if callable(pose) else pose)
            begun = self.line.now
            while self.line.now < begun + DT:
                if not self.robot.connected:
                    self.line.sleep(DT)
                self.robot.listen(self.line.now, begun + DT - self.line.now)
            if pulses := self.line.device.pulses(self.line.now):
                self.moved.append((self.line.now, pulses))
        return self

    def values(self, parameter, since=0.0):
        """What it was told."""
        return self._of(parameter, self.taken, since)

    def _of(self, parameter, poses, since):
        joint = self.robot.profile.joint(parameter)
        return [joint.value(one[joint.channel]) for at, one in poses if at >= since and joint.channel in one]

    def servo(self, parameter, since=0.0):
        """Where the board sent its servo."""
        return self._of(parameter, self.moved, since)


def steps(values):
    return [abs(after - before) for before, after in pairwise(values)]


@pytest.mark.parametrize("deadman_ms", [250, 0])
@pytest.mark.parametrize("stall_s", [0.3, 3.0, 8 * 3600.0])
def test_a_clock_that_jumps_while_it_moves_makes_no_leap(stall_s, deadman_ms):
    bench = Bench(dataclasses.replace(HEAD, deadman_ms=deadman_ms)).run(1.2, {})
    bench.run(0.3, {"headYaw": 40.0})
    assert max(steps(bench.values("headYaw"))) > 2.0, "it was in the middle of a fast turn"
    reached, told = bench.servo("headYaw")[-1], bench.values("headYaw")[-1]
    bench.line.now += stall_s
    at = bench.line.now
    bench.run(2.0, {"headYaw": -40.0})
    after = bench.servo("headYaw", at)
    assert min(abs(after[0] - reached), abs(after[0] - told)) <= 2.0, "a board without a deadman ends its last step"
    assert max(steps(after)[:5]) <= 0.5
    assert max(steps(after)) <= 160 * DT * 1.11
    assert after[-1] == pytest.approx(-40.0, abs=0.2)


def other_profile():
    joints = [
        dataclasses.replace(joint, pulse=(joint.pulse[1] + 40, joint.pulse[0] + 40)) if joint.name == "yaw" else joint
        for joint in HEAD.joints
    ]
    return dataclasses.replace(HEAD, joints=tuple(joints))


def measured():
    when = "2026-11-22T16:40:00+01:00"
    one = JointCalibration.model_validate({"offset": 6.0, "lead_ms": 80, "who": "anna", "when": when})
    file = Calibration(device="mcu-head", joints={"yaw": one, "pitch": one})
    return dataclasses.replace(HEAD, joints=apply(HEAD.joints, file, Path("calibration.toml")))


@pytest.mark.parametrize("make", [other_profile, measured])
def test_a_profile_or_a_calibration_that_is_changed_live_is_taken_up_where_the_servos_are(make):
    bench = Bench().run(2.5, {"headYaw": 25.0, "headPitch": -10.0})
    parking.park(bench.robot, lambda: bench.line.now, bench.line.sleep)
    bench.robot.close()
    before, at = bench.taken[-1][1], bench.line.now
    renewed = Bench(make(), bench.line)
    renewed.taken = bench.taken
    renewed.run(2.0, {"headYaw": 25.0, "headPitch": -10.0})
    taken = [targets for when, targets in bench.taken if when > at]
    assert len(taken) > 50
    for joint in renewed.robot.profile.joints:
        two_degrees = 2 * abs(joint.pulse[1] - joint.pulse[0]) / (joint.limits.highest - joint.limits.lowest)
        if joint.name in {"yaw", "pitch"}:
            assert abs(taken[0][joint.channel] - before[joint.channel]) <= two_degrees
    assert renewed.values("headYaw")[-1] == pytest.approx(25.0, abs=0.2)


def test_a_corrupt_calibration_moves_nothing(tmp_path):
    save(place(tmp_path, "mcu-head"), Calibration(device="mcu-head", joints={}))
    assert calibrated(HEAD, tmp_path)[0] == HEAD
    place(tmp_path, "mcu-head").write_text("device = 'mcu-head'\njoints = 3\n", encoding="utf-8")
    with pytest.raises(HardwareError, match="line 2"):
        calibrated(HEAD, tmp_path)


def test_it_sinks_into_its_pose_of_rest_before_it_lets_go():
    bench = Bench().run(2.0, {"headYaw": 30.0, "headPitch": 15.0})
    begun = bench.line.now
    parking.park(bench.robot, lambda: bench.line.now, bench.line.sleep)
    assert bench.line.now - begun <= parking.LONGEST_S + 0.2
    assert bench.values("headPitch")[-1] == pytest.approx(-14.0, abs=1.0)
    assert max(steps(bench.values("headPitch", begun))) < 120 * DT + 0.2
    assert bench.robot.state.phase is Phase.PARKED
    assert bench.line.device.limp(bench.line.now)


def test_a_robot_that_is_stopped_is_not_parked():
    bench = Bench().run(1.0, {})
    bench.line.device.press()
    bench.run(0.1, {})
    count = len(bench.taken)
    parking.park(bench.robot, lambda: bench.line.now, bench.line.sleep)
    assert len(bench.taken) == count


def test_a_body_that_sleeps_lets_go_and_wakes_from_where_it_is():
    bench = Bench().run(1.0, {})
    bench.robot.armed = False
    bench.run(1.0, {})
    assert bench.line.device.limp(bench.line.now)
    bench.robot.armed = True
    at = bench.line.now
    bench.run(1.0, {"headYaw": 20.0})
    assert bench.robot.state.phase in MOVING
    assert max(steps(bench.values("headYaw", at))[:5]) < 0.5


def test_a_pair_that_must_not_meet_does_not_in_the_robot_either():
    avoid = (Avoid(("yaw", "pitch"), ((20.0, 45.0), (-20.0, -5.0))),)
    bench = Bench(dataclasses.replace(HEAD, avoid=avoid)).run(3.0, {"headYaw": 40.0, "headPitch": -15.0})
    yaws, pitches = bench.values("headYaw"), bench.values("headPitch")
    assert yaws[-1] == pytest.approx(20.0, abs=0.2), "the pitch was there first"
    assert pitches[-1] == pytest.approx(-15.0, abs=0.2)
    assert not any(yaw > 20.2 and pitch < -5.2 for yaw, pitch in zip(yaws, pitches, strict=True))


def played(profile, name):
    """A gesture as the loop plays it: per joint what was wanted and where it was, tick by tick."""
    pointing = Pointing(GESTURES, casting.reach_of(profile), None, casting.parameters_of(profile))
    path = pointing.path(name).fitted(casting.limits_of(profile), casting.TICKS / profile.rate_hz)
    dt, posture = 1 / profile.rate_hz, casting.posture_of(profile)
    rig = Rig(profile.joints, dt, profile.avoid)
    for _ in range(round(1.5 / dt)):
        rig.step(posture)
    rows = []
    for tick in range(round((path.duration_s + 0.4) / dt)):
        offsets = path.offsets(tick * dt)
        pose = {**posture, **{key: posture.get(key, 0.0) + value for key, value in offsets.items()}}
        rig.step(pose)
        rows.append({joint.name: (joint.limits.clip(joint.wanted(pose)), rig.pose[joint.name]) for joint in rig.joints})
    return rows, path


@pytest.mark.parametrize("profile", MOVED, ids=lambda profile: profile.device)
def test_every_joint_of_every_robot_follows_every_gesture(profile):
    for name in GESTURES:
        rows, path = played(profile, name)
        assert path.duration_s <= 3 * GESTURES[name].duration_s
        for joint in profile.joints:
            wanted, moved = np.array([row[joint.name] for row in rows]).T
            swing = np.ptp(wanted)
            if swing < 0.05 * (joint.limits.highest - joint.limits.lowest):
                continue
            stroke = round(path.stroke_s * profile.rate_hz)
            near = np.abs(moved[stroke : stroke + 4] - wanted[stroke])
            assert np.max(np.abs(moved - wanted)) < 0.4 * swing, (name, joint.name)
            assert np.min(near) < 0.2 * swing, (name, joint.name)
            assert abs(moved[-1] - wanted[-1]) < 0.05 * swing, (name, joint.name)


@pytest.mark.parametrize("profile", MOVED, ids=lambda profile: profile.device)
def test_the_simulated_device_of_every_profile_makes_the_gesture_that_it_is_sent(profile):
    told = []
    device = devices.make(profile, lambda now, targets: told.append((now, dict(targets))), lambda *_: None)
    line = Line(device, profile.baud)
    robot = Robot(profile, line.find, line.open)
    pointing = Pointing(GESTURES, casting.reach_of(profile), None, casting.parameters_of(profile))
    path = pointing.path("wave").fitted(casting.limits_of(profile), casting.TICKS / profile.rate_hz)
    posture, dt, phases = casting.posture_of(profile), 1 / profile.rate_hz, []

    def until(end, pose):
        while (now := line.now) < end:
            robot.tick(now, pose(now))
            phases.append(robot.state.phase)
            while line.now < now + dt:
                if not robot.connected:
                    line.sleep(dt)
                robot.listen(line.now, now + dt - line.now)

    until(line.now + 3.0 + profile.boot_s, lambda _now: posture)
    begin = line.now
    until(begin + path.duration_s, lambda now: {**posture, **added(posture, path.offsets(now - begin))})
    assert set(phases[phases.index(Phase.READY) :]) == {Phase.READY}, "once ready, it stays so"
    for joint in profile.joints:
        wanted = [joint.limits.clip(joint.wanted({**posture, **frame.pose})) for frame in path.keyframes]
        sent = [joint.value(pose[joint.channel]) for at, pose in told if at >= begin and joint.channel in pose]
        if max(map(abs, wanted)) > 0.05 * (joint.limits.highest - joint.limits.lowest):
            assert max(sent) - min(sent) >= 0.75 * (max(wanted) - min(wanted)), joint.name


def sentence():
    visemes = [Viseme(("PP", "aa", "E", "O")[n % 4], n * 110.0, n * 110.0 + 110) for n in range(24)]
    return Timeline("", "nl", "test", 22050, round(24 * 110 * 22.05), visemes=tuple(visemes))


def spoken(profile, lip_lead_s=0.035):
    """Times and values of the jaw of a robot that says a sentence which begins at 10 s."""
    body = Behaviour(
        lambda visemes: mouth_track(visemes, MAYA, lip_lead_s), lambda *_: None, {}, Manner(casting.leads_of(profile))
    )
    body.heed(SpeechStarted(1, 10.0, sentence()), 9.9)
    dt, joint = 1 / profile.rate_hz, profile.joint("jawOpen")
    rig, jaws, at = Rig(profile.joints, dt), [], 9.0
    while at < 13.2:
        rig.step(body.pose(at))
        jaws.append((at, rig.pose[joint.name] / joint.parameters["jawOpen"]))
        at += dt
    return body, rig, jaws


@pytest.mark.parametrize("profile", [one for one in MOVED if one.joint("jawOpen")], ids=lambda profile: profile.device)
def test_the_jaw_is_with_the_sound_at_the_rate_of_each_device(profile):
    _, _, jaws = spoken(profile)
    track = mouth_track(sentence().visemes, MAYA, 0.0)
    held_s = 1 / profile.rate_hz - DT
    held = [(at + share * held_s, value) for at, value in jaws for share in ((0.0, 1.0) if held_s else (0.0,))]
    late = [error for _, error in jaw.errors(lambda t: track.pose(t).get("jawOpen", 0.0), 2.64, 10.0, held)]
    assert len(late) > 8
    assert abs(np.median(late)) <= 0.045


def test_a_device_that_is_told_seldom_is_told_earlier():
    slow, measured = (dataclasses.replace(HEAD, rate_hz=12.5), HEAD.joint("headYaw"))
    joints = tuple(dataclasses.replace(joint, lead_s=0.05) if joint is measured else joint for joint in slow.joints)
    leads = casting.leads_of(dataclasses.replace(slow, joints=joints))
    assert (leads["jawOpen"], leads["headYaw"]) == (0.03, 0.08)
    assert set(casting.leads_of(HEAD).values()) == {0.0}


def test_falling_silent_closes_the_mouth_at_once():
    body, rig, _ = spoken(HEAD)
    body.heed(SpeechStarted(2, 20.0, sentence()), 19.9)
    at = 19.9
    while rig.pose["jaw"] < 0.25:
        rig.step(body.pose(at := at + DT))
    body.heed(SpeechEnded(2, completed=False), at)
    silent = at
    while rig.pose["jaw"] > 0.02:
        rig.step(body.pose(at := at + DT))
    assert at - silent <= 0.2


def test_the_gaze_of_a_whole_minute_breaks_no_limit_of_the_head():
    body = Behaviour(lambda _: None, lambda *_: None, {}, Manner(liveliness=1.0))
    rig, before = Rig(HEAD.joints, DT), None
    for tick in range(3000):
        now = tick * DT
        if tick % 5 == 0 and now % 9 > 3:
            body.heed(LookAt(30 * np.sin(now / 2), 8 * np.cos(now), 1.0), now)
        rig.step(body.pose(now))
        if before:
            for joint in HEAD.joints:
                moved = abs(rig.pose[joint.name] - before[joint.name]) / DT
                assert moved <= joint.limits.velocity * (1 + 1e-9)
        before = rig.pose
