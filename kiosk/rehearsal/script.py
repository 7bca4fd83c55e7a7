"""The shape of a rehearsal file: what the shopper does, how it was heard, and what must come of it.

Store staff write these files; `docs/staff.md` and the examples in the demo store explain every key.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from kiosk.commands import Outcome, Speaker
from kiosk.toml_file import Strict

PartName = Literal["camera", "microphone", "voice", "answers", "screen", "robot"]
BackEndMode = Literal["fine", "slow", "hangs", "down", "none"]
DeskMode = Literal["absent", "declines", "silent", "joins"]
Colleague = Literal["joins", "hands back", "drops", "declines", "asks for sound", "asks for picture"]
JoinMode = Literal["whisper", "voice", "video"]
Agrees = Literal["asked", "voice", "text", "nothing"]
"""What is asked for, sound alone, writing alone; or nothing is answered."""

ACTIONS = (
    *("comes", "says", "types", "presses", "waits", "turns_away", "leaves", "noise"),
    *("dies", "breaks", "mends", "back_end", "colleague"),
)


def _several(value: object) -> object:
    """One text stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | tuple[str, ...])]
Words = Annotated[Texts, Field(min_length=1)]


class Circumstances(Strict):
    """How things are when the shopper comes; what is left out is in order."""

    date: Annotated[dt.date, Field(description="The day, so that opening hours can be decided")] = dt.date(2026, 3, 11)
    time: Annotated[dt.time, Field(description="Time of the day in the store")] = dt.time(11, 0)
    child: Annotated[bool, Field(description="Low eyes: what must be reached moves down on the screen")] = False
    noise: Annotated[bool, Field(description="Before each sentence a noise is taken for a voice")] = False
    words_per_minute: Annotated[int, Field(description="How fast the shopper speaks", ge=40, le=300)] = 150
    camera: Annotated[bool, Field(description="false: there is no camera")] = True
    microphone: Annotated[bool, Field(description="false: there is no microphone")] = True
    voice: Annotated[bool, Field(description="false: the kiosk has no sound")] = True
    answers: Annotated[bool, Field(description="false: nothing can be looked up")] = True
    barge_in: Annotated[bool, Field(description="false: the ears are closed while the kiosk speaks")] = True
    back_end: Annotated[BackEndMode, Field(description="Prices and stock: fine, slow, hangs, down, none")] = "fine"
    sold_out: Annotated[Texts, Field(description="Products, by their id, of which nothing is left")] = ()
    desk: Annotated[DeskMode, Field(description="Who answers an ask for a person")] = "absent"
    desk_after_s: Annotated[float, Field(description="… after so many seconds", ge=0, le=600)] = 4.0
    joins_by: Annotated[JoinMode, Field(description="How a colleague joins")] = "video"
    colleague_name: Annotated[str, Field(description="What the colleague is called", min_length=1)] = "Sanne"
    agrees: Annotated[
        Agrees,
        Field(description="What the shopper agrees to when the colleague would be heard or seen: asked, text, …"),
    ] = "asked"
    queue: Annotated[int, Field(description="Place in line that the desk reports; 0 for no line", ge=0, le=50)] = 0

    @property
    def moment(self) -> dt.datetime:
        """Date and time, in the store's zone."""
        return dt.datetime.combine(self.date, self.time)


