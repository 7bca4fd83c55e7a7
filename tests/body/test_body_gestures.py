"""Gestures: the shipped ones load, move as one can stand, and their stroke is where they say."""

from itertools import pairwise
from pathlib import Path

import pytest

from avatars.pose import PARAMETERS
from kiosk.errors import KioskError
from kiosk.gestures import load, load_all

SHIPPED = Path(__file__).parents[2] / "config" / "gestures"
NOD = (SHIPPED / "nod.toml").read_text(encoding="utf-8")


def test_the_first_six_are_there():
    assert {"nod", "shake", "point", "think", "bow", "wave"} <= set(load_all(SHIPPED))


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_gesture_begins_and_ends_at_rest_and_never_leaps(path):
    gesture = load(path)
    assert 0 < gesture.stroke_s < gesture.duration_s < 3
    frames = [gesture.offsets(t / 1000) for t in range(int(gesture.duration_s * 1000) + 40)]
    assert all(abs(value) < 1e-9 for value in frames[0].values())
    assert frames[-1] == {}
    for before, after in pairwise(frames):
        for name in {*before, *after}:
            low, _, high = PARAMETERS[name]
            value = after.get(name, 0.0)
            assert low <= value <= high
            assert abs(value - before.get(name, 0.0)) < 0.006 * (high - low)


def test_the_stroke_is_the_named_keyframe():
    gesture = load(SHIPPED / "nod.toml")
    assert gesture.offsets(gesture.stroke_s) == {"headPitch": -7.0}
    assert gesture.offsets(-0.1) == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('stroke = "down"', 'stroke = "up"', "stroke"),
        ('about = "', 'abuot = "', "abuot"),
        ("headPitch = -7.0", "headPich = -7.0", "headPich"),
        ("at_ms = 480", "at_ms = 280", "rise"),
        ("{ at_ms = 880 }", "{ at_ms = 880, pose = { headPitch = 1.0 } }", "at rest"),
        ("at_ms = 880", "at_ms = -1", "keyframes[5].at_ms"),
        ("keyframes = [", "keyframes = {", "line"),
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
