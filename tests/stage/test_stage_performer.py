"""The face plays what it is told, on the clock of the sound."""

from __future__ import annotations

import pytest

import avatars
from kiosk.commands import Express, Gesture, Scene
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gestures import load_all
from kiosk.resources import config_dir
from kiosk.stage.performer import Performer
from kiosk.timeline import Mark, Timeline

CALM = Scene("speaking", "en")


@pytest.fixture
def performer() -> Performer:
    return Performer(avatars.load("maya"), 1, 0.035, load_all(config_dir() / "gestures"), composure=1.0)


def speech(at: float, marks: tuple[Mark, ...] = ()) -> SpeechStarted:
    return SpeechStarted(7, at, Timeline("There it is.", "en", "test", 16000, 48000, marks=marks))


def pitch(performer: Performer, t: float) -> float:
    return performer.pose(t, CALM)["headPitch"]


def test_a_gesture_of_the_files_moves_the_head(performer: Performer) -> None:
    before = pitch(performer, 10.0)
    performer.take(Gesture("nod"), 10.0)
    assert pitch(performer, 10.29) < before - 4
    assert abs(pitch(performer, 11.5) - before) < 1.5, "and it is over"


def test_the_stroke_of_a_mark_falls_on_its_sound(performer: Performer) -> None:
    pitch(performer, 4.9)
    performer.take(speech(5.0, (Mark("nod", "", 1000.0),)), 5.0)
    course = {i / 50: pitch(performer, i / 50) for i in range(250, 340)}
    assert min(course, key=course.__getitem__) == pytest.approx(6.0, abs=0.06)


def test_what_was_not_begun_when_the_kiosk_fell_silent_is_left_out(performer: Performer) -> None:
    pitch(performer, 4.9)
    performer.take(speech(5.0, (Mark("nod", "", 1500.0),)), 5.0)
    performer.take(SpeechEnded(7, completed=False), 5.5)
    assert min(pitch(performer, 5.5 + i / 50) for i in range(100)) > -2


def test_an_expression_that_the_pack_lacks_is_neutral(performer: Performer) -> None:
    performer.take(Express("smirk"), 1.0)
    assert performer.pose(1.0, CALM)["mouthSmileLeft"] > 0
