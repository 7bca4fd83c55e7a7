from __future__ import annotations

import numpy as np
import pytest
from sight_support import LENS, sighting

from kiosk.sight.attention import IDLE_EVERY_S, Attention, Look, region_of
from kiosk.sight.tracks import Track

FPS = 12.0
rng = np.random.default_rng(5)
NOISES = [rng.normal(0, 3, (480, 640, 3)) for _ in range(5)]
SCENE = rng.integers(60, 200, (480, 640, 3)).astype(np.float64)


def picture(*, square: int | None = None) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The still scene with a sensor's noise, and a bright square at that column."""
    image = SCENE + NOISES[int(rng.integers(len(NOISES)))]
    if square is not None:
        image[200:280, square : square + 80] = 250
    return np.clip(image, 0, 255).astype(np.uint8)


def looks(attention: Attention, seconds: float, tracks: list[Track], start: float = 0.0, **moving: int) -> list[Look]:
    taken = []
    for frame in range(round(seconds * FPS)):
        square = 40 + 12 * frame if moving else None
        look = attention.look(start + frame / FPS, picture(square=square), tracks)
        taken += [look] if look else []
    return taken


def track(x_m: float, z_m: float, eye_m: float = 1.6) -> Track:
    return Track(1, 0.0, sighting(x_m, z_m, eye_m=eye_m))


def test_a_still_shop_is_searched_once_a_second() -> None:
    attention = Attention()
    looks(attention, 2.0, [])
    assert len(looks(attention, 4.0, [], start=2.0)) == pytest.approx(4.0 / IDLE_EVERY_S, abs=1)


def test_motion_is_searched_more_often() -> None:
    attention = Attention()
    looks(attention, 2.0, [])
    assert len(looks(attention, 3.0, [], start=2.0, moving=1)) >= 9


def test_a_near_face_is_mostly_looked_at_in_a_small_region() -> None:
    taken = looks(Attention(), 4.0, [track(0.0, 1.2)])
    full = [look for look in taken if look.region is None]
    assert len(taken) >= 4 * 10
    assert len(full) <= 4 * 3
    assert all(look.width <= 320 for look in taken if look.region)


def test_a_region_holds_all_faces_with_room_around() -> None:
    look = region_of([track(-0.2, 1.5), track(0.3, 1.8)], LENS.width, LENS.height)
    assert look is not None
    assert look.region is not None
    for one in (sighting(-0.2, 1.5), sighting(0.3, 1.8)):
        assert look.region.x < one.column - one.size
        assert one.column + one.size < look.region.x + look.region.width
        assert look.region.y < one.row - one.size


def test_faces_all_over_the_picture_need_the_whole() -> None:
    spread = [track(-2.3, 4.3), track(2.3, 4.3), track(0.0, 0.7, 1.1), track(0.3, 0.9, 1.8)]
    assert region_of(spread, LENS.width, LENS.height) is None


def test_a_far_face_is_not_shrunk() -> None:
    look = region_of([track(0.5, 4.5)], LENS.width, LENS.height)
    assert look is not None
    assert look.region is not None
    assert look.width == look.region.width


def test_a_face_at_the_edge_stays_inside_the_picture() -> None:
    look = region_of([track(-0.85, 1.5)], LENS.width, LENS.height)
    assert look is not None
    assert look.region is not None
    assert look.region.x == 0
    assert look.region.y >= 0
    assert look.region.y + look.region.height <= LENS.height
