"""A shopper speaks while the kiosk does: conversations in virtual time, with ears that hear through its voice."""

from __future__ import annotations

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.interruption import BY_SENTENCES, BY_WORDS, DUCKED_S, HELD_S, SPOKEN_S
from kiosk.dialogue.turn import Turn

MILK = "The milk is in aisle 4, for milk please."


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.arrive()
    yield world
    world.wait(30.0)
    assert world.replays(), "the ledger does not replay"


def answering(world: World) -> c.Say:
    """The answer on the milk is being said."""
    world.during_a_reply(after_s=1.5)
    said = world.found(c.Say)[-1]
    assert said.caption.endswith(MILK)
    return said


def interrupted(world: World, words: str = "wait where") -> c.Say:
    said = answering(world)
    world.begin_voice()
    world.wait(0.3)
    assert c.StopSpeaking(said.utterance) in world.words(words)
    world.wait(0.3)
    return said


def test_the_microphone_is_open_from_the_greeting_to_the_goodbye():
    world = World(duplex=True)
    world.post(e.ShopperEngaged(1, 1.5))
    assert isinstance(world.state.ear, c.Listen)
    world.wait(0.1)
    answering(world)
    world.post(e.ShopperLeft(1))
    assert len(world.found(c.StopListening)) == 1
    assert [listen.second for listen in world.found(c.Listen)] == ["nl", ""], "opened anew, and not for a language"


def test_there_are_no_ears_in_a_colleagues_call(world):
    world.desk = "video"
    world.post(e.HumanPressed())
    world.wait(3.0)
    assert world.state.ear is None
    world.post(e.HumanLeft(world.state.case, "handed-back"))
    assert world.state.ear is not None


def test_a_back_channel_lowers_the_voice_and_it_comes_up_again(world):
    said = answering(world)
    assert c.Duck(said.utterance, True) in world.begin_voice()
    world.wait(0.2)
    assert world.words("mhm") == ()
    world.wait(0.5)
    assert c.Duck(said.utterance, False) in world.end_voice("Mhm.")
    assert world.sounding == said.utterance
    assert world.state.turn is Turn.SPEAKING
    assert world.state.scene.heard == "milk please"


def test_a_beginning_that_may_become_a_back_channel_is_waited_for(world):
    said = answering(world)
    world.begin_voice()
    assert world.words("of") == ()
    assert world.words("of course") == ()
    assert c.StopSpeaking(said.utterance) in world.words("of course but where")


def test_a_question_in_the_middle_of_an_answer_is_answered_instead(world):
    said = interrupted(world, "do")
    assert world.state.scene.mode == "listening"
    assert world.state.expression == "listening"
    world.words("do you have bread")
    assert (world.state.scene.heard, world.state.scene.partial) == ("do you have bread", True)
    world.wait(0.6)
    asked = next(command for command in world.end_voice("do you have bread") if isinstance(command, c.Answer))
    assert (asked.text, asked.context) == ("do you have bread", ("milk please",))
    world.wait(9.0)
    assert world.said[-1] != said.caption
    assert world.found(c.Say)[-1].from_word == 0
    assert [choice.id for choice in world.state.scene.choices] == ["white", "brown"]


def test_after_a_voice_of_which_nothing_came_the_kiosk_goes_on_at_its_word(world):
    said = answering(world)
    world.begin_voice()
    world.wait(0.6)
    assert c.StopSpeaking(said.utterance) in world.lasts()
    world.wait(0.8)
    world.post(e.Candidates(world.state.queries, (), False))
    (again,) = (command for command in world.end_voice() if isinstance(command, c.Say))
    assert (again.text, again.caption) == (said.text, said.caption)
    assert again.from_word == 5
    assert [card.id for card in world.state.scene.cards] == ["milk"]
    assert world.state.scene.heard == "milk please"
    world.wait(4.0)
    assert world.state.turn is Turn.LISTENING
    assert len(world.found(c.Say)) == 3, "greeting, answer, and the rest of it"


def test_a_sentence_that_had_come_to_its_end_all_the_same_is_not_begun_again(world):
    said = answering(world)
    world.begin_voice()
    world.lasts()
    world.post(e.SpeechEnded(said.utterance, True))
    world.end_voice()
    assert world.found(c.Say)[-1] == said
    assert world.state.turn is Turn.LISTENING


