"""Whole conversations with a colleague, and what remains where nobody comes: sentence by sentence, in virtual time."""

from __future__ import annotations

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e
from kiosk.privacy.telephone import names_of, spoken


@pytest.fixture(params=[False, True], ids=["half duplex", "duplex"])
def world(request):
    world = World(parts=(*PARTS, "desk"), duplex=request.param)
    world.arrive()
    world.desk, world.consents = "silent", False
    return world


def scene(world):
    return world.state.scene


def offered(world):
    return [choice.id for choice in scene(world).choices]


def whispering(world):
    """A colleague is there, in writing."""
    world.post(e.HumanPressed())
    world.wait(1.0)
    world.post(e.HumanJoined(world.state.case, "Sanne", "whisper"))
    world.wait_for_floor()


def speak(world, text):
    """The shopper speaks when the word is theirs."""
    world.wait_for_floor()
    if world.duplex:
        world.begin_voice()
        world.wait(0.5)
        world.end_voice(text)
    else:
        world.ask(text)
    world.wait(0.1)


def unattended(world, **told):
    world.post(e.HumanPressed())
    world.wait(0.5)
    world.post(e.HumanUnavailable(world.state.case, "closed", **told))
    world.wait_for_floor()


# --- waiting ---------------------------------------------------------------------------------------------------------


def test_who_waits_sees_place_and_time_and_an_unknown_time_is_said_as_unknown(world):
    world.post(e.HumanPressed())
    world.post(e.HumanQueued(1, 2, None))
    assert "unknown" in scene(world).waiting
    world.wait(6.0)
    assert world.says("queued_unknown")
    world.post(e.HumanQueued(1, 1, 130.0))
    assert "about 3 minutes" in scene(world).waiting
    assert "cancel-human" in offered(world)


def test_an_ask_is_taken_back_by_voice(world):
    world.post(e.HumanPressed())
    world.post(e.HumanQueued(1, 2, None))
    speak(world, "never mind")
    assert world.outcomes == {1: "cancelled"}
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)]


def test_a_line_that_is_lost_is_told_and_one_that_comes_back_tells_the_place_again(world):
    world.post(e.HumanPressed())
    world.post(e.HumanQueued(1, 1, 20.0))
    world.wait_for_floor()
    world.post(e.DeskLine(up=False))
    assert world.says("desk_lost")
    assert phrases()["en"]["notice_desk"][0] in scene(world).notices
    world.wait(6.0)
    world.post(e.DeskLine(up=True))
    world.post(e.HumanQueued(1, 1, 20.0))
    world.wait(0.2)
    assert world.says("queued_soon")
    world.post(e.DeskLine(up=False))
    world.wait(25.0)
    assert world.outcomes == {1: "nobody"}, "it is not waited for for ever"


def test_a_desk_that_cannot_be_reached_is_promised_to_nobody(world):
    world.post(e.DeskLine(up=False))
    world.post(e.HumanPressed())
    assert world.says("nobody_there")
    assert not any(world.is_variant(said, "calling") for said in world.said)
    assert world.outcomes == {1: "nobody"}


# --- a colleague -----------------------------------------------------------------------------------------------------


def test_the_colleagues_words_are_spoken_by_the_avatar_and_marked_as_assisted(world):
    whispering(world)
    world.post(e.HumanWhispered(1, "^wave The oat milk is in aisle four.", "en"))
    say = world.found(c.Say)[-1]
    assert (say.caption, say.speaker) == ("wave The oat milk is in aisle four.", "assisted")
    for text in ("One.", "Two.", "Three.", "Four.", "Five."):
        world.post(e.HumanWhispered(1, text, "en"))
    world.wait(20.0)
    assert "One. Two. Three. Four. Five." in world.said, "none of a colleague's words is lost"


@pytest.mark.parametrize("said", ["a human please", "urgent"])
def test_who_asks_for_a_person_while_one_writes_is_answered_and_listened_to_again(world, said):
    whispering(world)
    speak(world, said)
    world.wait(0.5)
    assert world.says("whisper" if said != "urgent" else "urgent")
    world.wait_for_floor()
    assert world.cases.keys() == {1}, "a colleague is there already"


def test_the_button_to_a_person_tells_who_is_there(world):
    whispering(world)
    world.post(e.HumanPressed())
    assert world.says("whisper")
    world.wait_for_floor()


