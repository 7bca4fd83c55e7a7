"""What is free of the screen while it is being filled from the bottom up."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.access import Access, TextSize
from kiosk.events import Event
from kiosk.stage.arrangement.layout import BORDER, GAP, MARGIN, Kind, Rect, Target
from kiosk.stage.input.keyboard import Key
from kiosk.stage.view import View

TEXT: Mapping[TextSize, float] = {"normal": 1.0, "large": 1.3, "largest": 1.6}
"""Scale of all letters."""
BUTTONS: Mapping[TextSize, float] = {"normal": 1.0, "large": 1.15, "largest": 1.25}
"""Scale of buttons: they are large before, and their words are short."""
SPLIT = 0.46
"""Share of a landscape screen that the face has."""


def size_of(access: Access) -> TextSize:
    """Size of the letters: by ear they are large at least, for who sees a little."""
    return "large" if access.audio_first and access.text == "normal" else access.text


class Sheet:
    """What is free of a window of `width` x `height` px: `y` is the lowest free edge, in units like `w` and `h`.

    Portrait: the face above, the sheet below. Landscape: the face on the left, the sheet on the right; buttons for all
    times stand at the foot of the face's side, `side_y` is its lowest free edge.
    """

    def __init__(self, view: View, width: int, height: int) -> None:
        self.view, self.scene = view, view.scene
        self.width, self.height = width, height
        self.unit = min(min(width, height) / 1080, max(width, height) / 1920)
        self.w, self.h = width / self.unit, height / self.unit
        self.portrait = height >= width
        self.access = self.scene.access
        self.size = size_of(self.access)
        self.text, self.buttons = TEXT[self.size], BUTTONS[self.size]
        self.large = self.size != "normal"
        self.low = self.access.low_reach
        self.typing = view.keyboard
        self.audio = self.access.audio_first and not self.typing
        self.x0 = MARGIN if self.portrait else SPLIT * self.w + MARGIN
        self.x1 = self.w - MARGIN
        self.targets: list[Target] = []
        self.y = self.side_y = self.h - BORDER - 14

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

    def side(self, height: float, gap: float = GAP) -> tuple[float, tuple[float, float]]:
        """Top, and left and right edge, of the lowest free stretch of the face's side; in portrait of the sheet."""
        if self.portrait:
            self.y -= height
            top, self.y = self.y, self.y - gap
            return top, (self.x0, self.x1)
        self.side_y -= height
        top, self.side_y = self.side_y, self.side_y - gap
        return top, (MARGIN, SPLIT * self.w - MARGIN / 2)

    def row(self, y: float, height: float, count: int, span: tuple[float, float], gap: float = GAP) -> list[Rect]:
        """`count` equal cells beside each other."""
        left, right = span
        cell = (right - left - gap * (count - 1)) / count
        return [self.rect(left + i * (cell + gap), y, cell, height) for i in range(count)]

    def press(self, kind: Kind, rect: Rect, event: Event | Key, name: str = "", *, pressed: bool = False) -> None:
        """Let a place be pressed."""
        self.targets.append(Target(kind, name or kind, rect, event, pressed))
