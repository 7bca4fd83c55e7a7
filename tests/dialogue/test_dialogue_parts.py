"""Each part dies in each turn: the shopper is served on, and the part is used again when it is back."""

from __future__ import annotations

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e
from kiosk.dialogue.turn import Turn


def to_greeting(world: World) -> None:
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait(1.0)


def to_listening(world: World) -> None:
    world.arrive()


def to_thinking(world: World) -> None:
    world.arrive()
    world.answers = "slow"
    world.post(e.QuestionTyped("where is the milk"))
    world.wait(0.2)


def to_speaking(world: World) -> None:
    world.arrive()
    world.post(e.QuestionTyped("where is the milk"))
    world.wait(1.0)


def to_repairing(world: World) -> None:
    world.arrive()
    world.post(e.QuestionTyped("how old is the moon"))
    world.wait(1.0)


TURNS = {
    Turn.QUIET: lambda world: None,
    Turn.GREETING: to_greeting,
    Turn.LISTENING: to_listening,
    Turn.THINKING: to_thinking,
    Turn.SPEAKING: to_speaking,
    Turn.REPAIRING: to_repairing,
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.value)
def test_a_part_dies_and_comes_back(turn, part):
    world = World()
    TURNS[turn](world)
    assert world.state.turn is turn
    world.kill(part)
    world.wait(8.0)
    world.start(part)
    world.answers = "fast"
    if turn is Turn.QUIET:
        world.arrive()
    world.wait_for_floor()
    world.ask("milk please")
    world.wait(0.3)
    assert world.sounding
    assert "aisle 4" in world.said[-1]
    assert world.replays()


def test_voice_that_dies_in_a_sentence_leaves_time_to_read_it():
    world = World()
    to_speaking(world)
    caption = world.state.scene.caption
    world.kill("voice")
    world.wait(len(caption) / 14.0 - 0.2)
    assert world.state.scene.caption == caption
    assert world.state.turn is Turn.SPEAKING
    world.wait(0.4)
    assert world.state.turn is Turn.LISTENING
    assert phrases()["en"]["notice_voice"][0] in world.state.scene.notices


@pytest.mark.parametrize("mode", ["silent", "late", "endless", "cut"])
def test_a_voice_that_misbehaves_never_takes_the_floor_for_good(mode):
    world = World()
    world.voice = mode
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait_for_floor()
    assert world.state.session.greeted


def test_a_sentence_that_starts_after_it_is_over_is_silenced():
    world = World()
    world.arrive()
    late = e.SpeechStarted(1, world.now, world.found(e.SpeechStarted)[0].timeline)
    assert world.post(late) == (c.StopSpeaking(1),)


def test_answers_that_die_with_a_question_are_asked_again_on_their_return():
    world = World()
    to_thinking(world)
    world.kill("answers")
    world.answers = "fast"
    world.wait(1.5)
    assert world.is_variant(world.said[-1], "filler")
    world.start("answers")
    asks = [ask for ask in world.found(c.Answer) if not ask.partial]
    assert len(asks) == 2
    assert asks[0] == asks[1]
    world.wait(3.0)
    assert "aisle 4" in world.said[-1]


def test_without_answers_it_says_so_and_offers_a_person():
    world = World()
    world.arrive()
    world.kill("answers")
    world.post(e.PartFailed("answers", "part.given-up", "It failed too often."))
    world.post(e.QuestionTyped("where is the milk"))
    assert world.says("no_answers")
    assert [choice.id for choice in world.state.scene.choices] == ["human"]
    assert phrases()["en"]["notice_answers"][0] in world.state.scene.notices


def test_a_question_while_answers_begin_anew_waits_for_them_and_is_answered():
    world = World()
    world.arrive()
    world.kill("answers")
    world.post(e.QuestionTyped("where is the milk"))
    assert not world.says("no_answers")
    assert phrases()["en"]["notice_answers"][0] not in world.state.scene.notices
    world.wait(1.5)
    assert world.is_variant(world.said[-1], "filler"), "nobody waits two seconds without a word"
    world.start("answers")
    world.wait(3.0)
    assert "aisle 4" in world.said[-1]


