"""The face drawn by a graphics processor, in whatever box the screen has for it."""

from __future__ import annotations

import avatars
from avatars.gpu import GpuFace
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.composing.gpu_compose import Portrait
from kiosk.stage.face.performer import Pose
from kiosk.stage.window.output import GpuOutput


class GpuPortrait:
    """One avatar for a place of some size (width, height), px."""

    def __init__(self, pack: avatars.Pack, place: tuple[int, int], output: GpuOutput) -> None:
        self._renderer = output.renderer
        self._face = GpuFace(pack, output.renderer, *place)

    @property
    def place(self) -> tuple[int, int]:
        """The place that it is drawn for."""
        return self._face.width, self._face.height

    def drawn(self, pose: Pose) -> Portrait:
        """What draws this pose in a box: in one of another size, while it grows or shrinks, it is scaled."""

        def draw(box: Rect) -> None:
            if (box.w, box.h) == self.place:
                self._face.draw(pose, box.x, box.y)
                return
            across, down = box.w / self._face.width, box.h / self._face.height
            self._renderer.scale = (across, down)
            self._face.draw(pose, round(box.x / across), round(box.y / down))
            self._renderer.scale = (1.0, 1.0)

        return draw
