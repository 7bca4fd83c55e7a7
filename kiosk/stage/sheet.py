"""The sheet that words and buttons stand on, while it is being filled from the bottom up."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.access import TextSize
from kiosk.stage.layout import BORDER, GAP, MARGIN, Rect, Target
from kiosk.stage.view import View

TEXT: Mapping[TextSize, float] = {"normal": 1.0, "large": 1.3, "largest": 1.6}
"""Scale of all letters."""


class Sheet:
    """What is free of a window of `width` x `height` px: `y` is the lowest free edge, in units like `w` and `h`.

    Portrait: the face above, the sheet below. Landscape: the face on the left, the sheet on the right.
    """

    def __init__(self, view: View, width: int, height: int) -> None:
        self.view, self.scene = view, view.scene
        self.width, self.height = width, height
        self.unit = min(min(width, height) / 1080, max(width, height) / 1920)
        self.w, self.h = width / self.unit, height / self.unit
        self.portrait = height >= width
        self.access = self.scene.access
        self.text = max(TEXT[self.access.text], TEXT["large"] if self.access.audio_first else 1.0)
        self.large = self.text > 1.0
        self.low = self.access.low_reach
        self.x0 = MARGIN if self.portrait else 0.46 * self.w + MARGIN
        self.x1 = self.w - MARGIN
        self.targets: list[Target] = []
        self.y = self.h - BORDER - 14

    def rect(self, x: float, y: float, w: float, h: float) -> Rect:
        """Units to px, edges rounded so that neighbours never overlap."""
        left, top = round(x * self.unit), round(y * self.unit)
        return Rect(left, top, round((x + w) * self.unit) - left, round((y + h) * self.unit) - top)

    def take(self, height: float, gap: float = GAP) -> Rect:
        """The lowest free stretch of the sheet, full width."""
        self.y -= height
        rect = self.rect(self.x0, self.y, self.x1 - self.x0, height)
        self.y -= gap
        return rect

    def row(self, y: float, height: float, count: int, span: tuple[float, float], gap: float = GAP) -> list[Rect]:
        """`count` equal cells beside each other."""
        left, right = span
        cell = (right - left - gap * (count - 1)) / count
        return [self.rect(left + i * (cell + gap), y, cell, height) for i in range(count)]
