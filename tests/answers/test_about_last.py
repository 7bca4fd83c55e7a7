"""Words about the last reply, two questions in one, and the language of what is typed."""

import pytest
from answers_support import answerer

from kiosk.answers import either_language
from kiosk.answers.two_questions import halves
from kiosk.commands import Answer

CHOICES = (("choice", "where are the toilets"), ("choice", "do you have wifi"), ("choice", "where is the milk"))


def reply(text, lang="en", **more):
    return answerer().ask(text, lang, **more).reply


@pytest.mark.parametrize(
    ("text", "lang", "entry"),
    [
        ("the second one please", "en", "wifi"),
        ("the first", "en", "toilets"),
        ("de laatste graag", "nl", "product"),
        ("le deuxième", "fr", "wifi"),
        ("das zweite bitte", "de", "wifi"),
    ],
)
def test_a_choice_is_taken_by_its_number(text, lang, entry):
    assert reply(text, lang, memo=CHOICES).entry == entry


def test_what_is_offered_leaves_what_its_choices_ask():
    asked = next(each for each in map(reply, ("card", "lost card", "lost receipt or refund")) if each.choices)
    left = [value for name, value in asked.memo if name == "choice"]
    assert left == [choice.query for choice in asked.choices]


@pytest.mark.parametrize("text", ["no, the other one", "not that", "that is not what I meant"])
def test_the_next_entry_is_taken_with_an_apology(text):
    found = reply(text, memo=(("others", "wifi toilets"),), context=("do you have that",))
    assert (found.entry, found.triage.feeling) == ("wifi", "sorry")
    assert ("others", "toilets") in found.memo


def test_where_nothing_is_left_other_words_are_asked_for():
    found = reply("not that", context=("where is the milk",))
    assert (found.band, bool(found.text), found.choices) == ("ask", True, ())


def test_a_correction_with_content_is_a_question():
    found = reply("no, where are the toilets", memo=(("others", "wifi"),))
    assert found.entry == "toilets"


def test_two_questions_get_two_answers():
    found = reply("are you open on Sunday and where is the coffee")
    assert found.caption.count("coffee") == 1
    assert found.cards[0].id == found.entry
    assert len(found.cards) == 2


def test_a_phrasing_of_the_store_is_one_question_whatever_joins_it():
    found = reply("i returned something last week and have not been paid back")
    assert (found.entry, len(found.cards)) == ("refund-time", 1)


@pytest.mark.parametrize("text", ["where is the bread and butter", "do you have salt and pepper", "milk and eggs"])
def test_a_pair_of_things_is_not_torn(text):
    assert reply(text).band != "none"


def test_halves_are_cut_at_each_and():
    assert list(halves("are you open on Sunday and also where is the milk", "en")) == [
        ("are you open on sunday", "where is the milk")
    ]
    assert list(halves("bread and butter", "en")) == []


def test_the_coffee_that_is_asked_for_next_is_the_product():
    assert reply("and where is the coffee", context=("are you open on Sunday",)).entry == "product"


@pytest.mark.parametrize(
    ("text", "lang", "spoken"),
    [
        ("where can I find the toilets", "nl", "en"),
        ("waar zijn de toiletten", "en", "nl"),
        ("waar is de wifi", "nl", ""),
        ("wifi", "nl", ""),
        ("do you have wifi", "en", ""),
    ],
)
def test_what_is_typed_is_answered_in_its_own_language(text, lang, spoken):
    draft, found = either_language.ask(answerer(), Answer(1, text, lang, keyed=True))
    assert (found, draft.reply.lang) == (spoken, spoken or lang)
