"""Files that are wrong, and files that are mended, while shoppers come and go."""

from __future__ import annotations

import pytest
from dialogue.world import LANGS, World, phrases

from kiosk import commands as c
from kiosk import events as e

BROKEN = e.ConfigurationRefused("/store/kiosk.toml", "line 3: voice.wpm must be between 80 and 300")


@pytest.fixture
def world():
    world = World()
    yield world
    assert world.replays(), "the ledger does not replay"


def notice(world: World, lang: str = "en") -> bool:
    return phrases()[lang]["notice_config"][0] in world.state.scene.notices


def test_a_refusal_is_on_the_screen_until_the_files_are_mended_and_nothing_else_changes(world):
    before = world.state.scene
    shown = world.post(BROKEN)
    assert [type(command) for command in shown] == [c.Show]
    assert notice(world)
    assert world.said == []
    world.arrive()
    world.ask("milk please")
    world.wait(6.0)
    assert "aisle 4" in world.said[-1], "a shopper is served as before"
    assert notice(world)
    world.post(e.ShopperLeft(1))
    world.wait(1.0)
    assert notice(world)
    world.reconfigure(*LANGS)
    assert not notice(world)
    assert world.state.scene == before


def test_the_notice_never_tells_a_shopper_file_or_line(world):
    world.post(BROKEN)
    world.arrive()
    assert not any("kiosk.toml" in text for scene in world.found(c.Show) for text in scene.scene.notices)


def test_new_facts_count_from_the_next_sentence(world):
    world.reconfigure("nl", "en")
    world.arrive()
    assert world.says("greeting", "nl")
    assert world.state.session.lang == "nl"


def test_who_talks_keeps_the_language_that_is_still_on_offer(world):
    world.arrive()
    world.post(e.LanguagePressed("de"))
    world.wait(8.0)
    said = len(world.said)
    world.reconfigure("nl", "de")
    assert world.state.session.lang == "de"
    assert len(world.said) == said
    assert world.state.scene.listening


def test_a_language_that_is_gone_is_told_and_another_one_spoken(world):
    world.arrive()
    world.post(e.LanguagePressed("de"))
    world.wait(8.0)
    world.reconfigure("nl", "en")
    assert world.says("language_on", "nl")
    world.wait(8.0)
    assert world.found(c.Listen)[-1].lang == "nl"
    world.post(e.LanguagePressed("de"))
    assert world.state.session.lang == "nl"


def test_a_question_that_waits_is_asked_again_in_the_language_that_is_left(world):
    world.answers = "slow"
    world.arrive()
    world.post(e.LanguagePressed("de"))
    world.wait(8.0)
    world.ask("milk please")
    world.reconfigure("nl")
    assert world.found(c.Answer)[-1].lang == "nl"
    world.wait(8.0)
    assert any("aisle 4" in said for said in world.said)


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_says_it_in_one_short_sentence_or_two(lang):
    (text,) = phrases()[lang]["notice_config"]
    assert len(text) <= 80
