"""Puts face, still and moving panels together in order, for whatever draws them; the face glides, scenes fade."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kiosk.floor import StoreMap
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.composing.fading import Fade
from kiosk.stage.composing.screen import Panel, behind, moving, still
from kiosk.stage.painting import directions
from kiosk.stage.view import View
from kiosk.stage.words import words_of

GLIDE_S = 0.08
"""The face has gone two thirds of its way to a new place in this time."""
KEPT_SCREENS = 3
"""Painted panels are kept up to so many screens' worth of pixels."""
Box = tuple[float, float, float, float]
"""Left, top, width, height, px."""
FaceT = TypeVar("FaceT")
Kept = TypeVar("Kept")


class Composition(ABC, Generic[FaceT]):
    """The screen of one size; a driver lays the parts. Its time is any clock that rises."""

    def __init__(self, width: int, height: int, floor: StoreMap | None) -> None:
        self.width, self.height, self.floor = width, height, floor
        self._glide, self._fade = _Glide(), Fade()

    def layout(self, view: View) -> Layout:
        """Where everything is for a view."""
        place = view.scene.place
        known = self.floor is not None and bool(place) and self.floor.find(place) is not None
        layout = arrange(view, self.width, self.height, has_map=known)
        if self.floor is None or not known or layout.floor:
            return layout
        return replace(layout, told=directions.told(self.floor, place, words_of(view.scene.lang)))

    def compose(self, view: View, face: FaceT | None, t: float) -> None:
        """The frame at `t` seconds; `face` covers the layout's `avatar` box, None shows none."""
        layout = self.layout(view)
        panels = tuple(still(layout, view))
        if self._fade.begins(layout, tuple(panel.key for panel in panels), t):
            self._keep()
        self._ground(face, self._glide.at(layout.avatar, t) if face is not None else layout.avatar)
        for panel in (*behind(layout, view), *panels, *moving(layout, view, self.floor, t)):
            self._lay(panel)
        if share := self._fade.left(t):
            for area in self._fade.areas:
                self._before(area, share)
        elif self._fade.ends:
            self._forget()

    def begins(self, view: View) -> bool:
        """Whether the next frame begins a scene: it is the costly one, as its sheet and buttons are painted."""
        return self._fade.differs(tuple(panel.key for panel in still(self.layout(view), view)))

    @property
    def resting(self) -> bool:
        """Whether the face has come to its place and the scene is all there."""
        return self._glide.resting and self._fade.over

    @abstractmethod
    def _ground(self, face: FaceT | None, box: Rect) -> None:
        """Begin a frame: the face in its box, or a calm ground without one."""

    @abstractmethod
    def _lay(self, panel: Panel) -> None:
        """Lay a panel over what is there."""

    @abstractmethod
    def _keep(self) -> None:
        """Keep the last frame as it stands: the scene changes."""

    @abstractmethod
    def _forget(self) -> None:
        """The kept frame has faded away."""

    @abstractmethod
    def _before(self, area: Rect, share: float) -> None:
        """Lay an area of the kept frame over this one, `share` of it, 0 to 1."""


class PanelStore(Generic[Kept]):
    """Painted panels, the most recent ones kept, at most `KEPT_SCREENS` screens' worth of pixels."""

    def __init__(self, width: int, height: int) -> None:
        self._room = KEPT_SCREENS * width * height
        self._kept: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()

    def get(self, panel: Panel, make: Callable[[Panel], Kept]) -> Kept:
        """The picture of a panel, made if there is none."""
        if panel.key in self._kept:
            self._kept.move_to_end(panel.key)
        else:
            self._kept[panel.key] = make(panel), panel.rect.w * panel.rect.h
            self._drop()
        return self._kept[panel.key][0]

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()

    def _drop(self) -> None:
        held = sum(pixels for _, pixels in self._kept.values())
        while held > self._room and len(self._kept) > 1:
            held -= self._kept.popitem(last=False)[1][1]


@dataclass(slots=True)
class _Glide:
    """The face moves to its new place in a fifth of a second, it does not jump."""

    _at: Box | None = None
    _goal: Box = (0, 0, 0, 0)
    _t: float = 0.0

    def at(self, target: Rect, t: float) -> Rect:
        self._goal = (target.x, target.y, target.w, target.h)
        share = 1.0 - math.exp(-max(0.0, t - self._t) / GLIDE_S)
        last = self._at or self._goal
        x, y, w, h = (a + (b - a) * share for a, b in zip(last, self._goal, strict=True))
        self._at, self._t = (x, y, w, h), t
        return target if self.resting else Rect(round(x), round(y), round(w), round(h))

    @property
    def resting(self) -> bool:
        return self._at is None or all(abs(a - b) < 0.5 for a, b in zip(self._at, self._goal, strict=True))
