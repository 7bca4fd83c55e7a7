"""A panel mounted on its side: the picture and the touches that belong to it."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.stage.window.turning import Degrees, Turning

TURNS: tuple[Degrees, ...] = (0, 90, 180, 270)
UPRIGHT = (6, 10)


@pytest.mark.parametrize("degrees", TURNS)
def test_a_touch_is_where_its_pixel_came_from(degrees: Degrees) -> None:
    turning = Turning(degrees)
    width, height = UPRIGHT
    picture = np.arange(width * height * 4, dtype=np.uint8).reshape(height, width, 4)
    shown = turning.pixels(picture)
    window = turning.swapped(UPRIGHT)
    assert shown.shape[:2] == (window[1], window[0])
    for y in range(window[1]):
        for x in range(window[0]):
            at_x, at_y = turning.point(x, y, window)
            assert shown[y, x].tolist() == picture[int(at_y), int(at_x)].tolist()
    assert (turning.upright(shown) == picture).all()


@pytest.mark.parametrize("degrees", TURNS)
def test_corners_are_where_the_pictures_corners_go(degrees: Degrees) -> None:
    turning = Turning(degrees)
    window = turning.swapped(UPRIGHT)
    for x, y in turning.corners(window):
        assert x in (0, window[0])
        assert y in (0, window[1])
    left_top = turning.corners(window)[0]
    inside = (min(left_top[0], window[0] - 1), min(left_top[1], window[1] - 1))
    assert turning.point(*inside, window) == (0, 0)


def test_clockwise_means_clockwise() -> None:
    picture = np.zeros((2, 2, 4), np.uint8)
    picture[0, 0] = 255
    assert Turning(90).pixels(picture)[0, 1].all(), "what was left above is right above"
