"""The proofs tell a device that is safe from one that is not, on a made clock."""

from dataclasses import replace
from pathlib import Path

import pytest
from virtual_robot import Line, driven

from hardware.errors import HardwareError
from hardware.profiles.robot_profile import load
from hardware.protocols.boards import mcu
from hardware.safety import limits
from hardware.safety.deadman import deadman_proof
from hardware.safety.estop import button_proof, stop_proof
from hardware.safety.limits import follower_breaks, limits_proof, narrowed
from hardware.safety.line import line_proofs
from hardware.simulators.firmware import Firmware

PROFILE = load(Path(__file__).parents[3] / "config" / "devices" / "mcu-head.toml")


@pytest.fixture
def line():
    return Line(Firmware(7))


@pytest.fixture
def drive(line):
    return driven(PROFILE, line)


def test_a_deadman_that_works_is_proved_and_timed(drive):
    proof = deadman_proof(drive)
    assert proof.passed
    assert 0.8 * PROFILE.deadman_ms < proof.figures["held_ms"] < proof.figures["limp_ms"] <= 1.2 * PROFILE.deadman_ms
    drive.ready()


class NeverLimp(Firmware):
    def limp(self, now):
        return self._stopped or not self._torque


class Hoarse(NeverLimp):
    """Has no deadman, and what it says after a long silence is lost."""

    def receive(self, data, now):
        answer = super().receive(data, now)
        late, self._said = now - getattr(self, "_said", now) > 0.2, now
        return b"" if late else answer


class SoonLimp(Firmware):
    def limp(self, now):
        return super().limp(now) or now - self._fed > 0.1


class Forgetful(Firmware):
    """Its stop ends by itself."""

    def receive(self, data, now):
        if not self._stopped:
            self._until = now + 0.3
        self._stopped = self._stopped and now < self._until
        return super().receive(data, now)


class Deaf(Firmware):
    """Reports the stop, and takes torque all the same."""

    def limp(self, now):
        return not self._torque

    def _heed(self, request, now):
        super()._heed(request, now)
        if request.kind == mcu.TORQUE:
            self._torque = request.payload == b"\1"


class Careless(Firmware):
    """Clears though the button is down."""

    def clear(self):
        self._stopped = False


class Boundless(Firmware):
    """Takes every position that it is told."""

    def _set(self, positions, now):
        if not self.limp(now):
            self._targets.update(positions)


@pytest.mark.parametrize("device", [NeverLimp, Hoarse, SoonLimp])
def test_a_deadman_that_does_not_work_is_found_out(device):
    proof = deadman_proof(driven(PROFILE, Line(device(7))))
    assert not proof.passed
    assert proof.remedy


@pytest.mark.parametrize("because", ["", "Its arm is of foam, and weighs 20 g."])
def test_without_a_deadman_the_profile_must_say_why(line, because):
    without = replace(PROFILE, protocol=replace(PROFILE.protocol, deadman=False), undefended=because)
    proof = deadman_proof(driven(without, line))
    assert proof.passed is bool(because)
    assert because in proof.found


def test_a_stop_from_here_is_latched_and_cleared_by_who_asked_for_it(drive):
    proof = stop_proof(drive)
    assert proof.passed
    assert proof.figures["latched_ms"] <= 60
    assert not drive.state.stopped
    drive.ready()


@pytest.mark.parametrize(("device", "says"), [(Forgetful, "by itself"), (Deaf, "took torque")])
def test_a_stop_that_does_not_hold_is_found_out(device, says):
    proof = stop_proof(driven(PROFILE, Line(device(7))))
    assert not proof.passed
    assert says in proof.found


def at_the_button(line):
    return lambda words: line.device.press() if "Press" in words else line.device.release()


def test_the_button_is_proved(line, drive):
    assert button_proof(drive, at_the_button(line)).passed
    drive.ready()


