"""Simulated hands: what a shopper wants to press becomes a touch where that stands on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pygame

from kiosk.events import NumberTyped, QuestionTyped
from kiosk.ports import Message
from kiosk.stage.arrangement.layout import Layout
from kiosk.stage.window.display import Input, Pressed, Touched, Typed


def inputs(wishes: Iterable[Message], layout: Layout) -> Iterator[Input]:
    """Keys for what is typed, touches for the rest; what is not on the screen is looked for in vain: a touch of it."""
    for wish in wishes:
        if isinstance(wish, QuestionTyped | NumberTyped):
            yield Typed(wish.text if isinstance(wish, QuestionTyped) else wish.number)
            yield Pressed(pygame.K_RETURN)
        else:
            rect = next((target.rect for target in layout.targets if target.event == wish), layout.avatar)
            yield Touched(rect.x + rect.w / 2, rect.y + rect.h / 2)
