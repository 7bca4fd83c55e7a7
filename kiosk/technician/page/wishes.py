"""What a page may ask for, and the checks of what comes over its socket."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.errors import InputError

Name = Annotated[str, Field(min_length=1, max_length=64)]
Level = Annotated[int, Field(ge=0, le=255)]


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Alive(_Wish):
    """Somebody looks at the page; without it the torque goes off."""

    type: Literal["alive"]


class Torque(_Wish):
    """Torque on or off."""

    type: Literal["torque"]
    on: bool


class Move(_Wish):
    """A joint shall have a value, in its units."""

    type: Literal["move"]
    joint: Name
    value: Annotated[float, Field(allow_inf_nan=False)]


class Home(_Wish):
    """All joints home."""

    type: Literal["home"]


class Play(_Wish):
    """Play a gesture."""

    type: Literal["play"]
    gesture: Name


class Halt(_Wish):
    """The emergency stop."""

    type: Literal["stop"]


class Clear(_Wish):
    """A person clears the emergency stop."""

    type: Literal["clear"]


class Light(_Wish):
    """A lamp shall show this."""

    type: Literal["light"]
    lamp: Annotated[int, Field(ge=0, le=255)]
    red: Level
    green: Level
    blue: Level
    effect: Literal["steady", "breathe", "blink"] = "steady"


Wish = Alive | Torque | Move | Home | Play | Halt | Clear | Light
_ADAPTER: TypeAdapter[Wish] = TypeAdapter(Annotated[Wish, Field(discriminator="type")])


def read(text: str) -> Wish:
    """A wish from what a page sent.

    Raises:
        InputError: `page.message`: it is none.
    """
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        raise InputError("page.message", "The page asked for what it cannot.", "Load it again.") from fault
