"""How everything that can be pressed looks."""

from __future__ import annotations

from kiosk.stage import icons, palette
from kiosk.stage.brush import Brush, inset
from kiosk.stage.controls import ACCESS
from kiosk.stage.layout import Rect, Target
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of


def button(brush: Brush, target: Target, view: View, words: Words) -> None:
    """Draw one target."""
    match target.kind:
        case "human":
            _human(brush, target.rect, words.human)
        case "stop":
            _stop(brush, target.rect, words.stop)
        case "language":
            _language(brush, target)
        case "choice":
            choice = next(each for each in view.scene.choices if each.id == target.id)
            brush.round(target.rect, palette.NAVY, 26)
            room = inset(target.rect, 20 * brush.unit, 6 * brush.unit)
            brush.label(choice.label, room, 34, palette.WHITE, "semibold", "centre")
        case "access":
            _access(brush, target, words)


def _human(brush: Brush, rect: Rect, label: str) -> None:
    unit = brush.unit
    brush.round(rect, palette.CORAL, 34)
    icons.person(brush, rect.x + 62 * unit, rect.y + rect.h / 2, 34 * unit, palette.WHITE)
    room = Rect(round(rect.x + 112 * unit), rect.y, rect.w - round(112 * unit) - round(22 * unit), rect.h)
    brush.label(label, inset(room, 0, 8 * unit), 36, palette.WHITE, "semibold")


def _stop(brush: Brush, rect: Rect, label: str) -> None:
    brush.round(rect, palette.CARD, 34)
    brush.round(rect, palette.INK, 34, stroke=3)
    icons.square(brush, rect.x + rect.w / 2, rect.y + 0.38 * rect.h, 0.2 * rect.h, palette.INK)
    _under(brush, rect, label, palette.INK, 26)


def _under(brush: Brush, rect: Rect, label: str, colour: int, size: float) -> None:
    """A word in the lower third of a square button."""
    room = Rect(rect.x, rect.y + round(0.62 * rect.h), rect.w, round(0.32 * rect.h))
    brush.label(label, inset(room, 6 * brush.unit), size, colour, "semibold", "centre")


def _language(brush: Brush, target: Target) -> None:
    ground, ink = (palette.INK, palette.WHITE) if target.pressed else (palette.PAPER, palette.INK)
    brush.round(target.rect, ground, 30)
    brush.round(target.rect, palette.INK if target.pressed else palette.LINE, 30, stroke=2)
    name = words_of(target.id).name
    brush.label(name, inset(target.rect, 8 * brush.unit), 27, ink, "semibold", "centre")


def _access(brush: Brush, target: Target, words: Words) -> None:
    ground, ink = (palette.INK, palette.WHITE) if target.pressed else (palette.PAPER, palette.INK)
    rect = target.rect
    brush.round(rect, ground, 26)
    brush.round(rect, palette.INK if target.pressed else palette.LINE, 26, stroke=2)
    mode = next(mode for mode in ACCESS if mode == target.id)
    icons.access(brush, mode, rect.x + rect.w / 2, rect.y + 0.38 * rect.h, 0.22 * rect.h, ink)
    label = {"large": words.large, "low-reach": words.low_reach}.get(mode, words.audio_first)
    _under(brush, rect, label, ink, 22)
