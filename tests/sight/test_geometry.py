from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sight.faces import Face
from kiosk.sight.geometry import FACE_M, Lens, is_facing

FRONTAL = Face(100, 100, 40, 50, (110, 118), (130, 118), (120, 130), 0.9)


def face_at(lens: Lens, x_m: float, z_m: float, eye_m: float) -> Face:
    """The face of somebody there, by the pinhole's own equations with the camera tilted down by its pitch."""
    tilt = math.radians(lens.pitch_deg)
    up = eye_m - lens.height_m
    depth, raised = z_m * math.cos(tilt) - up * math.sin(tilt), up * math.cos(tilt) + z_m * math.sin(tilt)
    column, row = lens.width / 2 + lens.focal_px * x_m / depth, lens.height / 2 - lens.focal_px * raised / depth
    size = lens.focal_px * FACE_M / depth
    eye = size / 5
    return Face(
        column - size / 2, row - size / 2, size, size, (column - eye, row), (column + eye, row), (column, row), 1
    )


@given(
    st.floats(-0.8, 0.8),
    st.floats(0.6, 5),
    st.floats(0.9, 1.9),
    st.sampled_from([(640, 480), (640, 360), (480, 270)]),
    st.floats(40, 110),
)
def test_a_level_camera_finds_the_place_of_a_face(
    x: float, z: float, eye: float, size: tuple[int, int], hfov: float
) -> None:
    lens = Lens(*size, hfov)
    found = lens.locate(face_at(lens, x, z, eye))
    assert (found.x_m, found.z_m) == pytest.approx((x, z), abs=1e-6)
    assert found.eye_m == pytest.approx(eye, abs=1e-6)
    assert found.yaw_deg == pytest.approx(-math.degrees(math.atan2(x, z)))
    assert (found.pitch_deg > 0) == (eye > lens.height_m) or abs(eye - lens.height_m) < 1e-9


def test_a_tilted_camera_still_knows_the_height() -> None:
    lens = Lens(640, 480, 66.0, height_m=1.9, pitch_deg=15.0)
    found = lens.locate(face_at(lens, 0.0, 1.5, 1.6))
    assert (found.z_m, found.eye_m) == pytest.approx((1.5, 1.6))
    assert found.pitch_deg == pytest.approx(math.degrees(math.atan2(1.6 - 1.9, 1.5)))


def test_gaze_is_counted_from_the_middle_of_the_screen() -> None:
    lens = Lens(640, 480, 66.0, height_m=1.9, pitch_deg=15.0, screen_m=1.2)
    found = lens.locate(face_at(lens, 0.3, 1.0, 1.6))
    assert found.pitch_deg == pytest.approx(math.degrees(math.atan2(0.4, math.hypot(0.3, 1.0))))
    assert found.yaw_deg == pytest.approx(-math.degrees(math.atan2(0.3, 1.0)))


def test_projection_undoes_location() -> None:
    lens = Lens(640, 480, 66.0)
    found = lens.locate(face_at(lens, 0.4, 2.0, 1.5))
    assert lens.project(found.x_m, found.z_m) == pytest.approx((found.column, found.size))


def test_a_wider_lens_puts_the_same_face_nearer() -> None:
    distances = [Lens(640, 480, hfov).locate(FRONTAL).z_m for hfov in (50, 66, 90, 110)]
    assert distances == sorted(distances, reverse=True)


@pytest.mark.parametrize("roll_deg", [-40, -20, 0, 20, 40])
def test_a_tilted_head_is_still_facing(roll_deg: float) -> None:
    turn = complex(math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg)))

    def rolled(point: tuple[float, float]) -> tuple[float, float]:
        moved = (complex(*point) - complex(120, 125)) * turn + complex(120, 125)
        return moved.real, moved.imag

    face = dataclasses.replace(
        FRONTAL, right_eye=rolled((110, 118)), left_eye=rolled((130, 118)), nose=rolled((120, 130))
    )
    assert is_facing(face)


@pytest.mark.parametrize(("nose_x", "facing"), [(120, True), (126, True), (128, False), (112, False)])
def test_a_turned_head_is_not_facing(nose_x: float, facing: bool) -> None:
    assert is_facing(dataclasses.replace(FRONTAL, nose=(nose_x, 130))) is facing


def test_a_profile_is_not_facing() -> None:
    assert not is_facing(dataclasses.replace(FRONTAL, right_eye=(118, 118), left_eye=(124, 118), nose=(121, 130)))
