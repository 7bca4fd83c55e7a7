"""A codec, the simulated device of its profile at the far end of no line, and a made clock."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.profiles import motors
from hardware.profiles.robot_profile import load
from hardware.protocols.codec import Identified, PoseRead, Status, Vitals
from hardware.simulators.devices import make

DEVICES = Path(__file__).parents[1] / "config" / "devices"
NAMES = ("mcu-head", "dynamixel-pan-tilt-arm", "feetech-arm", "maestro-head", "firmata-head", "ohbot")
BUSES = ("dynamixel-pan-tilt-arm", "feetech-arm", "scs-arm")
TICK = 0.02


def profile_of(name):
    if name != "scs-arm":
        return load(DEVICES / f"{name}.toml")
    arm = load(DEVICES / "feetech-arm.toml")
    joints = tuple(replace(joint, pulse=(200, 800)) for joint in arm.joints)
    return replace(arm, joints=joints, motors={joint.channel: motors.find("scs0009") for joint in joints})


class Far:
    """A codec, the device at the far end, and a clock."""

    def __init__(self, name):
        self.profile = profile_of(name)
        self.codec, self.taken, self.now = self.profile.codec(), [], 100.0
        self.device = make(
            self.profile, lambda now, pose: self.taken.append((now, dict(pose))), lambda _now, _lamps: None
        )

    def say(self, data):
        """All reports of one turn."""
        self.now += TICK
        return list(self.codec.feed(self.device.receive(data, self.now)))

    def until(self, ask, kind, turns=40):
        """The first report of a kind."""
        for _ in range(turns):
            for report in self.say(ask()):
                if isinstance(report, kind):
                    return report
        pytest.fail(f"no {kind.__name__} within {turns} turns")

    def status(self, turns=12):
        """What is reported after each part of the device was asked."""
        found = [self.until(self.codec.poll, (Status, PoseRead)) for _ in range(turns)][-1]
        return found.status if isinstance(found, PoseRead) else found

    def vitals(self, turns=24):
        return [self.until(self.codec.poll, Vitals) for _ in range(turns)][-1]

    def pose(self, share):
        """Positions at a share of each joint's way."""
        return {
            joint.channel: round(joint.pulse[0] + share * (joint.pulse[1] - joint.pulse[0]))
            for joint in self.profile.joints
        }

    def ready(self):
        """Identified, synced and with torque."""
        who = self.until(self.codec.probe, Identified)
        read = self.until(self.codec.sync, PoseRead)
        assert read.status.configured
        self.say(self.codec.arm())
        return who, read

    def go(self, share, turns=150):
        for _ in range(turns):
            self.say(self.codec.move(self.pose(share)))

    def told(self, since=0.0):
        return [pose for at, pose in self.taken if at > since]
