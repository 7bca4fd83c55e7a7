"""Scenes fade away, the face glides, panels that are kept take no more than their room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from stage_support import scenes

from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.composing.compose import Composer
from kiosk.stage.composing.composition import KEPT_SCREENS, PanelStore
from kiosk.stage.composing.fading import FADE_S
from kiosk.stage.composing.screen import Panel
from kiosk.stage.painting.brush import Brush
from kiosk.stage.view import View

SIZE = (270, 480)
GREY = 90


def view(name: str, **scene: object) -> View:
    return View(replace(scenes("nl")[name], **scene), ("nl", "en"), name="Maya")  # type: ignore[arg-type]


def face(layout: Layout) -> NDArray[np.uint8]:
    return np.full((layout.avatar.h, layout.avatar.w, 4), GREY, np.uint8)


def frame(composer: Composer, shown: View, t: float) -> NDArray[np.int64]:
    composer.draw(shown, face(composer.layout(shown)), t)
    return composer.pixels()[..., :3].astype(np.int64)


def settled(shown: View) -> NDArray[np.int64]:
    return frame(Composer(*SIZE, None), shown, 0.0)


def test_nothing_of_the_scene_before_is_left_in_the_end() -> None:
    composer, bare = Composer(*SIZE, None), view("speaking", heard="", cards=(), place="")
    frame(composer, view("speaking"), 1.0)
    middle, last = (frame(composer, bare, 2.0 + t) for t in (FADE_S / 2, 5.0))
    assert np.abs(middle - last).max() > 50, "half of it is"
    assert (last == settled(bare)).all()


def test_the_face_is_never_faded_over() -> None:
    composer = Composer(*SIZE, None)
    frame(composer, view("waiting"), 1.0)
    shown = frame(composer, view("thinking"), 1.0 + FADE_S / 2)
    assert (shown[150, 100] == GREY).all()


def test_who_speaks_changes_at_once() -> None:
    composer = Composer(*SIZE, None)
    frame(composer, view("greeting"), 1.0)
    human = frame(composer, view("greeting", speaker="human"), 1.02)
    assert (human[240, 1] == settled(view("greeting", speaker="human"))[240, 1]).all(), "the frame around everything"


def test_words_do_not_fade() -> None:
    composer = Composer(*SIZE, None)
    frame(composer, view("speaking"), 1.0)
    other = view("speaking", caption="Dag!")
    assert (frame(composer, other, 1.03) == settled(other)).all()
    assert composer.resting


def test_the_face_glides_to_its_place() -> None:
    composer = Composer(*SIZE, None)
    low, high = view("greeting"), view("full")
    assert composer.layout(low).avatar.y > composer.layout(high).avatar.y
    frame(composer, low, 1.0)
    rests = []
    for number in range(30):
        frame(composer, high, 1.0 + number / 30)
        rests.append(composer.resting)
    assert not rests[1]
    assert rests[-1]


def test_panels_are_kept_within_their_room_and_the_newest_stay() -> None:
    store: PanelStore[int] = PanelStore(10, 10)
    made = []

    def make(panel: Panel) -> int:
        made.append(panel.key)
        return len(made)

    def panel(key: int) -> Panel:
        return Panel(Rect(0, 0, 10, 10), key, lambda: Brush(Rect(0, 0, 1, 1), 1.0, 1.0))

    for key in range(KEPT_SCREENS + 2):
        store.get(panel(key), make)
    assert store.get(panel(KEPT_SCREENS + 1), make) == KEPT_SCREENS + 2
    store.get(panel(0), make)
    assert made == [*range(KEPT_SCREENS + 2), 0]
