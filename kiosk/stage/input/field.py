"""The question that is being typed, on a keyboard of keys or on the screen's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pygame

from kiosk.stage.input import hangul
from kiosk.stage.input.keyboard import Key
from kiosk.stage.window.display import Pressed, Typed

LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in it; `open` if the screen's keyboard is there, `shifted` until its next letter.

    `composing` while the last syllable is still being put together: Backspace then takes a letter of it, not all.
    """

    text: str = ""
    open: bool = False
    shifted: bool = False
    composing: bool = False

    def after(self, action: Typed | Pressed | Key) -> tuple[Field, str]:
        """The field after a key, and the question if the key was Enter ("" otherwise)."""
        match action:
            case Typed(text=text):
                return self._with(self.text + text), ""
            case Pressed(key=pygame.K_RETURN | pygame.K_KP_ENTER) | Key(kind="ask" | "done"):
                return self._asked()
            case Pressed(key=pygame.K_BACKSPACE) | Key(kind="backspace"):
                return self._shortened(), ""
            case Pressed(key=pygame.K_ESCAPE):
                return Field(), ""
            case Key():
                return self._touched(action), ""
        return self, ""

    def _touched(self, key: Key) -> Field:
        match key.kind:
            case "open" | "close":
                return replace(self, open=key.kind == "open", shifted=False, composing=False)
            case "shift":
                return replace(self, shifted=not self.shifted)
            case _ if hangul.is_letter(key.text):
                text = hangul.typed(self.text, key.text) if self.composing else self.text + key.text
                return replace(self._with(text), composing=True)
            case _:
                return self._with(self.text + key.text)

    def _with(self, text: str) -> Field:
        """Other text, on one line and not too long."""
        text = text.replace("\n", " ").lstrip()[:LONGEST_QUESTION]
        return Field(text, self.open)

    def _shortened(self) -> Field:
        if not self.composing:
            return self._with(self.text[:-1])
        shorter = hangul.shortened(self.text)
        return replace(self._with(shorter), composing=len(shorter) == len(self.text))

    def _asked(self) -> tuple[Field, str]:
        """Enter asks, and closes the screen's keyboard; an empty field asks nothing and stays."""
        question = self.text.strip()
        return (Field(), question) if question else (self._with(""), "")
