"""Carries events to the dialogue and its commands to the parts, in order, and writes both down.

It decides nothing: who gets what is a table, a timer is a command, an undone command comes back as `Failed`.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from kiosk.commands import (
    Answer,
    AskHuman,
    CallMode,
    CancelHuman,
    CloseCase,
    CloseSession,
    Command,
    Duck,
    ExpectEnd,
    Express,
    Gesture,
    LeaveMessage,
    Listen,
    LookAt,
    LookAway,
    OpenSession,
    PageFloor,
    Remind,
    RequestCallBack,
    Say,
    SetVolume,
    Show,
    StopListening,
    StopSpeaking,
)
from kiosk.dialogue.presence import Presence
from kiosk.dialogue.step import begin, step
from kiosk.events import (
    Answered,
    BodyCleared,
    BodyStopped,
    EarsReady,
    Elapsed,
    Event,
    Failed,
    Heard,
    HumanSaid,
    MicrophoneClosed,
    MicrophoneOpened,
    PartFailed,
    Partial,
    PartReady,
    QuestionTyped,
    RoomNoise,
    ShopperApproaching,
    ShopperEngaged,
    ShopperNoticed,
    SpeechEnded,
    SpeechStarted,
    StoreHours,
    Typing,
)
from kiosk.ports import Message
from kiosk.runtime.ledger import Kind

CORE: Final = "core"
SAY_WITHIN_S: Final = 1.2
ANSWER_WITHIN_S: Final = 6.0

FORWARDED: Final[Mapping[type[Event], tuple[str, ...]]] = {
    SpeechStarted: ("stage", "body", "hearing", "shop"),
    SpeechEnded: ("stage", "body", "hearing", "shop"),
    EarsReady: ("shop",),
    RoomNoise: ("voice",),
    MicrophoneOpened: ("shop",),
    MicrophoneClosed: ("shop",),
    Answered: ("devices", "desk"),
    Partial: ("desk",),
    Heard: ("desk",),
    QuestionTyped: ("desk",),
    Typing: ("desk",),
    HumanSaid: ("desk",),
    PartReady: ("desk",),
    PartFailed: ("desk",),
    BodyStopped: ("body",),
    BodyCleared: ("body",),
    ShopperNoticed: ("body",),
    ShopperApproaching: ("body",),
    ShopperEngaged: ("body",),
    StoreHours: ("body",),
}


RECIPIENTS: Final[Mapping[type[Command], tuple[str, ...]]] = {
    Say: ("voice",),
    Duck: ("voice",),
    StopSpeaking: ("voice",),
    SetVolume: ("voice",),
    Listen: ("hearing",),
    StopListening: ("hearing",),
    ExpectEnd: ("hearing",),
    Answer: ("answers",),
    Show: ("stage",),
    Express: ("stage", "body"),
    LookAt: ("stage", "body"),
    LookAway: ("stage", "body"),
    Gesture: ("stage", "body"),
    AskHuman: ("desk",),
    CancelHuman: ("desk",),
    CallMode: ("call", "hearing", "sight", "voice", "stage", "desk"),
    RequestCallBack: ("desk",),
    LeaveMessage: ("desk",),
    PageFloor: ("desk",),
    OpenSession: ("hearing", "answers", "stage", "body", "desk"),
    CloseSession: ("hearing", "answers", "stage", "body", "desk"),
    CloseCase: (),
    Remind: (),
}
WITNESSES: Final[Mapping[type[Command], tuple[str, ...]]] = {
    Say: ("desk",),
    Show: ("shop", "body"),
    Duck: ("stage", "body"),
    AskHuman: ("body", "call"),
    CancelHuman: ("body",),
    CloseCase: ("body", "desk"),
    PageFloor: ("body",),
}
"""Who looks on: simulated shoppers see what is shown, a face that is spoken to shows that it notices, lamps tell.

