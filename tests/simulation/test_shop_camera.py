from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from sight_support import SmallShop, person, yunet

from avatars import AvatarError
from hardware.camera.camera import Frame
from hardware.errors import HardwareError
from kiosk.sight.faces import FaceDetector
from kiosk.sight.geometry import Lens, Sighting
from kiosk.simulation import people
from kiosk.simulation.aisle import View, draw_aisle
from kiosk.simulation.camera import FPS, ShopCamera
from kiosk.simulation.people import Person, draw_people, nearest_turn
from kiosk.simulation.sprite import Sprite, halvings, place

VIEW = View(640, 480, 66.0, 1.35)
LENS = Lens(640, 480, 66.0, 1.35)


@pytest.fixture
def maya() -> None:
    """Tests with faces need the avatar."""
    try:
        people.head_of("maya")
    except AvatarError as fault:
        pytest.skip(f"no avatar: {fault}")


@pytest.fixture(scope="module")
def aisle() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return draw_aisle(VIEW)


def seen(aisle: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], *shoppers: Person) -> list[Sighting]:
    picture = aisle.copy()
    draw_people(picture, VIEW, list(shoppers))
    return [LENS.locate(face) for face in FaceDetector(yunet()).find(picture)]


def shopper(x: float, z: float, yaw: float = 0.0, eye: float = 1.6) -> Person:
    return Person(1, x, z, yaw, eye, "maya")


@pytest.mark.engine
def test_the_empty_aisle_has_no_faces(aisle: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    assert seen(aisle) == []


@pytest.mark.engine
@pytest.mark.usefixtures("maya")
@pytest.mark.parametrize("z", [0.8, 1.0, 1.3, 1.7, 2.2, 3.0, 4.0])
def test_a_shopper_is_seen_where_the_shop_says(
    aisle: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], z: float
) -> None:
    (found,) = seen(aisle, shopper(0.15 * z, z))
    assert found.z_m == pytest.approx(z, rel=0.08)
    assert found.x_m == pytest.approx(0.15 * z, abs=0.03 * z)
    assert found.eye_m == pytest.approx(1.6, abs=0.03 * z)
    assert found.facing


@pytest.mark.engine
@pytest.mark.usefixtures("maya")
def test_a_turned_shopper_does_not_face_the_kiosk(aisle: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    assert [one.facing for one in seen(aisle, shopper(0, 1.2, 10))] == [True]
    for yaw in (-75.0, 60.0, 90.0):
        assert not any(one.facing for one in seen(aisle, shopper(0, 1.2, yaw)))
    assert seen(aisle, shopper(0, 1.2, 180)) == []


@pytest.mark.usefixtures("maya")
def test_the_near_hides_the_far(aisle: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    near, both, swapped = aisle.copy(), aisle.copy(), aisle.copy()
    far = Person(2, 0.0, 3.0, 0.0, 1.3, "maya")
    draw_people(near, VIEW, [shopper(0, 1.0, eye=1.6)])
    draw_people(both, VIEW, [shopper(0, 1.0, eye=1.6), far])
    draw_people(swapped, VIEW, [far, shopper(0, 1.0, eye=1.6)])
    assert np.array_equal(both, swapped)
    window = slice(280, 460), slice(290, 350)
    assert np.array_equal(near[window], both[window])


@pytest.mark.parametrize(
    ("yaw", "turn"), [(0, 0), (4, 0), (12, 9), (-215, 135), (-200, -180), (179, -180), (359, 0), (75, 70)]
)
def test_the_nearest_baked_turn_is_taken(yaw: float, turn: float) -> None:
    assert nearest_turn(yaw) == turn


def test_a_sprite_is_placed_to_a_fraction_of_a_pixel() -> None:
    square = np.full((64, 64, 4), 255, np.uint8)
    sprite = Sprite(halvings(square), 32, 32, 64.0)
    for column in (50.0, 50.5, 50.75):
        picture = np.zeros((100, 100, 3), np.uint8)
        place(picture, sprite, column, 50.0, 20.0)
        moments = cv2.moments(picture[:, :, 0])
        assert moments["m10"] / moments["m00"] == pytest.approx(column - 0.5, abs=0.2)
        assert moments["m00"] / 255 == pytest.approx(400, rel=0.05)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SmallShop]:
    shop = SmallShop(tmp_path / "shop.sock", lambda t: [person(0.0, 2.0)] if t < 2.0 else [])
    yield shop
    shop.close()


def frames(camera: ShopCamera, seconds: float) -> list[Frame]:
    until, taken = time.monotonic() + seconds, []
    while time.monotonic() < until:
        frame = camera.read(0.1)
        taken += [frame] if frame else []
    return taken


@pytest.mark.usefixtures("maya")
def test_frames_come_at_their_rate_and_show_who_is_there(tmp_path: Path, shop: SmallShop) -> None:
    camera = ShopCamera(tmp_path / "shop.sock")
    shop.began = time.monotonic()
    taken = frames(camera, 4.0)
    assert shop.asked == [b"camera\n"]
    assert 10 < len(taken) <= 4.0 * FPS + 4, "a busy machine sees fewer"
    assert taken[0].image.shape == (480, 640, 3)
    gaps = np.diff([frame.at for frame in taken])
    assert float(np.median(gaps)) > 1 / FPS - 0.02
    # Only noise remains between two frames of the empty aisle; the shopper is far more than that.
    last, before, first = (frame.image.astype(int) for frame in (taken[-1], taken[-2], taken[2]))
    middle = slice(150, 400), slice(260, 380)
    assert np.abs(last - before)[middle].mean() < 5
    assert np.abs(last - first)[middle].mean() > 20
    camera.close()


@pytest.mark.usefixtures("maya")
def test_a_shop_that_comes_back_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.simulation.camera.SILENCE_S", 0.6)
    path = tmp_path / "shop.sock"
    camera = ShopCamera(path)
    with pytest.raises(HardwareError) as caught:
        frames(camera, 2.0)
    assert caught.value.code == "camera.shop-missing"
    for _ in range(2):
        shop = SmallShop(path, lambda t: [])
        assert frames(camera, 0.8)
        shop.close()
        path.unlink()
    camera.close()
