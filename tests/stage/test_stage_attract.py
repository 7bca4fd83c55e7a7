"""The invitation: every language in turn, questions that the store can answer, no flashing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from stage_support import FLOOR, scenes

from kiosk.commands import Scene
from kiosk.configuration.runnable import BARE
from kiosk.knowledge import files
from kiosk.resources import config_dir
from kiosk.settings import LANGS
from kiosk.stage import shop
from kiosk.stage.composing.compose import Composer
from kiosk.stage.composing.screen import stamp
from kiosk.stage.painting import attract
from kiosk.stage.painting.panels import status_words
from kiosk.stage.shop import Shop
from kiosk.stage.view import View
from kiosk.stage.words import words_of

DEMO = config_dir() / "demo-store"
STORE = shop.load(DEMO, LANGS)
VIEW = View(Scene("attract", "nl"), ("nl", "en", "ko"), name="Maya", shop=STORE)


def test_every_language_has_its_turn_the_kiosks_own_first() -> None:
    shown = [attract.language(VIEW, attract.moment(t)[0]) for t in (1.0, 7.0, 13.0, 19.0)]
    assert shown == ["nl", "en", "ko", "nl"]


def test_each_round_has_another_question_in_its_own_language() -> None:
    asked = [attract.sample(VIEW, slide) for slide in range(0, 9, 3)]
    assert len(set(asked)) == 3
    assert set(asked) <= set(STORE.questions("nl"))
    assert attract.sample(replace(VIEW, shop=Shop("X")), 0) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_questions_are_the_stores_own_phrasings(lang: str) -> None:
    known = {
        phrasing.lower().rstrip("?").strip()
        for entry in files.load(DEMO).entries[lang].values()
        for phrasing in entry.phrasings
    }
    questions = STORE.questions(lang)
    assert len(questions) >= 5
    assert all(shop.written(phrasing, lang) for phrasing in known)
    for question in questions:
        bare = question.lower().replace("wi-fi", "wifi").rstrip("?").strip()
        assert bare in known
        assert question.endswith("?")


def test_the_bare_store_invites_to_no_question_that_it_cannot_answer() -> None:
    bare = shop.load(config_dir() / BARE, LANGS)
    assert [bare.questions(lang) for lang in LANGS] == [()] * len(LANGS)
    assert attract.sample(replace(VIEW, shop=bare), 0) == ""


def test_a_plain_statement_is_no_question() -> None:
    assert not shop.is_question("i lost my receipt", "en")
    assert shop.is_question("where can i park", "en")
    assert shop.written("where can i park", "en") == "Where can I park?"
    assert not shop.is_question("땅콩 알레르기가 있어요", "ko")


def test_it_fades_and_never_flashes() -> None:
    """Brightness changes by little from frame to frame, and turns three times a second at most (WCAG 2.3.1)."""
    composer = Composer(270, 480, FLOOR)
    light = []
    for number in range(round(2.2 * attract.SLIDE_S * 30)):
        composer.draw(VIEW, None, 100 * attract.SLIDE_S + number / 30)
        light.append(float(composer.pixels()[..., :3].mean()))
    steps = np.diff(light)
    assert np.abs(steps).max() < 2.0
    turns = np.flatnonzero(np.diff(np.sign(steps[np.abs(steps) > 0.01])))
    assert len(turns) <= 8


def test_the_picture_changes_only_with_its_stamp() -> None:
    composer = Composer(270, 480, FLOOR)
    pictures: dict[object, bytes] = {}
    for number in range(90):
        t = 603.0 + number / 15
        composer.draw(VIEW, None, t)
        picture = composer.pixels()[..., :3].tobytes()
        assert pictures.setdefault(stamp(VIEW, t), picture) == picture
    assert len(pictures) >= attract.STEPS


def test_a_store_without_a_name_has_none_on_the_screen(tmp_path: Path) -> None:
    assert shop.load(tmp_path, ("nl",)).name == ""
    (tmp_path / "store.toml").write_text('name = "–"\n', encoding="utf-8")
    bare = shop.load(tmp_path, ("nl",))
    shown = []
    for store in (bare, Shop()):
        composer = Composer(540, 960, None)
        composer.draw(replace(VIEW, shop=store), None, 1.0)
        shown.append(composer.pixels().copy())
    assert (shown[0] == shown[1]).all()


def test_an_answer_stands_where_the_invitation_stood() -> None:
    assert attract.due(VIEW)
    assert not attract.due(replace(VIEW, scene=scenes("nl")["greeting"]))


def test_nobody_is_asked_to_talk_in_a_language_in_which_nothing_is_heard() -> None:
    from kiosk.stage.arrangement.arrange import arrange

    layout = arrange(VIEW, 540, 960)
    told = []
    for watching, deaf in ((False, ()), (True, ("nl",)), (True, ())):
        view = replace(VIEW, scene=replace(VIEW.scene, watching=watching, deaf=deaf))
        told.append([attract.paint(layout, view, (slide, attract.STEPS)).pixels.tobytes() for slide in (0, 1)])
    (unseen, _), (unheard, english), (dutch, heard) = told
    assert unheard == unseen != dutch, "touch and type are left"
    assert english == heard, "another language is heard"
    asked = View(replace(scenes("nl")["thinking"], mode="listening", deaf=("nl",)), ("nl",))
    assert status_words(asked, words_of("nl")) == words_of("nl").idle
    assert status_words(replace(asked, scene=replace(asked.scene, deaf=())), words_of("nl")) == words_of("nl").ready


@pytest.mark.parametrize("lang", LANGS)
def test_the_light_does_not_send_to_the_keys_who_is_invited_to_talk(lang: str) -> None:
    def told(*, watching: bool, deaf: tuple[str, ...]) -> str:
        scene = replace(VIEW.scene, lang=lang, watching=watching, deaf=deaf)
        return status_words(replace(VIEW, scene=scene), words_of(lang))

    words = words_of(lang)
    assert told(watching=True, deaf=()) == words.resting != words.idle
    assert told(watching=False, deaf=()) == told(watching=True, deaf=(lang,)) == words.idle


def test_nobody_is_asked_to_come_closer_to_a_kiosk_that_does_not_see() -> None:
    from kiosk.stage.arrangement.arrange import arrange

    blind = arrange(VIEW, 540, 960)
    seeing = replace(VIEW, scene=replace(VIEW.scene, watching=True))
    pictures = [attract.paint(blind, view, (0, attract.STEPS)).pixels for view in (VIEW, seeing)]
    changed = np.flatnonzero((pictures[0] != pictures[1]).any(axis=(1, 2)))
    assert len(changed)
    assert changed.min() > 0.6 * blind.caption.h, "only the ways to begin differ"
