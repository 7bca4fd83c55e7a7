"""What a colleague says in a call stands in the transcript as the colleague's, beside the shopper's own lines."""

from __future__ import annotations

from kiosk.events import Heard, HumanSaid, Partial
from kiosk.handover.talk import Talk
from kiosk.runtime.executor import FORWARDED


def test_two_who_speak_at_once_have_a_line_each():
    talk = Talk("en")
    mine = talk.take(Partial(1, "where", "en"), 10.0)
    theirs = talk.take(HumanSaid(1, "the milk", "en", final=False), 11.0)
    ended = talk.take(HumanSaid(1, "The milk is in aisle four.", "en"), 12.0)
    mine_too = talk.take(Heard(1, "where is it", "en", 1.0), 13.0)
    assert (mine.by, mine.final, theirs.by, theirs.final) == ("shopper", False, "colleague", False)
    assert (ended.number, ended.by, ended.at, ended.final) == (theirs.number, "colleague", 11.0, True)
    assert (mine_too.number, mine_too.at) == (mine.number, 10.0)
    assert mine.number != theirs.number
    assert [line.by for line in talk.lines] == ["colleague", "shopper"]
    again = talk.take(HumanSaid(1, "Next to the butter.", "en"), 14.0)
    assert again.number == talk.number > mine.number
    assert "desk" in FORWARDED[HumanSaid]
