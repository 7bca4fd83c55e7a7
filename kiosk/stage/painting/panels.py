"""What changes while people talk: caption with the sounding word, the shopper's words, and what the kiosk is doing.

Panels are painted on the sheet's own colour, so that showing one is a plain copy.
"""

from __future__ import annotations

from collections.abc import Iterator

import skia

from kiosk.commands import KIOSKS_TURN
from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import BODY, LEAD, NOTE, Brush, baseline, inset
from kiosk.stage.painting.palette import theme_of
from kiosk.stage.typography import text
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of

CAPTION_SIZES = (33.0, 50.0)
"""Smallest and largest letters of the caption, units; what does not fit then scrolls with the voice."""
DOTS = 3
BEATS = 12
"""Pictures of one round of the thinking dots, 0.1 s each."""


def least_caption(layout: Layout) -> float:
    """Px of the smallest letters of the caption: a whole sentence goes before letters of the size that was chosen."""
    return CAPTION_SIZES[0] * layout.unit * max(1.0, layout.text / 1.3)


def paint_caption(layout: Layout, view: View) -> Brush:
    """What the kiosk says, the sounding word on a pale ground."""
    rect, scene = layout.caption, view.scene
    brush = _paper(rect, layout, view)
    speaker = view.name if scene.speaker == "ai" else words_of(scene.lang).badge(scene.speaker)
    name = round(42 * layout.unit * layout.text) if speaker and scene.caption else 0
    if name:
        who = Rect(rect.x, rect.y, rect.w, name)
        brush.label(speaker, who, BODY - 1, brush.theme.speaker(scene.speaker), "bold")
    room = Rect(rect.x, rect.y + name, rect.w, max(1, rect.h - name))
    grown = 1.0 if layout.portrait else 1.15
    least, most = least_caption(layout), CAPTION_SIZES[1] * layout.unit * layout.text * grown
    setting = text.fit(scene.caption, room.w, room.h, (least, most))
    said = view.word if view.unsaid is None else (view.unsaid, 0)
    for number, line in enumerate(_shown(setting, room, said)):
        _caption_line(brush, line, view.word, (room, baseline(room.y, number, setting)), setting)
        _fade_unsaid(brush, line, view.unsaid, (room, baseline(room.y, number, setting)), setting)
    return brush


def _paper(rect: Rect, layout: Layout, view: View) -> Brush:
    brush = Brush(rect, layout.unit, layout.text, theme_of(view))
    brush.fill(brush.theme.paper)
    return brush


