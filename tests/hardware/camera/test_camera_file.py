"""A recording as a camera: by its own time, paced or not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from support import Stopwatch

from hardware.camera.film import FileCamera
from hardware.errors import HardwareError

FPS = 20.0
FRAMES = 12


@pytest.fixture(params=[("clip.mp4", "mp4v"), ("clip.avi", "MJPG")])
def clip(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Twelve frames at 20 a second, each 20 levels brighter than the one before."""
    name, code = map(str, request.param)
    writer = cv2.VideoWriter(str(tmp_path / name), cv2.VideoWriter.fourcc(*code), FPS, (96, 64))
    for index in range(FRAMES):
        writer.write(np.full((64, 96, 3), 10 + 20 * index, np.uint8))
    writer.release()
    return tmp_path / name


def index_of(image: np.ndarray[Any, Any]) -> int:
    return round((float(image.mean()) - 10) / 20)


def test_unpaced_gives_every_frame_at_its_own_time(clip: Path) -> None:
    camera = FileCamera(clip, paced=False)
    frames = []
    while (frame := camera.read(0.0)) is not None:
        frames.append(frame)
    assert [index_of(frame.image) for frame in frames] == list(range(FRAMES))
    assert [frame.t_s for frame in frames] == pytest.approx([index / FPS for index in range(FRAMES)], abs=0.002)
    assert frames[0].image.shape == (64, 96, 3)
    assert camera.ended
    camera.close()


def test_paced_gives_each_frame_when_it_is_due(clip: Path) -> None:
    camera = FileCamera(clip)
    watch = Stopwatch()
    seen = []
    while not camera.ended:
        frame = camera.read(0.02)
        if frame is not None:
            seen.append((frame, time.monotonic()))
    assert watch.seconds > FRAMES / FPS - 0.12
    lates = sorted(now - frame.at for frame, now in seen)
    assert lates[0] >= -0.001
    assert lates[len(lates) // 2] < 0.1 + watch.late_s
    assert all(frame.at - seen[0][0].at == pytest.approx(frame.t_s - seen[0][0].t_s) for frame, _ in seen)
    camera.close()


def test_paced_leaves_out_what_nobody_read_in_time(clip: Path) -> None:
    camera = FileCamera(clip)
    camera.read(0.1)
    time.sleep(0.31)
    frame = camera.read(0.1)
    assert frame is not None
    assert index_of(frame.image) >= 6
    camera.close()


def test_paced_does_not_wait_longer_than_asked(clip: Path) -> None:
    camera = FileCamera(clip)
    camera.read(0.1)
    camera._start += 60.0  # the next frame is far away, however slow the machine is
    watch = Stopwatch()
    assert camera.read(0.01) is None
    assert watch.seconds < 0.04 + watch.late_s
    camera.close()


@pytest.mark.parametrize(("content", "code"), [(None, "camera.file-missing"), (b"no video", "camera.file-broken")])
@pytest.mark.parametrize("name", ["x.gif", "x.mp4", "x.mov", "x.avi"])
def test_a_bad_file_is_told_with_a_remedy(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(HardwareError) as caught:
        FileCamera(path)
    assert caught.value.code == code
    assert str(path) in caught.value.sentence
    assert caught.value.remedy
