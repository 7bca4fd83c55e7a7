"""Letters, contrast, reach, by ear, loudness, lights: what a shopper sets, and that the next one finds it as usual."""

from __future__ import annotations

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e
from kiosk.access import AS_USUAL, Access, named
from kiosk.dialogue.parts import NO_MODEL
from kiosk.volume import LOUDEST, STEP_DB, USUAL, gain


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"))
    yield world
    assert world.replays(), "the ledger does not replay"


def scene(world: World) -> c.Scene:
    return world.state.scene


def set_to(world: World) -> list[int]:
    return [command.level for command in world.found(c.SetVolume)]


# --- access ----------------------------------------------------------------------------------------------------------


def test_choices_are_kept_together_and_forgotten_with_the_visit(world):
    world.arrive()
    all_of_it = Access("largest", contrast=True, low_reach=True, audio_first=True)
    for access in (Access("large"), Access("large", contrast=True), all_of_it):
        world.post(e.AccessPressed(access))
        assert scene(world).access == access
    world.post(e.ShopperLeft(1))
    assert scene(world).access == AS_USUAL


@pytest.mark.parametrize("chosen", [Access("large"), AS_USUAL])
def test_what_was_chosen_stands_against_what_is_seen(world, chosen):
    world.post(e.ShopperEngaged(1, 1.4, "low"))
    assert scene(world).access == Access(low_reach=True)
    world.post(e.AccessPressed(chosen))
    world.post(e.ShopperEngaged(1, 1.4, "low"))
    assert scene(world).access == chosen


def test_low_eyes_come_on_top_of_nothing_and_larger_letters_keep_them(world):
    world.post(e.ShopperEngaged(1, 1.4, "low"))
    world.post(e.AccessPressed(Access("large", low_reach=True)))
    assert scene(world).access == Access("large", low_reach=True)


def test_access_in_words_and_back():
    for text in ("standard", "large", "largest contrast low-reach audio-first", "low-reach"):
        assert str(named(text)) == text
    with pytest.raises(ValueError, match="there are standard, large"):
        named("huge")


# --- by ear ----------------------------------------------------------------------------------------------------------


def test_who_wants_it_by_ear_is_told_where_the_buttons_are_and_given_time(world):
    world.arrive()
    world.post(e.AccessPressed(Access(audio_first=True)))
    assert world.says("audio_on")
    world.wait_for_floor()
    assert world.found(c.Listen)[-1].profile == "patient"
    said = len(world.said)
    world.post(e.AccessPressed(Access("large", audio_first=True)))
    world.post(e.AccessPressed(Access("large")))
    assert len(world.said) == said, "it is told once"


def test_by_ear_the_choices_of_a_reply_are_read_out(world):
    choice = e.Choice("white", "White bread", "white bread")
    world.reply = lambda answer: e.Reply("question", "answer", 0.9, "en", text="We bake it.", choices=(choice,))
    world.arrive()
    world.ask("do you have bread")
    world.wait(8.0)
    assert not world.says("choices_aloud"), "who sees them need not hear them"
    world.post(e.AccessPressed(Access(audio_first=True)))
    world.wait_for_floor()
    world.ask("do you have bread please")
    world.wait(8.0)
    assert world.says("choices_aloud")
    assert "White bread" in world.said[-1]


def test_by_ear_the_price_on_the_card_is_said(world):
    card = e.Card("milk", "Milk", price="€ 1.29")
    texts = {"milk": "It is in aisle 4.", "price": "Milk is € 1.29 a litre."}
    world.reply = lambda answer: e.Reply("question", "answer", 0.9, "en", text=texts[answer.text], cards=(card,))
    world.arrive()
    world.post(e.AccessPressed(Access(audio_first=True)))
    world.wait_for_floor()
    for question, also in (("milk", True), ("price", False)):
        world.ask(question)
        world.wait(8.0)
        assert world.says("price_aloud") == also


def test_by_ear_a_silence_ends(world):
    world.arrive()
    world.post(e.VolumePressed("mute"))
    assert scene(world).volume == 0
    world.post(e.AccessPressed(Access(audio_first=True)))
    assert scene(world).volume == USUAL