def test_cards_of_what_was_not_a_question_go_again(world):
    world.reply = lambda answer: e.Reply(
        "question", "answer", 0.9, "en", text=f"On {answer.text}.", caption=f"On {answer.text}.",
        cards=(e.Card(answer.text, answer.text),),
    )  # fmt: skip
    world.during_a_reply("milk please and a very long sentence to be said", after_s=1.6)
    world.begin_voice()
    world.words("bread")
    world.wait(0.1)
    assert [card.id for card in world.state.scene.cards] == ["bread"]
    world.end_voice()
    assert [card.id for card in world.state.scene.cards] == ["milk please and a very long sentence to be said"]


@pytest.mark.parametrize("words", ["stop", "Stop, please!", "be quiet", "stil", "halt"])
def test_stop_silences_in_one_step_for_good(world, words):
    said = answering(world)
    world.begin_voice()
    assert c.StopSpeaking(said.utterance) in world.words(words)
    world.wait(0.5)
    assert not any(isinstance(command, c.Say | c.Answer) for command in world.end_voice(words))
    world.wait(60.0)
    assert len(world.found(c.Say)) == 2
    assert world.state.turn is Turn.LISTENING


def test_a_question_that_begins_with_stop_is_silent_at_once_and_answered(world):
    answering(world)
    world.begin_voice()
    world.words("stop")
    world.words("stop where is the milk")
    world.wait(0.5)
    assert any(isinstance(command, c.Answer) for command in world.end_voice("stop where is the milk"))


def test_wait_gives_the_shopper_the_word(world):
    interrupted(world, "wait")
    assert not any(isinstance(command, c.Say | c.Answer) for command in world.end_voice("wait a moment"))
    assert world.state.turn is Turn.LISTENING
    assert "aisle 4" in world.state.scene.caption
    world.wait(8.0)
    assert len(world.found(c.Say)) == 2
    world.wait(2.0)
    assert world.says("help")


def test_noise_again_and_again_does_not_keep_a_sentence_from_its_end(world):
    first = answering(world)
    for _ in range(BY_WORDS):
        world.begin_voice()
        world.lasts()
        assert world.state.stage is BargeIn.BROKEN
        world.wait(0.2)
        world.end_voice()
        world.wait(0.2)
    world.begin_voice()
    assert not any(isinstance(command, c.StopSpeaking) for command in world.lasts())
    assert world.state.stage is BargeIn.DUCKED, "lowered all the same"
    world.end_voice()
    world.wait(0.1)
    world.begin_voice()
    assert any(isinstance(command, c.StopSpeaking) for command in world.words("where is the bread"))
    world.end_voice()
    world.wait(6.0)
    assert world.found(e.SpeechEnded)[-1].completed
    assert world.found(c.Say)[-1].caption == first.caption


def test_words_of_which_no_sentence_comes_stop_it_a_few_times_only(world):
    answering(world)
    for _ in range(BY_SENTENCES + 3):
        world.begin_voice()
        world.words("the bread")
        world.end_voice()
        world.wait(0.15)
    assert world.state.speech.breaks == BY_SENTENCES
    assert any(isinstance(command, c.Answer) for command in world.end_voice("do you have bread"))


def test_a_voice_whose_end_is_not_told_does_not_stay_low(world):
    said = answering(world)
    world.begin_voice()
    world.wait(DUCKED_S + 0.1)
    assert c.Duck(said.utterance, False) in world.found(c.Duck) or world.state.speech is None
    assert world.state.interruption is None


def test_a_sentence_whose_interruption_is_not_ended_goes_on_in_time(world):
    interrupted(world)
    world.wait(SPOKEN_S)
    assert world.found(c.Say)[-1].from_word > 0


@pytest.mark.parametrize("how", ["dies", "no longer duplex", "no model"])
def test_ears_that_fail_in_an_interruption_do_not_lose_the_sentence(world, how):
    interrupted(world)
    if how == "dies":
        world.kill("hearing")
    elif how == "no model":
        world.post(e.Failed("Listen", 0, "hearing.no-model"))
    else:
        world.hears(duplex=False)
    assert world.found(c.Say)[-1].from_word > 0


def test_a_microphone_that_is_lost_while_the_voice_is_low_brings_it_up(world):
    said = answering(world)
    world.begin_voice()
    world.kill("hearing")
    assert world.found(c.Duck)[-1] == c.Duck(said.utterance, False)


def test_a_sentence_that_ends_by_itself_leaves_the_word_to_the_shopper(world):
    answering(world)
    world.wait(0.8)
    assert world.begin_voice()[0] == c.Duck(2, True)
    world.wait(1.0)
    assert world.state.turn is Turn.LISTENING
    world.words("do you have")
    assert world.state.scene.heard == "do you have"
    world.wait(0.5)
    assert any(isinstance(command, c.Answer) for command in world.end_voice("do you have bread"))


