"""How everything that can be pressed looks: a sign, and a word beside or below it."""

from __future__ import annotations

from kiosk.stage import signs
from kiosk.stage.brush import Brush, inset
from kiosk.stage.keyboard import Key
from kiosk.stage.layout import Layout, Rect, Target
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
KEY_SIGNS = {"backspace": "backspace", "shift": "shift", "ask": "enter", "close": "keyboard-close"}


def button(brush: Brush, target: Target, view: View, words: Words) -> None:
    """Draw one target."""
    theme = brush.theme
    match target.kind:
        case "human":
            _large(brush, target.rect, "person", words.human, (theme.person, theme.on_person))
        case "stop" | "again":
            _last_word(brush, target, words)
        case "language":
            _tool(brush, target, "", words_of(target.id).name)
        case "choice":
            choice = next(each for each in view.scene.choices if each.id == target.id)
            brush.surface(target.rect, theme.choice, RADIUS)
            room = inset(target.rect, 20 * brush.unit, 6 * brush.unit)
            brush.label(choice.label, room, 34, theme.on_choice, "semibold", "centre")
        case "key":
            _key(brush, target, words)
        case "field":
            """The words themselves are the button."""
        case _:
            _tool(brush, target, _sign(target), _word(target, view, words))
            if target.kind == "mute":
                _level(brush, target, view.scene.volume)
            if target.kind == "text":
                _size(brush, target, view)


def paint_board(brush: Brush, layout: Layout) -> None:
    """The ground of the keyboard."""
    if layout.keyboard:
        brush.surface(layout.keyboard, brush.theme.tile, RADIUS)


def _sign(target: Target) -> str:
    if target.kind == "mute":
        return "sound-off" if target.pressed else "sound"
    return "keyboard-close" if target.kind == "type" and target.pressed else SIGNS[target.kind]


def _word(target: Target, view: View, words: Words) -> str:
    """What pressing it does."""
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
    side = min(84 * brush.unit * brush.scale, 0.62 * rect.h, 0.3 * rect.w)
    left = rect.x + 0.2 * rect.h + side / 2
    signs.draw(brush, sign, left, rect.y + rect.h / 2, side, ink)
    start = round(left + side / 2 + 18 * brush.unit)
    room = Rect(start, rect.y, max(1, rect.right - start - round(18 * brush.unit)), rect.h)
    brush.label(label, inset(room, 0, 8 * brush.unit), 36, ink, "semibold")


def _last_word(brush: Brush, target: Target, words: Words) -> None:
    theme, rect = brush.theme, target.rect
    label = words.stop if target.kind == "stop" else words.again
    if rect.w > WIDE * rect.h:
        _large(brush, rect, target.kind, label, (theme.choice, theme.on_choice))
        return
    brush.surface(rect, theme.card, 34, theme.ink, 3)
    _stacked(brush, rect, target.kind, label, theme.ink, 26)


def _tool(brush: Brush, target: Target, sign: str, label: str) -> None:
    """A quiet button; what is chosen is filled."""
    theme, rect = brush.theme, target.rect
    ground, ink = (theme.ink, theme.paper) if target.pressed else (theme.paper, theme.ink)
    brush.surface(rect, ground, RADIUS, theme.ink if target.pressed else theme.line)
    if not sign:
        brush.label(label, inset(rect, 8 * brush.unit), 27, ink, "semibold", "centre")
    elif rect.w > WIDE * rect.h:
        _beside(brush, rect, sign, label, ink)
    else:
        _stacked(brush, rect, sign, label, ink, 22)


def _stacked(brush: Brush, rect: Rect, sign: str, label: str, ink: int, size: float) -> None:
    """The sign above, one or two lines below it."""
    signs.draw(brush, sign, rect.x + rect.w / 2, rect.y + 0.3 * rect.h, 0.4 * rect.h, ink)
    room = Rect(rect.x, rect.y + round(0.52 * rect.h), rect.w, round(0.44 * rect.h))
    brush.label(label, inset(room, 5 * brush.unit), size, ink, "semibold", "centre")


def _beside(brush: Brush, rect: Rect, sign: str, label: str, ink: int) -> None:
    side = min(0.62 * rect.h, 0.26 * rect.w)
    left = rect.x + 12 * brush.unit
    signs.draw(brush, sign, left + side / 2, rect.y + rect.h / 2, side, ink)
    start = round(left + side + 10 * brush.unit)
    room = Rect(start, rect.y, max(1, rect.right - start - round(8 * brush.unit)), rect.h)
    brush.label(label, inset(room, 0, 8 * brush.unit), 26, ink, "semibold")


def _dots(brush: Brush, target: Target, count: int, lit: int) -> None:
    """Steps along the top edge: how far a setting is turned up."""
    rect, unit = target.rect, brush.unit
    ink = brush.theme.paper if target.pressed else brush.theme.accent
    gap = min(13 * unit, (rect.w - 24 * unit) / count)
    for number in range(count):
        x = rect.right - 16 * unit - (count - 1 - number) * gap
        y = rect.y + 14 * unit
        brush.circle(x, y, 4.5 if number < lit else 2.2, ink)


def _level(brush: Brush, target: Target, level: int) -> None:
    _dots(brush, target, LOUDEST, level)


def _size(brush: Brush, target: Target, view: View) -> None:
    _dots(brush, target, 3, ("normal", "large", "largest").index(view.scene.access.text) + 1)


def _key(brush: Brush, target: Target, words: Words) -> None:
    """A letter as it will stand in the field, or a sign and a word."""
    theme, rect, key = brush.theme, target.rect, target.event
    kind = key.kind if isinstance(key, Key) else "letter"
    ground, ink = (theme.accent, theme.on_accent) if kind == "ask" or target.pressed else (theme.paper, theme.ink)
    brush.surface(rect, ground, KEY_RADIUS, theme.line)
    if kind in {"letter", "space"}:
        label = words.space if kind == "space" else target.id
        size = min((26 if kind == "space" else 42) / brush.scale, 0.6 * rect.h / brush.unit / brush.scale)
        brush.label(label, inset(rect, 4 * brush.unit), size, ink, "semibold", "centre")
        return
    label = {"ask": words.ask, "close": words.close}.get(kind, "")
    if label:
        _beside(brush, rect, KEY_SIGNS[kind], label, ink)
    else:
        signs.draw(brush, KEY_SIGNS[kind], rect.x + rect.w / 2, rect.y + rect.h / 2, 0.56 * rect.h, ink)
