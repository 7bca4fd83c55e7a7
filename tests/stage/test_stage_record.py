"""What was presented is what is read back, also after the process was killed in the middle of a line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from stage_support import scenes

from kiosk.commands import Scene
from kiosk.errors import InputError
from kiosk.stage.film.record import FLUSH_S, Header, Recorder, frame_times, read
from kiosk.stage.view import View

HEADER = Header(10.0, "maya", ("nl", "en"), 540, 960, "Maya", remarks=("no face",))


def view(scene: Scene, **more: object) -> View:
    return View(scene, HEADER.langs, name="Maya", remarks=("no face",), **more)  # type: ignore[arg-type]


def test_a_recording_comes_back_as_it_was_shown(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "stage.jsonl", HEADER)
    shown = [
        ({"jawOpen": 0.12349, "headYaw": 3.0}, view(scenes("nl")["greeting"])),
        ({"jawOpen": 0.12349, "headYaw": 3.0}, view(scenes("nl")["greeting"], word=(3, 9))),
        ({"headYaw": 3.5}, view(scenes("nl")["listening"], typed="melk")),
        ({"jawOpen": 1.0, "mouthClose": 1.0}, view(scenes("ko")["full"])),
    ]
    for number, (pose, seen) in enumerate(shown):
        recorder.frame(10.0 + number / 30, pose, seen, 6.0, 33.3)
    recorder.flush(11.0)
    back = read(tmp_path / "stage.jsonl")
    assert back.header == HEADER
    assert [replace(frame.view, since=0.0) for frame in back.frames] == [seen for _, seen in shown]
    assert back.frames[-1].view.since == 10.1, "the way is drawn on from then"
    for frame, (pose, _) in zip(back.frames, shown, strict=True):
        drawn = {name: value for name, value in frame.pose.items() if value}
        assert drawn == {name: round(value, 3) for name, value in pose.items()}
    assert [frame.t for frame in back.frames] == pytest.approx([10 + i / 30 for i in range(4)], abs=1e-3)


def test_frames_reach_the_disk_within_the_flush_time_and_a_cut_line_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stage.jsonl"
    first = Recorder(path, HEADER)
    for number in range(30):
        first.frame(10.0 + number / 30, {"jawOpen": number / 30}, view(scenes("nl")["attract"]), 6.0, 33.3)
    kept = read(path).frames
    assert kept[-1].t >= 10.0 + 29 / 30 - FLUSH_S - 0.034
    with path.open("a", encoding="utf-8") as log:
        log.write('{"t":11.2,"d":3')
    second = Recorder(path, HEADER)
    second.frame(14.0, {"jawOpen": 0.5}, view(scenes("nl")["speaking"]), 6.0, 33.3)
    second.flush(14.0)
    frames = read(path).frames
    assert len(frames) == len(kept) + 1
    assert frames[-1].view.scene == scenes("nl")["speaking"]
    assert frames[-1].pose == {"jawOpen": 0.5}


def test_the_log_is_small(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "stage.jsonl", HEADER)
    still = {f"p{i}": 0.3 for i in range(36)}
    for number in range(900):
        recorder.frame(number / 30, still | {"jawOpen": number / 900}, view(scenes("nl")["speaking"]), 6.0, 33.3)
    recorder.flush(30.0)
    assert (tmp_path / "stage.jsonl").stat().st_size < 900 * 120


def test_frame_times(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "stage.jsonl", HEADER)
    for number in range(61):
        recorder.frame(number / 30, {}, view(scenes("nl")["attract"]), 5.0 + number % 2, 33.3)
    recorder.flush(3.0)
    times = frame_times(read(tmp_path / "stage.jsonl"))
    assert times.frames == 61
    assert times.fps == pytest.approx(30, abs=0.1)
    assert times.draw_median_ms in (5.0, 6.0)
    assert times.gap_p95_ms == pytest.approx(33.3, abs=0.3)


def test_one_jerk_in_fifty_frames_shows_in_the_last_percentile(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "stage.jsonl", HEADER)
    t = 0.0
    for number in range(101):
        t += 0.2 if number % 50 == 25 else 1 / 30
        recorder.frame(t, {}, view(scenes("nl")["attract"]), 5.0, 33.3)
    recorder.flush(9.0)
    times = frame_times(read(tmp_path / "stage.jsonl"))
    assert times.gap_p95_ms < 40 < 190 < times.gap_p99_ms


@pytest.mark.parametrize("content", ["", "no json\n", json.dumps({"start": {}})[:8]])
def test_a_file_that_is_no_recording_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "stage.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "stage.recording"
    with pytest.raises(InputError):
        read(tmp_path / "missing.jsonl")
