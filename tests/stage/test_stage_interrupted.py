"""Full duplex on the screen: a face that is spoken to while it speaks, a caption that was broken off and goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from stage_support import scenes

import avatars
from kiosk import colour
from kiosk.commands import Duck, Scene, Show
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gestures.library import load_all
from kiosk.resources import config_dir
from kiosk.settings import LANGS
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.director import PAUSE_S, Director
from kiosk.stage.face.performer import CLOSING_S, Performer
from kiosk.stage.film.record import Header, Recorder, read
from kiosk.stage.painting.palette import LIGHT, STRONG
from kiosk.stage.painting.panels import paint_caption, status_words
from kiosk.stage.view import View
from kiosk.stage.words import words_of
from kiosk.timeline import Mark, Timeline, Viseme, Word

SAID = "The milk is in aisle four"
WORDS = tuple(
    Word(word, SAID.index(word), len(word), 500.0 * i, 500.0 * i + 450) for i, word in enumerate(SAID.split())
)
MOUTH = tuple(Viseme("aa", word.start_ms, word.end_ms) for word in WORDS)
TOLD = Timeline(SAID, "en", "test", 16_000, 48_000, WORDS, visemes=MOUTH, marks=(Mark("nod", "", 1500.0),))
SPEAKING = Scene("speaking", "en", caption=SAID, listening=True)


def performer() -> Performer:
    return Performer(avatars.load("maya"), 1, 0.0, load_all(config_dir() / "gestures"), composure=1.0)


def jaw(face: Performer, t: float, scene: Scene = SPEAKING) -> float:
    return face.pose(t, scene).get("jawOpen", 0.0)


def director() -> Director:
    made = Director(None, "en", ("en",), seed=1, lead_s=0.0)
    made.take(Show(SPEAKING), 9.0)
    return made


def test_a_sentence_that_goes_on_in_its_middle_moves_nothing_of_what_was_said() -> None:
    face, screen = performer(), director()
    resumed = SpeechStarted(8, 10.0, TOLD, from_ms=1500.0)
    jaw(face, 9.9)
    for part in (face, screen):
        part.take(resumed, 10.0)
    shut = [jaw(face, 10.0 + i / 50) for i in range(70)]
    pitches = [face.pose(11.5 + i / 50, SPEAKING)["headPitch"] for i in range(60)]
    assert max(shut) < 0.05
    assert min(pitches) > -4, "the nod at the word where it was stopped has been seen"
    assert jaw(face, 12.2 + 0.6) > 0.2
    assert screen.view(11.4).word is None
    assert screen.view(11.6).word == (SAID.index("in"), 2)


def test_the_mouth_of_one_that_is_stopped_shuts_at_once_and_smoothly() -> None:
    face = performer()
    jaw(face, 9.9)
    face.take(SpeechStarted(7, 10.0, TOLD), 10.0)
    before = [jaw(face, 10.0 + i / 60) for i in range(76)][-1]
    face.take(SpeechEnded(7, completed=False, word=2), 11.25)
    after = [jaw(face, 11.25 + i / 60) for i in range(1, 20)]
    assert before > 0.2
    assert before * 0.3 < after[0] < before
    assert all(opening < 0.05 for opening in after[int(CLOSING_S * 60) + 1 :])


def test_a_face_that_is_spoken_to_notices_and_speaks_softly() -> None:
    def at_the_same_moment(duck: Duck | None, scene: Scene = SPEAKING) -> tuple[float, float]:
        face = performer()
        jaw(face, 9.9)
        face.take(SpeechStarted(7, 10.0, TOLD), 10.0)
        if duck:
            face.take(duck, 10.9)
        poses = [face.pose(10.9 + i / 50, scene) for i in range(18)]
        return poses[-1]["browUpLeft"], poses[-1]["jawOpen"]

    brow, opening = at_the_same_moment(None)
    for noticed in (at_the_same_moment(Duck(7, down=True)), at_the_same_moment(None, replace(SPEAKING, partial=True))):
        assert noticed[0] > brow + 0.2
        assert 0.3 * opening < noticed[1] < 0.75 * opening
    assert at_the_same_moment(Duck(7, down=False)) == pytest.approx((brow, opening))


def test_a_caption_that_was_broken_off_shows_how_far_it_came() -> None:
    screen = director()
    screen.take(SpeechStarted(7, 10.0, TOLD), 10.0)
    screen.take(SpeechEnded(7, completed=False, word=3), 11.6)
    view = screen.view(11.7)
    assert view.unsaid == SAID.index("in")
    layout = arrange(view, 540, 960)
    whole, cut = (paint_caption(layout, each).pixels.astype(int) for each in (replace(view, unsaid=None), view))
    changed = np.flatnonzero(np.abs(whole - cut).max(axis=(0, 2)))
    assert changed.size, "the rest stands there in grey"
    assert (whole == cut)[:, : changed[0]].all()
    assert changed[0] > 100, "and what was said as before"
    screen.take(SpeechStarted(8, 9.0, TOLD, from_ms=1500.0), 12.0)
    assert screen.view(12.1).unsaid is None


def test_what_was_not_said_can_be_read_and_is_told_from_what_was() -> None:
    for theme, least in ((LIGHT, 4.5), (STRONG, 7.0)):
        said, rest = (colour.contrast(ink, theme.paper) for ink in (theme.ink, theme.unsaid))
        assert least <= rest < 0.7 * said


def test_of_a_sentence_of_which_nothing_was_said_nothing_is_greyed() -> None:
    screen = director()
    screen.take(SpeechStarted(7, 10.0, TOLD), 10.0)
    screen.take(SpeechEnded(7, completed=False), 10.01)
    assert screen.view(10.1).unsaid is None


@pytest.mark.parametrize("lang", LANGS)
def test_the_light_is_on_and_the_words_beside_it_say_what_that_means(lang: str) -> None:
    words, heard = words_of(lang), Scene("speaking", lang, listening=True, heard="x", partial=True)
    table = {
        words.interrupt: Scene("speaking", lang, listening=True),
        words.speaking: Scene("speaking", lang),
        words.thinking: Scene("thinking", lang, listening=True),
        words.listening: heard,
    }
    assert {expected: status_words(View(scene, LANGS), words) for expected, scene in table.items()} == {
        expected: expected for expected in table
    }
    assert status_words(View(heard, LANGS, pausing=True), words) == words.still


def test_who_pauses_in_mid_sentence_is_told_that_the_kiosk_waits() -> None:
    screen = director()
    speaking = replace(SPEAKING, mode="listening", heard="where is", partial=True)
    screen.take(Show(speaking), 10.0)
    screen.take(Show(replace(speaking, cards=scenes("en")["full"].cards)), 10.5)
    assert not screen.view(10.0 + PAUSE_S - 0.1).pausing
    assert screen.view(10.0 + PAUSE_S + 0.1).pausing
    screen.take(Show(replace(speaking, heard="where is the")), 12.0)
    assert not screen.view(12.1).pausing
    screen.take(Show(replace(speaking, heard="where is the milk", partial=False)), 13.0)
    assert not screen.view(20.0).pausing


def test_the_recording_knows_it_all(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "stage.jsonl", Header(0.0, "maya", ("en",), 540, 960))
    plain = View(SPEAKING, ("en",))
    views = [plain, replace(plain, unsaid=9), replace(plain, unsaid=9, pausing=True), plain]
    for t, view in enumerate(views):
        recorder.frame(float(t), {}, view, 1.0, 40.0)
    recorder.flush(9.0)
    found = [(frame.view.unsaid, frame.view.pausing) for frame in read(tmp_path / "stage.jsonl").frames]
    assert found == [(view.unsaid, view.pausing) for view in views]
