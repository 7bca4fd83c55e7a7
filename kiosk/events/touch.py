"""What the shopper does on the screen and its keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.access import Access

VolumeChange = Literal["louder", "softer", "mute"]


@dataclass(frozen=True, slots=True)
class ScreenTouched:
    """A touch on no button: somebody is there."""


@dataclass(frozen=True, slots=True)
class HumanPressed:
    """The button to a person, which is in every frame of every state."""


@dataclass(frozen=True, slots=True)
class LanguagePressed:
    """A language button."""

    lang: str


@dataclass(frozen=True, slots=True)
class ChoicePressed:
    """One of the choices on the screen, by its id."""

    choice: str


@dataclass(frozen=True, slots=True)
class QuestionTyped:
    """A question from the keyboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Typing:
    """What stands in the shopper's field now, with every character; told only while a colleague reads along."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberTyped:
    """A telephone number from the keypad; empty if the shopper does without."""

    number: str


@dataclass(frozen=True, slots=True)
class StopPressed:
    """The shopper wants silence now."""


@dataclass(frozen=True, slots=True)
class RepeatPressed:
    """The shopper wants to hear it again."""


@dataclass(frozen=True, slots=True)
class AccessPressed:
    """The shopper wants screen and voice so: all four choices, those that stay as they were too."""

    access: Access


@dataclass(frozen=True, slots=True)
class VolumePressed:
    """A step louder or softer, or silence; `mute` again ends it."""

    change: VolumeChange


TouchEvent = (
    ScreenTouched
    | HumanPressed
    | LanguagePressed
    | ChoicePressed
    | QuestionTyped
    | Typing
    | NumberTyped
    | StopPressed
    | RepeatPressed
    | AccessPressed
    | VolumePressed
)
