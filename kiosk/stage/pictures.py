"""Pictures of products and the store's logo, from its folder; a drawn sign where there is none."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import skia

from kiosk.stage import signs
from kiosk.stage.brush import Brush
from kiosk.stage.layout import Rect
from kiosk.stage.shop import Shop
from kiosk.store_theme import PICTURE


@lru_cache(maxsize=32)
def _opened(path: Path) -> skia.Image | skia.SVGDOM | None:
    """A picture, or None if there is none that can be drawn: `kiosk check` says so, the screen goes on."""
    if not path.is_file():
        return None
    data = path.read_bytes()
    if path.suffix == ".svg":
        return skia.SVGDOM.MakeFromStream(skia.MemoryStream(data))
    return skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))


def readable(path: Path) -> bool:
    """Whether a file is a picture that the screen can draw."""
    return _opened(path) is not None


def paint(brush: Brush, picture: str, rect: Rect, shop: Shop, radius: float = 22) -> None:
    """A picture that fills a rounded box: one of the store's, else the sign of that name, else a basket."""
    opened = _opened(Path(shop.pictures) / picture) if PICTURE.fullmatch(picture) else None
    theme = brush.theme
    if opened is None:
        name = picture if picture in signs.names() else "basket"
        signs.tile(brush, name, rect, theme.tile, theme.accent, radius)
        return
    brush.canvas.save()
    shape = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(rect.x, rect.y, rect.w, rect.h), *(radius * brush.unit,) * 2)
    brush.canvas.clipRRect(shape, True)
    brush.round(rect, 0xFFFFFFFF, 0)
    _put(brush, opened, rect, fill=True)
    brush.canvas.restore()


def logo(brush: Brush, rect: Rect, shop: Shop) -> int:
    """The store's logo at the left of a box, as high as it; how many px wide it is, 0 if there is none."""
    opened = _opened(Path(shop.pictures) / shop.logo) if shop.logo else None
    if opened is None:
        return 0
    width, height = _size(opened)
    drawn = Rect(rect.x, rect.y, min(rect.w, round(rect.h * width / height)), rect.h)
    if brush.theme.strong:
        brush.round(drawn, 0xFFFFFFFF, 8)
    _put(brush, opened, drawn, fill=False)
    return drawn.w


def _size(opened: skia.Image | skia.SVGDOM) -> tuple[float, float]:
    if isinstance(opened, skia.Image):
        return opened.width(), opened.height()
    size = opened.containerSize()
    return (size.width(), size.height()) if size.width() and size.height() else (1.0, 1.0)


def _put(brush: Brush, opened: skia.Image | skia.SVGDOM, rect: Rect, *, fill: bool) -> None:
    """Scaled to fill a box or to fit into it, in its middle."""
    width, height = _size(opened)
    scale = (max if fill else min)(rect.w / width, rect.h / height)
    x, y = rect.x + (rect.w - width * scale) / 2, rect.y + (rect.h - height * scale) / 2
    if isinstance(opened, skia.Image):
        target = skia.Rect.MakeXYWH(x, y, width * scale, height * scale)
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        brush.canvas.drawImageRect(opened, target, smooth)
        return
    brush.canvas.save()
    brush.canvas.translate(x, y)
    opened.setContainerSize(skia.Size(width * scale, height * scale))
    opened.render(brush.canvas)
    brush.canvas.restore()
