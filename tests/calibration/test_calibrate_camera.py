"""`kiosk hardware calibrate camera`: what is found on marks or typed, what is written, and what is refused."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import cv2
import pytest
import typer
from sight_support import yunet
from typer.testing import CliRunner

from avatars import AvatarError
from kiosk.calibration.camera import LEAST_FACES, Stand, mark_of
from kiosk.calibration.camera_cli import camera
from kiosk.calibration.lens import Mark, fit
from kiosk.configuration import device_file
from kiosk.errors import InputError, KioskError
from kiosk.sight.faces import Face
from kiosk.sight.geometry import FACE_M, Lens

app = typer.Typer()
app.command()(camera)
START = Lens(640, 480, 66.0, 1.35, 0.0)


def seen(lens: Lens, distance: float, eye_m: float, face: float = 1.0) -> Mark:
    """What a faultless detector finds of somebody on a mark; `face` is the size of that face beside the usual."""
    tilt, up = math.radians(lens.pitch_deg), eye_m - lens.height_m
    depth = distance * math.cos(tilt) - up * math.sin(tilt)
    raised = up * math.cos(tilt) + distance * math.sin(tilt)
    return Mark(
        distance, eye_m, lens.height / 2 - lens.focal_px * raised / depth, lens.focal_px * FACE_M * face / depth
    )


CAMERAS = [
    Lens(640, 480, 66.0, 1.65, 10.0),
    Lens(640, 480, 66.0, 1.05, -10.0),
    Lens(640, 480, 102.0, 2.0, 22.0),
    Lens(1280, 720, 55.0, 1.4, 0.0),
]


@pytest.mark.parametrize("lens", CAMERAS)
def test_two_marks_find_the_camera_from_a_wrong_start(lens: Lens) -> None:
    start = Lens(lens.width, lens.height, 66.0, lens.height_m + 0.3, lens.pitch_deg - 10)
    found = fit(start, [seen(lens, 1.0, 1.6), seen(lens, 2.0, 1.6)])
    assert (found.height_m, found.pitch_deg, found.hfov_deg) == pytest.approx(
        (lens.height_m, lens.pitch_deg, lens.hfov_deg), abs=1e-3
    )


def test_one_mark_finds_the_tilt_that_puts_the_gaze_right_there_even_if_the_height_is_wrong() -> None:
    true = Lens(640, 480, 66.0, 1.65, 10.0)
    found = fit(START, [seen(true, 1.0, 1.6)], hfov_deg=66.0)
    assert found.height_m == START.height_m
    face_m = seen(found, 1.0, 1.6)
    assert face_m.row == pytest.approx(seen(true, 1.0, 1.6).row, abs=0.01)
    known = fit(START, [seen(true, 1.0, 1.6)], height_m=1.65, hfov_deg=66.0)
    assert known.pitch_deg == pytest.approx(10.0)


def test_a_large_face_is_taken_for_a_narrow_lens_unless_the_field_of_view_is_known() -> None:
    true = Lens(640, 480, 66.0, 1.5, 5.0)
    marks = [seen(true, 1.0, 1.6, 1.05), seen(true, 2.0, 1.6, 1.05)]
    assert 60 < fit(START, marks).hfov_deg < 65
    known = fit(START, marks, hfov_deg=66.0)
    assert (known.height_m, known.pitch_deg) == pytest.approx((1.5, 5.0), abs=1e-3)


def test_what_no_camera_sees_is_refused() -> None:
    with pytest.raises(KioskError, match="would be a camera"):
        fit(START, [Mark(1.0, 1.6, 240.0, 2.0)])


def face(size: float, row: float) -> Face:
    return Face(300, row - size / 2, size, size, (310, row), (330, row), (320, row + 9), 0.9)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([[face(80, 200)]] * (LEAST_FACES - 1) + [[]] * 30, "calibrate.camera-nobody"),
        ([[face(80, 200), face(60, 210)]] * 20, "calibrate.camera-crowd"),
        ([[face(80, 200 + 4 * k)] for k in range(20)], "calibrate.camera-unsteady"),
        ([], "calibrate.camera-nobody"),
    ],
)
def test_nobody_a_crowd_and_a_restless_face_are_told(frames: list[list[Face]], code: str) -> None:
    with pytest.raises(KioskError) as told:
        mark_of(Stand(1.0, 1.6), frames)
    assert told.value.code == code


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    models = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "balie" / "models"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "balie").mkdir()
    (tmp_path / "balie" / "models").symlink_to(models)
    return device_file.default_path()


def run(*options: str) -> dict[str, object]:
    result = CliRunner().invoke(app, [*options, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


def test_what_is_typed_is_written_with_who_and_when_and_taken_back(device: Path) -> None:
    assert run("--height", "1.42", "--pitch", "5", "--hfov", "78")["written"] is True
    text = device.read_text()
    for line in ("height_m = 1.42", "pitch_deg = 5", "hfov_deg = 78"):
        assert f"{line}  # kiosk hardware calibrate camera, " in text
    run("--height", "1.5")
    assert "before: 1.42" in device.read_text()
    run("--undo")
    assert "height_m = 1.42  # put back" in device.read_text()


def test_a_dry_run_writes_nothing(device: Path) -> None:
    assert run("--height", "1.42", "--dry-run")["written"] is False
    assert not device.exists()


@pytest.mark.parametrize("options", [("--marks", "near"), ("--marks", "0.1"), ("--marks", "1"), ("--pitch", "3")])
def test_what_cannot_be_measured_is_asked_for(device: Path, options: tuple[str, ...]) -> None:
    eyes = ("--eyes", "1.6") if options != ("--marks", "1") else ()
    with pytest.raises(InputError):
        run(*options, *eyes)


@pytest.mark.engine
def test_a_recording_of_somebody_on_two_marks_is_measured(device: Path, tmp_path: Path) -> None:
    yunet()
    from kiosk.simulation.aisle import View, draw_aisle
    from kiosk.simulation.people import Person, draw_people, head_of

    try:
        head_of("maya")
    except AvatarError as fault:
        pytest.skip(f"no avatar: {fault}")
    view = View(640, 480, 66.0, 1.55, 8.0)
    writer = cv2.VideoWriter(str(tmp_path / "standing.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (640, 480))
    aisle = draw_aisle(view)
    for z_m in (1.0, 2.0):
        picture = aisle.copy()
        draw_people(picture, view, [Person(1, 0.0, z_m, 0.0, 1.62, "maya")])
        for _ in range(12):
            writer.write(picture)
    writer.release()
    recording = f"file:{tmp_path / 'standing.avi'}"
    document = run("--camera", recording, "--eyes", "1.62", "--seconds", "1", "--hfov", "66")
    assert document["height_m"] == pytest.approx(1.55, abs=0.05)
    assert document["pitch_deg"] == pytest.approx(8.0, abs=1.0)
    gaze = document["gaze"]
    assert isinstance(gaze, list)
    assert all(abs(one["pitch_deg"] - one["true_pitch_deg"]) < 1.0 for one in gaze)
    assert "sight" in device.read_text()
