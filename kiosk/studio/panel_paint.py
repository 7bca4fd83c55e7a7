"""The panel of the preview as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia

from kiosk.stage.typography import text
from kiosk.studio.contact import GROUND, INK, MUTED, Picture
from kiosk.studio.widgets import CHIP_TEXT, SLIDER_TEXT, Box, Chip, Sheet, Slider

TEAL, PALE, LINE, WHITE, RED = 0xFF0B6B63, 0xFFE3ECE9, 0xFFC6D3D0, 0xFFFFFFFF, 0xFFA8321A
FAULT_TEXT, FAULT_LINE = 13.0, 17
HELP = (
    "←→ expression   ↑↓ mouth shape   Tab next slider   − + move it   Space speak   Esc end",
    "L life   T turn   G next gesture   H holes   R rest   C copy the sliders as JSON, for expressions.json",
)


@dataclass(frozen=True, slots=True)
class Look:
    """All that the panel shows: equal looks are equal pictures."""

    values: tuple[tuple[str, float], ...]
    pressed: frozenset[str]
    """Chips that are on, as `kind:name`."""
    focus: str
    sentence: str
    typing: bool
    faults: tuple[str, ...]
    note: str


def paint(sheet: Sheet, look: Look) -> Picture:
    """The panel: (height, WIDTH, 4) RGBA."""
    pixels = np.zeros((round(sheet.box.h), round(sheet.box.w), 4), np.uint8)
    canvas = skia.Canvas(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas.clear(GROUND)
    canvas.translate(-sheet.box.x, 0)
    for heading in sheet.headings:
        text.draw(canvas, heading.words, (heading.x, heading.y + 15), 14.5, INK, "semibold")
    values = dict(look.values)
    for slider in sheet.sliders:
        _slider(canvas, slider, values.get(slider.name, 0.0), focused=slider.name == look.focus)
    for chip in sheet.chips:
        _chip(canvas, chip, on=f"{chip.kind}:{chip.name}" in look.pressed)
    _sentence(canvas, sheet.sentence, look)
    _told(canvas, sheet.faults, look)
    return pixels


def _fill(canvas: skia.Canvas, box: Box, colour: int, radius: float, stroke: float = 0.0) -> None:
    paint = skia.Paint(Color=colour, AntiAlias=True)
    if stroke:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(stroke)
    canvas.drawRoundRect(skia.Rect.MakeXYWH(box.x, box.y, box.w, box.h), radius, radius, paint)


def _chip(canvas: skia.Canvas, chip: Chip, *, on: bool) -> None:
    strong = on or chip.kind == "speak"
    _fill(canvas, chip.box, TEAL if strong else PALE, 13)
    width = text.measure(chip.name, CHIP_TEXT)
    at = (chip.box.x + (chip.box.w - width) / 2, chip.box.y + 18)
    text.draw(canvas, chip.name, at, CHIP_TEXT, WHITE if strong else INK)


def _slider(canvas: skia.Canvas, slider: Slider, value: float, *, focused: bool) -> None:
    track, middle = slider.track, slider.box.y + slider.box.h / 2
    if focused:
        _fill(canvas, Box(slider.box.x - 4, slider.box.y, slider.box.w + 4, slider.box.h), PALE, 5)
    text.draw(canvas, slider.name, (slider.box.x, middle + 4.5), SLIDER_TEXT, INK if value else MUTED)
    _fill(canvas, Box(track.x, middle - 1.5, track.w, 3), LINE, 1.5)
    rest, here = (track.x + track.w * slider.share_of(at) for at in (0.0, value))
    _fill(canvas, Box(min(rest, here), middle - 1.5, abs(here - rest), 3), TEAL, 1.5)
    canvas.drawCircle(here, middle, 6, skia.Paint(Color=TEAL if value or focused else MUTED, AntiAlias=True))
    told = f"{value:.0f}°" if slider.name.startswith("head") else f"{value:.2f}".replace("-0.", "-.").lstrip("0") or "0"
    told = "0" if not value else told
    text.draw(canvas, told, (track.x + track.w + 10, middle + 4.5), SLIDER_TEXT, INK if value else MUTED)


def _sentence(canvas: skia.Canvas, box: Box, look: Look) -> None:
    _fill(canvas, box, WHITE, 6)
    _fill(canvas, box, TEAL if look.typing else LINE, 6, 1.5)
    words = look.sentence + ("|" if look.typing else "")
    while text.measure(words, CHIP_TEXT) > box.w - 16:
        words = words[1:]
    text.draw(canvas, words, (box.x + 8, box.y + 18), CHIP_TEXT, INK)


def _told(canvas: skia.Canvas, box: Box, look: Look) -> None:
    """Faults in red, or the keys."""
    lines = [line.text for fault in look.faults for line in text.wrap(fault, FAULT_TEXT, box.w)]
    fits = max(int(box.h // FAULT_LINE), 1)
    if len(lines) > fits:
        lines = [*lines[: fits - 1], "… kiosk avatar lint tells the rest"]
    for number, line in enumerate(lines or _help(look)):
        text.draw(canvas, line, (box.x, box.y + 12 + number * FAULT_LINE), FAULT_TEXT, RED if lines else MUTED)


def _help(look: Look) -> Sequence[str]:
    return [look.note, *HELP] if look.note else HELP
