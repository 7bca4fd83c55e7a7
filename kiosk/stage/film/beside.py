"""What a film of a run shows that no stage has logged: the colleague's camera, and the page of the desk as an inset.

The camera is the file that a simulated colleague's was; a real one's is nowhere, and the screen then says so.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.motion_jpeg import Reel
from kiosk.stage.view import View

Image = NDArray[np.uint8]
WIDE: Final = 0.4
"""Of the screen's width, in portrait; in landscape of its height."""
EDGE: Final = 0.025
BELOW: Final = 0.115
"""So far from the top, in the same measure: the badge that says who speaks is never covered."""
FRAME_PX: Final = 4
FRAME: Final = (15, 118, 110)


@dataclass(frozen=True, slots=True)
class Moment:
    """The page of the desk from `t` on, CLOCK_MONOTONIC s; without a picture it is not shown any more."""

    t: float
    picture: Path | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What there is; `camera` runs from `camera_at` on."""

    camera: Path | None = None
    camera_at: float = 0.0
    moments: tuple[Moment, ...] = ()


NOTHING: Final = Beside()


class Insets:
    """Puts it into the frames of a film of a size, in one process."""

    def __init__(self, beside: Beside, size: tuple[int, int]) -> None:
        self._beside, self._size = beside, size
        self._reel = Reel(beside.camera) if beside.camera is not None else None
        self._times = [moment.t for moment in beside.moments]
        self._panels: dict[Path, Image] = {}

    def seen(self, view: View, t: float) -> View:
        """The view with the colleague's picture, where the screen showed one."""
        if view.call is None or self._reel is None:
            return view
        number, image = self._reel.at(t - self._beside.camera_at)
        return replace(view, call=replace(view.call, number=number, image=image))

    def page(self, t: float) -> Path | None:
        """The picture of the page that belongs to a time."""
        index = bisect_right(self._times, t) - 1
        return self._beside.moments[index].picture if index >= 0 else None

    def lay(self, picture: Image, t: float) -> None:
        """Lay the page over a corner of an RGBA picture, in place."""
        file = self.page(t)
        if file is None:
            return
        panel = self._panels.get(file)
        if panel is None:
            panel = self._panels[file] = self._panel(file)
        top, left = (round(share * min(self._size)) for share in (BELOW, EDGE))
        picture[top : top + panel.shape[0], left : left + panel.shape[1], :3] = panel

    def _panel(self, file: Path) -> Image:
        """RGB, framed."""
        page = cv2.cvtColor(np.asarray(cv2.imread(str(file))), cv2.COLOR_BGR2RGB)
        scale = WIDE * min(self._size) / page.shape[1]
        small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        px = FRAME_PX
        framed = cv2.copyMakeBorder(small, px, px, px, px, cv2.BORDER_CONSTANT, value=FRAME)
        return np.asarray(framed, np.uint8)
