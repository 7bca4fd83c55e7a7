"""Device profiles: the shipped ones load, the wrong ones say what is wrong."""

import itertools
from math import cos, dist, radians, sin
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.motion.joints import Rig
from hardware.profiles.display_profile import is_display
from hardware.profiles.robot_profile import load

SHIPPED = Path(__file__).parents[3] / "config" / "devices"
ROBOTS = [path for path in sorted(SHIPPED.glob("*.toml")) if not is_display(path)]
HEAD = SHIPPED / "mcu-head.toml"


@pytest.mark.parametrize("path", ROBOTS, ids=lambda path: path.stem)
def test_every_shipped_profile_loads(path):
    profile = load(path)
    assert profile.load <= 0.6
    assert profile.codec().probe()


def test_the_head_has_jaw_gaze_lids_and_brows():
    profile = load(HEAD)
    assert [joint.name for joint in profile.joints] == ["jaw", "yaw", "pitch", "roll", "lids", "brows"]
    assert profile.joint("jawOpen").channel == 0
    assert profile.joint("tailWag") is None
    assert profile.deadman_ms == 250
    assert profile.load == pytest.approx(0.104, abs=0.001)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("baud = 115200", "bauds = 115200", "profile.value", "bauds: is not a key"),
        ("velocity = 160.0", "velocity = 160.0\nspeed = 3", "profile.value", "joints.yaw.speed: is not a key"),
        ("velocity = 160.0", "velocity = -1", "profile.value", "joints.yaw.velocity"),
        ("channel = 1\n", "channel = 0\n", "profile.value", "jaw and yaw share a channel, 0"),
        ("range = [-45.0, 45.0]", "range = [45.0, -45.0]", "profile.value", "joints.yaw"),
        ("range = [-45.0, 45.0]", "range = [1.0, 45.0]", "profile.value", "neutral"),
        ('protocol = "mcu"', 'protocol = "telepathy"', "profile.value", "protocol: 'telepathy' is no protocol"),
        ("usb = [", 'usb = "2341:0043" # [', "profile.value", "usb: is no list"),
        ("baud = 115200", "baud = 9600", "profile.load", "125%"),
        ("baud = 115200", "baud == 1", "profile.toml", "line 6"),
    ],
)
def test_a_wrong_profile_names_file_and_key(tmp_path, old, new, code, says):
    text = HEAD.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(HardwareError) as caught:
        load(path)
    assert caught.value.code == code
    assert str(path) in caught.value.sentence
    assert says in caught.value.sentence
    assert caught.value.remedy


def from_head(pose):
    """From the hand to the head, in lengths of the upper arm, which the forearm has too."""
    upper, fore = radians(pose["shoulder"]), radians(pose["shoulder"] + pose["elbow"])
    return dist((sin(upper) + sin(fore), -cos(upper) - cos(fore)), (0.0, 1.0))


@pytest.mark.parametrize("first", ["shoulderPitchRight", "elbowRight"])
def test_the_hand_of_the_arm_stays_off_its_own_head(first):
    profile = load(SHIPPED / "dynamixel-pan-tilt-arm.toml")
    blind, rig = (Rig(profile.joints, 1 / profile.rate_hz, pairs) for pairs in ((), profile.avoid))
    nearest = {blind: [], rig: []}
    for wanted in ({first: 120.0}, {"shoulderPitchRight": 120.0, "elbowRight": 120.0}, {}):
        for _, each in itertools.product(range(150), (blind, rig)):
            each.step(wanted)
            nearest[each].append(from_head(each.pose))
    assert min(nearest[blind]) < 0.05, "this is what the pair is for"
    assert min(nearest[rig]) > 0.45
    assert rig.pose == pytest.approx(blind.pose), "it comes to rest as ever"


def test_a_profile_that_is_not_there(tmp_path):
    with pytest.raises(HardwareError) as caught:
        load(tmp_path / "none.toml")
    assert caught.value.code == "profile.missing"
