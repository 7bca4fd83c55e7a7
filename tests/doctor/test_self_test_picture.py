"""The test picture is found mirrored or not, upright or turned; and what is seen instead is told."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from doctor_support import Wire, clip, noisy, site

from kiosk.doctor.finding import Status
from kiosk.doctor.selftest import code, eye, image
from kiosk.doctor.selftest.screen import composed
from kiosk.doctor.selftest.words import load
from kiosk.resources import languages
from kiosk.simulation.aisle import View, draw_aisle
from kiosk.simulation.mirror import draw_mirror

TEXT = "BALIE 0A1B2C3D"


def _screen(text: str = TEXT, size: tuple[int, int] = (540, 960)) -> np.ndarray:
    instruction = load(["en"])["en"].instruction.format(seconds=9)
    return cv2.cvtColor(composed(text, instruction, size), cv2.COLOR_RGBA2BGR)


def _seen(picture: np.ndarray, turned: int | None = None) -> code.Sight | None:
    shot = cv2.GaussianBlur(cv2.resize(picture, (450, 800)), (0, 0), 0.7)
    return code.find(shot if turned is None else cv2.rotate(shot, turned))


def test_a_code_is_seen_mirrored_and_direct():
    assert _seen(cv2.flip(_screen(), 1)).seen == "mirrored"
    direct = _seen(_screen())
    assert (direct.text, direct.seen) == (TEXT, "direct")
    assert abs(direct.turned_deg) < 2


@pytest.mark.parametrize(("turned", "degrees"), [(cv2.ROTATE_180, 180), (cv2.ROTATE_90_CLOCKWISE, 90)])
def test_a_camera_on_its_head_is_noticed(turned, degrees):
    assert abs(_seen(cv2.flip(_screen(), 1), turned).turned_deg) == pytest.approx(degrees, abs=2)


def test_every_word_is_another_and_nothing_is_no_code():
    assert code.word() != code.word()
    assert code.find(draw_aisle(View(640, 480, 66.0, 1.35))) is None


@pytest.mark.parametrize("size", [(540, 960), (960, 540), (400, 400)])
def test_the_picture_fits_every_screen_and_is_read_in_the_shops_mirror(size):
    aisle = draw_aisle(View(640, 480, 66.0, 1.35))
    picture = cv2.resize(_screen(size=size), None, fx=0.55, fy=0.55, interpolation=cv2.INTER_AREA)
    draw_mirror(aisle, np.asarray(cv2.flip(picture, 1), np.uint8))
    sight = code.find(aisle)
    assert (sight.text, sight.seen) == (TEXT, "mirrored")
    assert abs(sight.turned_deg) < image.STRAIGHT_DEG


def test_every_language_has_words_that_can_be_drawn():
    known = load(languages())
    assert set(known) == set(languages())
    assert len({words.instruction for words in known.values()}) == len(known)
    assert all("{seconds}" in words.instruction for words in known.values())
    assert list(load(["eo"])) == ["en"]


def _looked(tmp_path, pictures):
    film = clip(tmp_path / "camera.avi", pictures)
    wire = Wire({"begin": True})
    found = eye.look(site(sight={"camera": f"file:{film}"}), wire, str(tmp_path), TEXT, 2.0)
    return image.judged({**found, "camera": "a film", "fault": ""}, simulated=False)


def test_a_mirror_that_is_held_up_is_found(tmp_path):
    seen = cv2.resize(cv2.flip(_screen(), 1), (450, 800))
    finding = _looked(tmp_path, [*noisy(120, 4, (800, 450)), *[seen] * 6])
    assert finding.status is Status.OK
    assert "in the mirror" in finding.found


@pytest.mark.parametrize(
    ("pictures", "word"),
    [
        ([np.zeros((120, 160, 3), np.uint8)] * 5, "darkness"),
        ([np.full((120, 160, 3), 140, np.uint8)] * 5, "even colour"),
        (noisy(120, 5), "in none of them"),
        ([cv2.resize(_screen("SOMETHING ELSE"), (450, 800))] * 5, "another code (SOMETHING ELSE)"),
    ],
)
def test_what_was_seen_instead_is_told_apart(tmp_path, pictures, word):
    finding = _looked(tmp_path, pictures)
    assert finding.status is Status.FAILED
    assert word in finding.found


def test_a_camera_that_swaps_sides_or_hangs_upside_down_is_told(tmp_path):
    direct = _looked(tmp_path, [cv2.resize(_screen(), (450, 800))] * 4)
    assert direct.status is Status.WARNING
    assert "swaps left and right" in direct.cost
    turned = cv2.rotate(cv2.resize(cv2.flip(_screen(), 1), (450, 800)), cv2.ROTATE_180)
    upside = _looked(tmp_path, [turned] * 4)
    assert upside.status is Status.FAILED
    assert "180°" in upside.found
