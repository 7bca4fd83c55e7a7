"""What a change is told by: one must see what is different, also far into a long answer."""

from kiosk.knowledge import changes
from kiosk.knowledge.entry import Entry


def told(before: str, after: str) -> str:
    old, new = (Entry(id="phone", title="Phone", answer=each, phrasings=("charge",)) for each in (before, after))
    (change,) = changes.between({("en", "phone"): old}, {("en", "phone"): new})
    return str(change.details[0])


def test_a_difference_far_into_a_long_answer_is_seen():
    long = "You can charge your phone for free at the service desk, until {} in the evening, with your own cable."
    shown = told(long.format("eight"), long.format("nine"))
    before, after = shown.removeprefix("answer: ").split(" → ")
    assert "eight" in before
    assert "nine" in after
    assert max(len(before), len(after)) <= 42


def test_short_texts_and_other_beginnings_are_shown_from_the_start():
    assert told("Free.", "Not free.") == "answer: Free. → Not free."
    shown = told("Ask at the till, they are glad to help you out", "No, we are sorry: there is no socket in here")
    assert shown.startswith("answer: Ask at the till")
