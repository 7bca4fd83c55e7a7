"""Where an order is, and how long something may be brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from answers_support import STORE, WEDNESDAY, answerer
from store_support import Silent, Tables, Talk

from kiosk.answers import facts
from kiosk.answers.hours import Hours
from kiosk.answers.language import language
from kiosk.answers.products import Catalogue
from kiosk.answers.skills.order import _state
from kiosk.answers.skills.registry import SKILLS
from kiosk.answers.skills.skill import Asked, Shop, Skill
from kiosk.answers.skills.spelled import numbers
from kiosk.knowledge.entry import Action, Entry
from kiosk.resources import languages
from kiosk.store.told import Order


@pytest.mark.parametrize(
    ("lang", "said", "number"),
    [
        ("en", "two zero four five one eight", "204518"),
        ("en", "it is 204518 please", "204518"),
        ("en", "twenty forty-five eighteen", "204518"),
        ("en", "two oh four double five one", "204551"),
        ("en", "i have a 204518", "204518"),
        ("en", "d l seven seven three one zero", "DL77310"),
        ("en", "DL77310", "DL77310"),
        ("nl", "twee nul vier vijf een acht", "204518"),
        ("nl", "twintig vijfenveertig achttien", "204518"),
        ("nl", "dubbel vijf nul een", "5501"),
        ("fr", "deux zéro quatre cinq un huit", "204518"),
        ("fr", "quatre-vingt-dix-sept zéro un", "9701"),
        ("de", "zwo null vier fünf eins acht", "204518"),
        ("de", "fünfundvierzig achtzehn", "4518"),
        ("ko", "이공사오일팔", "204518"),
        ("ko", "이 영 사 오 일 팔 입니다", "204518"),
    ],
)
def test_a_number_is_understood_as_it_is_spelled(lang: str, said: str, number: str) -> None:
    assert numbers(said, lang)[0] == number


def test_words_without_a_number_are_none() -> None:
    assert numbers("where is my order", "en") == []


@pytest.mark.parametrize(
    ("lang", "asked", "number", "said"),
    [
        ("en", "where is my order", "two zero four five one eight",
         "Good news: order 204518 is ready for you at the service desk. Your pick-up number is B 12."),
        ("nl", "waar blijft mijn bestelling", "twee nul vier vijf een acht",
         "Goed nieuws: bestelling 204518 ligt voor u klaar bij de servicebalie. Uw afhaalnummer is B 12."),
        ("en", "where is my order", "204519", "Order 204519 is being packed. It will be ready at 4:30 pm."),
        ("en", "where is my order", "204522", "Order 204522 is on its way."),
    ],
)  # fmt: skip
def test_the_number_is_asked_for_and_read_back(lang: str, asked: str, number: str, said: str) -> None:
    talk = Talk(lang, Tables())
    first = talk.ask(asked)
    assert (first.band, first.entry) == ("ask", "order-status")
    reply = talk.ask(number)
    assert (reply.band, reply.caption) == ("answer", said)


@pytest.mark.parametrize(
    ("lang", "ahead", "said"),
    [
        ("en", {"hours": 2}, "Order 1 is being packed. It will be ready at 4 pm."),
        ("en", {"hours": -2}, "Order 1 is being packed."),
        ("en", {"days": 1}, "Order 1 is being packed. It will be ready tomorrow at 2 pm."),
        ("en", {"days": 2}, "Order 1 is being packed. It will be ready on Friday at 2 pm."),
        ("nl", {"days": 2}, "Bestelling 1 wordt nu ingepakt. Ze ligt klaar: vrijdag om 14 uur."),
        ("fr", {"days": 2}, "La commande 1 est en préparation. Elle sera prête vendredi à 14 heures."),
        ("de", {"days": 2}, "Bestellung 1 wird gerade gepackt. Bereit liegt sie am Freitag um 14 Uhr."),
    ],
)
def test_when_an_order_is_ready_is_told_with_its_day_and_only_while_that_is_to_come(
    lang: str, ahead: dict[str, int], said: str
) -> None:
    store = facts.load(STORE)
    shop = Shop(store, Catalogue((), {}), Hours(store.facts, WEDNESDAY.date()), WEDNESDAY, None)
    entry = Entry(id="order-status", title="Orders", phrasings=("orders",), action="order")
    asked = Asked(shop, entry, 1.0, "", lang, lang)
    order = Order("preparing", ready_at=WEDNESDAY + timedelta(**ahead))
    assert _state(asked, "1", order, ()).caption == said


def test_a_number_may_come_in_pieces_and_be_corrected() -> None:
    talk = Talk("en", Tables())
    talk.ask("where is my order")
    assert talk.says("it's twenty forty five") == "So far I have 2 0 4 5. What comes after that?"
    assert "204518" in talk.says("eighteen")
    assert talk.says("no, two zero four five two zero") == "Order 204520 has already been collected."


def test_a_wrong_number_is_told_and_asked_again() -> None:
    talk = Talk("en", Tables())
    talk.ask("where is my order")
    reply = talk.ask("nine nine nine nine nine nine")
    assert reply.band == "ask"
    assert reply.caption.startswith("I can't find order 999999.")
    assert [choice.id for choice in reply.choices] == ["human"]
    assert "204522" in talk.says("two oh four five two two")


def test_a_number_that_is_not_known_may_be_the_beginning_of_a_longer_one() -> None:
    talk = Talk("en", Tables())
    talk.ask("where is my order")
    talk.ask("two oh four")
    assert talk.says("five one").startswith("I can't find order 20451.")
    assert talk.says("eight").startswith("Good news: order 204518 is ready")


def test_a_number_that_begins_again_is_not_added_to_the_one_before() -> None:
    talk = Talk("en", Tables())
    talk.ask("where is my order")
    talk.ask("two oh four five one")
    assert talk.says("twenty forty five") == "So far I have 2 0 4 5. What comes after that?"


def test_an_order_shows_its_state_and_place_and_nothing_else() -> None:
    back_end = Tables()
    back_end.tables._orders["204518"] = {**back_end.tables._orders["204518"], "customer": "E. Jansen"}
    talk = Talk("en", back_end)
    talk.ask("where is my order")
    reply = talk.ask("204518")
    assert "Jansen" not in repr(reply)
    assert (reply.cards[0].title, reply.cards[0].detail) == ("Order 204518", "service desk · B 12")
    assert reply.place == "service-desk"
    assert "^display(B 12) B 12" in reply.text, "a display beside the kiosk shows the number as it is said"
    assert "^" not in reply.caption


@pytest.mark.parametrize("code", ["store.timeout", "store.unreachable", "store.status", "store.malformed"])
def test_a_back_end_that_fails_is_told_and_a_person_is_offered(code: str) -> None:
    back_end = Tables()
    back_end.broken = code
    talk = Talk("en", back_end)
    talk.ask("where is my order")
    reply = talk.ask("204518")
    assert reply.caption == "I can't look up orders just now, I'm sorry. A colleague can do it for you."
    assert [choice.id for choice in reply.choices] == ["human"]


def test_without_a_back_end_the_answer_of_staff_is_told() -> None:
    reply = Talk("en").ask("where is my order")
    assert (reply.band, reply.entry) == ("answer", "order-status")
    assert "order number" in reply.caption


def test_another_question_in_the_middle_is_answered_and_the_number_still_taken() -> None:
    talk = Talk("en", Tables())
    talk.ask("where is my order")
    assert talk.ask("where can i park").entry == "parking"
    assert "204518" in talk.says("204518")


@pytest.mark.parametrize(
    ("lang", "said", "told"),
    [
        ("nl", ["kan ik dit terugbrengen", "drie weken geleden"], "tot en met 20 maart"),
        ("en", ["can i return this", "three weeks ago"], "until 20 March"),
        ("en", ["can i return this", "on january 3rd"], "the 30 days are over"),
        ("en", ["can i return this", "the milk"], "We can't take semi-skimmed milk back"),
        ("en", ["can i return this"], "thirty days"),
    ],
)
def test_how_long_something_may_be_brought_back(lang: str, said: list[str], told: str) -> None:
    talk = Talk(lang, now=WEDNESDAY)
    assert told in [talk.says(each) for each in said][-1]


def test_every_action_of_an_entry_has_a_skill_and_its_sentences() -> None:
    assert set(SKILLS) == {action for action in Action.__args__ if action}  # type: ignore[attr-defined]
    for skill in SKILLS.values():
        assert skill.inputs
        assert 0 < skill.within_s <= 2, "a shopper hears something within 2 s"
        for lang in languages():
            assert not skill.fallback or language(lang).sentence[skill.fallback]


def asked_of(skill: Skill, entry: str, text: str, back_end: Silent) -> Asked:
    store = facts.load(STORE)
    words = Entry(id=entry, title=entry, action=skill.name, phrasings=(text,))
    milk = answerer().catalogue.find(text, "en")
    shop = Shop(store, answerer().catalogue, Hours(store.facts, WEDNESDAY.date()), WEDNESDAY, back_end)
    return Asked(shop, words, 1.0, text, "en", "en", milk)


@pytest.mark.parametrize(
    ("action", "text"),
    [("order", "it is 204518"), ("product", "where is the milk"), ("booking", "on Friday at eleven")],
)
def test_a_skill_waits_no_longer_than_it_says_and_then_says_its_fallback(action: str, text: str) -> None:
    slow = Silent(backend_timeout_s=9.0)
    skill = SKILLS[action]
    turn = skill.turn(asked_of(skill, "x", text, slow))
    assert turn.lookup is not None
    assert turn.complete is not None
    assert turn.lookup.deadline == skill.within_s < 9.0
    assert not turn.lookup.done()
    slow.now = skill.within_s
    assert turn.lookup.done()
    said = turn.complete(turn.lookup.result()).caption
    assert said.endswith(language("en").say(skill.fallback))


def test_a_back_end_of_less_patience_is_not_waited_for_longer() -> None:
    turn = SKILLS["order"].turn(asked_of(SKILLS["order"], "x", "it is 204518", Silent(backend_timeout_s=0.5)))
    assert turn.lookup is not None
    assert turn.lookup.deadline == 0.5


def test_another_fallback_is_said_where_it_is_declared() -> None:
    other = replace(SKILLS["order"], fallback="neither")
    turn = other.turn(asked_of(other, "x", "it is 204518", Silent()))
    assert turn.reply.caption == language("en").say("neither")
