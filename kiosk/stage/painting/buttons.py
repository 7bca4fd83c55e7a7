"""How everything that can be pressed looks: a sign, and a word beside or below it."""

from __future__ import annotations

from kiosk.access import SIZES
from kiosk.stage.arrangement.controls import HAND_LOW
from kiosk.stage.arrangement.layout import Layout, Rect, Target
from kiosk.stage.arrangement.sheet import size_of
from kiosk.stage.input.keyboard import Key
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import LEAST_TEXT, Brush, inset
from kiosk.stage.painting.palette import theme_of
from kiosk.stage.typography import text
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of
from kiosk.volume import LOUDEST

RADIUS, KEY_RADIUS = 26.0, 16.0
WIDE = 1.5
"""A button this much wider than high has its word beside the sign."""
SIGNS = {
    "type": "keyboard",
    "text": "letters",
    "contrast": "contrast",
    "reach": "wheelchair",
    "audio": "read-aloud",
    "softer": "softer",
    "louder": "louder",
}
STEPPED = {"text", "mute"}
KEY_SIGNS = {"backspace": "backspace", "shift": "shift", "ask": "enter", "done": "enter", "close": "keyboard-close"}


def paint_buttons(brush: Brush, layout: Layout, view: View) -> None:
    """All that can be pressed, and the ground under the keys."""
    words = words_of(view.scene.lang)
    if layout.keyboard:
        brush.surface(layout.keyboard, brush.theme.tile, RADIUS)
    tools = [target for target in layout.targets if target.kind in SIGNS or target.kind == "mute"]
    names = [target for target in layout.targets if target.kind == "language"]
    for row in (tools, names):
        size = _common_size(brush, row, view, words)
        for target in row:
            _tool(brush, target, view, words, size)
    for target in layout.targets:
        _button(brush, target, view, words)


def _button(brush: Brush, target: Target, view: View, words: Words) -> None:
    """A target that is none of a row of equals."""
    theme = brush.theme
    match target.kind:
        case "human":
            _large(brush, target.rect, "person", words.human, (theme.person, theme.on_person))
        case "stop" | "again":
            _last_word(brush, target, words)
        case "choice":
            choice = next(each for each in view.scene.choices if each.id == target.id)
            brush.surface(target.rect, theme.choice, RADIUS)
            room = inset(target.rect, 20 * brush.unit, 6 * brush.unit)
            brush.label(choice.label, room, 34, theme.on_choice, "semibold", "centre")
        case "key":
            _key(brush, target, words, lit=target.pressed)


def struck(layout: Layout, view: View) -> Target | None:
    """The key that was just pressed, if it is still there."""
    keys = (target for target in layout.targets if target.kind == "key" and target.id == view.struck)
    return next(keys, None) if view.struck else None


def paint_struck(layout: Layout, key: Target, view: View) -> Brush:
    """The same key as it looks under a finger."""
    brush = Brush(key.rect, layout.unit, layout.text, theme_of(view))
    _key(brush, key, words_of(view.scene.lang), lit=True)
    return brush


def _sign(target: Target) -> str:
    if target.kind == "mute":
        return "sound-off" if target.pressed else "sound"
    return "keyboard-close" if target.kind == "type" and target.pressed else SIGNS[target.kind]


def _word(target: Target, view: View, words: Words) -> str:
    """What pressing it does."""
    if target.kind == "language":
        return words_of(target.id).name
    return {
        "type": words.close if target.pressed else words.type,
        "text": words.normal if view.scene.access.text == "largest" else words.large,
        "contrast": words.contrast,
        "reach": words.low_reach,
        "audio": words.audio_first,
        "softer": words.softer,
        "mute": words.unmute if target.pressed else words.mute,
        "louder": words.louder,
    }[target.kind]


def _large(brush: Brush, rect: Rect, sign: str, label: str, colours: tuple[int, int]) -> None:
    """A sign on the left, words beside it."""
    ground, ink = colours
    brush.surface(rect, ground, 34)
    hand = rect.h > HAND_LOW * 0.9 * brush.unit
    side = min((130 if hand else 84) * brush.unit * brush.scale, 0.62 * rect.h, 0.3 * rect.w)
    left = rect.x + 0.2 * rect.h + side / 2
    signs.draw(brush, sign, left, rect.y + rect.h / 2, side, ink)
    start = round(left + side / 2 + 18 * brush.unit)
    room = Rect(start, rect.y, max(1, rect.right - start - round(18 * brush.unit)), rect.h)
    brush.label(label, inset(room, 0, 8 * brush.unit), 44 if hand else 36, ink, "semibold")


def _last_word(brush: Brush, target: Target, words: Words) -> None:
    theme, rect = brush.theme, target.rect
    label = words.stop if target.kind == "stop" else words.again
    if _is_wide(rect):
        _large(brush, rect, target.kind, label, (theme.choice, theme.on_choice))
        return
    brush.surface(rect, theme.card, 34, theme.ink, 3)
    _stacked(brush, rect, target.kind, label, theme.ink, 26)


