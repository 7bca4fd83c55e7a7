"""Everything on the screen but the face, as panels from back to front: what to paint, where, and when to paint anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace

from kiosk.stage.brush import Brush
from kiosk.stage.layout import Layout, Rect
from kiosk.stage.paint import paint_still
from kiosk.stage.panels import BEATS, paint_caption, paint_heard, paint_status
from kiosk.stage.storemap import StoreMap
from kiosk.stage.view import View


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture of `rect`'s size, premultiplied; `paint` is called again only when nothing with this `key` is kept."""

    rect: Rect
    key: Hashable
    paint: Callable[[], Brush]


def still(layout: Layout, view: View, floor: StoreMap | None) -> Iterator[Panel]:
    """What changes with the scene: sheet, buttons, cards, map, frame and badge. A change of these is faded in."""
    bare = replace(view, typed="", word=None, scene=replace(view.scene, heard="", caption="", listening=False))
    whole = Rect(0, 0, layout.width, layout.height)
    yield Panel(whole, ("still", layout, bare), lambda: paint_still(layout, view, floor))


def moving(layout: Layout, view: View, t: float) -> Iterator[Panel]:
    """What changes while people talk, at `t` seconds; it stands on the still panels and changes at once."""
    quiet = replace(view, word=None)
    yield Panel(layout.caption, ("caption", layout, view), lambda: paint_caption(layout, view))
    if layout.heard:
        yield Panel(layout.heard, ("heard", layout, quiet), lambda: paint_heard(layout, view))
    beat = int(t * 10) % BEATS if view.scene.mode == "thinking" else 0
    yield Panel(layout.status, ("status", layout, quiet, beat), lambda: paint_status(layout, view, beat))