def test_a_back_channel_that_ends_after_the_sentence_asks_nothing(world):
    answering(world)
    world.wait(0.8)
    assert world.begin_voice()[0] == c.Duck(2, True)
    world.wait(1.0)
    world.words("okay")
    assert not any(isinstance(command, c.Answer) for command in world.end_voice("Okay."))
    assert world.state.scene.heard == "milk please"


def test_a_voice_that_began_before_the_sentence_sounds_lowers_it_at_its_first_sample(world):
    world.voice = "late"
    world.ask("milk please")
    world.wait(3.0)
    world.voices, world.voice = 5, "fine"
    world.post(e.RepeatPressed())
    assert not any(isinstance(command, c.Duck) for command in world.begin_voice())
    world.wait(0.15)
    assert world.ducked == world.sounding > 0


def test_who_breaks_off_the_greeting_is_told_what_speaks_after_the_answer():
    world = World(duplex=True)
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait(1.0)
    world.begin_voice()
    world.words("where is the milk")
    assert phrases()["en"]["disclosure"][0] in world.state.scene.notices
    world.wait(0.6)
    world.end_voice("where is the milk please")
    world.wait(0.3)
    assert "aisle 4" in world.said[-1]
    world.wait(8.0)
    assert world.said[-1] == phrases()["en"]["disclosure"][0]
    assert phrases()["en"]["disclosure"][0] not in world.state.scene.notices
    world.ask("do you have bread")
    world.wait(12.0)
    assert world.said.count(phrases()["en"]["disclosure"][0]) == 1


def test_a_greeting_that_was_broken_off_for_nothing_is_said_to_its_end_and_not_twice():
    world = World(duplex=True)
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait(1.0)
    world.begin_voice()
    world.lasts()
    world.wait(0.3)
    world.end_voice()
    world.wait(8.0)
    world.ask("milk please")
    world.wait(8.0)
    assert [world.is_variant(said, "disclosure") for said in world.said].count(True) == 0
    assert world.state.session.greeted


def test_a_filler_is_not_said_again_and_its_answer_waits_for_the_shopper():
    world = World(duplex=True)
    world.arrive()
    world.answers = "slow"
    world.ask("milk please")
    world.wait(1.0)
    assert world.says("filler")
    world.wait(1.2)
    world.begin_voice()
    world.words("hm so")
    world.wait(1.5)
    assert world.found(e.Answered)
    assert world.says("filler"), "an answer is said into the shopper's words"
    world.end_voice()
    assert "aisle 4" in world.said[-1]


@pytest.mark.parametrize(
    "press", [e.StopPressed(), e.HumanPressed(), e.QuestionTyped("do you have bread"), e.LanguagePressed("nl"),
              e.RepeatPressed()]
)  # fmt: skip
def test_a_button_in_an_interruption_does_what_it_always_does(world, press):
    interrupted(world)
    world.post(press)
    assert world.state.interruption is None
    world.wait(12.0)
    assert all(say.from_word == 0 for say in world.found(c.Say))


def test_loudness_can_be_set_while_the_shopper_speaks(world):
    interrupted(world)
    assert c.SetVolume(0) in world.post(e.VolumePressed("mute"))
    world.end_voice("mhm")
    assert world.found(c.Say)[-1].from_word > 0


def test_without_a_voice_a_back_channel_does_not_end_what_is_read(world):
    world.kill("voice")
    world.ask("milk please")
    world.wait(0.5)
    world.begin_voice()
    world.words("mhm")
    world.end_voice("mhm")
    assert world.state.speech is not None
    world.begin_voice()
    world.words("do you have")
    assert world.state.stage is BargeIn.BROKEN
    world.end_voice("do you have bread")
    assert world.found(c.Duck) == []
    assert world.state.query is not None


def test_half_duplex_ears_change_nothing():
    world = World(duplex=False)
    world.hears(duplex=False, langs=("en",))
    world.arrive()
    said = answering(world)
    assert world.state.ear is None
    world.post(e.VoiceStarted(9, world.now))
    world.post(e.VoiceLasting(9, 600.0))
    world.post(e.Partial(9, "do you have bread", "en"))
    world.post(e.Heard(9, "do you have bread", "en", 0.9))
    assert world.state.speech.utterance == said.utterance
    assert world.found(c.Duck) == []
    assert [listen.second for listen in world.found(c.Listen)] == [""] * len(world.found(c.Listen))


# --- what follows a question soon ------------------------------------------------------------------------------------


