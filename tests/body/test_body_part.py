"""The body as a part, with a simulated board on a real pty."""

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from body_support import serve, spin
from support import FakeLink, Stopwatch, until

from avatars import load, mouth_track
from hardware.profiles.robot_profile import load as load_profile
from hardware.simulators.spawn import SimulatedBoard
from kiosk.bench import jaw
from kiosk.body.part import run
from kiosk.commands import Express, Gesture, LookAt
from kiosk.events import BodyCleared, BodyStopped, PartFailed, PartReady, SpeechEnded, SpeechStarted
from kiosk.settings import Settings
from kiosk.timeline import Mark, Timeline, Viseme

PROFILE = load_profile(Path(__file__).parents[2] / "config" / "devices" / "mcu-head.toml")
WORDS = ("PP aa nn", "SS I CH", "PP O PP E", "DD E FF aa", "PP aa PP aa", "RR E kk U", "PP I nn aa", "TH E PP O")


class Running:
    """A body part in a thread."""

    def __init__(self, folder, **body):
        self.link = FakeLink(folder)
        self.log = folder / "robot.jsonl"
        settings = Settings(body={"stop_dir": folder, **body})
        self.thread = threading.Thread(target=run, args=(self.link, settings))
        self.thread.start()

    def joint(self, parameter):
        joint = PROFILE.joint(parameter)
        whole = [line for line in self.log.read_text().splitlines(keepends=True) if line.endswith("\n")]
        lines = [json.loads(line) for line in whole]  # the board writes the last one now
        return [(line["at"], joint.value(line["channels"][str(joint.channel)])) for line in lines]

    def close(self):
        self.link.close()
        self.thread.join(30)
        assert not self.thread.is_alive()


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(**body):
        started.append(Running(tmp_path, **body))
        return started[-1]

    yield begin
    for one in started:
        one.close()


def sentence(ms=85):
    """Visemes at a brisk pace, with short pauses between words."""
    visemes, at = [], 0.0
    for word in WORDS:
        for viseme in word.split():
            length = ms * (1.4 if viseme in {"aa", "O", "E"} else 0.9)
            visemes.append(Viseme(viseme, at, at + length))
            at += length
        at += 60
    return Timeline("", "nl", "test", 22050, round(at * 22.05), visemes=tuple(visemes), marks=(Mark("nod", "", 1500),))


def later(seconds):
    time.sleep(max(0.0, seconds))


def longest_gap_s(samples):
    """The longest time that the board, fifty times a second, was told nothing: only a busy machine leaves one."""
    return float(np.diff([at for at, _ in samples]).max(initial=0.0))


def served(samples, moment):
    """Whether the machine found the time to tell the board where to be, all around a moment."""
    around = [one for one in samples if abs(one[0] - moment) < 0.1]
    return len(around) > 5 and longest_gap_s(around) < 0.03


def test_a_simulated_body_is_ready_and_ends_with_its_link(start, tmp_path):
    body = start(port="simulated")
    ready = body.link.wait(PartReady)
    assert ready == PartReady("body", f"mcu-head on {tmp_path / 'robot.tty'}", simulated=True)
    body.close()
    assert not (tmp_path / "robot.tty").exists()


def test_the_jaw_is_with_the_sound_and_the_nod_on_its_mark(start):
    body = start(port="simulated")
    body.link.wait(PartReady)
    later(0.6)
    pack, timeline = load("maya"), sentence()
    at = time.monotonic() + 0.4
    body.link.give(SpeechStarted(1, at, timeline))
    later(at + timeline.seconds + 0.2 - time.monotonic())
    body.link.give(SpeechEnded(1, completed=True))
    later(0.4)
    track = mouth_track(timeline.visemes, pack, 0.0)
    poses = jaw.read(body.log, PROFILE.joint("jawOpen"))
    late = jaw.errors(lambda t: track.pose(t).get("jawOpen", 0.0), timeline.seconds, at, poses)
    assert len(late) > 12
    in_time = [abs(error) for moment, error in late if served(poses, moment)]
    assert len(in_time) > 3
    assert np.percentile(in_time, 95) <= 0.045
    pitches = [one for one in body.joint("headPitch") if at + 1.0 < one[0] < at + 2.0]
    lowest = min(pitches, key=lambda one: one[1])
    assert lowest[1] < -4.5
    assert abs(lowest[0] - (at + 1.5)) < 0.1 + longest_gap_s(pitches)


