"""Setting text: measuring, wrapping at words, fitting into a box by size, and drawing with skia.

All sizes are px. Advances are linear in the size, so a letter is measured once; there is no hinting, and letters sit on
fractions of a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import skia

from kiosk.stage.fonts import Weight, fonts

_BLANKS = dict.fromkeys(map(ord, "\n\r\t"), " ")
LEADING = 1.28
"""Line height over font size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a wrapped text and the offset of its first letter in it."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A text set into a box: its size, its lines, and whether all of it fits in width and height."""

    size: float
    lines: tuple[Line, ...]
    fits: bool

    @property
    def line_height(self) -> float:
        """Distance of two baselines, px."""
        return self.size * LEADING


@lru_cache(maxsize=8192)
def _advance(letter: str, weight: Weight) -> float:
    """Width of a letter over the font size."""
    face = fonts().faces[weight][fonts().face_of(letter, weight)]
    return float(skia.Font(face, 1000.0).measureText(letter)) / 1000.0


@lru_cache(maxsize=512)
def _font(face: int, weight: Weight, size: float) -> skia.Font:
    chosen = fonts().faces[weight][face]
    font = skia.Font(chosen, size)
    font.setSubpixel(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setLinearMetrics(True)
    font.setEmbolden(weight != "regular" and chosen.fontStyle().weight() < 500)
    return font


def measure(text: str, size: float, weight: Weight = "regular") -> float:
    """Width of a text in one line, px."""
    return size * sum(_advance(letter, weight) for letter in text)


def wrap(text: str, size: float, width: float, weight: Weight = "regular") -> tuple[Line, ...]:
    """Break a text at its spaces so that every line is at most `width` px wide; a longer word is broken inside."""
    text = text.translate(_BLANKS)
    lines: list[Line] = []
    start = end = cursor = 0
    while cursor < len(text):
        stop = text.find(" ", cursor)
        stop = len(text) if stop < 0 else stop
        if measure(text[start:stop], size, weight) <= width:
            end, cursor = stop, stop + 1
        elif end > start:
            lines.append(Line(text[start:end], start))
            start = end = cursor = end + 1
        else:
            end = cursor = start + _letters_within(text[start:stop], size, width, weight)
            lines.append(Line(text[start:end], start))
            start = end
    if end > start:
        lines.append(Line(text[start:end], start))
    return tuple(lines)


def _letters_within(word: str, size: float, width: float, weight: Weight) -> int:
    """How many letters of a word fit, at least one."""
    room = width
    for count, letter in enumerate(word):
        room -= size * _advance(letter, weight)
        if room < 0:
            return max(1, count)
    return len(word)


def fit(text: str, width: float, height: float, sizes: tuple[float, float], weight: Weight = "regular") -> Setting:
    """The largest setting from `sizes[1]` down to `sizes[0]` px that fits without breaking a word."""
    least, most = sizes
    size = most
    while size > least:
        setting = _set(text, size, width, height, weight)
        if setting.fits:
            return setting
        size *= 0.94
    return _set(text, least, width, height, weight)


def _set(text: str, size: float, width: float, height: float, weight: Weight) -> Setting:
    lines = wrap(text, size, width, weight)
    whole = all(measure(word, size, weight) <= width for word in text.split(" "))
    return Setting(size, lines, whole and len(lines) * size * LEADING <= height)


def shortened(setting: Setting, width: float, height: float, weight: Weight = "regular") -> tuple[Line, ...]:
    """The lines of a setting that fit into a box; an ellipsis ends the last one if there were more."""
    room = max(1, int(height / setting.line_height))
    if len(setting.lines) <= room:
        return setting.lines
    last = setting.lines[room - 1]
    kept = last.text
    while kept and measure(kept + "…", setting.size, weight) > width:
        kept = kept[:-1]
    return (*setting.lines[: room - 1], Line(kept.rstrip() + "…", last.start))


def draw(
    canvas: skia.Canvas, text: str, at: tuple[float, float], size: float, colour: int, weight: Weight = "regular"
) -> None:
    """Draw one line with its baseline at `at`; every letter takes the first face that has it."""
    x, baseline = at
    paint = skia.Paint(Color=colour, AntiAlias=True)
    for face, letters in groupby(text, key=lambda letter: fonts().face_of(letter, weight)):
        run = "".join(letters)
        xs = []
        for letter in run:
            xs.append(x)
            x += size * _advance(letter, weight)
        canvas.drawTextBlob(skia.TextBlob.MakeFromPosTextH(run, xs, baseline, _font(face, weight, size)), 0, 0, paint)