def test_what_follows_a_question_soon_belongs_to_it(world):
    world.answers = "slow"
    world.ask("where is the milk")
    world.wait(0.4)
    world.begin_voice()
    world.words("please")
    assert world.state.scene.heard == "where is the milk please"
    world.wait(0.8)
    (asked,) = (command for command in world.end_voice("please in big bottles") if isinstance(command, c.Answer))
    assert asked.text == "where is the milk please in big bottles"
    assert asked.alternatives == ("please in big bottles",)
    assert asked.context == ()
    world.wait(3.0)
    assert world.state.session.questions == ("where is the milk please in big bottles",)
    assert "big bottles" in world.said[-1]


def test_what_begins_as_the_answer_begins_belongs_to_the_question_too(world):
    world.ask("how old is the moon")
    assert world.state.query is not None
    world.wait(0.6)
    assert world.says("unknown")
    world.begin_voice()
    world.words("and")
    world.wait(0.4)
    world.end_voice("and where is the milk")
    assert world.found(c.Answer)[-1].text == "how old is the moon and where is the milk"
    world.wait(0.2)
    assert world.state.session.misses == 0, "the half counts as a question that was not understood"


def test_two_halves_that_are_not_understood_are_one_miss(world):
    world.ask("how old is the moon")
    world.wait(0.6)
    world.begin_voice()
    world.words("and who")
    world.wait(0.3)
    world.end_voice("and who is on it")
    world.wait(0.2)
    assert world.state.session.misses == 1
    assert world.found(c.AskHuman) == []


def test_what_comes_later_is_a_question_of_its_own(world):
    world.during_a_reply(after_s=2.0)
    world.begin_voice()
    world.words("do you")
    world.end_voice("do you have bread")
    assert world.found(c.Answer)[-1].text == "do you have bread"


def test_a_pause_that_the_ears_saw_too_late_still_joins(world):
    """The voice goes on before the ears know the words from before the pause."""
    world.begin_voice()
    world.words("where is")
    world.wait(1.0)
    world.post(e.VoiceStarted(200, world.now))
    world.end_voice("where is", ago_s=0.6)
    world.wait(0.5)
    assert world.found(c.Say) == world.found(c.Say)[:1], "an answer to half a question"
    world.post(e.Partial(200, "the milk", "en"))
    world.wait(0.5)
    world.post(e.Heard(200, "the milk", "en", 0.9, ended_at=world.now - 0.4))
    assert world.found(c.Answer)[-1].text == "where is the milk"


def test_a_question_is_not_continued_for_ever(world):
    world.answers = "slow"
    world.ask("milk")
    for number in range(4):
        world.wait(0.2)
        world.begin_voice()
        world.words("and more")
        world.wait(0.5)
        world.end_voice(f"more {number}", ago_s=0.1)
    world.wait(9.0)
    asked = list(dict.fromkeys(answer.text for answer in world.found(c.Answer) if not answer.partial))
    assert asked == ["milk", "milk more 0", "milk more 0 more 1", "more 2 more 3"]


def test_an_answer_waits_for_a_voice_but_not_for_long(world):
    world.answers = "slow"
    world.ask("milk please")
    world.wait(0.1)
    world.begin_voice()
    world.wait(HELD_S + 0.8)
    assert world.state.interruption is None
    world.wait(2.0)
    assert "aisle 4" in world.said[-1]


# --- which language ---------------------------------------------------------------------------------------------------


def in_dutch(answer: c.Answer) -> e.Reply:
    read = next((reading for reading in answer.readings if "melk" in reading.text), None)
    text = f"De melk ligt in gang 4, voor {read.text}." if read else "?"
    return e.Reply("question", "answer", 0.9, "nl", "milk", text, text, asked_in="nl") if read else e.Reply(
        "question", "none", 0.1, answer.lang
    )  # fmt: skip


@pytest.mark.parametrize("duplex", [True, False])
def test_the_first_sentence_decides_the_language(duplex):
    world = World(duplex=duplex, reply=in_dutch)
    world.hears(duplex=duplex, langs=("en", "nl"))
    world.arrive()
    assert world.state.ear == c.Listen("en", "short", "nl")
    world.begin_voice()
    world.wait(0.5)
    world.end_voice("where is them elk", readings=(e.Reading("nl", "waar is de melk"),))
    assert world.found(c.Answer)[-1].readings[0].lang == "nl"
    world.wait(0.1)
    assert world.state.session.lang == world.state.scene.lang == "nl"
    assert world.state.scene.heard == "waar is de melk"
    assert world.found(c.Say)[-1].lang == "nl"
    assert phrases()["nl"]["disclosure"][0] in world.state.scene.notices
    world.wait(12.0)
    assert world.said[-1] == phrases()["nl"]["disclosure"][0], "what speaks is told in the language of now"
    assert world.state.ear == c.Listen("nl", "short", "")
    assert world.state.session.questions == ("waar is de melk",)


