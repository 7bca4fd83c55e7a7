"""Where an answer points that has a place."""

import pytest

from kiosk.answers import compose
from kiosk.answers.facts import load
from kiosk.knowledge.entry import Entry
from kiosk.resources import config_dir

STORE = load(config_dir() / "demo-store")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("They are next to the Customer toilets.", "They are next to the ^point(toilets) Customer toilets."),
        ("Over there, on the left.", "^point(toilets) Over there, on the left."),
        ("^nod Over there.", "^point(toilets) ^nod Over there."),
        ("It is ^point(aisle-4)there.", "It is ^point(aisle-4)there."),
        ("^Point(aisle-4) There.", "^Point(aisle-4) There."),
        ("^look() There.", "^look() There."),
    ],
)
def test_it_points_where_the_place_is_named_unless_it_points_already(answer, text):
    name = STORE.place_name("toilets", "en")
    answer, text = (each.replace("Customer toilets", name.capitalize()) for each in (answer, text))
    entry = Entry(id="toilets", title="Toilets", answer=answer, phrasings=("toilets",), place="toilets")
    assert compose.curated(STORE, entry, 0.9, "en").text == text


def test_a_caption_shows_no_mark():
    entry = Entry(id="a", title="A", answer="Call us.", caption="^nod Call 020 ^point(aisle-4)123", phrasings=("a",))
    reply = compose.curated(STORE, entry, 0.9, "en")
    assert (reply.caption, reply.cards[0].text) == ("Call 020 123", "Call 020 123")
