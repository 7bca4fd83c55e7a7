"""A simulated shopper notes what he lives through: what answered him, what did not, and when he tried again."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.simulation.crowd import Crowd, Deed, Visit
from kiosk.simulation.floor import Sentence
from kiosk.simulation.visitor import AGAIN_S, TRIES, Senses, Visitor

MILK = Deed(kind="type", text="where is the milk", expects=("in aisle 4",))
SWITCHED = {"nl": ("Van nu af",), "en": ("From now on",)}


class Life:
    """A shopper whose world the test moves by hand, 50 ms at a time."""

    def __init__(self, *deeds: Deed, **visit: Any) -> None:
        self.log: list[dict[str, Any]] = []
        self.done: list[tuple[float, Deed]] = []
        self.senses = Senses(frame_at=0.0, mode="attract", lang="en")
        crowd = Crowd(
            visits=(Visit(manner="test", deeds=deeds, **visit),),
            honest=("I can't look",),
            passing=("One moment",),
            switched=SWITCHED,
        )
        self.visitor = Visitor(crowd, crowd.visits[0], 0.0, self._note)
        self.now = 0.0

    def _note(self, at: float, kind: str, **facts: Any) -> None:
        self.log.append({"at": at, "kind": kind, **facts})

    def live(self, seconds: float) -> None:
        ends = self.now + seconds
        while self.now < ends - 1e-9:
            self.now += 0.05
            if self.senses.frame_at is not None:
                self.senses.frame_at = self.now
            if (deed := self.visitor.tick(self.now, self.senses)) is not None:
                self.done.append((self.now, deed))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.log if line["kind"] == kind]


def test_a_right_answer_is_noted_with_its_delays() -> None:
    life = Life(MILK)
    life.live(0.3)
    life.senses.heard = MILK.text
    life.live(0.5)
    life.senses.captions += ["One moment please", "The milk is in Aisle  4."]
    life.live(1.0)
    (reply,) = life.of("reply")
    assert reply["verdict"] == "right"
    assert life.of("reaction")[0]["after_s"] < 0.3 < reply["after_s"]
    assert life.visitor.gone


@pytest.mark.parametrize(
    ("caption", "verdict"), [("I can't look things up", "told"), ("Cheese is in aisle 9", "wrong"), ("", "nothing")]
)
def test_any_other_answer_is_none(caption: str, verdict: str) -> None:
    life = Life(MILK)
    life.live(0.3)
    life.senses.captions += [caption] if caption else []
    life.live(10.0)
    assert [line["verdict"] for line in life.of("reply")] == [verdict]


def test_who_gets_no_sign_tries_again_but_not_for_ever() -> None:
    life = Life(MILK)
    life.live(12.0)
    asks = life.of("ask")
    assert [ask["attempt"] for ask in asks] == list(range(1, TRIES + 1))
    assert asks[1]["at"] - asks[0]["at"] >= AGAIN_S
    assert not life.of("reaction")


def test_nobody_types_on_a_black_screen_and_what_was_typed_on_it_is_typed_again() -> None:
    life = Life(MILK)
    life.senses.frame_at = None
    life.live(2.0)
    assert not life.done
    life.senses.frame_at = life.now
    life.live(0.2)
    assert len(life.done) == 1
    life.senses.frame_at = None
    life.live(1.0)
    life.senses.frame_at, life.senses.mode = life.now, "listening"
    life.live(AGAIN_S + 0.5)
    assert len(life.done) == 2, "light on the screen is no answer"


def test_nobody_speaks_before_the_light_is_on() -> None:
    life = Life(Deed(kind="say", text="milk", expects=("aisle 4",)))
    life.live(2.0)
    assert not life.done
    life.senses.light_since = life.now
    life.live(0.3)
    assert len(life.done) == 1


def test_who_finds_another_language_on_the_screen_presses_his_own_first() -> None:
    life = Life(MILK)
    life.senses.lang = "nl"
    life.live(0.3)
    assert [deed.text for _, deed in life.done] == ["language:en"]
    life.senses.lang = "en"
    life.senses.captions.append("From now on I speak English.")
    life.live(0.5)
    assert [deed.text for _, deed in life.done] == ["language:en", MILK.text]


def test_who_asks_nothing_does_not_mind_the_language() -> None:
    life = Life(Deed(kind="press", text="screen", asks=False))
    life.senses.lang = "nl"
    life.live(0.5)
    assert [deed.text for _, deed in life.done] == ["screen"]
    assert not life.of("ask")


def test_who_is_in_a_hurry_leaves_in_mid_answer() -> None:
    slow, quick = Life(MILK), Life(MILK, leaves="mid-answer")
    for life in (slow, quick):
        life.live(0.3)
        life.senses.speaking = True
        life.senses.captions.append("in aisle 4")
        life.live(0.5)
    assert quick.visitor.gone
    assert not slow.visitor.gone


def test_who_is_done_at_once_stays_until_sight_can_have_seen_him() -> None:
    life = Life(MILK, stays_s=2.0)
    life.live(0.3)
    life.senses.captions += ["The milk is in aisle 4."]
    life.live(1.5)
    assert life.of("reply")[0]["verdict"] == "right"
    assert not life.visitor.gone
    life.live(0.5)
    assert life.visitor.gone


BREAD = Deed(kind="say", text="and the bread", expects=("in aisle 2",), over_s=0.5)


def interrupting() -> Life:
    """Somebody whose first question is being answered aloud, by a kiosk that hears while it speaks."""
    life = Life(MILK, BREAD)
    life.live(0.4)
    life.senses.captions.append("The milk is in aisle 4.")
    life.senses.speaking, life.senses.light_since, life.senses.mode = True, 0.0, "speaking"
    life.senses.sentence = Sentence(life.now, ())
    life.live(1.0)
    return life


def test_who_interrupts_speaks_over_the_answer_and_does_not_take_it_for_a_wrong_one_to_his_own() -> None:
    life = interrupting()
    assert [(line["text"], line["over"]) for line in life.of("ask")] == [(MILK.text, False), (BREAD.text, True)]
    life.senses.captions.append("The milk is in aisle 4.")
    life.live(0.3)
    life.senses.captions.append("The bread is in aisle 2.")
    life.live(0.3)
    assert [line["verdict"] for line in life.of("reply")] == ["right", "right"]


def test_who_interrupted_and_was_not_understood_asks_again_when_the_kiosk_has_finished() -> None:
    life = interrupting()
    life.senses.utterances += 1  # it was broken off, and goes on
    life.live(2.0)
    assert len(life.of("ask")) == 2
    life.senses.speaking, life.senses.quiet_since, life.senses.mode = False, life.now, "listening"
    life.live(AGAIN_S + 0.3)
    assert [line["attempt"] for line in life.of("ask")] == [1, 1, 2]


def test_where_the_light_is_out_while_the_kiosk_speaks_nobody_interrupts() -> None:
    life = Life(MILK, BREAD)
    life.live(0.4)
    life.senses.captions.append("The milk is in aisle 4.")
    life.senses.speaking, life.senses.sentence = True, Sentence(life.now, ())
    life.live(3.0)
    assert len(life.of("ask")) == 1
