"""What fades when the scene changes, and what does not: words never stand upon other words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from stage_support import FLOOR, scenes

from kiosk.commands import Scene
from kiosk.settings import LANGS
from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.composing.compose import Composer
from kiosk.stage.composing.fading import FADE_S
from kiosk.stage.view import View

DUTCH, ENGLISH = scenes("nl"), scenes("en")
OTHER = replace(DUTCH["listening"], caption="Ik luister.")


def change(before: Scene, after: Scene, size: tuple[int, int]) -> tuple[Layout, Layout, list[NDArray[np.uint8]]]:
    """Both layouts, and the pictures before, in the middle of the change and after it."""
    composer, shown = Composer(*size, FLOOR), []
    views = [View(scene, LANGS, name="Maya", since=-50.0) for scene in (before, after)]
    for view, t in ((views[0], 0.0), (views[0], 1.0), (views[1], 2.0), (views[1], 2.0 + FADE_S / 2), (views[1], 3.0)):
        composer.draw(view, None, t)
        shown.append(composer.pixels()[..., :3].copy())
    return composer.layout(views[0]), composer.layout(views[1]), [shown[1], shown[3], shown[4]]


def part(picture: NDArray[np.uint8], rect: Rect) -> NDArray[np.int16]:
    return picture[rect.y : rect.bottom, rect.x : rect.right].astype(np.int16)


@pytest.mark.parametrize("size", [(540, 960), (960, 540)])
@pytest.mark.parametrize(
    ("before", "after"),
    [(DUTCH["greeting"], OTHER), (OTHER, DUTCH["speaking"]), (DUTCH["speaking"], ENGLISH["speaking"])],
)
def test_what_is_written_anew_stands_there_at_once(before: Scene, after: Scene, size: tuple[int, int]) -> None:
    _, layout, (_, middle, end) = change(before, after, size)
    places = [layout.caption, layout.status, *(rect for rect, _ in layout.cards)]
    places += [target.rect for target in layout.targets if target.kind not in {"choice", "field"}]
    for rect in places:
        assert np.abs(part(middle, rect) - part(end, rect)).max() == 0


def test_what_appears_where_nothing_was_fades_in() -> None:
    _, layout, (start, middle, end) = change(replace(OTHER, heard="", cards=()), DUTCH["speaking"], (540, 960))
    assert layout.heard is not None
    first, half, last = (part(picture, layout.heard) for picture in (start, middle, end))
    assert np.abs(half - (first + last) / 2).max() <= 3
    assert np.abs(first - last).max() > 100


def test_what_goes_and_leaves_a_gap_fades_out() -> None:
    before, _, (start, middle, end) = change(DUTCH["speaking"], replace(OTHER, heard="", cards=()), (540, 960))
    assert before.heard is not None
    first, half, last = (part(picture, before.heard) for picture in (start, middle, end))
    assert np.abs(half - (first + last) / 2).max() <= 3
    assert np.abs(first - last).max() > 100
