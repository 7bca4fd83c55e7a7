"""The renderer for any computer: baked layers bent by OpenCV, eyes, brows and mouth drawn by Skia, one thread."""

from __future__ import annotations

from itertools import groupby

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from avatars.backdrop import backdrop
from avatars.bake import Picture, Sheet, stack
from avatars.boxes import Box, common, islands
from avatars.ground import Ground
from avatars.live import Live
from avatars.pack import Pack
from avatars.paint import Palette
from avatars.pose import Pose, complete
from avatars.rig import Layer
from avatars.steady import Steady
from avatars.view import frame
from avatars.warp import Cells, WarpedLayer, grid_of

WHOLE = 0.7
"""When more than this share of the picture changed, all of it is drawn."""


class CpuRenderer:
    """Draws poses of one pack; between two calls only what changed is drawn again."""

    def __init__(self, pack: Pack, width: int, height: int, *, transparent: bool, framing: str) -> None:
        self._view = frame(width, height, framing)
        self._steady, self._grid = Steady(self._view, pack.rig), grid_of(self._view)
        self._frame = Picture(np.zeros((height, width, 4), np.uint8))
        self._parts = self._open(pack, framing, None if transparent else backdrop(pack, width, height).pixels)

    @property
    def width(self) -> int:
        """Pixels across."""
        return self._view.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self._view.height

    def draw(self, pose: Pose) -> NDArray[np.uint8]:
        """Draw one frame: (height, width, 4), RGBA, premultiplied. The next call reuses the array."""
        full = complete(pose)
        stance = self._steady.stance(full)
        cells = np.zeros((self._grid.rows, self._grid.columns), bool)
        moved = []
        for part in self._parts:
            if isinstance(part, Ground):
                changed = part.update(stance, full)
                if changed is not None:
                    cells |= changed
            else:
                moved.append(part.update(stance, full))
        for box in self._dirty(cells, moved):
            self._compose(box)
        return self._frame.pixels

    def _open(self, pack: Pack, framing: str, behind: NDArray[np.uint8] | None) -> list[Ground | Live]:
        """Grounds and live layers in turn, a ground first."""
        parts: list[Ground | Live] = []
        palette = Palette(pack.colours, self._view.scale)
        for _, group in groupby(stack(pack, self._view, framing), key=type):
            several = list(group)
            bent = [WarpedLayer(one, pack.rig, self._view, self._grid) for one in several if isinstance(one, Sheet)]
            if bent or not parts:
                parts.append(Ground(bent, self._grid, lowest=not parts, backdrop=None if parts else behind))
            parts += [Live(one, palette, self._view) for one in several if isinstance(one, Layer)]
        return parts

    def _dirty(self, cells: Cells, moved: list[NDArray[np.float64]]) -> list[Box]:
        """The boxes that have to be drawn, inside the picture."""
        whole = (0, 0, self.width, self.height)
        boxes = [common(box, whole) for box in islands(np.vstack([*moved, self._squares(cells)]))]
        if any(box and _size(box) > WHOLE * _size(whole) for box in boxes):
            return [whole]
        return [box for box in boxes if box]

    def _squares(self, cells: Cells) -> NDArray[np.float64]:
        """(n, 4) boxes around cells that hang together."""
        _, _, found, _ = cv2.connectedComponentsWithStats(cells.astype(np.uint8), connectivity=4)
        left, top, width, height = found[1:, :4].T * self._grid.cell
        return np.stack([left, top, left + width, top + height], axis=1).astype(np.float64)

    def _compose(self, box: Box) -> None:
        self._frame.canvas.save()
        self._frame.canvas.clipRect(skia.Rect.MakeLTRB(*box))
        for part in self._parts:
            part.paint(self._frame, box)
        self._frame.canvas.restore()


def _size(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
