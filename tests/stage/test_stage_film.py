"""A film of a recording: its length, its size, its sound, the right picture at the right time."""

from __future__ import annotations

import wave
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from kiosk.channels.call_picture import Caller, CallPicture
from kiosk.commands import Scene
from kiosk.errors import InputError
from kiosk.stage.film.beside import Beside, Moment
from kiosk.stage.film.record import Header, Recorder, read
from kiosk.stage.film.reel import Redrawing
from kiosk.stage.film.render import make_film, shown
from kiosk.stage.view import View

SIZE = (270, 480)
LANGS = ("nl", "en")


def record(path: Path, avatar: str, seconds: float = 9.0, fps: float = 20.0) -> Path:
    """Red (human) frame for the last third, moving head throughout the first two."""
    recorder = Recorder(path, Header(50.0, avatar, LANGS, *SIZE, name="Maya"))
    for number in range(int(seconds * fps) + 1):
        t = number / fps
        last = t >= 2 * seconds / 3
        pose = {"headYaw": 0.0 if last else 10 * np.sin(t)}
        scene = Scene("in-call", "nl", "human", caption="Dag") if last else Scene("greeting", "nl", caption="Hallo")
        recorder.frame(50.0 + t, pose, View(scene, LANGS, name="Maya"), 5.0, 50.0)
    recorder.flush(60.0)
    return path


def tone(path: Path, seconds: float, rate: int = 22050) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        t = np.arange(int(seconds * rate)) / rate
        file.writeframes((8000 * np.sin(2 * np.pi * 440 * t)).astype("<i2").tobytes())
    return path


def test_a_film_has_length_size_sound_and_the_right_pictures(tmp_path: Path) -> None:
    source = record(tmp_path / "stage.jsonl", "maya")
    done: list[float] = []
    report = make_film(
        source,
        tmp_path / "out" / "demo.mp4",
        sound=tone(tmp_path / "s.wav", 3.0),
        sound_start=52.0,
        size=SIZE,
        fps=25,
        progress=done.append,
    )
    assert report.frames == 226
    assert report.drawn < report.frames, "frames that are alike are drawn once"
    assert done[-1] == 1.0
    assert done == sorted(done)
    assert report.bytes == report.path.stat().st_size < 2_000_000
    with av.open(str(report.path)) as film:
        video = film.streams.video[0]
        assert (video.width, video.height, video.codec_context.name) == (*SIZE, "h264")
        assert float(video.average_rate or 0) == 25
        pictures = [(frame.time, frame.to_ndarray(format="rgb24")) for frame in film.decode(video)]
    assert len(pictures) == report.frames
    times = [float(t or 0) for t, _ in pictures]
    assert all(b - a == pytest.approx(0.04, abs=0.002) for a, b in pairwise(times)), "no seam between segments"
    edges = {t: picture[240, 1].astype(int) for t, (_, picture) in zip(times, pictures, strict=True)}
    assert all(e[1] > e[0] for t, e in edges.items() if t < 5.9), "teal: the AI speaks"
    assert all(e[0] > e[1] for t, e in edges.items() if t > 6.1), "coral: a person speaks"
    sound = heard(report.path)
    assert len(sound) / 48_000 == pytest.approx(report.seconds, abs=0.1)
    loud = np.abs(sound).reshape(-1)
    assert loud[: int(1.9 * 48_000)].max() < 0.01
    assert loud[int(2.2 * 48_000) : int(4.8 * 48_000)].max() > 0.15
    assert loud[int(5.2 * 48_000) :].max() < 0.01