class Turn(Strict):
    """One thing that happens, how it was heard, and what must come of it before the next turn."""

    comes: Annotated[Literal[True] | None, Field(description="The shopper walks up to the kiosk")] = None
    says: Annotated[str | None, Field(description="What is said; `...` is a pause", min_length=1)] = None
    types: Annotated[str | None, Field(description="What is typed", min_length=1)] = None
    presses: Annotated[
        str | None,
        Field(
            description="human, stop, again, screen, cancel, language nl, access large low-reach, volume louder "
            "(softer, mute), or a choice's label",
            min_length=1,
        ),
    ] = None
    waits: Annotated[float | None, Field(description="The shopper does nothing for so many seconds", gt=0, le=600)] = (
        None
    )
    turns_away: Annotated[Literal[True] | None, Field(description="The shopper turns to go")] = None
    leaves: Annotated[Literal[True] | None, Field(description="The shopper goes")] = None
    noise: Annotated[float | None, Field(description="So many seconds of a noise like a voice", gt=0, le=30)] = None
    dies: Annotated[
        PartName | None, Field(description="A part of the kiosk dies, and is there again two seconds later")
    ] = None
    breaks: Annotated[PartName | None, Field(description="A part of the kiosk is out of order until it mends")] = None
    mends: Annotated[PartName | None, Field(description="A part of the kiosk comes back")] = None
    back_end: Annotated[BackEndMode | None, Field(description="How the store's back end is from now on")] = None
    colleague: Annotated[Colleague | None, Field(description="What the colleague at the desk does")] = None

    heard: Annotated[str | None, Field(description="What was understood instead; empty if nothing was")] = None
    also_heard: Annotated[Texts, Field(description="Other readings of it")] = ()
    heard_in: dict[str, str] = Field(default_factory=dict, description="What was understood of it in other languages")
    confidence: Annotated[float, Field(description="How sure the ears were, 0 to 1", ge=0, le=1)] = 0.9
    pause_s: Annotated[float, Field(description="How long a `...` lasts", gt=0, le=10)] = 1.0
    after_s: Annotated[float, Field(description="How long the shopper takes before doing it", ge=0, le=60)] = 0.7
    interrupts: Annotated[bool, Field(description="Does not wait until the kiosk is done")] = False
    at_word: Annotated[int, Field(description="… but until it says this word of a sentence; 0: any", ge=0, le=200)] = 0

    entry: Annotated[str | None, Field(description="The entry of the knowledge that must be answered")] = None
    sentence: Annotated[Words | None, Field(description="A sentence of lang/ that must be said")] = None
    reply_has: Annotated[Words | None, Field(description="Words that must be in the reply")] = None
    reply_lacks: Annotated[Words | None, Field(description="Words that must not be in the reply")] = None
    reply_lang: Annotated[str | None, Field(description="Language of the reply")] = None
    asks_which: Annotated[bool | None, Field(description="The kiosk asks which was meant")] = None
    does_not_know: Annotated[bool | None, Field(description="The kiosk says that it does not know")] = None
    offers_person: Annotated[bool | None, Field(description="A button to a person stands among the choices")] = None
    calls_person: Annotated[bool | None, Field(description="The kiosk asks the desk for a person")] = None
    urgent: Annotated[bool | None, Field(description="… because somebody is in need")] = None
    outcome: Annotated[Outcome | None, Field(description="How the ask for a person ends; it is waited for")] = None
    speaker: Annotated[Speaker | None, Field(description="Who is heard: ai, assisted or human")] = None
    silent: Annotated[bool | None, Field(description="The kiosk says nothing")] = None
    lowers: Annotated[bool | None, Field(description="The kiosk lowers its voice")] = None
    goes_on: Annotated[bool | None, Field(description="It goes on with the sentence that was broken off")] = None
    listens: Annotated[bool | None, Field(description="The microphone is open afterwards")] = None
    card: Annotated[Words | None, Field(description="Words on a card on the screen")] = None
    map: Annotated[str | None, Field(description="Place that the map shows")] = None
    choices: Annotated[Words | None, Field(description="Labels of choices on the screen")] = None
    notice: Annotated[Words | None, Field(description="Words of a notice on the screen")] = None
    caption: Annotated[Words | None, Field(description="Words that stand on the screen afterwards")] = None
    low_reach: Annotated[bool | None, Field(description="What must be reached is low on the screen")] = None
    session_over: Annotated[bool | None, Field(description="The visit is over and forgotten")] = None
    reaction_within_s: Annotated[float | None, Field(description="Longest wait for a first sign", gt=0, le=60)] = None
    reply_within_s: Annotated[float | None, Field(description="Longest wait for the reply", gt=0, le=60)] = None

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        done = [name for name in ACTIONS if getattr(self, name) is not None]
        if not done:
            raise ValueError(f"nothing happens in this turn: give it one of {', '.join(ACTIONS)}")
        if len(done) > 1:
            raise ValueError(f"{' and '.join(done)} are two turns: write a [[turn]] for each")
        if self.says is None and (self.heard is not None or self.also_heard):
            raise ValueError("heard and also_heard belong to says")
        return self

    @property
    def action(self) -> str:
        """The one key that says what happens."""
        return next(name for name in ACTIONS if getattr(self, name) is not None)


class Rehearsal(Strict):
    """A whole conversation."""

    title: Annotated[str, Field(description="What it is about, in one line", min_length=1)]
    lang: Annotated[str, Field(description="Language that the session starts in")]
    circumstances: Circumstances = Circumstances()
    turn: Annotated[tuple[Turn, ...], Field(description="What happens, in order")] = ()

    @model_validator(mode="after")
    def _some_turn(self) -> Self:
        if not self.turn:
            raise ValueError("has no [[turn]], so nothing happens in it")
        return self