The desk hears what is said at the kiosk: a colleague who is called knows what was talked about.
"""
BESIDE: Final = "devices"
"""The part of displays, lamps and buttons beside the robot: it is told all that the robot is told."""

ABSENT: Final[Mapping[str, str]] = {
    "voice": "voice.absent",
    "hearing": "hearing.absent",
    "answers": "answers.absent",
    "desk": "desk.absent",
}
"""What a command comes back with when the part that it is for is not there."""


class Recipient(Protocol):
    """A part as the executor sees it."""

    ready: bool

    def send(self, message: Message) -> bool:
        """Hand it over; false if the part cannot take it."""
        ...


class Book(Protocol):
    """What keeps the rows: a ledger on disk, or a list of a rehearsal."""

    def write(self, at: float, kind: Kind, part: str, message: Message) -> None:
        """Append a row."""
        ...


def identity(command: Command) -> int | None:
    """The id under which a command that was not done is reported; None if nobody waits for it."""
    match command:
        case Say(utterance=number) | Answer(query=number) | AskHuman(case=number):
            return number
        case RequestCallBack(case=number) | LeaveMessage(case=number) | PageFloor(case=number):
            return number
        case Listen():
            return 0
        case _:
            return None


class Executor:
    """One conversation after the other, until the loop ends. `watch` sees every row (for tests and the live view).

    Timers are the loop's, and `clock` dates the rows: a loop in virtual time brings its own.
    """

    def __init__(
        self,
        parts: Mapping[str, Recipient],
        ledger: Book,
        watch: Callable[[str, Message], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._parts, self._ledger, self._watch, self._clock = parts, ledger, watch, clock
        self._state = begin()
        self._inbox: deque[tuple[str, Event]] = deque()
        self._busy = False
        self._shown: Show | None = None
        self._hours: StoreHours | None = None
        self._deadlines: dict[tuple[str, int], asyncio.TimerHandle] = {}

    def post(self, part: str, event: Event) -> None:
        """Take an event; it and all that follows from it is done when this returns."""
        self._inbox.append((part, event))
        if self._busy:
            return
        self._busy = True
        try:
            while self._inbox:
                self._take(*self._inbox.popleft())
        finally:
            self._busy = False

    @property
    def idle(self) -> bool:
        """Whether nobody is served, and nobody comes to be."""
        coming = self._state.presence in (Presence.APPROACHING, Presence.ENGAGED)
        return self._state.session is None and not coming

    def _take(self, part: str, event: Event) -> None:
        self._note("event", part, event)
        self._settle(event)
        if isinstance(event, StoreHours):
            self._hours = event
        for name in FORWARDED.get(type(event), ()):
            self._hand(name, event)
        if isinstance(event, PartReady):
            self._catch_up(event.part)
        self._state, commands = step(self._state, event)
        for command in commands:
            self._note("command", ",".join(RECIPIENTS[type(command)]) or CORE, command)
        for command in commands:
            self._do(command)

    def _note(self, kind: str, part: str, message: Message) -> None:
        self._ledger.write(self._clock(), "event" if kind == "event" else "command", part, message)
        if self._watch is not None:
            self._watch(part, message)

    def _do(self, command: Command) -> None:
        if isinstance(command, Remind):
            done = Elapsed(command.timer, command.token)
            asyncio.get_running_loop().call_later(command.after_s, self.post, CORE, done)
            return
        if isinstance(command, Show):
            self._shown = command
        names = RECIPIENTS[type(command)]
        taken = [name for name in names if self._hand(name, command)]
        for name in WITNESSES.get(type(command), ()):
            self._hand(name, command)
        number = identity(command)
        if names and not taken and number is not None:
            self._inbox.append((CORE, Failed(type(command).__name__, number, ABSENT[names[0]])))
        elif number is not None:
            self._expect(command, number)

    def _hand(self, name: str, message: Message) -> bool:
        part = self._parts.get(name)
        if name == "body":
            self._hand(BESIDE, message)
        return part is not None and part.ready and part.send(message)

    def _catch_up(self, name: str) -> None:
        """A body, and what is beside it, that comes back goes by what is so now; the desk, by what is missing."""
        part = self._parts.get(name)
        if name in ("body", BESIDE) and part is not None:
            for told in (self._shown, self._hours):
                if told is not None:
                    part.send(told)
        if name == "desk" and part is not None:
            for each in sorted(self._state.health.parts):
                if self._state.health.missing(each) and each != name:
                    part.send(PartFailed(each, "part.missing", ""))

    def _expect(self, command: Command, number: int) -> None:
        within = {Say: SAY_WITHIN_S, Answer: ANSWER_WITHIN_S}.get(type(command))
        if within is None or (isinstance(command, Answer) and command.partial):
            return
        name = type(command).__name__
        late = Failed(name, number, "part.late", f"not done within {within:g} s")
        if (former := self._deadlines.pop((name, number), None)) is not None:
            former.cancel()  # the command was given again, to a part that came back
        self._deadlines[name, number] = asyncio.get_running_loop().call_later(within, self._expire, name, number, late)

    def _expire(self, name: str, number: int, late: Failed) -> None:
        del self._deadlines[name, number]
        self.post(CORE, late)

    def _settle(self, event: Event) -> None:
        match event:
            case SpeechStarted(utterance=number) | SpeechEnded(utterance=number):
                key = ("Say", number)
            case Answered(query=number):
                key = ("Answer", number)
            case Failed(command=name, id=number):
                key = (name, number)
            case _:
                return
        if (timer := self._deadlines.pop(key, None)) is not None:
            timer.cancel()
