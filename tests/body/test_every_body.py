"""Every robot of `config/devices/` as the kiosk runs it: its simulated device on a pty, moved by gesture and speech."""

import json
import time
from pathlib import Path

import pytest
from support import FakeLink, running

from hardware.profiles.robot_profile import load
from kiosk.body.part import LOG, run
from kiosk.commands import Gesture
from kiosk.events import PartReady, SpeechStarted
from kiosk.settings import Settings
from kiosk.timeline import Timeline, Viseme

DEVICES = Path(__file__).parents[2] / "config" / "devices"
ROBOTS = ("dynamixel-pan-tilt-arm", "feetech-arm", "maestro-head", "firmata-head", "ohbot")
WITHIN_S = 30.0
SWING = 0.15


def swings(log, profile):
    """How much of its way each joint has been led over so far, 0 to 1."""
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    poses = [json.loads(line)["channels"] for line in lines if line.endswith("\n")]
    found = {}
    for joint in profile.joints:
        values = [joint.value(pose[str(joint.channel)]) for pose in poses if str(joint.channel) in pose]
        way = joint.limits.highest - joint.limits.lowest
        found[joint.name] = (max(values) - min(values)) / way if values else 0.0
    return found


@pytest.mark.parametrize("name", ROBOTS)
def test_a_gesture_and_a_sentence_move_it(name, tmp_path):
    profile, link = load(DEVICES / f"{name}.toml"), FakeLink(tmp_path)
    settings = Settings.model_validate({"body": {"port": "simulated", "profile": name, "stop_dir": tmp_path}})
    with running(run, link, settings):
        assert profile.device in link.wait(PartReady).detail
        jaw = next((joint.name for joint in profile.joints if "jawOpen" in joint.parameters), None)
        vowel = Timeline("a", "en", "none", 22050, 22050, visemes=(Viseme("aa", 0.0, 1000.0, 1.0),))
        link.give(SpeechStarted(1, time.monotonic() + 0.2, vowel), Gesture("wave"), Gesture("nod"))
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            seen = swings(tmp_path / LOG, profile)
            if (jaw is None or seen[jaw] > SWING) and max(v for n, v in seen.items() if n != jaw) > SWING:
                break
            time.sleep(0.05)
        else:
            pytest.fail(f"it hardly moved: {seen}")