def test_an_emergency_beside_a_colleague_who_writes_calls_the_floor_too(world):
    triage = e.Triage("child-alone", "page", 9)
    world.reply = lambda asked: e.Reply("urgent", "none", 1.0, asked.lang, triage=triage)
    whispering(world)
    speak(world, "i lost my mum")
    assert world.found(c.PageFloor) == [c.PageFloor(1, urgent=True)]
    assert world.says("on_child_alone")
    world.wait_for_floor()


def test_quiet_silences_the_words_and_not_the_colleague(world):
    whispering(world)
    world.post(e.HumanWhispered(1, "A long list of every milk that we have.", "en"))
    world.wait(0.5)
    world.post(e.StopPressed())
    assert world.state.speech is None
    assert not world.found(c.CancelHuman)
    world.wait_for_floor()


def test_pardon_says_the_colleagues_words_once_more(world):
    whispering(world)
    world.post(e.HumanWhispered(1, "In aisle six.", "en"))
    speak(world, "repeat that")
    world.wait(0.5)
    assert "In aisle six." in world.said[-1]


def test_what_the_ai_does_not_know_it_leaves_to_the_colleague(world):
    whispering(world)
    speak(world, "how old is the moon")
    world.wait(1.0)
    assert world.says("whisper_waits")
    assert len(world.found(c.AskHuman)) == 1


def test_pushes_text_and_a_moments_absence(world):
    whispering(world)
    world.post(e.HumanTyped(1, 1, "I am look"))
    assert scene(world).caption == "Sanne: I am look"
    world.post(e.HumanPushed(1, (e.Card("pushed", "Oat milk", code="https://x.example"),), "aisle-4"))
    assert (scene(world).cards[0].title, scene(world).place) == ("Oat milk", "aisle-4")
    assert world.post(e.HumanPushed(1, gesture="point", place="aisle-4"))[0] == c.Gesture("point", "aisle-4")
    world.post(e.HumanHeld(1, on=True))
    assert world.says("on_hold")
    world.post(e.HumanHeld(9, on=False))
    assert world.state.colleague.held, "another case is not this one"


@pytest.mark.parametrize(
    ("said", "mode", "camera", "microphone"),
    [
        ("yes", "video", True, True),
        ("yes please", "video", True, True),
        ("sound only", "voice", False, True),
        ("text only please", "whisper", False, False),
        ("no", "whisper", False, False),
        ("maybe later in the year", "whisper", False, False),
    ],
)
def test_consent_by_voice_opens_just_what_was_said(world, said, mode, camera, microphone):
    whispering(world)
    world.post(e.HumanWanted(1, "video"))
    assert offered(world)[:3] == ["consent-video", "consent-voice", "consent-text"]
    assert not world.gate.camera
    speak(world, said)
    assert (world.gate.mode, world.gate.camera, world.gate.microphone) == (mode, camera, microphone)


def test_silence_is_no_consent_and_neither_is_a_yes_over_the_kiosks_voice():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.arrive()
    world.desk, world.consents = "silent", False
    whispering(world)
    world.post(e.HumanWanted(1, "voice"))
    world.wait(1.0)
    world.begin_voice()
    world.wait(0.3)
    world.end_voice("yes")
    assert world.gate.mode == "whisper"
    world.wait(120.0)
    assert (world.gate.mode, world.gate.microphone) == ("whisper", False)
    assert "consent-voice" in offered(world)


def test_in_a_call_the_shopper_turns_microphone_and_camera_off_and_on_and_ends_it(world):
    whispering(world)
    world.post(e.HumanWanted(1, "video"))
    world.post(e.ChoicePressed("consent-video"))
    world.wait(1.0)
    assert (scene(world).mode, scene(world).speaker) == ("in-call", "human")
    for choice, camera, microphone in (
        ("call-microphone", True, False),
        ("call-camera", False, False),
        ("call-microphone", False, True),
        ("call-camera", True, True),
    ):
        world.post(e.ChoicePressed(choice))
        assert (world.gate.camera, world.gate.microphone) == (camera, microphone)
    world.post(e.HumanHeld(1, on=True))
    assert (world.gate.camera, world.gate.microphone) == (False, False), "nothing flows while it is looked up"
    world.post(e.HumanHeld(1, on=False))
    said = len(world.said)
    world.post(e.HumanWhispered(1, "beside the call", "en"))
    world.wait(5.0)
    assert len(world.said) == said, "never two speakers"
    world.post(e.HumanWanted(1, "whisper"))
    assert (world.gate.mode, scene(world).speaker) == ("whisper", "assisted")
    world.post(e.ChoicePressed("cancel-human"))
    assert world.gate.mode == "none"
    assert world.replays()


