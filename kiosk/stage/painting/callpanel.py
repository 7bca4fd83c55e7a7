"""The call view: the colleague's picture where the face was, a name below it, and what is wrong if it is missing."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.channels.call_picture import CallPicture, Image
from kiosk.stage.arrangement.layout import CORNER, Layout, Rect
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import BODY, LEAD, NOTE, Brush
from kiosk.stage.painting.palette import theme_of
from kiosk.stage.view import View
from kiosk.stage.words import words_of

DARK = 0xFF16201F
LEAST_KEPT = 0.42
"""Cropping keeps at least this share of a side: a face in the middle stays whole."""


def box(layout: Layout) -> Rect:
    """All that the sheet leaves free, and what its round corners show."""
    grown = round(CORNER * layout.unit)
    if layout.portrait:
        return Rect(0, 0, layout.width, min(layout.height, layout.sheet.y + grown))
    return Rect(0, 0, min(layout.width, layout.sheet.x + grown), layout.height)


def paint(layout: Layout, view: View, call: CallPicture) -> Brush:
    """The picture, filled or letterboxed, with name and role; words and a sign where it is missing."""
    rect = box(layout)
    brush = Brush(rect, layout.unit, layout.text, theme_of(view))
    if call.image is None:
        brush.fill(DARK)
        _missing(brush, rect, view)
    else:
        brush.pixels[..., :3] = fitted(call.image, rect.w, rect.h)
        brush.pixels[..., 3] = 255
    if call.caller.name:
        _name(brush, name_box(layout, rect), call)
    return brush


def _missing(brush: Brush, rect: Rect, view: View) -> None:
    side = 150 * brush.unit
    middle = rect.y + 0.46 * rect.h
    signs.draw(brush, "no-picture", rect.x + rect.w / 2, middle, side, 0xFFE6EFED)
    width = round(0.8 * rect.w)
    height = round(120 * brush.unit * brush.scale)
    told = Rect(rect.x + (rect.w - width) // 2, round(middle + 0.6 * side), width, height)
    brush.label(words_of(view.scene.lang).no_picture, told, LEAD, 0xFFFFFFFF, "semibold", "centre")


def name_box(layout: Layout, rect: Rect) -> Rect:
    """At the foot of the picture, over the sheet's edge, and over buttons that stand there in landscape."""
    unit = layout.unit
    height = round(96 * unit * layout.text)
    lower = [each.rect for each in layout.targets if each.rect.y > rect.h // 2 and each.rect.right < rect.right]
    foot = layout.sheet.y if layout.portrait else min([layout.height - round(30 * unit), *(each.y for each in lower)])
    width = min(rect.w - round(80 * unit), round(520 * unit * layout.text))
    return Rect(round(36 * unit), foot - height - round(24 * unit), width, height)


def _name(brush: Brush, room: Rect, call: CallPicture) -> None:
    """Name over role on a dark ground, with the sign of a person: read on any picture."""
    unit = brush.unit
    brush.round(room, 0xE6101A19, 30)
    side = 0.5 * room.h
    signs.draw(brush, "person", room.x + 0.24 * room.h + side / 2, room.y + room.h / 2, side, 0xFFFFFFFF)
    left = round(room.x + 0.94 * room.h)
    upper = round(room.h * (0.56 if call.caller.role else 1.0))
    text = Rect(left, room.y + round(6 * unit), room.right - left - round(20 * unit), upper - round(6 * unit))
    brush.label(call.caller.name, text, LEAD if call.caller.role else BODY, 0xFFFFFFFF, "semibold")
    if call.caller.role:
        below = Rect(left, room.y + upper, text.w, room.h - upper - round(10 * unit))
        brush.label(call.caller.role, below, NOTE, 0xFFD9E6E3)


def fitted(image: Image, width: int, height: int) -> Image:
    """(height, width, 3): the frame cropped to fill a box if that leaves enough of it, else on a dim blur of itself."""
    tall, wide = image.shape[:2]
    fill, fit = max(width / wide, height / tall), min(width / wide, height / tall)
    scale = fill if fit / fill >= LEAST_KEPT else fit
    size = max(1, round(wide * scale)), max(1, round(tall * scale))
    scaled = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    if scale == fill:
        left, top = max(0, (size[0] - width) // 2), max(0, (size[1] - height) // 3)
        return np.ascontiguousarray(scaled[top : top + height, left : left + width])
    blurred = cv2.resize(image, (16, 16), interpolation=cv2.INTER_AREA) // 3
    result = np.asarray(cv2.resize(blurred, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    y, x = (height - scaled.shape[0]) // 2, (width - scaled.shape[1]) // 2
    result[y : y + scaled.shape[0], x : x + scaled.shape[1]] = scaled
    return result