class Later(Firmware):
    """Its button is pressed when it has answered for a while; it goes limp `slow_s` after that."""

    slow_s, at = 0.0, None

    def limp(self, now):
        held = self.at is None or now - self.at >= self.slow_s
        return super().limp(now) if held else not self._torque

    def receive(self, data, now):
        if self.at is not None and now >= self.at and not self._stopped and not self.released:
            self.press()
        return super().receive(data, now)

    released = False

    def release(self):
        self.released = True
        super().release()


@pytest.mark.parametrize("slow_s", [0.0, 0.05])
def test_the_button_is_timed_no_shorter_than_it_took(slow_s):
    device = Later(7)
    line = Line(device)

    def hand(words):
        if "Press" in words:
            device.slow_s, device.at = slow_s, line.now + 0.5
        else:
            device.release()

    proof = button_proof(driven(PROFILE, line), hand)
    assert proof.passed, proof.found
    assert 1e3 * slow_s <= proof.figures["limp_ms"] < 1e3 * slow_s + 20
    assert "by its own word" in proof.found


def test_a_button_that_was_down_already_is_not_timed(line, drive):
    proof = button_proof(drive, at_the_button(line))
    assert proof.passed
    assert "limp_ms" not in proof.figures
    assert "not known" in proof.found


def test_a_button_that_nobody_presses_is_no_proof(drive):
    assert "No stop was seen" in button_proof(drive, lambda _words: None, 2.0).found


def test_a_stop_that_can_be_cleared_while_the_button_is_down_is_none():
    line = Line(Careless(7))
    proof = button_proof(driven(PROFILE, line), at_the_button(line))
    assert not proof.passed
    assert "while the button was down" in proof.found


def test_a_latched_stop_is_named_where_a_proof_needs_motion(line, drive):
    line.device.press()
    with pytest.raises(HardwareError) as caught:
        deadman_proof(drive)
    assert caught.value.code == "body.latched"


def test_a_device_that_clamps_is_told_from_one_that_does_not():
    clamped = limits_proof(driven(narrowed(PROFILE), Line(Firmware(7))), PROFILE)
    assert clamped.passed
    assert "stayed within" in clamped.found
    free = limits_proof(driven(narrowed(PROFILE), Line(Boundless(7))), PROFILE)
    assert free.passed
    assert "holds no limits for" in free.found
    assert free.figures["unclamped_joints"] == len(PROFILE.joints)


def test_while_it_is_proved_no_joint_leaves_its_real_range():
    line = Line(Boundless(7))
    drive, seen = driven(narrowed(PROFILE), line), []
    pulses = line.device.pulses
    receive = line.device.receive
    line.device.receive = lambda data, now: (receive(data, now), seen.append(dict(pulses(now))))[0]
    limits_proof(drive, PROFILE)
    for joint in PROFILE.joints:
        places = [pulse[joint.channel] for pulse in seen if joint.channel in pulse]
        assert min(joint.pulse) <= min(places)
        assert max(places) <= max(joint.pulse)


def test_a_follower_that_breaks_a_limit_is_found_out(monkeypatch):
    assert follower_breaks(PROFILE, 500) == 0
    faster = replace(PROFILE.joints[1], limits=replace(PROFILE.joints[1].limits, velocity=600.0))
    rig = limits.Rig
    monkeypatch.setattr(limits, "Rig", lambda joints, dt: rig((faster,), dt))
    assert follower_breaks(replace(PROFILE, joints=(PROFILE.joints[1],)), 500) > 0


def test_latency_and_noise_of_a_good_line(drive):
    latency, noise = line_proofs(drive)
    assert latency.passed
    assert 1.0 < latency.figures["median_ms"] < 5.0
    assert noise.passed
    assert noise.figures["unanswered"] == 0


def test_a_noisy_line_is_found_out(line, drive):
    count = iter(range(10**6))
    line.mangle = lambda data: data[:-2] if data and next(count) % 40 == 39 else data
    _, noise = line_proofs(drive)
    assert not noise.passed
    assert noise.figures["unanswered"] >= 4
