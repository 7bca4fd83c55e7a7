"""A question that carries the number of an order, names a product to bring back, or asks for a day, is understood."""

from __future__ import annotations

import pytest
from answers_support import answerer
from store_support import Tables, Talk

from kiosk.answers.skills.spelled import without_numbers


@pytest.mark.parametrize(
    ("lang", "said", "left"),
    [
        ("en", "where is order 204518", "where is order"),
        ("en", "status of order AB204518, please", "status of order please"),
        ("de", "ist die Bestellung DL-77310 da", "ist die bestellung da"),
        ("en", "order two oh four double five one", "order"),
        ("nl", "mijn bestelling is twintig vijfenveertig negentien", "mijn bestelling is"),
        ("en", "are you open at 10:30", "are you open at 10 30"),
        ("en", "are you open at ten thirty", "are you open at ten thirty"),
        ("en", "is it still 12.50 or nine ninety", "is it still 12 50 or nine ninety"),
        ("en", "are you open on 24-12-2026", "are you open on 24 12 2026"),
    ],
)
def test_numbers_of_orders_are_left_out_and_times_dates_and_prices_stay(lang: str, said: str, left: str) -> None:
    assert without_numbers(said, lang) == left


@pytest.mark.parametrize(
    ("lang", "said", "number"),
    [
        ("en", "where is order 204518", "204518"),
        ("en", "status of order AB204518", "AB204518"),
        ("nl", "waar is bestelling 204518", "204518"),
        ("nl", "mijn bestelling is twintig vijfenveertig negentien", "204519"),
        ("fr", "où est la commande 204518", "204518"),
        ("de", "wo ist Bestellung 204518", "204518"),
    ],
)
def test_a_question_with_the_number_of_an_order_is_answered(lang: str, said: str, number: str) -> None:
    reply = Talk(lang, Tables()).ask(said)
    assert (reply.entry, number in reply.caption) == ("order-status", True)
    unconnected = answerer().ask(said, lang).reply
    assert (unconnected.band, unconnected.entry) == ("answer", "order-status")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "ich möchte eine Modeberatung buchen"),
        ("en", "i'd like to book an appointment on thursday at two"),
        ("nl", "ik wil een afspraak voor vrijdag om half vier"),
        ("fr", "je voudrais un rendez-vous vendredi à quinze heures"),
    ],
)
def test_an_appointment_may_be_asked_for_with_its_day(lang: str, said: str) -> None:
    reply = Talk(lang, Tables()).ask(said)
    assert (reply.band, reply.entry, bool(reply.choices)) == ("ask", "appointment", True)
    assert answerer().ask(said, lang).reply.band == "answer"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "can I return milk"),
        ("en", "can I bring back cheese"),
        ("en", "can I return a lamp I bought 40 days ago"),
        ("en", "return a jumper without receipt"),
        ("nl", "kan ik kaas terugbrengen"),
        ("fr", "je peux rapporter du lait"),
        ("de", "kann ich Brot zurückgeben"),
    ],
)
def test_any_product_may_be_asked_back(lang: str, said: str) -> None:
    reply = answerer().ask(said, lang).reply
    assert (reply.band, reply.entry) == ("answer", "returns")
