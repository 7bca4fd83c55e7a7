"""A code before the camera: the store's asks what the store says, any other gets a polite sentence."""

from __future__ import annotations

from dialogue.world import World, phrases

from kiosk import commands as c
from kiosk import events as e


def engaged(**settings) -> World:
    world = World(**settings)
    world.post(e.ShopperEngaged(1, 1.2))
    world.wait(8.0)
    return world


def asked(commands: tuple[c.Command, ...]) -> list[str]:
    return [command.text for command in commands if isinstance(command, c.Answer)]


def test_a_question_that_was_begun_on_a_phone_goes_on_at_the_kiosk() -> None:
    world = engaged()
    assert asked(world.post(e.CodeShown("balie:q:where is the milk"))) == ["where is the milk"]
    world.wait(1.0)
    assert "where is the milk" in world.said[-1]


def test_a_card_asks_the_stores_question_in_the_language_of_the_session() -> None:
    assert asked(engaged().post(e.CodeShown("shop:card:"))) == ["do you have milk for card holders"]
    dutch = engaged(lang="nl")
    assert asked(dutch.post(e.CodeShown("shop:card:"))) == ["do you have milk for card holders"], (
        "no Dutch one is there"
    )


def test_a_code_of_another_place_is_answered_politely_and_asks_nothing() -> None:
    world = engaged()
    commands = world.post(e.CodeShown(""))
    assert not asked(commands)
    assert world.said[-1] in phrases()["en"]["code_unknown"]
    assert world.state.session is not None
    assert world.state.session.questions == ()


def test_the_form_alone_without_a_question_is_a_code_like_any_other() -> None:
    world = engaged()
    world.post(e.CodeShown("balie:q: "))
    assert world.said[-1] in phrases()["en"]["code_unknown"]


def test_a_code_without_a_session_does_nothing() -> None:
    world = World()
    assert world.post(e.CodeShown("balie:q:where is the milk")) == ()


def test_a_code_in_the_middle_of_the_greeting_is_asked_at_once_and_the_disclosure_still_comes() -> None:
    world = World()
    world.post(e.ShopperEngaged(1, 1.2))
    world.wait(0.5)
    assert asked(world.post(e.CodeShown("balie:q:where is the milk"))) == ["where is the milk"]
    world.wait(15.0)
    assert phrases()["en"]["disclosure"][0] in world.said
