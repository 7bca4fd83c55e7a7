"""Setting text: measuring, wrapping where a line may end, fitting into a box by size, and drawing with skia.

All sizes are px. Advances are linear in the size, so a word is shaped once; there is no hinting, and letters sit on
fractions of a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import skia

from kiosk.stage.typography.bidirectional import base_level
from kiosk.stage.typography.breaks import opportunities
from kiosk.stage.typography.fonts import Weight
from kiosk.stage.typography.shaping import Run, laid, shaped

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
    """A text set into a box: its size, its lines, and whether all of it fits; `rtl` if it runs from the right."""

    size: float
    lines: tuple[Line, ...]
    fits: bool
    rtl: bool = False

    @property
    def line_height(self) -> float:
        """Distance of two baselines, px."""
        return self.size * LEADING


@dataclass(frozen=True, slots=True)
class _Segment:
    """What must stay on one line: its ends without and with the blanks after it, and its widths, em."""

    start: int
    stop: int
    width: float
    whole: float


def measure(text: str, size: float, weight: Weight = "regular") -> float:
    """Width of a text in one line, px."""
    return size * laid(text, weight, base_level(text)).width


def spans(line: str, start: int, end: int, size: float, weight: Weight = "regular") -> list[tuple[float, float]]:
    """Left and right edges, px from the line's left edge, of the letters `start` to `end`."""
    found = laid(line, weight, base_level(line)).spans(start, end)
    return [(left * size, right * size) for left, right in found]


@lru_cache(maxsize=512)
def _segments(text: str, weight: Weight) -> tuple[_Segment, ...]:
    edges = (0, *opportunities(text), len(text))
    found = []
    for start, end in pairwise(edges):
        words = text[start:end].rstrip(" ")
        width = laid(words, weight).width
        found.append(_Segment(start, start + len(words), width, laid(text[start:end], weight).width))
    return tuple(found)


def wrap(text: str, size: float, width: float, weight: Weight = "regular") -> tuple[Line, ...]:
    """Break a text so that every line is at most `width` px wide; a longer word is broken inside."""
    text = text.translate(_BLANKS)
    lines: list[Line] = []
    start = end = -1
    used = 0.0
    for segment in _segments(text, weight):
        if start >= 0 and (used + segment.width) * size > width:
            lines.append(Line(text[start:end], start))
            start, used = -1, 0.0
        if start < 0:
            if segment.start == segment.stop:
                continue
            start = _broken(text, segment, size, width, weight, lines)
            used = laid(text[start : segment.stop], weight).width + segment.whole - segment.width
        else:
            used += segment.whole
        end = segment.stop
    if start >= 0:
        lines.append(Line(text[start:end], start))
    return tuple(lines)


def _broken(text: str, segment: _Segment, size: float, width: float, weight: Weight, lines: list[Line]) -> int:
    """Full lines of a segment that is wider than a line are added; where the rest of it begins is returned."""
    start = segment.start
    while laid(text[start : segment.stop], weight).width * size > width and segment.stop - start > 1:
        count = _letters_within(text[start : segment.stop], size, width, weight)
        lines.append(Line(text[start : start + count], start))
        start += count
    return start


def _letters_within(word: str, size: float, width: float, weight: Weight) -> int:
    """How many letters of a word fit, at least one; marks stay with their letter."""
    carets = shaped(word, weight).carets
    count = max(1, next((at - 1 for at, caret in enumerate(carets) if caret * size > width), len(word)))
    while count > 1 and laid(word[:count], weight).width * size > width:
        count -= 1
    return count


@lru_cache(maxsize=256)
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
    whole = all(segment.width * size <= width for segment in _segments(text.translate(_BLANKS), weight))
    return Setting(size, lines, whole and len(lines) * size * LEADING <= height, bool(base_level(text)))


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


@lru_cache(maxsize=512)
def _font(face: int, size: float, bold: bool) -> skia.Font:
    font = skia.Font(_FACES[face], size)
    font.setSubpixel(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setLinearMetrics(True)
    font.setEmbolden(bold and _FACES[face].fontStyle().weight() < 500)
    return font


_FACES: dict[int, skia.Typeface] = {}


def draw(
    canvas: skia.Canvas, text: str, at: tuple[float, float], size: float, colour: int, weight: Weight = "regular"
) -> None:
    """Draw one line with its left edge and baseline at `at`."""
    paint = skia.Paint(Color=colour, AntiAlias=True)
    for piece in laid(text, weight, base_level(text)).pieces:
        for run in piece.word.runs:
            _draw_run(canvas, run, (at[0] + piece.x * size, at[1]), size, paint, bold=weight != "regular")


def _draw_run(
    canvas: skia.Canvas, run: Run, at: tuple[float, float], size: float, paint: skia.Paint, *, bold: bool
) -> None:
    key = run.face.uniqueID()
    _FACES.setdefault(key, run.face)
    points: Sequence[skia.Point] = [skia.Point(x * size, y * size) for x, y in run.points]
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(_font(key, size, bold), run.glyphs, points)
    canvas.drawTextBlob(builder.make(), at[0], at[1], paint)
