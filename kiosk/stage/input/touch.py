"""What is done to the screen becomes events; what is being typed stays here until it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.commands import CloseSession, Show
from kiosk.events import Event, NumberTyped, QuestionTyped, ScreenTouched, Typing
from kiosk.ports import Message
from kiosk.stage.arrangement.layout import Layout, hit
from kiosk.stage.input.field import Field
from kiosk.stage.input.keyboard import Key
from kiosk.stage.view import View
from kiosk.stage.window.display import Input, Touched

PRESENT_S = 4.0
"""Who types is there: the dialogue is told so often, so that nobody is taken for gone, or helped along, meanwhile."""
LEFT_S = 45.0
"""A keyboard that nobody has touched for so long is put away, with what was typed."""
STRUCK_S = 0.15
"""A key shows for so long that it was pressed."""


class Touch:
    """One person at the screen. Times are seconds of any clock that rises."""

    def __init__(self) -> None:
        self._field = Field()
        self._keypad = False
        self._struck = ""
        self._told_at = self._done_at = 0.0

    def take(self, message: Message) -> None:
        """With the session ends what was typed in it; a number is typed on keys that come and go with the question."""
        if isinstance(message, CloseSession):
            self._field = Field()
        elif isinstance(message, Show) and message.scene.keypad != self._keypad:
            self._keypad = message.scene.keypad
            self._field = Field(open=self._keypad)

    def shown(self, view: View, now: float) -> View:
        """The view with what is being typed."""
        field = self._field
        if field != Field() and now - self._done_at > LEFT_S and not self._keypad:
            self._field = field = Field()
        struck = self._struck if field.open and now - self._done_at < STRUCK_S else ""
        return replace(view, typed=field.text, keyboard=field.open, shifted=field.shifted, struck=struck)

    def does(self, action: Input, layout: Layout, view: View, now: float) -> Iterator[Event]:
        """What follows from a touch or a key for the dialogue."""
        done = hit(layout, action.x, action.y) if isinstance(action, Touched) else action
        if isinstance(done, Event):
            yield done
            return
        before = self._field.text
        self._field, question = self._field.after(done)
        self._struck, self._done_at = done.name if isinstance(done, Key) else "", now
        if self._keypad and isinstance(done, Key) and done.kind == "close":
            yield NumberTyped("")
        elif question:
            yield NumberTyped(question) if self._keypad else QuestionTyped(question)
        elif view.scene.speaker != "ai" and self._field.text != before:
            yield Typing(self._field.text)
        elif self._attends(done, view, now):
            self._told_at = now
            yield ScreenTouched()

    def _attends(self, done: object, view: View, now: float) -> bool:
        """Opening the keyboard begins a visit, as any touch does; in a visit the dialogue is told from time to time."""
        if view.scene.mode == "attract":
            return isinstance(done, Key) and done.kind == "open"
        return now - self._told_at > PRESENT_S