def test_a_call_that_does_not_come_about_goes_on_in_writing(world):
    whispering(world)
    world.parts["call"] = False  # answers nothing
    world.post(e.HumanWanted(1, "voice"))
    world.post(e.ChoicePressed("consent-voice"))
    world.wait(13.0)
    assert world.says("call_lost")
    assert (world.gate.mode, world.gate.microphone) == ("whisper", False)


def test_without_the_part_that_calls_nothing_is_asked_and_the_desk_is_told(world):
    world.kill("call")
    whispering(world)
    told = world.post(e.HumanWanted(1, "video"))
    assert c.CallMode(1, "whisper") in told
    assert "consent-text" not in offered(world)


def test_a_colleague_who_passes_the_shopper_on_is_waited_for(world):
    whispering(world)
    world.post(e.HumanLeft(1, "transferred"))
    assert world.says("transferred")
    assert [ask.reason for ask in world.found(c.AskHuman)] == ["pressed", "transferred"]


def test_a_part_of_the_desk_that_comes_back_is_told_of_the_ask(world):
    world.post(e.HumanPressed())
    world.kill("desk")
    world.wait(2.0)
    world.start("desk")
    assert [ask.case for ask in world.found(c.AskHuman)] == [1, 1]
    world.post(e.HumanJoined(1, "Sanne", "whisper"))
    world.kill("desk")
    world.start("desk")
    assert world.found(c.CallMode)[-1] == c.CallMode(1, "whisper")
    assert world.outcomes == {1: "joined"}


# --- nobody there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("in_days", "key"), [(0, "opens_today"), (1, "opens_tomorrow"), (4, "opens_later")])
def test_who_meets_nobody_hears_when_the_desk_opens_and_what_can_be_done(world, in_days, key):
    unattended(world, opens="09:00", in_days=in_days)
    assert any(world.is_variant(said, key) and "09:00" in said for said in world.said)
    assert any(world.is_variant(said, "resort_offer") for said in world.said)
    assert offered(world) == ["resort-call-back", "resort-message", "resort-page"]


def empty(world):
    world.post(e.HumanPressed())
    world.wait(0.5)
    world.post(e.HumanUnstaffed(world.state.case, "09:00", 1))
    world.wait_for_floor()


def test_at_an_empty_desk_what_can_be_done_is_said_at_once_while_it_rings_on(world):
    empty(world)
    for key in ("nobody_yet", "opens_tomorrow", "resort_offer"):
        assert any(world.is_variant(said, key) for said in world.said), key
    assert not any("number 1" in said.lower() for said in world.said)
    assert offered(world) == ["resort-call-back", "resort-message", "resort-page", "cancel-human"]
    assert (world.outcomes, scene(world).mode) == ({}, "waiting")
    said = len(world.said)
    world.post(e.HumanUnstaffed(1, "09:00", 1))
    world.wait(1.0)
    assert len(world.said) == said, "a line that came back tells nothing twice"
    world.post(e.HumanJoined(1, "Sanne", "whisper"))
    world.wait_for_floor()
    assert world.outcomes == {1: "joined"}
    assert not any(each.startswith("resort") for each in offered(world))


def test_somebody_signs_in_while_it_rings_and_the_place_in_line_is_told(world):
    empty(world)
    world.post(e.HumanQueued(1, 1, None))
    world.wait_for_floor()
    assert world.says("queued_unknown")
    assert offered(world) == ["cancel-human"]


def test_nobody_came_to_an_empty_desk_while_a_number_was_typed_which_is_sent_all_the_same(world):
    empty(world)
    world.post(e.ChoicePressed("resort-call-back"))
    assert scene(world).keypad
    world.post(e.HumanUnavailable(1, "nobody", "09:00", 1))
    assert world.outcomes == {1: "nobody"}
    assert scene(world).keypad, "the minute that is over takes no number away"
    world.post(e.NumberTyped("0612345678"))
    world.wait_for_floor()
    world.post(e.ChoicePressed("resort-yes"))
    assert world.found(c.RequestCallBack)[0].number == "0612345678"


