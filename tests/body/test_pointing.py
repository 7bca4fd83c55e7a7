"""Directions on the map, and gestures that are turned to them."""

import pytest

from avatars.pose import PARAMETERS
from kiosk.floor import StoreMap, read
from kiosk.gestures.library import load_all
from kiosk.gestures.pointing import PLAIN_DEG, Pointing, Reach, bearing, folded, mirrored
from kiosk.resources import config_dir
from kiosk.stage.painting.directions import turned

GESTURES = load_all(config_dir() / "gestures")
DEMO = read(config_dir() / "demo-store" / "map.toml")
ARMS = Reach((-45.0, 45.0), raised=frozenset({"Left", "Right"}))


def store(heading_deg, **places):
    table = [{"id": name, "x": x - 1, "y": y - 1, "w": 2, "h": 2} for name, (x, y) in places.items()]
    kiosk = {"x": 10, "y": 10, "heading_deg": heading_deg}
    return StoreMap.model_validate({"size": {"width": 20, "height": 20}, "kiosk": kiosk, "place": table})


@pytest.mark.parametrize(
    ("heading_deg", "place", "yaw_deg"),
    [
        # The screen faces down on the map: who looks at it looks up, and has the map's right on the right.
        (90, (15, 15), 45), (90, (5, 15), -45), (90, (18, 10), 90), (90, (15, 5), 135), (90, (5, 5), -135),
        (0, (15, 5), 45), (0, (15, 15), -45), (270, (5, 5), 45), (180, (5, 15), 45), (45, (15, 15), 0),
    ],
)  # fmt: skip
def test_right_is_the_right_of_who_stands_before_it(heading_deg, place, yaw_deg):
    assert bearing(store(heading_deg, there=place), "there") == pytest.approx(yaw_deg)


def test_it_agrees_with_the_words_that_stand_beside_the_map():
    for heading_deg in (0, 90, 180, 270):
        for target in ((14, 16), (5, 13), (13, 4)):
            yaw = bearing(store(heading_deg, there=target), "there")
            first = turned(((10.0, 10.0), target), heading_deg)[:1]
            side = {"left": -1, "right": 1}.get(first[0].split("-")[-1] if first else "", 0)
            assert side == 0 or side * yaw > 0, (heading_deg, target, yaw, first)


def test_of_the_demo_store_left_on_the_map_is_left():
    assert DEMO.kiosk.heading_deg == 90
    for place in DEMO.place:
        yaw, across = bearing(DEMO, place.id), place.middle[0] - DEMO.kiosk.x
        assert across == 0 or yaw * across > 0, place.id


def test_nowhere_has_no_direction():
    assert bearing(store(0, here=(10, 10)), "here") is None
    assert bearing(store(0), "gone") is None


def at_stroke(path):
    return path.offsets(path.stroke_s)


def point(yaw_deg, reach, name="point"):
    import math

    angle = math.radians(90 - yaw_deg)
    floor = store(90, there=(10 + 8 * math.cos(angle), 10 + 8 * math.sin(angle)))
    assert bearing(floor, "there") == pytest.approx(yaw_deg)
    return at_stroke(Pointing(GESTURES, reach, floor).path(name, "there"))


def test_a_head_turns_to_the_place_as_far_as_it_goes():
    for yaw_deg, head in ((30, 30), (-30, -30), (80, 45), (-80, -45), (150, 30), (-150, -30)):
        assert point(yaw_deg, Reach((-45.0, 45.0)))["headYaw"] == pytest.approx(head)
    assert point(-30, Reach())["gazeX"] < -0.4


def test_the_arm_on_that_side_shows_it_and_the_head_does_what_the_arm_cannot():
    right, left = point(60, ARMS), point(-60, ARMS)
    assert right["shoulderRollLeft"] > 55 > right["shoulderPitchLeft"] > 30
    assert "shoulderPitchRight" not in right
    assert left == pytest.approx(mirrored(right))
    assert left["headYaw"] == pytest.approx(-36)
    one = Reach((-45.0, 45.0), {"Right": (-30.0, 90.0)})
    assert point(60, one)["shoulderYawRight"] == 60
    assert point(60, one)["headYaw"] == pytest.approx(36)
    assert point(-60, one)["shoulderYawRight"] == -30
    assert point(-60, one)["headYaw"] == -45


def test_what_lies_behind_goes_over_the_shoulder_unless_the_arm_goes_round():
    behind = point(150, ARMS)
    assert behind["elbowLeft"] > 100
    assert behind["headPitch"] > 4
    round_ = point(150, Reach((-45.0, 45.0), {"Left": (-170.0, 170.0)}))
    assert round_["shoulderYawLeft"] == pytest.approx(150)
    assert round_["elbowLeft"] < 30


def test_an_unknown_place_gets_the_plain_gesture_and_others_are_as_they_are():
    pointing = Pointing(GESTURES, Reach((-45.0, 45.0)), DEMO)
    for path in (pointing.path("point"), pointing.path("point", "gone"), Pointing(GESTURES, ARMS).path("point", "x")):
        assert at_stroke(path)["headYaw"] in (PLAIN_DEG, pytest.approx(0.6 * PLAIN_DEG))
    assert pointing.path("nod", "gone") == GESTURES["nod"]
    assert pointing.path("tailwag") is None


def test_a_body_gets_nothing_that_it_has_not():
    pointing = Pointing(GESTURES, Reach(), DEMO, PARAMETERS)
    for name in GESTURES:
        for frame in pointing.path(name, "aisle-4").keyframes:
            assert set(frame.pose) <= set(PARAMETERS)


def test_a_mirror_is_its_own_inverse():
    for gesture in GESTURES.values():
        for frame in gesture.keyframes:
            assert mirrored(mirrored(frame.pose)) == frame.pose


def test_a_direction_is_folded_to_what_is_seen_beyond_the_screen():
    assert [folded(yaw) for yaw in (0, 90, 120, 180, -100, -179)] == [0, 90, 60, 0, -80, -1]