def test_it_looks_expresses_blinks_and_gestures_within_its_limits(start):
    body = start(port="simulated")
    body.link.wait(PartReady)
    later(0.7)
    begin = time.monotonic()
    body.link.give(LookAt(300.0, 10.0, 1.0), Express("surprised"), Gesture("wave"))

    def since(parameter):
        return [value for at, value in body.joint(parameter) if at > begin] or [0.0]

    later(2.0)
    until(lambda: since("headYaw")[-1] == 45.0)
    until(lambda: abs(since("headPitch")[-1] - 10.0) < 1.0)  # it sways and breathes
    until(lambda: since("browInnerUp")[-1] > 0.2)
    until(lambda: max(since("headRoll")) > 4 and min(since("headRoll")) < -2)
    until(lambda: max(value for _, value in body.joint("eyeBlinkLeft")) > 0.8)


def test_an_unplugged_body_is_told_and_comes_back_by_itself(start, tmp_path):
    with SimulatedBoard(tmp_path, tmp_path / "robot.jsonl") as board:
        body = start(port=board.port)
        assert body.link.wait(PartReady).simulated is False
        watch, unplugged = Stopwatch(), board.tell("unplug")
        lost = body.link.wait(PartFailed)
        assert lost.code == "link.lost"
        assert body.link.sent_at[body.link.sent.index(lost)] - unplugged <= 0.1 + watch.late_s
        later(0.3)
        watch, plugged = Stopwatch(), board.tell("plug")
        until(lambda: len(body.link.of(PartReady)) == 2)
        again = [at for at, one in zip(body.link.sent_at, body.link.sent, strict=True) if isinstance(one, PartReady)]
        assert again[1] - plugged <= 1.0 + watch.late_s
        assert len(body.link.of(PartFailed)) == 1


def test_the_emergency_stop_and_its_clearing_are_told(start, tmp_path):
    with SimulatedBoard(tmp_path) as board:
        body = start(port=board.port)
        body.link.wait(PartReady)
        board.tell("estop")
        body.link.wait(BodyStopped)
        board.tell("release")
        later(0.3)
        assert not body.link.of(BodyCleared)
        board.tell("clear")
        body.link.wait(BodyCleared)


def test_no_robot_is_told_once_and_the_part_goes_on(start, tmp_path):
    body = start(port=str(tmp_path / "nothing"))
    assert body.link.wait(PartFailed).code == "body.absent"
    calls = body.link.received
    later(0.6)
    assert len(body.link.sent) == 1
    assert body.link.received > calls + 5


@pytest.mark.parametrize(
    ("body", "code"), [({"port": "none"}, "body.none"), ({"port": "simulated", "profile": "gone"}, "profile.missing")]
)
def test_a_body_that_cannot_be_is_told_and_the_part_stays(start, body, code):
    running = start(**body)
    failed = running.link.wait(PartFailed)
    assert failed.code == code
    assert running.thread.is_alive()


def test_it_keeps_its_fifty_hertz_and_little_memory(tmp_path):
    """In a process of its own, beside a busy one."""
    spawn = multiprocessing.get_context("spawn")
    busy, process = spawn.Process(target=spin, daemon=True), spawn.Process(target=serve, args=(str(tmp_path),))
    busy.start()
    process.start()
    try:
        log, ends = tmp_path / "robot.jsonl", time.monotonic() + 60
        while not (log.exists() and log.stat().st_size) and time.monotonic() < ends:
            later(0.05)
        later(3.0)
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    finally:
        process.terminate()
        busy.terminate()
        process.join()
        busy.join()
    (pss_kb,) = [int(line.split()[1]) for line in rollup if line.startswith("Pss:")]
    assert pss_kb / 1000 <= 80
    ats = np.array([json.loads(line)["at"] for line in log.read_text().splitlines()][5:])
    gaps = np.diff(ats)
    gaps = gaps[gaps < 0.03]
    assert len(gaps) > 30
    assert abs(np.median(gaps) - 0.02) <= 0.0005


def test_importing_the_body_is_cheap():
    code = "import sys, kiosk.body; print([m for m in ('numpy', 'serial', 'avatars', 'pydantic') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert result.stdout.strip() == "[]"
    code = "import sys, kiosk.body.part, avatars; print([m for m in ('cv2', 'skia', 'pygame') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert result.stdout.strip() == "[]"
