"""The shapes of a live layer from frame to frame: where they changed, and how they are drawn there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatars.bake import Picture
from avatars.boxes import Box, around
from avatars.paint import Palette
from avatars.pose import Pose
from avatars.rig import Layer
from avatars.shapes import ShapeSet
from avatars.view import Stance, View


class Live:
    """One live layer."""

    def __init__(self, layer: Layer, palette: Palette, view: View) -> None:
        self._shapes = ShapeSet(layer.shapes, palette, view.scale)
        self._before: NDArray[np.float64] | None = None

    def update(self, stance: Stance, pose: Pose) -> NDArray[np.float64]:
        """Follow a pose; (n, 4) boxes around what each changed shape was and is, in fractions of pixels."""
        before, changed = self._before, self._shapes.move(stance, pose)
        now = self._before = self._shapes.boxes
        if before is None:
            return now
        return np.hstack([np.minimum(now, before)[:, :2], np.maximum(now, before)[:, 2:]])[changed]

    def box(self) -> Box | None:
        """What holds all that can be seen; none if nothing can."""
        return around(self._shapes.boxes[self._shapes.visible])

    def paint(self, frame: Picture, box: Box) -> None:
        """Draw what touches a box of the picture."""
        self._shapes.paint(frame.canvas, box)