def _shown(setting: text.Setting, room: Rect, word: tuple[int, int] | None) -> tuple[text.Line, ...]:
    """The lines that fit: all of them, or whole pages of a long text, turned as the voice comes to them."""
    page = max(1, int(room.h / setting.line_height))
    if len(setting.lines) <= page or word is None:
        return setting.lines[:page]
    current = max((i for i, line in enumerate(setting.lines) if line.start <= word[0]), default=0)
    first = min(current // page * page, len(setting.lines) - page)
    return setting.lines[first : first + page]


def _caption_line(
    brush: Brush, line: text.Line, word: tuple[int, int] | None, at: tuple[Rect, float], setting: text.Setting
) -> None:
    """A line with a pale ground under the part of the sounding word that is on it."""
    room, base = at
    size = setting.size
    if word is not None:
        for ground in _grounds(line, (word[0], word[0] + word[1]), at, setting):
            brush.canvas.drawRoundRect(ground, 0.2 * size, 0.2 * size, brush.paint(brush.theme.mark))
    brush.write(line.text, room, base, setting, brush.theme.ink)


def _fade_unsaid(
    brush: Brush, line: text.Line, unsaid: int | None, at: tuple[Rect, float], setting: text.Setting
) -> None:
    """What of a line was not said stands there in grey: the kiosk was broken off, and may go on with it."""
    if unsaid is None:
        return
    for ground in _grounds(line, (unsaid, line.start + len(line.text)), at, setting):
        brush.canvas.save()
        brush.canvas.clipRect(ground)
        brush.canvas.clear(brush.theme.paper)
        brush.write(line.text, at[0], at[1], setting, brush.theme.unsaid)
        brush.canvas.restore()


def _grounds(
    line: text.Line, letters: tuple[int, int], at: tuple[Rect, float], setting: text.Setting
) -> Iterator[skia.Rect]:
    """Boxes around those letters of the text, from one offset to before another, that are on a line."""
    (room, base), size = at, setting.size
    start, end = max(letters[0] - line.start, 0), min(letters[1] - line.start, len(line.text))
    left = room.x + (room.w - text.measure(line.text, size) if setting.rtl else 0)
    for near, far in text.spans(line.text, start, end, size) if start < end else ():
        yield skia.Rect.MakeLTRB(
            left + near - 0.12 * size, base - 0.92 * size, left + far + 0.12 * size, base + 0.30 * size
        )


def paint_heard(layout: Layout, view: View) -> Brush:
    """The shopper's own words, grey while they go on, or as they are being typed."""
    rect = layout.heard or Rect(0, 0, 1, 1)
    brush = _paper(rect, layout, view)
    words, theme, unit = words_of(view.scene.lang), brush.theme, layout.unit
    typing = view.keyboard or bool(view.typed)
    box = inset(rect, 0, 4 * unit)
    brush.surface(box, theme.paper if typing else theme.card, 24, theme.accent if typing else None, 3)
    room = inset(box, 24 * unit)
    lead = _lead(view, words)
    width = round(text.measure(lead, NOTE * unit * layout.text, "semibold")) + 2
    brush.label(lead, Rect(room.x, room.y, min(width, room.w), room.h), NOTE, theme.accent, "semibold")
    left = room.x + width + round(18 * unit)
    rest = Rect(left, room.y, max(1, room.right - left), room.h)
    said = view.typed + "|" if typing else words.quoted.replace("{text}", view.scene.heard)
    _tail(brush, said, rest, theme.faint if view.scene.partial and not typing else theme.ink)
    return brush


def _lead(view: View, words: Words) -> str:
    """Whose words these are, and whether they are done."""
    if view.scene.keypad:
        return words.number
    if view.keyboard and view.scene.speaker != "ai":
        return words.read_along
    if view.keyboard:
        return words.typing
    if view.typed:
        return words.typed
    return words.hearing if view.scene.partial else words.heard


def _tail(brush: Brush, words: str, room: Rect, colour: int) -> None:
    """One or two lines; of a longer text the end, where it grows, after an ellipsis."""
    least, most = (size * brush.unit * brush.scale for size in (NOTE, LEAD - 1))
    cut = words
    while len(cut) > 1 and not text.fit(cut, room.w, room.h, (least, most)).fits:
        cut = "…" + cut.lstrip("…")[max(1, len(cut) // 12) :]
    brush.label(cut, room, LEAD - 1, colour)


def status_words(view: View, words: Words) -> str:
    """What the kiosk is doing, in words; that the microphone is off is said too, and nobody is asked to talk then."""
    scene = view.scene
    if scene.mode == "in-call":
        return words.in_call if scene.sends_sound else words.not_heard
    if scene.listening and scene.mode in KIOSKS_TURN and not scene.partial:
        return words.thinking if scene.mode == "thinking" else words.interrupt
    if scene.listening:
        return words.still if view.pausing else words.listening
    if scene.lang in scene.deaf or (scene.mode == "attract" and not scene.watching):
        off = words.idle
    else:
        off = words.resting if scene.mode == "attract" else words.ready
    return {"thinking": words.thinking, "speaking": words.speaking, "waiting": words.waiting}.get(scene.mode, off)


def paint_status(layout: Layout, view: View, beat: int) -> Brush:
    """The light of the microphone and the state, the light of the camera below; dots walk while thinking."""
    rect, unit = layout.status, layout.unit
    brush = _paper(rect, layout, view)
    side = min(76 * unit * min(layout.text, 1.3), 0.64 * rect.h, 0.28 * rect.w)
    _microphone(
        brush,
        rect.x + side / 2 + 4 * unit,
        rect.y + rect.h / 2,
        side,
        lit=view.scene.listening or view.scene.sends_sound,
    )
    left = round(rect.x + side + 24 * unit)
    lower = round(min(0.36 * rect.h, 44 * unit * layout.text))
    room = Rect(left, rect.y, max(1, rect.right - left - round(6 * unit)), rect.h - lower)
    words = words_of(view.scene.lang)
    brush.label(status_words(view, words), room, BODY, brush.theme.ink, "semibold")
    _camera(brush, Rect(left, room.bottom, room.w, lower), view, words)
    if view.scene.mode == "thinking":
        _dots(brush, rect.right - 100 * unit, room.bottom + lower / 2, beat)
    return brush


def _microphone(brush: Brush, x: float, y: float, side: float, *, lit: bool) -> None:
    """Lit exactly while the microphone is open: a filled green disc with a halo; else an empty ring, crossed out."""
    theme, radius = brush.theme, side / 2 / brush.unit
    if lit:
        brush.circle(x, y, radius, theme.halo)
        brush.circle(x, y, 0.8 * radius, theme.light)
        signs.draw(brush, "microphone", x, y, 0.52 * side, theme.on_light)
    else:
        brush.circle(x, y, 0.8 * radius, theme.faint, stroke=3)
        signs.draw(brush, "microphone-off", x, y, 0.5 * side, theme.faint)


def _camera(brush: Brush, room: Rect, view: View, words: Words) -> None:
    """The camera's light: a lit dot, its sign and its word, or none of the colour."""
    theme, unit = brush.theme, brush.unit
    watching = view.scene.watching or view.scene.sends_picture
    colour = theme.light if watching else theme.faint
    side = min(0.8 * room.h, 30 * unit * brush.scale)
    middle = room.y + room.h / 2
    brush.circle(room.x + 7 * unit, middle, 6, colour, stroke=0 if watching else 2)
    signs.draw(brush, "camera" if watching else "camera-off", room.x + 22 * unit + side / 2, middle, side, colour)
    left = round(room.x + 30 * unit + side)
    reserved = round(110 * unit) if view.scene.mode == "thinking" else 0
    told = Rect(left, room.y, max(1, room.right - left - reserved), room.h)
    shown = words.seen if view.scene.sends_picture else words.camera_on if watching else words.camera_off
    brush.label(shown, told, NOTE - 2, theme.muted)


def _dots(brush: Brush, left: float, y: float, beat: int) -> None:
    for number in range(DOTS):
        near = max(0.0, 1.0 - abs((beat - 4 * number) % BEATS - 2) / 3)
        alpha = round(70 + 185 * near) << 24
        x = left + (12 + 30 * number) * brush.unit
        brush.circle(x, y, 7 + 3 * near, alpha | brush.theme.accent & 0xFFFFFF)
