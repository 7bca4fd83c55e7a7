"""A first sentence read in two languages: the one in which the question is known better is answered."""

import pytest
from answers_support import answerer

from kiosk.answers.either_language import ask
from kiosk.commands import Answer
from kiosk.errors import InputError
from kiosk.events import Reading


def asked_in(text: str, lang: str, other: str, read: str, *more: str):
    draft, found = ask(answerer(), Answer(1, text, lang, False, more, (), (Reading(other, read),)))
    return draft.reply, found


@pytest.mark.parametrize(
    ("text", "lang", "other", "read", "entry"),
    [
        ("where is them elk", "en", "nl", "waar is de melk", "product"),
        ("who lot gun yelled it", "en", "nl", "hoe laat gaan jullie dicht", "opening-hours"),
        ("wie ar de duo yes", "nl", "en", "where are the toilets", "toilets"),
        ("ooh you on the soya", "en", "ko", "우유 어디 있어요", "product"),
    ],
)
def test_the_question_that_is_known_better_decides(text, lang, other, read, entry):
    reply, found = asked_in(text, lang, other, read)
    assert (reply.entry, found) == (entry, other)


@pytest.mark.parametrize(
    ("text", "lang", "other", "read"),
    [
        ("where is the milk", "en", "nl", "weer is de milk"),
        ("where is the milk", "en", "nl", "waar is de melk"),
        ("hallo", "nl", "en", "hello"),
        ("hello", "en", "nl", "hallo goedemorgen"),
        ("how far away is the moon", "en", "nl", "hoe ver is de maan"),
        ("how tall is the tower", "en", "nl", ""),
    ],
)
def test_in_doubt_it_is_the_language_of_the_session(text, lang, other, read):
    _, found = asked_in(text, lang, other, read)
    assert found == ""


def test_an_explicit_wish_wins_in_either_reading():
    reply, found = asked_in("in the netherlands", "en", "nl", "in het nederlands graag")
    assert (reply.intent, reply.lang, found) == ("language", "nl", "nl")
    reply, found = asked_in("in english please", "en", "nl", "waar is de melk")
    assert (reply.intent, reply.lang, found) == ("language", "en", "")


def test_nothing_may_have_been_read_in_the_language_of_the_session():
    reply, found = asked_in("", "en", "nl", "waar zijn de toiletten")
    assert (reply.entry, found) == ("toilets", "nl")
    reply, found = asked_in(" ", "en", "nl", "in het nederlands graag")
    assert (reply.intent, reply.lang, found) == ("language", "nl", "nl")
    with pytest.raises(InputError):
        asked_in("", "en", "nl", "")


def test_danger_is_heard_in_either_reading():
    reply, found = asked_in("my son is quite", "en", "nl", "mijn zoon is kwijt help")
    assert (reply.intent, found) == ("urgent", "nl")
