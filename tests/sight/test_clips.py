"""Real recordings through the real detector."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import typer
from sight_support import yunet
from support import data_dir
from typer.testing import CliRunner

from kiosk.errors import InputError
from kiosk.settings import Sight
from kiosk.sight.cli import presence_in, sight_with, watch

GREETED = ["single_face.mp4", "noface_face.mov", "face_noface.mov", "head-pose-face-detection-female-and-male.gif"]
NOBODY = ["no_face.mp4", "people-detection.gif"]
NOT_GREETED = [*NOBODY, "store-aisle-detection.gif", "face-demographics-walking.gif"]


def seen(name: str, **settings: Any) -> list[dict[str, Any]]:
    clip = data_dir() / "sight" / name
    if not clip.is_file():
        pytest.skip(f"no clip {clip}")
    yunet()
    return watched(clip, Sight(**settings))


@cache
def watched(clip: Path, settings: Sight) -> list[dict[str, Any]]:
    return presence_in(clip, settings)


def times(events: list[dict[str, Any]], kind: str) -> list[float]:
    return [event["t_s"] for event in events if event["type"] == kind]


@pytest.mark.engine
@pytest.mark.parametrize("name", GREETED)
def test_who_stands_before_the_camera_is_greeted_once(name: str) -> None:
    events = seen(name)
    assert len(times(events, "ShopperEngaged")) == 1
    assert len(times(events, "ShopperLeft")) == 1


@pytest.mark.engine
@pytest.mark.parametrize("name", NOT_GREETED)
def test_nobody_is_greeted_who_does_not_come(name: str) -> None:
    assert times(seen(name), "ShopperEngaged") == []


@pytest.mark.engine
@pytest.mark.parametrize("name", NOBODY)
def test_no_face_is_made_up(name: str) -> None:
    assert seen(name) == []


@pytest.mark.engine
@pytest.mark.parametrize("hfov_deg", [60.0, 66.0, 78.0])
def test_walkers_are_noticed_and_seen_to_approach(hfov_deg: float) -> None:
    events = seen("face-demographics-walking.gif", hfov_deg=hfov_deg)
    assert len(times(events, "ShopperNoticed")) == 2
    (approaching,) = [event for event in events if event["type"] == "ShopperApproaching"]
    noticed = next(event for event in events if event["track"] == approaching["track"])
    assert approaching["t_s"] < 2.7
    assert approaching["distance_m"] < noticed["distance_m"] - 0.5
    assert approaching["group"] == 2


@pytest.mark.engine
def test_a_session_ends_within_the_goal_after_the_face_is_gone() -> None:
    events = seen("face_noface.mov")
    assert 2.7 + 2.5 < times(events, "ShopperLeft")[0] < 2.7 + 4.2


def run(*arguments: str) -> Any:
    app = typer.Typer()
    app.command()(watch)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def empty_clip(tmp_path: Path) -> Path:
    writer = cv2.VideoWriter(str(tmp_path / "empty.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (160, 120))
    for _ in range(5):
        writer.write(np.full((120, 160, 3), 128, np.uint8))
    writer.release()
    return tmp_path / "empty.avi"


@pytest.mark.engine
def test_watch_prints_one_document(empty_clip: Path) -> None:
    yunet()
    result = run(str(empty_clip), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"events": []}
    assert "Nobody" in run(str(empty_clip)).stdout


@pytest.mark.engine
def test_watch_tells_of_people_in_words_and_in_json() -> None:
    events = seen("single_face.mp4")
    clip = str(data_dir() / "sight" / "single_face.mp4")
    assert json.loads(run(clip, "--json", "--hfov=66").stdout) == {"events": events}
    assert {"t_s", "type", "track", "distance_m"} <= set(events[0])
    assert [line.split()[2] for line in run(clip).stdout.splitlines()] == [event["type"] for event in events]


@pytest.mark.parametrize("content", [None, b"plain text", b""])
def test_a_bad_file_is_bad_input_with_or_without_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setattr("kiosk.models.data_dir", lambda: tmp_path)
    path = tmp_path / "clip.mp4"
    if content is not None:
        path.write_bytes(content)
    error = run(str(path), "--json").exception
    assert isinstance(error, InputError)
    assert error.status == 2


@pytest.mark.parametrize("hfov", ["0", "-3", "400"])
def test_an_impossible_field_of_view_is_bad_input(tmp_path: Path, hfov: str) -> None:
    assert isinstance(run(str(tmp_path / "x.mp4"), f"--hfov={hfov}").exception, InputError)


def test_the_field_of_view_reaches_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sight_with(90.0).hfov_deg == 90.0
    monkeypatch.setenv("KIOSK__SIGHT__HFOV_DEG", "75")
    assert sight_with(None).hfov_deg == 75.0
    assert sight_with(90.0).hfov_deg == 90.0
