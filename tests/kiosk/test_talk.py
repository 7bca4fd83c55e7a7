"""What a terminal shows of a run: each part with what it uses, and the conversation as a bystander would notice it."""

from __future__ import annotations

from kiosk.commands import Duck, LookAway, Say
from kiosk.events import PartFailed, PartReady, QuestionTyped, SpeechEnded
from kiosk.talk import line_of, printer


def test_each_part_says_with_what_it_runs_and_whether_that_is_a_stand_in() -> None:
    assert line_of(PartReady("sight", "USB camera 0, YuNet")) == "·· sight: USB camera 0, YuNet"
    assert line_of(PartReady("voice", "espeak-ng 1.52 · clock", simulated=True)).endswith("clock (simulated)")  # type: ignore[union-attr]
    assert line_of(PartReady("sight", "simulated shop, YuNet", simulated=True)) == "·· sight: simulated shop, YuNet"
    assert line_of(PartReady("desk")) == "·· desk: ready"


def test_what_nobody_notices_is_not_shown() -> None:
    lines: list[str] = []
    show = printer(lines.append)
    for message in (QuestionTyped("milk?"), LookAway(), Say(1, "^nod Aisle 4.", "Aisle 4.", "en")):
        show("core", message)
    show("sight", PartFailed("sight", "camera.device-silent", "The camera gives no pictures."))
    assert lines == ["»  (typed) milk?", "   Aisle 4.", "!! sight: The camera gives no pictures."]


def test_who_is_interrupted_is_seen_to_fall_silent_and_to_go_on() -> None:
    interrupted = (
        Duck(1, True),
        SpeechEnded(1, False, 2),
        Say(2, "The milk is here.", "The milk is here.", "en", "ai", 2),
    )
    lines = [line_of(message) for message in (*interrupted, Duck(2, True), Duck(2, False), SpeechEnded(2, True))]
    assert lines == [
        "·· the kiosk lowers its voice", "·· the kiosk falls silent", "   … is here.",
        "·· the kiosk lowers its voice", "·· the kiosk raises its voice again", None,
    ]  # fmt: skip
