"""What is said again is led in by other words, in the language of what is said."""

from __future__ import annotations

from dataclasses import replace

from dialogue.world import World, phrases

from kiosk import events as e
from kiosk.dialogue.say import fresh
from kiosk.dialogue.sentence import Kind, Line


def test_a_sentence_is_led_in_by_words_of_its_own_language_not_of_the_session():
    world = World(lang="fr")
    world.post(e.ScreenTouched())
    said = Line(Kind.REPLY, "The milk is in aisle 4.", "The milk is in aisle 4.", "en")
    _, again = fresh(replace(world.state, last_text=said.text), said)
    assert again.text in [pattern.replace("{text}", said.text) for pattern in phrases()["en"]["again"]]
    assert again.lang == "en"