def _tool(brush: Brush, target: Target, view: View, words: Words, size: float) -> None:
    """A quiet button; what is chosen is filled. Letters are `size` units at most."""
    theme, rect = brush.theme, target.rect
    ground, ink = (theme.ink, theme.paper) if target.pressed else (theme.paper, theme.ink)
    brush.surface(rect, ground, RADIUS, theme.ink if target.pressed else theme.line)
    label, (place, room) = _word(target, view, words), _places(brush, target)
    if place:
        signs.draw(brush, _sign(target), place.x + place.w / 2, place.y + place.h / 2, place.h, ink)
        _dots(brush, place, ink, *_steps(target, view))
    brush.label(label, room, size, ink, "semibold", "left" if place and _is_wide(rect) else "centre")


def _is_wide(rect: Rect) -> bool:
    return rect.w > WIDE * rect.h


def _places(brush: Brush, target: Target) -> tuple[Rect | None, Rect]:
    """Where the sign and the word of a tool stand: side by side, or one below the other."""
    rect, unit = target.rect, brush.unit
    if target.kind == "language":
        return None, inset(rect, 8 * unit)
    if _is_wide(rect):
        side = round(min(0.54 * rect.h, 0.26 * rect.w))
        middle = 0.43 if target.kind in STEPPED else 0.5
        sign = Rect(round(rect.x + 14 * unit), round(rect.y + middle * rect.h - side / 2), side, side)
        start = round(sign.right + 12 * unit)
        return sign, inset(Rect(start, rect.y, max(1, rect.right - start - round(8 * unit)), rect.h), 0, 8 * unit)
    side = round(0.38 * rect.h)
    sign = Rect(round(rect.x + rect.w / 2 - side / 2), round(rect.y + 0.08 * rect.h), side, side)
    return sign, inset(Rect(rect.x, rect.y + round(0.55 * rect.h), rect.w, round(0.42 * rect.h)), 5 * unit)


def _common_size(brush: Brush, row: list[Target], view: View, words: Words) -> float:
    """The largest letters, units, in which every word of a row fits its button: buttons of a kind look alike."""
    size = 26.0 * brush.scale * brush.unit
    for target in row:
        room = _places(brush, target)[1]
        fitted = text.fit(_word(target, view, words), room.w, room.h, (LEAST_TEXT * brush.unit, size), "semibold")
        size = min(size, fitted.size)
    return size / brush.unit / brush.scale


def _steps(target: Target, view: View) -> tuple[int, int]:
    """How many steps a setting has, and how many of them it is turned up."""
    if target.kind == "mute":
        return LOUDEST, view.scene.volume
    return (len(SIZES), SIZES.index(size_of(view.scene.access)) + 1) if target.kind == "text" else (0, 0)


def _dots(brush: Brush, sign: Rect, ink: int, count: int, lit: int) -> None:
    """Steps below a sign."""
    for number in range(count):
        x = sign.x + sign.w / 2 + (number - (count - 1) / 2) * 11 * brush.unit
        brush.circle(x, sign.bottom + 7 * brush.unit, 4.0 if number < lit else 1.8, ink)


def _stacked(brush: Brush, rect: Rect, sign: str, label: str, ink: int, size: float) -> None:
    """The sign above, one or two lines below it."""
    signs.draw(brush, sign, rect.x + rect.w / 2, rect.y + 0.3 * rect.h, 0.4 * rect.h, ink)
    room = Rect(rect.x, rect.y + round(0.52 * rect.h), rect.w, round(0.44 * rect.h))
    brush.label(label, inset(room, 5 * brush.unit), size, ink, "semibold", "centre")


def _key(brush: Brush, target: Target, words: Words, *, lit: bool) -> None:
    """A letter as it will stand in the field, or a sign and a word."""
    theme, rect, key = brush.theme, target.rect, target.event
    kind = key.kind if isinstance(key, Key) else "letter"
    ground, ink = (theme.accent, theme.on_accent) if lit or kind in {"ask", "done"} else (theme.paper, theme.ink)
    brush.surface(rect, ground, KEY_RADIUS, theme.line)
    if kind in {"letter", "space"}:
        label = words.space if kind == "space" else target.id
        size = min((26 if kind == "space" else 42) / brush.scale, 0.6 * rect.h / brush.unit / brush.scale)
        brush.label(label, inset(rect, 4 * brush.unit), size, ink, "semibold", "centre")
        return
    label = {"ask": words.ask, "done": words.done, "close": words.close}.get(kind, "")
    if label:
        side = min(0.56 * rect.h, 0.26 * rect.w)
        left = rect.x + 12 * brush.unit
        signs.draw(brush, KEY_SIGNS[kind], left + side / 2, rect.y + rect.h / 2, side, ink)
        start = round(left + side + 10 * brush.unit)
        room = Rect(start, rect.y, max(1, rect.right - start - round(8 * brush.unit)), rect.h)
        brush.label(label, inset(room, 0, 8 * brush.unit), 30 / brush.scale, ink, "semibold")
    else:
        signs.draw(brush, KEY_SIGNS[kind], rect.x + rect.w / 2, rect.y + rect.h / 2, 0.56 * rect.h, ink)