def test_a_call_back_is_sent_only_after_it_was_read_back_and_confirmed(world):
    unattended(world)
    speak(world, "could you call me back please")
    assert world.says("ask_number")
    assert scene(world).keypad
    speak(world, "zero six one two")
    assert world.says("number_unlikely")
    speak(world, "three four five six seven eight")
    assert "0 6, 1 2, 3 4, 5 6, 7 8" in world.said[-1]
    assert world.found(c.RequestCallBack) == []
    speak(world, "yes that's right")
    assert world.found(c.RequestCallBack) == [c.RequestCallBack(1, "0612345678", "en")]
    world.wait(9.0)
    assert any(world.is_variant(said, "kept_call_back") for said in world.said)


def test_what_does_not_reach_the_desk_is_told_and_offered_again(world):
    world.keeps = False
    unattended(world)
    world.post(e.ChoicePressed("resort-page"))
    assert world.found(c.PageFloor) == [c.PageFloor(1)]
    world.wait(6.5)
    assert world.says("resort_failed")
    assert "resort-message" in offered(world)


def test_a_message_is_typed_or_said_and_may_be_said_again(world):
    unattended(world)
    world.post(e.ChoicePressed("resort-message"))
    world.post(e.QuestionTyped("the freezer leaks"))
    world.wait(0.1)
    assert world.says("check_message")
    speak(world, "no")
    speak(world, "the freezer in aisle seven leaks")
    world.post(e.ChoicePressed("resort-yes"))
    assert [left.text for left in world.found(c.LeaveMessage)] == ["the freezer in aisle seven leaks"]


def test_who_comes_from_the_floor_is_told_and_if_nobody_does_the_rest_is_offered(world):
    unattended(world)
    speak(world, "get somebody from the shop floor")
    world.wait(9.0)
    world.post(e.FloorAnswered(1, "Ali"))
    world.wait(3.0)
    assert any(said.startswith("Ali") for said in world.said)
    world.post(e.FloorAnswered(1))
    assert "resort-call-back" in offered(world)


def test_who_comes_from_the_floor_is_told_to_who_had_it_called_and_to_nobody_else(world):
    unattended(world)
    world.post(e.ChoicePressed("resort-page"))
    world.wait(9.0)
    world.post(e.HumanPressed())
    world.post(e.FloorAnswered(1, "Ali"))
    world.wait(6.0)
    assert any(said.startswith("Ali") for said in world.said), "another ask does not make the first one void"
    world.post(e.ShopperLeft(1))
    world.arrive()
    world.post(e.FloorAnswered(2, "Bea"))
    world.wait(6.0)
    assert not any(said.startswith("Bea") for said in world.said)


def test_who_comes_from_the_floor_is_shown_and_not_spoken_in_a_call(world):
    whispering(world)
    world.post(e.HumanWanted(1, "voice"))
    world.post(e.ChoicePressed("consent-voice"))
    world.wait(1.0)
    world.post(e.FloorAnswered(1, "Ali"))
    assert scene(world).caption.startswith("Ali")
    world.post(e.FloorAnswered(1))
    assert scene(world).caption.startswith("Ali"), "nobody is left alone: nothing is offered instead"


def test_a_floor_that_does_not_come_in_an_emergency_leaves_the_emergency_number(world):
    speak(world, "urgent somebody fell")
    world.post(e.HumanUnavailable(1, "closed"))
    world.wait(20.0)
    world.post(e.FloorAnswered(1))
    world.wait(0.5)
    assert world.says("nobody_urgent")
    assert not any(each.startswith("resort") for each in offered(world))


def test_the_own_phone_goes_on_where_the_desk_has_a_page_for_it(world):
    unattended(world, link="https://desk.example/k/abc")
    world.post(e.ChoicePressed("resort-phone"))
    assert scene(world).cards[0].code == "https://desk.example/k/abc"


def test_a_question_in_between_is_answered_and_the_button_brings_the_ladder_back(world):
    unattended(world)
    speak(world, "milk please")
    world.wait(1.0)
    assert "aisle 4" in world.said[-1]
    assert offered(world) == []
    unattended(world)
    assert "resort-call-back" in offered(world)
    assert world.outcomes == {1: "nobody", 2: "nobody"}


def test_in_an_emergency_no_ladder_stands_in_the_way(world):
    world.ask("urgent somebody fell") if not world.duplex else speak(world, "urgent somebody fell")
    world.post(e.HumanUnavailable(1, "closed"))
    world.wait(20.0)
    assert any(world.is_variant(said, "nobody_urgent") for said in world.said)
    assert not any(each.startswith("resort") for each in offered(world))


