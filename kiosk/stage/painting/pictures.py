"""Pictures of products and the store's logo, from its folder; a drawn sign where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import skia

from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import Brush
from kiosk.stage.shop import Shop
from kiosk.store_theme import PICTURE

_ROOT = re.compile(r"<svg\b[^>]*>")
_VIEW_BOX = re.compile(r"\bviewBox=[\"'][-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")
_SIDE = re.compile(r"\b(width|height)=[\"']([\d.]+)")
_SIDES = re.compile(r"\s(?:width|height)=[\"'][^\"']*[\"']")
LARGEST = 512
"""Px of a picture's longer side."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """An SVG and its own size."""

    svg: skia.SVGDOM
    width: float
    height: float


@lru_cache(maxsize=32)
def _opened(path: Path) -> skia.Image | _Drawing | None:
    """A picture, or None if there is none that can be drawn: `kiosk check` says so, the screen goes on."""
    if not path.is_file():
        return None
    data = path.read_bytes()
    if path.suffix == ".svg":
        return _drawing(data)
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    return _shrunk(image) if image is not None else None


def _drawing(data: bytes) -> _Drawing | None:
    """An SVG; its size is that of its view box, or else its width and height."""
    source = data.decode("utf-8", "replace")
    root = _ROOT.search(source)
    if root is None:
        return None
    box, sides = _VIEW_BOX.search(root[0]), dict(_SIDE.findall(root[0]))
    width, height = box.groups() if box else (sides.get("width", 0), sides.get("height", 0))
    plain = source.replace(root[0], _SIDES.sub("", root[0]), 1) if box else source
    svg = skia.SVGDOM.MakeFromStream(skia.MemoryStream(plain.encode(), copyData=True))
    return _Drawing(svg, float(width) or 1.0, float(height) or 1.0) if svg is not None else None


def _shrunk(image: skia.Image) -> skia.Image:
    """A photograph as large as the screen can show it: kept in memory, and drawn often."""
    shrink = LARGEST / max(image.width(), image.height())
    if shrink >= 1.0:
        return image
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    return image.resize(max(1, round(image.width() * shrink)), max(1, round(image.height() * shrink)), smooth)


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


def _size(opened: skia.Image | _Drawing) -> tuple[float, float]:
    return (opened.width, opened.height) if isinstance(opened, _Drawing) else (opened.width(), opened.height())


def _put(brush: Brush, opened: skia.Image | _Drawing, rect: Rect, *, fill: bool) -> None:
    """Scaled to fill a box or to fit into it, in its middle."""
    width, height = _size(opened)
    scale = (max if fill else min)(rect.w / width, rect.h / height)
    x, y = rect.x + (rect.w - width * scale) / 2, rect.y + (rect.h - height * scale) / 2
    if not isinstance(opened, _Drawing):
        target = skia.Rect.MakeXYWH(x, y, width * scale, height * scale)
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        brush.canvas.drawImageRect(opened, target, smooth)
        return
    brush.canvas.save()
    brush.canvas.translate(x, y)
    brush.canvas.scale(scale, scale)
    opened.svg.setContainerSize(skia.Size(width, height))
    opened.svg.render(brush.canvas)
    brush.canvas.restore()