def test_again_says_the_answer_again_and_cuts_off_nothing_of_a_colleague(world):
    world.arrive()
    world.ask("milk please")
    world.wait(0.3)
    told = world.said[-1]
    world.post(e.RepeatPressed())
    assert world.says("repeat")
    assert told in world.said[-1]
    world.desk = "video"
    world.post(e.HumanPressed())
    world.wait(4.0)
    assert scene(world).mode == "in-call"
    said = len(world.said)
    world.post(e.RepeatPressed())
    assert len(world.said) == said


def test_again_without_an_answer_says_what_stands_on_the_screen(world):
    world.arrive()
    greeting = world.said[-1]
    world.post(e.RepeatPressed())
    assert world.says("repeat")
    assert greeting in world.said[-1]


# --- loudness --------------------------------------------------------------------------------------------------------


def test_louder_and_softer_go_a_step_at_a_time_and_never_into_silence(world):
    world.arrive()
    for _ in range(4):
        world.post(e.VolumePressed("louder"))
    assert scene(world).volume == LOUDEST
    for _ in range(9):
        world.post(e.VolumePressed("softer"))
    assert scene(world).volume == 1
    assert set_to(world) == [5, 4, 3, 2, 1]


def test_silence_is_told_on_the_screen_and_ended_at_the_level_from_before(world):
    notice = phrases()["en"]["notice_muted"][0]
    world.arrive()
    world.post(e.VolumePressed("softer"))
    world.post(e.VolumePressed("mute"))
    assert scene(world).volume == 0
    assert notice in scene(world).notices
    world.ask("milk please")
    world.wait(1.0)
    assert "milk" in scene(world).caption, "captions go on"
    world.post(e.VolumePressed("louder"))
    assert (scene(world).volume, notice in scene(world).notices) == (USUAL - 1, False)
    assert set_to(world) == [USUAL - 1, 0, USUAL - 1]


def test_a_press_is_obeyed_in_the_middle_of_a_sentence(world):
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait(0.5)
    assert world.sounding
    assert c.SetVolume(0) in world.post(e.VolumePressed("mute"))
    assert world.sounding, "the sentence goes on, unheard"


def test_the_next_shopper_finds_the_loudness_of_the_site():
    world = World(policy=e.Policy(volume=2))
    assert set_to(world) == [2]
    world.arrive()
    for change in ("louder", "mute"):
        world.post(e.VolumePressed(change))
    world.post(e.ShopperLeft(1))
    assert (scene(world).volume, set_to(world)[-1]) == (2, 2)
    assert world.replays()


def test_a_voice_that_was_begun_anew_is_told_again(world):
    world.arrive()
    world.post(e.VolumePressed("softer"))
    world.kill("voice")
    commands = world.post(e.PartReady("voice"))
    assert commands[0] == c.SetVolume(USUAL - 1)


def test_steps_sound_alike():
    ratios = [gain(level + 1) / gain(level) for level in range(1, LOUDEST)]
    assert ratios == pytest.approx([10 ** (STEP_DB / 20)] * (LOUDEST - 1))
    assert (gain(0), gain(LOUDEST), gain(LOUDEST + 3)) == (0.0, 1.0, 1.0)


# --- lights ----------------------------------------------------------------------------------------------------------


def test_the_camera_light_is_on_while_the_camera_is(world):
    assert not scene(world).watching
    world.post(e.CameraOpened())
    assert scene(world).watching
    world.arrive()
    assert scene(world).watching
    world.post(e.CameraClosed())
    assert not scene(world).watching


def test_the_screen_knows_in_which_languages_nothing_is_heard(world):
    assert scene(world).deaf == ()
    world.post(e.PartFailed("hearing", NO_MODEL, "no model for en"))
    assert scene(world).deaf == ("en",)
    world.kill("hearing")
    assert scene(world).deaf == world.state.facts.langs


def test_the_camera_light_goes_out_when_sight_dies(world):
    world.post(e.CameraOpened())
    world.kill("sight")
    assert not scene(world).watching