def test_a_first_sentence_that_is_read_in_the_other_language_only_is_asked():
    world = World(duplex=True, reply=in_dutch)
    world.arrive()
    world.begin_voice()
    reading = (e.Reading("nl", "waar is de melk"),)
    world.post(e.Heard(101, "", "en", 0.0, ended_at=world.now - 0.4, readings=reading))
    asked = world.found(c.Answer)[-1]
    assert (asked.text, asked.readings) == ("", reading)
    assert world.state.scene.heard == "waar is de melk"
    world.wait(0.1)
    assert (world.state.session.lang, world.state.session.questions) == ("nl", ("waar is de melk",))


def test_a_question_that_is_not_understood_settles_no_language():
    world = World(duplex=True, reply=in_dutch)
    world.arrive()
    world.begin_voice()
    world.end_voice("how old is the moon", readings=(e.Reading("nl", "hoe oud is de maan"),))
    world.wait(9.0)
    assert world.state.session.lang == "en"
    assert world.state.ear.second == "nl"


def test_a_language_that_was_chosen_is_not_doubted():
    world = World(duplex=True)
    world.arrive()
    world.post(e.LanguagePressed("en"))
    assert world.state.ear.second == ""


def test_ears_that_know_one_language_are_asked_for_no_other():
    world = World(duplex=True)
    world.hears(duplex=True, langs=("en",))
    world.arrive()
    assert world.state.ear == c.Listen("en", "short", "")
    assert world.state.scene.deaf == ("nl", "fr", "de", "ko")


def test_a_nod_after_the_answer_is_no_question(world):
    world.ask("milk please")
    world.wait_for_floor()
    for said in ("Okay.", "mhm", "yes, yes"):
        world.begin_voice()
        world.wait(0.4)
        assert not any(isinstance(command, c.Answer) for command in world.end_voice(said))
        world.wait(1.0)
    assert world.state.session.misses == 0
    assert not world.found(c.AskHuman)


def test_a_nod_takes_the_one_thing_that_was_offered(world):
    offered = e.Choice("wifi", "Free wifi", "is there wifi")
    world.ask("internet")
    world.post(e.Answered(world.state.query.id, e.Reply("question", "ask", 0.5, "en", choices=(offered,))))
    world.wait_for_floor()
    world.begin_voice()
    world.wait(0.4)
    (asked,) = (command for command in world.end_voice("yes") if isinstance(command, c.Answer))
    assert asked.text == "is there wifi"


def test_a_nod_that_is_a_question_in_another_language_is_asked(world):
    world.begin_voice()
    world.wait(0.4)
    readings = (e.Reading("en", "yeah", ()), e.Reading("nl", "waar is de melk", ()))
    assert any(isinstance(command, c.Answer) for command in world.end_voice("yeah", readings=readings))


def test_who_wants_to_think_in_their_own_turn_asks_nothing(world):
    world.begin_voice()
    world.wait(0.4)
    assert not any(isinstance(command, c.Answer) for command in world.end_voice("wait a moment"))
    assert world.state.turn is Turn.LISTENING


@pytest.mark.parametrize(("other", "then"), [("stop", "silent"), ("wait a moment", "silent"), ("mm okay", "goes on")])
def test_a_word_for_the_turn_is_known_in_another_reading_too(world, other, then):
    interrupted(world, "weigh the")
    commands = world.end_voice("weigh them", alternatives=(other,))
    assert not any(isinstance(command, c.Answer) for command in commands)
    assert any(isinstance(command, c.Say) for command in commands) == (then == "goes on")


def test_a_reading_that_leaves_most_out_does_not_take_the_question_away(world):
    interrupted(world)
    commands = world.end_voice("where is the bread then", alternatives=("oh",))
    assert any(isinstance(command, c.Answer) for command in commands)


def test_stop_does_not_call_off_who_was_called_in_an_emergency(world):
    world.desk = "silent"
    world.ask("urgent somebody fell")
    world.wait(1.5)
    world.begin_voice()
    world.wait(0.3)
    world.words("stop")
    world.end_voice("stop")
    assert not world.sounding
    assert world.state.scene.caption == phrases()["en"]["still_calling"][0]
    assert not world.found(c.CancelHuman)
    world.post(e.ChoicePressed("cancel-human"))
    assert world.found(c.CancelHuman)
