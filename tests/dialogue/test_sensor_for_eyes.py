"""The robot's sensor opens a session where there is no camera, and is silent beside one that works."""

from __future__ import annotations

import pytest
from dialogue.world import World

from kiosk import events as e
from kiosk.commands import CloseSession, OpenSession
from kiosk.dialogue.presence import Presence


@pytest.fixture
def blind() -> World:
    """A kiosk whose camera sees nobody."""
    world = World()
    world.post(e.PartFailed("sight", "camera.covered", "Nothing can be told apart."))
    return world


def opened(world: World) -> int:
    return sum(isinstance(row.message, OpenSession) for row in world.rows)


def test_a_shopper_whom_only_the_sensor_knows_is_greeted_and_let_go(blind: World) -> None:
    blind.post(e.ShopperApproaching(-1, 2.4))
    assert blind.said == []
    blind.post(e.ShopperEngaged(-1, 1.2))
    blind.wait(3.0)
    assert opened(blind) == 1
    assert len(blind.said) == 1
    blind.post(e.ShopperLeft(-1))
    assert blind.state.session is None
    assert blind.state.presence is Presence.AWAY


def test_beside_eyes_that_see_the_sensor_is_not_heeded() -> None:
    world = World()
    world.post(e.ShopperApproaching(-1, 2.4))
    world.post(e.ShopperEngaged(-1, 1.2))
    assert world.said == []
    assert world.state.presence is Presence.AWAY
    world.post(e.ShopperEngaged(4, 1.2))
    world.wait(3.0)
    world.post(e.ShopperLeft(-1))
    assert world.state.session is not None, "only who greeted says goodbye"


def test_eyes_that_come_back_take_the_shopper_over(blind: World) -> None:
    blind.post(e.ShopperEngaged(-1, 1.2))
    blind.wait(3.0)
    blind.start("sight")
    blind.post(e.ShopperEngaged(7, 1.1))
    blind.post(e.ShopperLeft(-1))
    assert blind.state.session is not None
    assert opened(blind) == 1
    blind.post(e.ShopperLeft(7))
    assert blind.state.session is None


def test_eyes_that_come_back_and_see_nobody_leave_the_goodbye_to_the_sensor(blind: World) -> None:
    blind.post(e.ShopperEngaged(-1, 1.2))
    blind.wait(3.0)
    blind.start("sight")
    blind.post(e.ShopperLeft(-1))
    assert blind.state.session is None


def test_a_sensor_that_is_lost_with_its_board_leaves_the_session_to_silence(blind: World) -> None:
    blind.post(e.ShopperEngaged(-1, 1.2))
    blind.wait(3.0)
    blind.kill("body")
    assert blind.state.presence is Presence.AWAY
    assert blind.state.session is not None
    blind.wait(120.0)
    assert blind.state.session is None


def test_the_camera_light_stays_on_while_a_camera_runs_that_sees_nobody() -> None:
    world = World()
    world.post(e.CameraOpened())
    world.post(e.PartFailed("sight", "camera.black", "The picture is black."))
    assert world.state.camera
    world.kill("sight")
    assert not world.state.camera


def lost_sight(after_s: float) -> World:
    """A shopper was greeted, sight went blind, and nothing was seen for so long."""
    world = World()
    world.post(e.ShopperEngaged(4, 1.2))
    world.wait(3.0)
    world.post(e.PartFailed("sight", "camera.black", "The picture is black."))
    world.wait(after_s)
    return world


def test_who_comes_after_a_blindness_does_not_get_the_session_of_the_one_before() -> None:
    world = lost_sight(8.0)
    first = world.state.session
    assert first is not None
    world.start("sight")
    world.post(e.ShopperEngaged(9, 1.1))
    assert opened(world) == 2
    assert [row.message.reason for row in world.rows if isinstance(row.message, CloseSession)] == ["unseen"]
    assert world.state.session is not None
    assert world.state.session.id != first.id
    assert world.state.session.seen
    assert len(world.said) == 2, "the next one is greeted, too"


def test_a_short_blindness_ends_no_session() -> None:
    world = lost_sight(3.0)
    world.start("sight")
    world.post(e.ShopperEngaged(9, 1.1))
    world.wait(10.0)
    assert opened(world) == 1
    world.post(e.ShopperLeft(9))
    assert world.state.session is None


def test_who_touches_or_speaks_while_sight_is_blind_keeps_the_session() -> None:
    for event in (e.RepeatPressed(), e.VoiceStarted(1, 0.0)):
        world = lost_sight(8.0)
        world.post(event)
        world.start("sight")
        world.post(e.ShopperEngaged(9, 1.1))
        assert opened(world) == 1, event


def test_a_sensor_that_knows_somebody_there_keeps_the_session_for_eyes_that_come_back() -> None:
    world = lost_sight(1.0)
    world.post(e.ShopperEngaged(-1, 1.2))
    world.wait(20.0)
    world.start("sight")
    world.post(e.ShopperEngaged(9, 1.1))
    assert opened(world) == 1


def test_nobody_seen_after_a_blindness_leaves_the_session_to_silence() -> None:
    world = lost_sight(8.0)
    world.start("sight")
    world.wait(120.0)
    assert world.state.session is None
