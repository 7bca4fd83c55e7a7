"""Nothing on the screen flashes more than three times a second, and a checker that would see it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from flashes import Flash, flashes
from numpy.typing import NDArray
from stage_support import scenes

import avatars
from kiosk.commands import Express, LookAt, Show
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.ports import Message
from kiosk.stage.composing.compose import Composer
from kiosk.stage.director import Director
from kiosk.timeline import Timeline, Viseme

SIZE = (270, 480)
UNIT = 0.25
FPS = 25
Frames = Iterator[tuple[float, NDArray[np.uint8]]]


def blinking(hertz: float, side: int, dark: tuple[int, int, int], bright: tuple[int, int, int]) -> Frames:
    """A square of `side` px that blinks for three seconds."""
    for number in range(3 * FPS):
        t = number / FPS
        picture = np.full((SIZE[1], SIZE[0], 4), 128, np.uint8)
        picture[100 : 100 + side, 50 : 50 + side, :3] = dark if int(2 * hertz * t) % 2 else bright
        yield t, picture


BLACK, WHITE, GREY, RED, DARK_RED = (0, 0, 0), (255, 255, 255), (120, 120, 120), (255, 0, 0), (90, 0, 0)


@pytest.mark.parametrize(
    ("hertz", "side", "dark", "bright", "seen"),
    [
        (5, 120, BLACK, WHITE, True),
        (3, 120, BLACK, WHITE, False),
        (5, 24, BLACK, WHITE, False),
        (5, 120, (235, 235, 235), WHITE, False),
        (5, 120, (125, 125, 125), GREY, False),
        (5, 120, DARK_RED, RED, True),
    ],
    ids=["fast", "three a second", "small", "both bright", "hardly", "red"],
)
def test_what_flashes_is_seen(
    hertz: float, side: int, dark: tuple[int, int, int], bright: tuple[int, int, int], seen: bool
) -> None:
    found = flashes(blinking(hertz, side, dark, bright), UNIT)
    assert bool(found) == seen
    assert all(40 <= flash.x <= 190 and 90 <= flash.y <= 240 for flash in found)
    if bright == RED:
        assert any(flash.red for flash in found)


def conversation() -> Iterator[tuple[float, Message]]:
    """Every kind of scene for a second, gaze to and fro, the fastest mouth there is; then scenes quicker than any."""
    visemes = tuple(Viseme("PP" if i % 2 else "aa", 80 * i, 80 * i + 80) for i in range(120))
    yield 0.0, Show(scenes("nl")["attract"])
    yield 1.5, SpeechStarted(1, 1.5, Timeline("ma", "nl", "test", 1000, 9600, (), (), visemes))
    for number, scene in enumerate(scenes("nl").values()):
        yield 1.5 + 0.8 * number, Show(scene)
        yield 1.5 + 0.8 * number, LookAt(15.0 * (-1) ** number, 3.0, 1.5)
        yield 1.5 + 0.8 * number, Express("delighted" if number % 2 else "concerned")
    yield 11.0, SpeechEnded(1, completed=True)
    for number, name in enumerate(("attract", "greeting", "attract")):
        yield 11.2 + 0.4 * number, Show(scenes("nl")[name])


def shown() -> Frames:
    """The conversation as the screen shows it."""
    pack = avatars.load("maya")
    director = Director(pack, "nl", ("nl", "en"), seed=1, lead_s=0.035, gestures={})
    composer = Composer(*SIZE, None)
    box = composer.layout(director.view(0.0)).avatar
    renderer = avatars.open_renderer(pack, box.w, box.h)
    messages = list(conversation())
    for number in range(13 * FPS):
        t = number / FPS
        while messages and messages[0][0] <= t:
            director.take(messages.pop(0)[1], t)
        composer.draw(director.view(t), renderer.draw(director.pose(t)), t)
        yield t, composer.pixels()


def test_nothing_flashes_in_a_whole_conversation() -> None:
    found: list[Flash] = flashes(shown(), UNIT)
    assert found == []