def test_a_recording_without_a_face_is_drawn_too_and_a_frame_like_the_one_before_is_not(tmp_path: Path) -> None:
    redrawing = Redrawing(record(tmp_path / "stage.jsonl", ""), SIZE)
    first, alike, last = (redrawing.picture(index) for index in (0, 0, -1))
    assert redrawing.take_drawn() == 2
    assert alike is first
    assert first.shape == (SIZE[1] * 3 // 2, SIZE[0])
    assert (first != last).any()


def test_a_segment_begins_as_the_film_would_be_there(tmp_path: Path) -> None:
    source = record(tmp_path / "stage.jsonl", "")
    whole, apart = Redrawing(source, SIZE), Redrawing(source, SIZE)
    last = len(read(source).frames) - 1
    pictures = [whole.picture(index) for index in range(last + 1)]
    apart.picture(0)
    apart.begin(last)
    assert (apart.picture(last) == pictures[last]).all()


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as film:
        return np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])


def test_each_film_frame_shows_what_stood_on_the_screen_then(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "s.jsonl", Header(0.0, "", LANGS, *SIZE))
    for t in (0.0, 0.05, 0.1, 1.0):
        recorder.frame(t, {}, View(Scene("attract", "nl"), LANGS), 1.0, 1.0)
    recorder.flush(2.0)
    frames = shown(read(tmp_path / "s.jsonl"), 10)
    assert frames == (0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3)


def test_the_colleague_and_the_page_of_the_desk_are_in_the_film_where_the_screen_showed_a_call(tmp_path: Path) -> None:
    """The picture of a call is in no log: the film draws it from the camera's file, the page from its pictures."""
    grey, red = np.full((60, 80, 3), 90, np.uint8), np.full((40, 64, 3), (0, 0, 250), np.uint8)
    (tmp_path / "camera.mjpeg").write_bytes(cv2.imencode(".jpg", grey)[1].tobytes())
    cv2.imwrite(str(tmp_path / "page.png"), red)
    recorder = Recorder(tmp_path / "stage.jsonl", Header(50.0, "", LANGS, *SIZE))
    view = View(Scene("in-call", "nl", "human", caption="Dag"), LANGS)
    seen = CallPicture(Caller("Noor"), 7, np.zeros((4, 4, 3), np.uint8))
    for number, call in enumerate((None, seen, seen, None)):
        recorder.frame(50.0 + number, {}, replace(view, call=call), 5.0, 50.0)
    recorder.flush(60.0)
    logged = read(tmp_path / "stage.jsonl")
    assert [frame.view.call and frame.view.call.caller.name for frame in logged.frames] == [None, "Noor", "Noor", None]
    moments = (Moment(51.5, tmp_path / "page.png"), Moment(52.5, None))
    film = Redrawing(tmp_path / "stage.jsonl", SIZE, Beside(tmp_path / "camera.mjpeg", 51.0, moments))
    plain, called, beside, after = (cv2.cvtColor(film.picture(n), cv2.COLOR_YUV2RGB_I420).astype(int) for n in range(4))
    assert np.abs(called[60, 200] - 90).max() < 12, "the colleague"
    assert np.abs(plain[60, 200] - 90).max() > 30
    under = round(0.115 * SIZE[0]) + 16
    assert beside[under, 60, 0] > 180 > 60 > beside[under, 60, 1], "the page, in the corner"
    badge = slice(0, round(0.1 * SIZE[0]))
    assert np.abs(beside[badge] - called[badge]).mean() < 4, "and not over the badge that says who speaks"
    assert np.abs(after - plain).mean() < 4, "and nothing is left of either"


def test_sound_that_is_none_is_refused_before_any_work(tmp_path: Path) -> None:
    source = record(tmp_path / "stage.jsonl", "", seconds=1)
    (tmp_path / "s.wav").write_bytes(b"no sound")
    with pytest.raises(InputError) as caught:
        make_film(source, tmp_path / "x.mp4", sound=tmp_path / "s.wav", size=SIZE, progress=lambda _: None)
    assert caught.value.code == "film.sound"
    with pytest.raises(InputError):
        make_film(tmp_path / "none.jsonl", tmp_path / "x.mp4", sound=None, size=SIZE, progress=lambda _: None)
