"""Everything on the screen but the face, as panels from back to front: what to paint, where, and when to paint anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace

from kiosk.floor import StoreMap
from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.painting import attract, callpanel, floorplan
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.buttons import paint_struck, struck
from kiosk.stage.painting.paint import paint_still
from kiosk.stage.painting.palette import theme_of
from kiosk.stage.painting.panels import BEATS, paint_caption, paint_heard, paint_status
from kiosk.stage.view import View


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture of `rect`'s size, premultiplied; `paint` is called again only when nothing with this `key` is kept."""

    rect: Rect
    key: Hashable
    paint: Callable[[], Brush]


def still(layout: Layout, view: View) -> Iterator[Panel]:
    """What changes with the scene: sheet, buttons, cards, frame and badge. A change of these is faded in."""
    quiet = replace(view.scene, heard="", caption="", listening=False, watching=False, partial=False)
    bare = replace(view.bare, typed="", scene=quiet)
    whole = Rect(0, 0, layout.width, layout.height)
    yield Panel(whole, ("still", layout, bare), lambda: paint_still(layout, view))


def behind(layout: Layout, view: View) -> Iterator[Panel]:
    """What stands where the face does, below all else: the picture of a call."""
    call = view.call
    if call is not None and view.scene.mode == "in-call":
        key = ("call", layout, view.scene.lang, view.scene.access, call)
        yield Panel(callpanel.box(layout), key, lambda: callpanel.paint(layout, view, call))


def moving(layout: Layout, view: View, floor: StoreMap | None, t: float) -> Iterator[Panel]:
    """What changes while people talk, at `t` seconds; it stands on the still panels and changes at once."""
    quiet = view.bare
    if attract.due(view):
        at = attract.moment(t)
        shown = attract.language(view, at[0]), attract.sample(view, at[0]), at[1]
        yield Panel(layout.caption, ("attract", layout, quiet, shown), lambda: attract.paint(layout, view, at))
    else:
        spoken = replace(quiet, word=view.word, unsaid=view.unsaid)
        yield Panel(layout.caption, ("caption", layout, spoken), lambda: paint_caption(layout, view))
    if layout.heard:
        yield Panel(layout.heard, ("heard", layout, quiet), lambda: paint_heard(layout, view))
    if layout.floor and floor:
        yield _map(layout.floor, layout, view, floor, t)
    if key := struck(layout, view):
        yield Panel(key.rect, ("struck", layout, quiet, view.struck), lambda: paint_struck(layout, key, view))
    beat = _beat(view, t)
    yield Panel(layout.status, ("status", layout, quiet, view.pausing, beat), lambda: paint_status(layout, view, beat))


def stamp(view: View, t: float) -> Hashable:
    """What of the moving panels depends on the time: a frame with the same view and stamp looks the same."""
    slide = attract.moment(t) if attract.due(view) else None
    return slide, floorplan.step(t, view.since) if view.scene.place else 0, _beat(view, t)


def _beat(view: View, t: float) -> int:
    return int(t * 10) % BEATS if view.scene.mode == "thinking" else 0


def _map(box: Rect, layout: Layout, view: View, floor: StoreMap, t: float) -> Panel:
    look = layout.unit, layout.text, theme_of(view)
    place, lang, at = view.scene.place, view.scene.lang, floorplan.step(t, view.since)
    key = ("map", box, look, floor, place, lang, at)
    return Panel(box, key, lambda: floorplan.paint(box, look, floor, place, lang, at))
