"""Gestures: the shipped ones load, move as one can stand, and their stroke is where they say."""

from itertools import pairwise, product
from pathlib import Path

import pytest

from avatars.pose import PARAMETERS
from hardware.motion.avoid import depth
from hardware.motion.parameters import BODY_ONLY
from hardware.motion.trajectory import Motion
from hardware.profiles import robot_profile as profiles
from kiosk.errors import KioskError
from kiosk.gestures.library import load, load_all

SHIPPED = Path(__file__).parents[2] / "config" / "gestures"
NOD = (SHIPPED / "nod.toml").read_text(encoding="utf-8")


NAMES = """agree beckon bow count goodbye happy laugh listen look nod no point point-behind shake shrug sorry surprised
thanks think wait wave welcome"""
RANGES = {**PARAMETERS, **BODY_ONLY}


def test_those_that_people_ask_for_are_there():
    assert set(load_all(SHIPPED)) == set(NAMES.split())


@pytest.mark.parametrize("name", NAMES.split())
def test_no_shipped_gesture_waits_at_a_pair_of_joints_that_must_not_meet(name):
    profile = profiles.load(SHIPPED.parent / "devices" / "dynamixel-pan-tilt-arm.toml")
    limits = {joint.name: joint.limits for joint in profile.joints}
    rest = {name: value for joint in profile.joints for name, value in joint.resting().items()}
    for frame, side in product(load(SHIPPED / f"{name}.toml").keyframes, ("Left", "Right")):
        turned = {key.replace(side, "Right"): value for key, value in frame.pose.items()}
        wanted = {key: rest.get(key, 0.0) + value for key, value in turned.items()}
        pose = {joint.name: Motion(joint.limits.clip(joint.wanted(rest | wanted))) for joint in profile.joints}
        assert profile.avoid
        assert all(depth(pair, pose, limits) == 0 for pair in profile.avoid)


@pytest.mark.parametrize("name", sorted(set(NAMES.split()) - {"look", "point", "point-behind"}))
def test_it_looks_alive_it_sets_out_the_other_way_overlaps_and_is_not_the_same_on_both_sides(name):
    gesture = load(SHIPPED / f"{name}.toml")
    peaks = {part: max(gesture.keyframes, key=lambda frame: abs(frame.pose.get(part, 0.0))).at_s
             for frame in gesture.keyframes for part in frame.pose}  # fmt: skip
    assert len(set(peaks.values())) > 1, "all parts would reach their farthest at one moment"
    pitches = [frame.pose.get("headPitch", 0.0) for frame in gesture.keyframes]
    rolls = [frame.pose.get("headRoll", 0.0) for frame in gesture.keyframes]
    assert min(pitches) < 0 < max(pitches) or min(rolls) < 0 < max(rolls), "no anticipation and no follow-through"
    assert any(frame.pose.get("headRoll") or frame.pose.get("headYaw") for frame in gesture.keyframes) or name == "bow"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_gesture_begins_and_ends_at_rest_and_never_leaps(path):
    gesture = load(path)
    assert 0 < gesture.stroke_s < gesture.duration_s < 3
    assert gesture.stroke_s <= 0.9
    frames = [gesture.offsets(t / 1000) for t in range(int(gesture.duration_s * 1000) + 40)]
    assert all(abs(value) < 1e-9 for value in frames[0].values())
    assert frames[-1] == {}
    for before, after in pairwise(frames):
        for name in {*before, *after}:
            low, _, high = RANGES[name]
            value = after.get(name, 0.0)
            assert low <= value <= high
            assert abs(value - before.get(name, 0.0)) < 0.006 * (high - low)


def test_the_stroke_is_the_named_keyframe():
    gesture = load(SHIPPED / "nod.toml")
    assert gesture.offsets(gesture.stroke_s)["headPitch"] == -7.0
    assert gesture.offsets(-0.1) == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('stroke = "down"', 'stroke = "up"', "stroke"),
        ('about = "', 'abuot = "', "abuot"),
        ("headPitch = -7.0", "headPich = -7.0", "headPich"),
        ("headPitch = -7.0", "shoulderPichLeft = -7.0", "did you mean shoulderPitchLeft?"),
        ("at_ms = 490", "at_ms = 280", "rise"),
        ("at_ms = 940", "at_ms = 940\npose = { headPitch = 1.0 }", "at rest"),
        ("at_ms = 940", "at_ms = 940\naim = 0.5", "at rest"),
        ("at_ms = 490", "at_ms = 490\narms = { headPitch = 1.0 }", "in two of"),
        ("at_ms = 940", "at_ms = -1", "keyframes[5].at_ms"),
        ('stroke = "down"', 'stroke = "down', "line"),
    ],
)
def test_a_wrong_gesture_says_what_is_wrong(tmp_path, old, new, says):
    assert old in NOD
    path = tmp_path / "wrong.toml"
    path.write_text(NOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KioskError) as caught:
        load(path)
    assert caught.value.status == 2
    assert str(path) in caught.value.sentence
    assert says in caught.value.sentence
