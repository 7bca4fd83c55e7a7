"""How long a shopper waits, taken from the messages as they pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.commands import CloseSession, Show
from kiosk.events import Answered, ChoicePressed, Heard, QuestionTyped, SpeechEnded, SpeechStarted
from kiosk.ports import Message


@dataclass(frozen=True, slots=True)
class Delay:
    """`reply`: from the end of a question to its reply; `sound`: to the first sample that sounds after it; `wait`: from
    there, or from the end of a sentence, to the next sound while the shopper still waits."""

    kind: Literal["reply", "sound", "wait"]
    seconds: float


class Delays:
    """The delays of one question after the other. A question ends with its last voiced sample, or a touch."""

    def __init__(self) -> None:
        self._asked: float | None = None
        self._replied = self._sounded = False
        self._quiet_since = 0.0

    def see(self, at: float, message: Message) -> tuple[Delay, ...]:
        """What ends with a message that passed at `at` (CLOCK_MONOTONIC seconds)."""
        match message:
            case Heard(ended_at=ended):
                self._ask(ended or at)
            case QuestionTyped() | ChoicePressed():
                self._ask(at)
            case CloseSession():
                self._asked = None
            case Show(scene=scene) if self._sounded and scene.mode == "listening":
                self._asked = None
            case SpeechEnded():
                self._quiet_since = at
            case Answered() if self._asked is not None and not self._replied:
                self._replied = True
                return (Delay("reply", at - self._asked),)
            case SpeechStarted() if self._asked is not None:
                return self._sound(message.sounds_at, self._asked)
            case _:
                pass
        return ()

    def _ask(self, at: float) -> None:
        self._asked, self._replied, self._sounded, self._quiet_since = at, False, False, at

    def _sound(self, start: float, asked: float) -> tuple[Delay, ...]:
        wait = Delay("wait", start - self._quiet_since)
        first = () if self._sounded else (Delay("sound", start - asked),)
        self._sounded = True
        return (*first, wait)