def test_a_question_before_answers_have_started_waits_for_them():
    world = World(ready=False)
    for part in ("stage", "voice", "hearing", "sight", "body"):
        world.start(part)
    world.post(e.QuestionTyped("where is the milk"))
    world.wait(2.0)
    assert world.is_variant(world.said[-1], "filler")
    world.start("answers")
    world.wait(3.0)
    assert "aisle 4" in world.said[-1]


def test_deaf_ears_are_told_once_and_shown_as_long():
    world = World()
    world.arrive()
    world.kill("hearing")
    assert world.says("cannot_hear")
    assert not world.state.scene.listening
    world.wait(9.0)
    world.post(e.QuestionTyped("where is the milk"))
    world.wait(9.0)
    assert sum(world.is_variant(said, "cannot_hear") for said in world.said) == 1
    notice = phrases()["en"]["notice_hearing"][0]
    assert notice in world.state.scene.notices
    world.start("hearing")
    world.wait(0.1)
    assert notice not in world.state.scene.notices
    assert world.state.scene.listening


def test_who_cannot_be_heard_is_not_told_to_speak():
    world = World()
    world.arrive()
    world.kill("hearing")
    world.wait(90.0)
    helped = [said for said in world.said if world.is_variant(said, "help")]
    assert helped == []
    assert sum(world.is_variant(said, "cannot_hear") for said in world.said) == 3
    assert world.state.scene.caption == phrases()["en"]["cannot_hear"][0]


def test_a_language_without_a_model_is_not_tried_in_a_loop():
    world = World()
    world.no_model = {"nl"}
    world.arrive()
    world.post(e.LanguagePressed("nl"))
    world.wait(60.0)
    assert [listen.lang for listen in world.found(c.Listen)].count("nl") == 1
    assert phrases()["nl"]["notice_hearing"][0] in world.state.scene.notices
    world.post(e.LanguagePressed("en"))
    world.wait(9.0)
    assert world.state.microphone


def test_a_model_that_came_since_is_used_as_soon_as_the_ears_say_so():
    world = World()
    world.no_model = {"en"}
    world.arrive()
    assert not world.state.microphone
    world.no_model = set()
    world.post(e.PartReady("hearing"))
    world.wait_for_floor()


def test_ears_without_a_model_for_the_kiosks_language_may_serve_another():
    world = World(lang="nl", ready=False)
    for part in ("stage", "voice", "answers", "sight", "body"):
        world.start(part)
    world.no_model = {"nl"}
    world.parts["hearing"] = True
    world.post(e.PartFailed("hearing", "hearing.no-model", "There is no recogniser for 'nl'."))
    world.arrive()
    assert world.says("cannot_hear", "nl")
    world.post(e.LanguagePressed("en"))
    world.wait_for_floor()
    assert world.state.ear == c.Listen("en")


def test_the_stage_is_shown_everything_on_its_return():
    world = World()
    world.arrive()
    world.post(e.FaceMoved(1, 2.0, 0.0, 1.4))
    scene = world.state.scene
    world.kill("stage")
    commands = world.post(e.PartReady("stage"))
    assert commands == (c.Express("listening"), c.LookAt(2.0, 0.0, 1.4), c.Show(scene))


def test_a_session_that_sight_can_no_longer_see_is_closed_by_silence():
    world = World()
    world.arrive()
    world.kill("sight")
    world.wait(60.0)
    assert world.found(c.CloseSession) == [c.CloseSession(1, "silence")]


def test_a_desk_that_is_known_to_be_gone_is_not_waited_for():
    world = World(parts=(*PARTS, "desk"))
    world.arrive()
    world.kill("desk")
    world.post(e.HumanPressed())
    assert world.says("nobody_there")
    assert world.outcomes == {1: "nobody"}


def test_a_desk_that_dies_in_a_call_ends_no_call_and_one_that_whispers_is_waited_for():
    world = World(parts=(*PARTS, "desk"))
    world.arrive()
    world.desk = "video"
    world.post(e.HumanPressed())
    world.wait(4.0)
    world.kill("desk")
    world.wait(60.0)
    assert (world.state.scene.mode, world.gate.camera) == ("in-call", True)
    world.post(e.CallLost(1, "the other end is gone"))
    assert world.says("call_lost")
    assert (world.gate.camera, world.gate.microphone) == (False, False)
    world.wait(25.0)
    assert world.state.scene.speaker == "ai"
    assert any(world.is_variant(said, "nobody_there") for said in world.said)
    assert world.outcomes == {1: "joined", 2: "nobody"}
