"""The face plays what it is told, on the clock of the sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

import avatars
from kiosk.commands import Express, Gesture, Scene, Show
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gestures.library import load_all
from kiosk.resources import config_dir
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.director import Director
from kiosk.stage.face.performer import Performer
from kiosk.stage.painting.panels import paint_caption
from kiosk.stage.typography.fonts import fonts
from kiosk.stage.view import View
from kiosk.stage.words import words_of
from kiosk.timeline import Mark, Timeline, Word

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


def test_a_caption_that_was_said_to_its_end_stays_on_its_last_page_also_without_a_face() -> None:
    said = " ".join(f"word{number}" for number in range(120))
    words = tuple(
        Word(word, said.index(word), len(word), 10.0 * i, 10.0 * (i + 1)) for i, word in enumerate(said.split())
    )
    spoken = Timeline(said, "en", "test", 16000, 24000, words=words)
    director = Director(None, "en", ("en",), seed=1, lead_s=0.035)
    director.take(Show(Scene("speaking", "en", caption=said)), 4.0)
    director.take(SpeechStarted(7, 5.0, spoken), 5.0)
    begun, last, after = (director.view(t) for t in (4.9, 6.4, 60.0))
    assert (begun.word, after.word) == (None, (len(said), 0))
    assert last.word
    first, end, rest = (caption(view) for view in (begun, replace(last, word=(last.word[0], 0)), after))
    assert (end != first).any()
    assert (rest == end).all(), "no word is marked, and the page stays"
    director.take(SpeechEnded(7, completed=False), 61.0)
    assert director.view(61.0).word is None


def caption(view: View) -> NDArray[np.uint8]:
    return paint_caption(arrange(view, 540, 960), view).pixels


def test_a_language_whose_name_cannot_be_drawn_is_not_offered_and_the_screen_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    director = Director(None, "en", ("en", "ko"), seed=1, lead_s=0.035)
    assert director.view(1.0).langs == ("en", "ko")
    monkeypatch.setattr("kiosk.stage.director.fonts", lambda: replace(fonts(), hangul=False))
    assert director.view(1.0).langs == ("en",)
    assert words_of("en").no_hangul in director.view(1.0).notices
