"""What of the screen fades when the scene changes: what appears where nothing stood, and what goes and leaves a gap.

Words never fade into other words: where something is written before and after, the new stands there at once.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.stage.arrangement.layout import Layout, Rect

FADE_S = 0.15
"""A new scene's sheet and buttons come up in this time."""


@dataclass(slots=True)
class Fade:
    """What of the screen changes with a scene, and how much of the scene before is still to be seen."""

    areas: tuple[Rect, ...] = ()
    over: bool = True
    ends: bool = False
    """Whether it was over at the last look, and not before."""
    _layout: Layout | None = None
    _keys: tuple[Hashable, ...] = ()
    _began: float = -math.inf

    def begins(self, layout: Layout, keys: tuple[Hashable, ...], t: float) -> bool:
        """Whether there is a scene before this one that is to fade from now on."""
        before, changed = self._layout, self.differs(keys)
        self._layout, self._keys = layout, keys
        if before is None or not changed:
            return False
        self.areas, self._began = tuple(_areas(before, layout)), t
        return True

    def differs(self, keys: tuple[Hashable, ...]) -> bool:
        """Whether these are another scene's than the last frame's."""
        return keys != self._keys

    def left(self, t: float) -> float:
        """How much of the scene before is to be seen, 1 to 0."""
        share = 1.0 - (t - self._began) / FADE_S
        was, self.over = self.over, share <= 0.0
        self.ends = self.over and not was
        return min(max(share, 0.0), 1.0)


def _areas(before: Layout, after: Layout) -> Iterable[Rect]:
    """The sheets, and the buttons beside them, without the rows in which words are written before and after.

    The frame around everything changes at once too: it says who speaks.
    """
    a, b = before.sheet, after.sheet
    left, top = min(a.x, b.x), min(a.y, b.y)
    sheets = Rect(left, top, max(a.right, b.right) - left, max(a.bottom, b.bottom) - top)
    old, new = set(_written(before)), set(_written(after))
    beside = {rect for rect in old | new if not sheets.overlaps(rect)}
    areas = [sheets, *sorted(beside, key=lambda r: (r.y, r.x))]
    replaced = [rect for one, other in ((old, new), (new, old)) for rect in one if any(map(rect.overlaps, other))]
    for rect in replaced:
        hole = Rect(sheets.x, rect.y, sheets.w, rect.h) if sheets.overlaps(rect) else rect
        areas = [part for area in areas for part in _without(area, hole)]
    return areas


def _written(layout: Layout) -> Iterator[Rect]:
    """Everywhere that words stand, on the sheet and beside it."""
    yield from (target.rect for target in layout.targets if target.kind != "key")
    yield from (rect for rect, _ in layout.cards)
    places = (layout.caption, layout.status, layout.heard, layout.strip, layout.floor, layout.keyboard)
    yield from (rect for rect in places if rect)


def _without(area: Rect, hole: Rect) -> Iterator[Rect]:
    """What of an area is not in a hole: up to four rectangles."""
    if not area.overlaps(hole):
        yield area
        return
    top, bottom = max(area.y, hole.y), min(area.bottom, hole.bottom)
    left, right = max(area.x, hole.x), min(area.right, hole.right)
    parts = (
        Rect(area.x, area.y, area.w, top - area.y),
        Rect(area.x, top, left - area.x, bottom - top),
        Rect(right, top, area.right - right, bottom - top),
        Rect(area.x, bottom, area.w, area.bottom - bottom),
    )
    yield from (part for part in parts if part.w > 0 and part.h > 0)
