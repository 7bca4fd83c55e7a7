"""How layers of a pose are put together."""

from __future__ import annotations

import pytest

from avatars import combine


def test_mouth_of_a_later_layer_replaces_and_the_rest_adds() -> None:
    face = {"jawOpen": 0.3, "mouthSmileLeft": 0.5, "headYaw": 5.0}
    mouth = {"jawOpen": 0.1, "mouthClose": 1.0}
    assert combine(face, mouth, {"headYaw": 2.0}) == {
        "jawOpen": 0.1,
        "mouthSmileLeft": 0.5,
        "headYaw": 7.0,
        "mouthClose": 1.0,
    }


def test_sums_are_clamped_to_the_range() -> None:
    assert combine({"headYaw": 15.0, "eyeBlinkLeft": 0.7}, {"headYaw": 15.0, "eyeBlinkLeft": 0.7}) == {
        "headYaw": 18.0,
        "eyeBlinkLeft": 1.0,
    }


def test_unknown_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        combine({"earWiggle": 1.0})
