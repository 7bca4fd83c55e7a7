"""Where everything is on the screen: a pure function of what is shown and the size of the window.

The sheet is filled from the bottom up: dock and bar, choices or keyboard, notices, cards and map, caption, shopper's
words. What is below never moves for what is above it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kiosk.stage.arrangement import content, controls, keys
from kiosk.stage.arrangement.layout import CORNER, MARGIN, Layout
from kiosk.stage.arrangement.sheet import Sheet
from kiosk.stage.view import View

KEPT = 64
"""Arrangements that are kept: more than a visit has."""


def arrange(view: View, width: int, height: int, *, has_map: bool = False) -> Layout:
    """The arrangement of a view in a window of `width` x `height` px; `has_map` if the scene's place can be drawn.

    Which words are said, heard and typed changes nothing, so that it is worked out once for many frames.
    """
    scene = view.scene
    some = replace(scene, heard=scene.heard and "…", caption=scene.caption and "…", listening=False, watching=False)
    plain = replace(view.bare, scene=some, typed=view.typed and "…")
    return _arranged(plain, width, height, has_map)


@lru_cache(maxsize=KEPT)
def _arranged(view: View, width: int, height: int, has_map: bool) -> Layout:
    sheet = Sheet(view, width, height)
    top = controls.top_row(sheet)
    status = controls.foot(sheet)
    board = keys.keyboard(sheet) if sheet.typing else None
    if not sheet.typing:
        controls.choices(sheet)
    status = status or controls.by_ear(sheet)
    strip = sheet.take(content.strip(sheet, top)) if view.notices else None
    cards, floor = content.cards_and_map(sheet, top, has_map=has_map)
    way = content.way(sheet, top, cards, floor, has_map=has_map)
    caption, heard = content.words(sheet, top)
    controls.field(sheet, heard)
    left, edge = (0.0, sheet.y - 30) if sheet.portrait else (sheet.x0 - MARGIN, 0.0)
    paper = sheet.rect(left, edge, sheet.w - left, sheet.h - edge)
    face = content.face(sheet, edge) if sheet.portrait else sheet.rect(0, 0, left + CORNER, sheet.h)
    badge = sheet.rect(MARGIN, MARGIN, 250 * sheet.text, 64 * sheet.text)
    return Layout(
        width, height, sheet.unit, sheet.text, sheet.portrait, face, paper, badge, status, caption,
        tuple(sheet.targets), heard, strip, floor, way, "", cards, board,
    )  # fmt: skip
