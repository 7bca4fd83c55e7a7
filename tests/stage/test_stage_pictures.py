"""Pictures of the store's own: drawn whole in their box, kept small, and never in the way when they are missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skia

from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import pictures
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.palette import LIGHT
from kiosk.stage.shop import Shop

BOX = Rect(0, 0, 100, 100)


def saved(path: Path, width: int, height: int) -> Path:
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[...] = (220, 30, 30, 255)
    skia.Image.fromarray(pixels).save(str(path), skia.kPNG)
    return path


def painted(picture: str, shop: Shop) -> np.ndarray:
    brush = Brush(BOX, 1.0, 1.0)
    pictures.paint(brush, picture, BOX, shop)
    return brush.pixels


@pytest.mark.parametrize("size", [(300, 300), (900, 120), (2400, 1800)])
def test_a_photograph_fills_its_box(size: tuple[int, int], tmp_path: Path) -> None:
    saved(tmp_path / "milk.png", *size)
    pixels = painted("milk.png", Shop(pictures=str(tmp_path)))
    red = np.abs(pixels[..., :3].astype(int) - (220, 30, 30)).max(axis=2) < 40
    assert red[50].all()
    assert red[:, 50].all()
    assert not pixels[0, 0, 3], "its corners are round"


@pytest.mark.parametrize("size", ['width="24" height="24"', 'viewBox="0 0 24 24"', 'viewBox="0,0,24,24" width="9cm"'])
def test_a_drawing_of_the_stores_own_is_shown(size: str, tmp_path: Path) -> None:
    whole = '<rect width="24" height="24" fill="#0000ff"/>'
    (tmp_path / "milk.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{whole}</svg>', encoding="utf-8"
    )
    pixels = painted("milk.svg", Shop(pictures=str(tmp_path)))
    for at in (3, 50, 96):
        assert pixels[at, 50].tolist() == [0, 0, 255, 255]


def test_a_picture_that_is_missing_or_none_is_a_sign(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "broken.svg").write_bytes(b"<html>")
    basket = painted("basket", Shop())
    for picture in ("gone.png", "broken.png", "broken.svg", "no-such-sign", "../secret.png"):
        assert (painted(picture, Shop(pictures=str(tmp_path))) == basket).all()
    assert (painted("dairy", Shop()) != basket).any()


def test_a_logo_keeps_its_shape(tmp_path: Path) -> None:
    saved(tmp_path / "logo.png", 400, 100)
    brush = Brush(Rect(0, 0, 300, 50), 1.0, 1.0)
    wide = pictures.logo(brush, Rect(0, 0, 300, 50), Shop(logo="logo.png", pictures=str(tmp_path)))
    assert wide == 200
    assert brush.pixels[25, 199, 3] == 255
    assert not brush.pixels[25, 205, 3]
    assert pictures.logo(brush, Rect(0, 0, 300, 50), Shop()) == 0


def test_a_tile_is_in_the_stores_colour() -> None:
    ground = [(LIGHT.tile >> shift) & 255 for shift in (16, 8, 0)]
    assert painted("dairy", Shop())[10, 50, :3].tolist() == ground
