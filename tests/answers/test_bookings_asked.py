"""An appointment: what is missing is asked, what is free offered, all read back, corrected, and booked once."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import pytest
from answers_support import WEDNESDAY, ZONE
from store_support import Tables, Talk

from kiosk.answers import slots
from kiosk.answers.language import language
from kiosk.answers.skills.replies import HUMAN
from kiosk.store.call import Call

ASKED = {
    "nl": "ik wil graag kledingadvies boeken",
    "en": "i would like to make an appointment for clothing advice",
    "fr": "je voudrais prendre un rendez-vous",
    "de": "ich möchte einen termin buchen",
}


@pytest.mark.parametrize(
    ("lang", "then", "read_back", "yes"),
    [
        ("nl", ["vrijdag", "half vier"], "vrijdag om 15 uur 30", "ja graag"),
        ("en", ["friday", "half past three"], "on Friday at 3:30 pm", "yes please"),
        ("en", ["friday at half past three"], "on Friday at 3:30 pm", "yes"),
        ("en", ["half past three", "friday"], "on Friday at 3:30 pm", "yes, book it"),
        ("en", ["friday", "ten"], "on Friday at 10 am", "okay"),
    ],
)
def test_day_and_time_are_asked_read_back_and_booked(lang: str, then: list[str], read_back: str, yes: str) -> None:
    back_end = Tables()
    talk = Talk(lang, back_end)
    assert talk.ask(ASKED[lang]).band == "ask"
    check = [talk.ask(each) for each in then][-1]
    assert (check.band, [choice.id for choice in check.choices]) == ("ask", ["yes", "nothing"])
    assert read_back in check.caption
    assert back_end.tables.bookings == 0, "booked before it was read back"
    done = talk.ask(yes)
    assert (done.band, back_end.tables.bookings) == ("answer", 1)
    assert read_back in done.caption
    assert "K1" in done.caption


@pytest.mark.parametrize(
    ("lang", "correction", "told"),
    [
        ("nl", "nee, donderdag", "morgen om 15 uur 30"),
        ("en", "no, half past one", "on Friday at 1:30 pm"),
        ("en", "no, thursday", "tomorrow at 3:30 pm"),
        ("en", "make it saturday at one", "on Saturday at 1 pm"),
    ],
)
def test_a_correction_is_read_back_again(lang: str, correction: str, told: str) -> None:
    back_end = Tables()
    talk = Talk(lang, back_end)
    talk.ask(ASKED[lang])
    talk.ask({"nl": "vrijdag om half vier", "en": "friday at half past three"}[lang])
    check = talk.ask(correction)
    assert told in check.caption
    assert check.choices[0].id == "yes"
    assert back_end.tables.bookings == 0


def test_a_button_asks_for_its_time_in_every_language() -> None:
    """What a button asks is understood as the time that it stands for."""
    start = datetime(2026, 3, 13, 15, 30, tzinfo=ZONE)
    for lang in ("nl", "en", "fr", "de", "ko"):
        words = language(lang)
        now = datetime(2026, 3, 11, 14, 0, tzinfo=ZONE)
        said = words.part(
            "day_time", day=words.spoken_day(start.date(), now.date()), time=words.spoken_time(start.time())
        )
        when = slots.parse(said, lang, now, {})
        assert (when.day, when.at) == (start.date(), start.time()), lang


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_one_of_the_offered_times_can_be_pressed(lang: str) -> None:
    talk = Talk(lang, Tables())
    offer = talk.ask(ASKED[lang])
    assert len(offer.choices) == 3
    check = talk.ask(offer.choices[1].query)
    assert check.choices[0].id == "yes"
    assert language(lang).spoken_time(datetime.fromisoformat(offer.choices[1].id).time()) in check.caption


def test_a_time_that_is_taken_comes_with_others() -> None:
    talk = Talk("en", Tables())
    talk.ask(ASKED["en"])
    reply = talk.ask("thursday at two")
    assert reply.caption.startswith("Tomorrow at 2 pm is not free. What about")
    assert len(reply.choices) == 3


def test_a_day_without_room_comes_with_the_days_after_it() -> None:
    talk = Talk("en", Tables())
    talk.ask(ASKED["en"])
    reply = talk.ask("on sunday")
    assert reply.caption.startswith("On Sunday there is no room any more.")
    assert reply.choices[0].label.startswith("On Tuesday")


def test_yes_twice_books_once() -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    for said in (ASKED["en"], "friday at half past three", "yes"):
        first = talk.ask(said)
    again = talk.ask("yes")
    assert (back_end.tables.bookings, again.caption) == (1, first.caption)


def test_an_answer_that_was_lost_is_no_promise_and_yes_tries_again_with_the_same_key() -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    for said in (ASKED["en"], "friday at half past three"):
        talk.ask(said)
    key = dict(talk.memo)["key"]
    back_end.broken = "store.timeout"
    unsure = talk.ask("yes")
    assert unsure.caption.startswith("I got no confirmation")
    assert HUMAN in [choice.id for choice in unsure.choices]
    back_end.broken = ""
    assert dict(talk.memo)["key"] == key
    assert talk.ask("yes").band == "answer"
    assert back_end.tables.bookings == 1


def test_a_time_that_went_in_the_meantime_is_told() -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    for said in (ASKED["en"], "friday at half past three"):
        talk.ask(said)
    other = Talk("en", back_end)
    for said in (ASKED["en"], "friday at half past three", "yes"):
        other.ask(said)
    reply = talk.ask("yes")
    assert reply.band == "ask"
    assert reply.caption.startswith("That time has just been taken. Which day")
    assert back_end.tables.bookings == 1


@pytest.mark.parametrize(("lang", "end"), [("nl", "laat maar zitten"), ("en", "no, nothing"), ("en", "cancel")])
def test_it_can_be_left_at_any_time(lang: str, end: str) -> None:
    back_end = Tables()
    talk = Talk(lang, back_end)
    talk.ask(ASKED[lang])
    talk.ask({"nl": "vrijdag om half vier", "en": "friday at half past three"}[lang])
    reply = talk.ask(end)
    assert reply.intent in {"question", "stop"}
    if reply.intent == "question":
        assert reply.caption in {"Fine, I have not booked anything.", "Goed, ik heb niets vastgelegd."}
    assert back_end.tables.bookings == 0


def test_a_first_name_is_read_back() -> None:
    talk = Talk("en", Tables())
    talk.ask(ASKED["en"])
    assert "for Eva" in talk.says("friday at ten, my name is eva")


@pytest.mark.parametrize("code", ["store.timeout", "store.unreachable", "store.paused"])
def test_a_back_end_that_fails_is_told_and_a_person_is_offered(code: str) -> None:
    back_end = Tables()
    back_end.broken = code
    reply = Talk("en", back_end).ask(ASKED["en"])
    assert reply.caption == "I can't see the free times just now, I'm sorry. A colleague can book it for you."
    assert [choice.id for choice in reply.choices] == [HUMAN]


def test_another_question_is_answered_in_the_middle_and_the_booking_goes_on() -> None:
    talk = Talk("en", Tables())
    talk.ask(ASKED["en"])
    talk.ask("friday")
    assert talk.ask("where can i park").entry == "parking"
    assert talk.ask("half past three").choices[0].id == "yes"


def test_a_time_that_has_gone_by_is_not_offered_nor_one_twice() -> None:
    class Careless(Tables):
        def _begin(self, call: Call, deadline: float) -> Future[Any]:
            coming: Future[Any] = Future()
            coming.set_result((WEDNESDAY - timedelta(hours=1), *[WEDNESDAY + timedelta(hours=3)] * 2))
            return coming

    offer = Talk("en", Careless()).ask(ASKED["en"])
    assert [choice.label for choice in offer.choices] == ["Today at 5 pm"]


def test_a_correction_after_it_was_booked_books_no_second_time() -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    for said in (ASKED["en"], "friday at half past three", "yes please"):
        talk.ask(said)
    reply = talk.ask("no, thursday")
    assert "on Friday at 3:30 pm stays booked" in reply.caption
    assert [choice.id for choice in reply.choices] == [HUMAN]
    talk.ask("yes")
    assert back_end.tables.bookings == 1


@pytest.mark.parametrize("then", ["no, thursday at two", "saturday at one", "no", "nothing"])
def test_after_an_answer_that_was_lost_no_other_time_is_booked(then: str) -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    for said in (ASKED["en"], "friday at half past three"):
        talk.ask(said)
    key = dict(talk.memo)["key"]
    back_end.broken = "store.timeout"
    talk.ask("yes")
    back_end.broken = ""
    reply = talk.ask(then)
    assert reply.caption.startswith("I don't know whether it was booked.")
    assert [choice.id for choice in reply.choices] == ["yes", HUMAN]
    assert dict(talk.memo)["key"] == key
    assert "on Friday at 3:30 pm" in talk.says("yes, try again")
    assert back_end.tables.bookings == 1


def _unsure(lang: str, back_end: Tables) -> Talk:
    """A talk in which the booking was made, and its answer lost."""
    talk = Talk(lang, back_end)
    when = {"nl": "vrijdag om half vier", "en": "friday at half past three", "fr": "vendredi à 15 heures 30",
            "de": "freitag um halb vier"}  # fmt: skip
    for said in (ASKED[lang], when[lang]):
        talk.ask(said)
    back_end.lost = True
    talk.ask({"nl": "ja graag", "en": "yes please", "fr": "oui", "de": "ja"}[lang])
    back_end.lost = False
    assert back_end.tables.bookings == 1
    return talk


@pytest.mark.parametrize("lang", list(ASKED))
def test_who_begins_anew_after_a_lost_answer_can_only_try_the_same_again(lang: str) -> None:
    back_end = Tables()
    talk = _unsure(lang, back_end)
    reply = talk.ask(ASKED[lang])  # "graag" and "ja" are in it, too
    assert "K1" in reply.caption or reply.caption == language(lang).say("booking_unclear")
    done = talk.ask({"nl": "ja", "en": "yes", "fr": "oui", "de": "ja"}[lang])
    assert (done.band, back_end.tables.bookings) == ("answer", 1)
    assert "K1" in done.caption


@pytest.mark.parametrize("lang", list(ASKED))
def test_a_new_booking_long_after_a_lost_answer_goes_to_a_person(lang: str) -> None:
    back_end = Tables()
    talk = _unsure(lang, back_end)
    for said in [{"nl": "waar is de melk", "en": "where is the milk", "fr": "où est le lait",
                  "de": "wo ist die milch"}[lang]] * 5:  # fmt: skip
        talk.ask(said)
    reply = talk.ask(ASKED[lang])
    assert reply.caption == language(lang).say("booking_earlier")
    assert [choice.id for choice in reply.choices] == [HUMAN]
    for said in ("friday at ten", "vrijdag om tien uur", "yes", "ja", "oui"):
        talk.ask(said)
    assert back_end.tables.bookings == 1


def test_a_time_that_is_gone_when_a_lost_booking_is_tried_again_may_be_ones_own() -> None:
    back_end = Tables()
    talk = _unsure("en", back_end)
    back_end.tables._by_key.clear()  # a back end that forgets its keys
    reply = talk.ask("yes, try again")
    assert (reply.caption, back_end.tables.bookings) == (language("en").say("booking_earlier"), 1)


def test_after_a_booking_that_was_confirmed_in_the_end_another_may_be_made() -> None:
    talk = _unsure("en", Tables())
    talk.ask("yes, try again")
    assert talk.ask(ASKED["en"]).caption.startswith("The first free times are")


@pytest.mark.parametrize(
    ("lang", "said", "named"),
    [
        ("en", "for Anna", "for Anna"),
        ("en", "it is for anna please", "for Anna"),
        ("nl", "voor Anna", "Anna"),
        ("fr", "pour Anna", "Anna"),
        ("de", "für Anna", "Anna"),
    ],
)
def test_whom_it_is_for_is_a_name(lang: str, said: str, named: str) -> None:
    talk = Talk(lang, Tables())
    talk.ask(ASKED[lang])
    talk.ask({"nl": "vrijdag om half vier", "en": "friday at half past three", "fr": "vendredi à 15 heures 30",
              "de": "freitag um halb vier"}[lang])  # fmt: skip
    assert named in talk.says(said)


@pytest.mark.parametrize("said", ["for friday at ten", "friday at ten for me", "for tomorrow at half past three"])
def test_a_day_or_oneself_is_no_name(said: str) -> None:
    talk = Talk("en", Tables())
    talk.ask(ASKED["en"])
    talk.ask(said)
    assert "name" not in dict(talk.memo)
