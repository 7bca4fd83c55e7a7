"""Buttons beside the screen, for who cannot reach it: which are down comes in, presses go out. Touches no device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hardware.profiles.lights import ButtonTable
from kiosk.commands import Show
from kiosk.events import Event, HumanPressed, LanguagePressed, RepeatPressed, StopPressed
from kiosk.ports import Message


class Buttons:
    """The buttons of one device.

    Args:
        buttons: What each does.
        langs: The kiosk's languages: a button without one of its own takes the next.
    """

    def __init__(self, buttons: Mapping[int, ButtonTable], langs: Sequence[str]) -> None:
        self._buttons, self._langs = buttons, langs
        self._lang = langs[0]
        self._down: dict[int, float] = {}
        self._seen: dict[int, float] = {}
        self._spent: set[int] = set()
        self._known = False

    def heed(self, message: Message) -> None:
        """Take in a message: the language of the session."""
        if isinstance(message, Show):
            self._lang = message.scene.lang

    def step(self, now: float, pressed: frozenset[int] | None) -> list[Event]:
        """What the buttons that are down mean; None for a device that is away.

        A press counts once it has lasted as long as no bounce does, and once however long it lasts. What is down when
        the device appears for the first time is stuck, and counts only after it came up.
        """
        if pressed is None:
            self._down = {}
            return []
        if not self._known:
            self._known, self._spent = True, set(pressed)
        self._seen |= dict.fromkeys(pressed, now)
        self._spent = {button for button in self._spent if button in pressed or self._bounces(button, now)}
        self._down = {button: self._down.get(button, now) for button in pressed}
        held = [button for button in sorted(pressed - self._spent) if self._lasted(button, now)]
        self._spent |= set(held)
        return [event for button in held for event in self.press(button)]

    def press(self, button: int) -> list[Event]:
        """What a button means; nothing for one that the profile does not name."""
        table = self._buttons.get(button)
        if table is None:
            return []
        match table.press:
            case "human":
                return [HumanPressed()]
            case "stop":
                return [StopPressed()]
            case "repeat":
                return [RepeatPressed()]
            case "language":
                return [LanguagePressed(table.lang or self._next())]

    def _lasted(self, button: int, now: float) -> bool:
        table = self._buttons.get(button)
        return table is not None and now - self._down[button] >= table.debounce_ms / 1000

    def _bounces(self, button: int, now: float) -> bool:
        """Whether it was down so lately that it may not have come up at all."""
        table = self._buttons.get(button)
        return table is not None and now - self._seen.get(button, now) < table.debounce_ms / 1000

    def _next(self) -> str:
        at = self._langs.index(self._lang) if self._lang in self._langs else -1
        return self._langs[(at + 1) % len(self._langs)]