def number_of(world, *said):
    unattended(world)
    world.post(e.ChoicePressed("resort-call-back"))
    for text in said:
        speak(world, text)


def test_too_many_digits_are_not_a_number_of_which_some_are_missing(world):
    number_of(world, "zero six", "one two three four five six seven eight nine zero one two three four five")
    assert world.says("number_too_long")
    speak(world, "zero six one two three four")
    assert "0 6, 1 2, 3 4." in world.said[-1], "it is begun anew"


def test_who_says_no_while_giving_a_number_begins_it_anew(world):
    number_of(world, "zero six", "no", "zero seven one one two two")
    assert "I have 0 7" in world.said[-1] or "call 0 7" in world.said[-1]


def test_who_answers_a_number_that_was_read_back_with_another_one_has_that_one_read_back(world):
    number_of(world, "zero six one two three four", "no zero seven one two three four")
    assert "0 7, 1 2, 3 4" in world.said[-1]
    assert scene(world).choices[0].id == "resort-yes"


def test_digits_that_come_late_still_belong_to_the_number(world):
    number_of(world, "zero six one two three four five six", "seven eight")
    assert "0 6, 1 2, 3 4, 5 6, 7 8" in world.said[-1]


def test_what_was_read_back_is_read_back_again_to_who_says_nothing(world):
    number_of(world, "zero six one two three four")
    world.wait(30.0)
    assert "0 6, 1 2, 3 4" in world.said[-1]
    assert world.found(c.RequestCallBack) == []


def test_a_number_that_is_said_in_tens_is_asked_for_digit_by_digit(world):
    unattended(world)
    world.post(e.ChoicePressed("resort-call-back"))
    speak(world, "zero six twelve thirty four")
    assert world.says("ask_number")
    assert scene(world).keypad
    assert not [asked for asked in world.found(c.Answer) if not (asked.partial or asked.need)], "it is no question"


def test_a_korean_number_is_written_in_one_word():
    assert spoken("공일공 일이삼사", names_of(phrases()["ko"]["digits"])) == "0101234"


# --- what is agreed to -----------------------------------------------------------------------------------------------


def wanted(world, mode="video"):
    whispering(world)
    world.post(e.HumanWanted(1, mode))
    world.wait_for_floor()


def test_what_might_have_been_a_yes_opens_nothing(world):
    wanted(world)
    world.begin_voice()
    world.end_voice("i guess", alternatives=("yes",))
    world.wait(1.0)
    assert not any(told.microphone for told in world.found(c.CallMode))


@pytest.mark.parametrize(("typed", "mode"), [("yes please", "video"), ("Sound only.", "voice"), ("no", "whisper")])
def test_who_does_not_speak_types_the_answer(world, typed, mode):
    wanted(world)
    for consent in ("consent-video", "consent-voice"):
        world.agreed |= {"microphone", "camera"} if consent in offered(world) else set()
    world.post(e.QuestionTyped(typed))
    assert world.gate.mode == mode
    assert "consent-text" not in offered(world)


@pytest.mark.parametrize(("missing", "asks"), [("sight", "consent_voice"), ("call", "whisper")])
def test_what_the_kiosk_cannot_do_is_not_asked_for(world, missing, asks):
    whispering(world)
    world.kill(missing)
    world.post(e.HumanWanted(1, "video"))
    assert world.says(asks)
    assert "consent-video" not in offered(world)


def test_the_screen_says_whether_the_shopper_is_heard(world):
    wanted(world)
    world.post(e.ChoicePressed("consent-video"))
    world.wait(1.0)
    assert "can hear you" in scene(world).caption
    world.post(e.ChoicePressed("call-microphone"))
    assert "microphone is off" in scene(world).caption


def test_without_a_microphone_nobody_is_told_that_they_are_heard(world):
    whispering(world)
    world.kill("hearing")
    world.wait(6.0)
    world.post(e.HumanWanted(1, "video"))
    assert "consent-voice" not in offered(world)
    world.post(e.ChoicePressed("consent-video"))
    world.wait(1.0)
    assert "microphone is off" in scene(world).caption
    assert not world.gate.microphone


def test_a_colleague_who_is_lost_with_the_desk_is_told_of_as_lost(world):
    wanted(world)
    world.post(e.ChoicePressed("consent-video"))
    world.wait(1.0)
    world.post(e.DeskLine(up=False))
    world.post(e.HumanLeft(1, "dropped"))
    assert world.says("dropped_nobody")
