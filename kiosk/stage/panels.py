"""What changes while people talk: caption with the sounding word, the shopper's words, and what the kiosk is doing.

Panels are painted on the sheet's own colour, so that showing one is a plain copy.
"""

from __future__ import annotations

import skia

from kiosk.stage import palette, text
from kiosk.stage.brush import Brush, baseline, inset
from kiosk.stage.layout import Layout, Rect
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of

CAPTION_SIZES = (33.0, 50.0)
"""Smallest and largest letters of the caption, units; what does not fit then scrolls with the voice."""
DOTS = 3
BEATS = 12
"""Pictures of one round of the thinking dots, 0.1 s each."""


def paint_caption(layout: Layout, view: View) -> Brush:
    """What the kiosk says, the sounding word on a pale ground."""
    rect = layout.caption
    brush = _paper(rect, layout)
    caption = view.scene.caption or (words_of(view.scene.lang).invite if view.scene.mode == "attract" else "")
    speaker = view.name if view.scene.speaker == "ai" else words_of(view.scene.lang).badge(view.scene.speaker)
    name = round(40 * layout.unit * layout.text) if speaker and caption else 0
    if name:
        who = Rect(rect.x, rect.y, rect.w, name)
        brush.label(speaker, who, 28, palette.SPEAKER[view.scene.speaker], "bold")
    room = Rect(rect.x, rect.y + name, rect.w, rect.h - name)
    grown = 1.4 if not view.scene.caption else 1.0 if layout.portrait else 1.15
    least, most = (size * layout.unit * layout.text * grown for size in CAPTION_SIZES)
    setting = text.fit(caption, room.w, room.h, (least, most))
    shown = _shown(setting, room, view.word)
    for number, line in enumerate(shown):
        at = baseline(room.y, number, setting)
        _mark(brush, line, view.word, (room.x, at), setting.size)
        text.draw(brush.canvas, line.text, (room.x, at), setting.size, palette.INK)
    return brush


def _paper(rect: Rect, layout: Layout) -> Brush:
    brush = Brush(rect, layout.unit, layout.text)
    brush.fill(palette.PAPER)
    return brush


def _shown(setting: text.Setting, room: Rect, word: tuple[int, int] | None) -> tuple[text.Line, ...]:
    """The lines that fit: all of them, or whole pages of a long text, turned as the voice comes to them."""
    page = max(1, int(room.h / setting.line_height))
    if len(setting.lines) <= page or word is None:
        return setting.lines[:page]
    current = max((i for i, line in enumerate(setting.lines) if line.start <= word[0]), default=0)
    first = min(current // page * page, len(setting.lines) - page)
    return setting.lines[first : first + page]


def _mark(brush: Brush, line: text.Line, word: tuple[int, int] | None, at: tuple[float, float], size: float) -> None:
    """A pale ground under the part of the sounding word that is on this line."""
    if word is None:
        return
    start, end = max(word[0] - line.start, 0), min(word[0] + word[1] - line.start, len(line.text))
    if start >= end:
        return
    left = at[0] + text.measure(line.text[:start], size)
    width = text.measure(line.text[start:end], size)
    shape = skia.Rect.MakeXYWH(left - 0.12 * size, at[1] - 0.92 * size, width + 0.24 * size, 1.22 * size)
    brush.canvas.drawRoundRect(shape, 0.2 * size, 0.2 * size, brush.paint(palette.TEAL_PALE))


def paint_heard(layout: Layout, view: View) -> Brush:
    """The shopper's own words, as heard, or as they are being typed."""
    rect = layout.heard or Rect(0, 0, 1, 1)
    brush = _paper(rect, layout)
    words = words_of(view.scene.lang)
    box = inset(rect, 0, 4 * layout.unit)
    brush.round(box, palette.WHITE if view.typed else palette.CARD, 24)
    if view.typed:
        brush.round(box, palette.TEAL, 24, stroke=3)
    room = inset(box, 24 * layout.unit)
    lead = words.typed if view.typed else words.heard
    width = round(text.measure(lead, 24 * layout.unit * layout.text, "semibold")) + 2
    brush.label(lead, Rect(room.x, room.y, width, room.h), 24, palette.TEAL, "semibold")
    rest = Rect(room.x + width + round(18 * layout.unit), room.y, room.w - width - round(18 * layout.unit), room.h)
    _tail(brush, view.typed + "|" if view.typed else words.quoted.replace("{text}", view.scene.heard), rest)
    return brush


def _tail(brush: Brush, words: str, room: Rect) -> None:
    """One or two lines; of a longer text the end, where it grows, after an ellipsis."""
    least, most = (size * brush.unit * brush.scale for size in (24.0, 34.0))
    cut = words
    while len(cut) > 1 and not text.fit(cut, room.w, room.h, (least, most)).fits:
        cut = "…" + cut.lstrip("…")[max(1, len(cut) // 12) :]
    brush.label(cut, room, 34, palette.INK)


def status_words(view: View, words: Words) -> str:
    """What the kiosk is doing, in words; that the microphone is off is said too."""
    scene = view.scene
    if scene.mode == "in-call":
        return words.in_call
    if scene.listening:
        return words.listening
    states = {"thinking": words.thinking, "speaking": words.speaking, "waiting": words.waiting, "attract": words.idle}
    return states.get(scene.mode, words.ready)


def paint_status(layout: Layout, view: View, beat: int) -> Brush:
    """The listening light, lit exactly while the microphone is open, and the state; dots walk while thinking."""
    rect, unit = layout.status, layout.unit
    brush = _paper(rect, layout)
    x, y = rect.x + 34 * unit, rect.y + rect.h / 2
    if view.scene.listening:
        brush.circle(x, y, 30, 0x3015803D)
        brush.circle(x, y, 18, palette.GREEN)
    else:
        brush.circle(x, y, 16, palette.MUTED, stroke=4)
    left = round(84 * unit)
    dots = view.scene.mode == "thinking"
    room = Rect(rect.x + left, rect.y, rect.w - left - round(12 * unit), round(rect.h * (0.6 if dots else 1)))
    brush.label(status_words(view, words_of(view.scene.lang)), room, 31, palette.MUTED, "semibold")
    if dots:
        _dots(brush, rect.x + left, rect.y + rect.h * 0.74, beat)
    return brush


def _dots(brush: Brush, left: float, y: float, beat: int) -> None:
    for number in range(DOTS):
        near = max(0.0, 1.0 - abs((beat - 4 * number) % BEATS - 2) / 3)
        alpha = round(70 + 185 * near) << 24
        brush.circle(left + (12 + 34 * number) * brush.unit, y, 8 + 3 * near, alpha | palette.TEAL & 0xFFFFFF)
