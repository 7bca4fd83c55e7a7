"""`[lights]` and `[buttons.N]` of a device profile: what each lamp tells, how that looks, what each button does.

A lamp tells of one thing: `microphone` (sound is taken in), `camera` (pictures are), `speaker` (who speaks), `human` (a
person is called, or is there), `stop` (the emergency stop is latched). Two states of one thing differ in their effect,
not in colour alone (WCAG 2.2, 1.4.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from hardware.profiles.table import Table
from hardware.protocols.codec import Effect, Lamp

Thing = Literal["microphone", "camera", "speaker", "human", "stop"]
State = Literal["microphone", "camera", "machine", "assisted", "person", "called", "joined", "stopped"]
STATES: Final[Mapping[Thing, tuple[State, ...]]] = {
    "microphone": ("microphone",),
    "camera": ("camera",),
    "speaker": ("machine", "assisted", "person"),
    "human": ("called", "joined"),
    "stop": ("stopped",),
}
TRUE: Final[frozenset[Thing]] = frozenset({"microphone", "camera"})
"""Lamps that tell of a sensor share with nothing that could hide it."""
COLOURS: Final = {
    "red": 0xFF0000,
    "orange": 0xFF6000,
    "yellow": 0xFFC000,
    "green": 0x00FF20,
    "teal": 0x00C0A0,
    "blue": 0x0040FF,
    "indigo": 0x5040FF,
    "purple": 0xA000FF,
    "pink": 0xFF3080,
    "white": 0xFFFFFF,
}
"""As light, which looks paler than paint: a lamp's red has no blue and green in it."""


def _coloured(colour: str) -> str:
    if colour not in COLOURS and not (len(colour) == 7 and colour[0] == "#" and _is_hex(colour[1:])):
        raise ValueError(f"is {colour!r}; write #RRGGBB or one of {', '.join(COLOURS)}")
    return colour


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789abcdefABCDEF" for letter in text)


class LookTable(Table):
    """How a state looks: `colour` is a name or #RRGGBB."""

    colour: Annotated[str, AfterValidator(_coloured)]
    effect: Literal["steady", "breathe", "blink"] = "steady"

    def lamp(self, brightness: float) -> Lamp:
        """The light itself, at a brightness from 0 to 1."""
        value = COLOURS[self.colour] if self.colour in COLOURS else int(self.colour[1:], 16)
        red, green, blue = (round((value >> shift & 0xFF) * brightness) for shift in (16, 8, 0))
        return Lamp(red, green, blue, Effect[self.effect.upper()])


LOOKS: Final[Mapping[State, LookTable]] = {
    "microphone": LookTable(colour="green"),
    "camera": LookTable(colour="white"),
    "machine": LookTable(colour="teal", effect="breathe"),
    "assisted": LookTable(colour="indigo", effect="blink"),
    "person": LookTable(colour="orange"),
    "called": LookTable(colour="yellow", effect="blink"),
    "joined": LookTable(colour="orange"),
    "stopped": LookTable(colour="red", effect="blink"),
}


class LightsTable(Table):
    """The lamps by number, with the things they tell of: of several, the first that there is something to tell of."""

    brightness: Annotated[float, Field(ge=0, le=1)] = 0.6
    lamps: Annotated[dict[int, tuple[Thing, ...]], Field(min_length=1)]
    looks: dict[State, LookTable] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _tells(self) -> Self:
        for number, things in self.lamps.items():
            if not things or (len(things) > 1 and TRUE & set(things)):
                raise ValueError(f"lamps.{number}: a lamp of the microphone or the camera tells of nothing else")
        for thing, states in STATES.items():
            if len({self.look(state).effect for state in states}) < len(states):
                raise ValueError(f"looks: {' and '.join(states)} ({thing}) must differ in their effect")
        return self

    def look(self, state: State) -> LookTable:
        """How a state looks: as the profile says, else as usual."""
        return self.looks.get(state, LOOKS[state])


class ButtonTable(Table):
    """What a button does; without `lang` the one for languages takes the next. A shorter press is a bounce."""

    press: Literal["human", "stop", "repeat", "language"]
    lang: Annotated[str, Field(pattern=r"^([a-z]{2})?$")] = ""
    debounce_ms: Annotated[int, Field(ge=0, le=500)] = 40
    label: str = ""
