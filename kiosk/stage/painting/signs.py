"""Signs: small drawings in one colour, in `signs/*.svg`, on a square of 24 by 24."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import skia

from kiosk.colour import spelled
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting.brush import Brush

SIDE = 24
_FOLDER = Path(__file__).parent / "signs"


@cache
def names() -> frozenset[str]:
    """What there is a sign for."""
    return frozenset(path.stem for path in _FOLDER.glob("*.svg"))


@lru_cache(maxsize=128)
def _drawing(name: str, colour: int) -> skia.SVGDOM:
    source = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    coloured = source.replace("currentColor", spelled(colour))
    stream = skia.MemoryStream(coloured.encode(), copyData=True)  # else it reads what Python has freed
    return skia.SVGDOM.MakeFromStream(stream)


def draw(brush: Brush, name: str, x: float, y: float, side: float, colour: int) -> None:
    """A sign around (x, y) px, `side` px wide and high.

    Raises:
        FileNotFoundError: there is no such sign.
    """
    drawing = _drawing(name, colour)
    brush.canvas.save()
    brush.canvas.translate(x - side / 2, y - side / 2)
    brush.canvas.scale(side / SIDE, side / SIDE)
    drawing.setContainerSize(skia.Size(SIDE, SIDE))
    drawing.render(brush.canvas)
    brush.canvas.restore()


def tile(brush: Brush, name: str, rect: Rect, ground: int, colour: int, radius: float = 22) -> None:
    """A sign on a coloured ground that fills a box."""
    brush.round(rect, ground, radius)
    side = 0.62 * min(rect.w, rect.h)
    draw(brush, name, rect.x + rect.w / 2, rect.y + rect.h / 2, side, colour)
