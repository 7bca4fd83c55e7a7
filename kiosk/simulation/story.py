"""A story: what a simulated shopper does, and nothing of what the kiosk does. Read from `stories/*.toml` of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.toml_file import read


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(_Strict):
    """One thing the shopper does, `after_s` seconds after the kiosk has given the floor.

    The floor is the listening light; for what is done by hand, or where no light comes on, silence of the kiosk.
    Who waits longer than `patience_s` for it goes ahead anyway.
    """

    kind: Literal["walk", "say", "type", "press", "leave"]
    text: Annotated[
        str, Field(description="What is said or typed, or the button: screen, human, stop, language:nl, choice:id")
    ] = ""
    to: Annotated[tuple[float, float], Field(description="Where to: m right of the camera's axis, m along it")] = (
        0.0,
        1.0,
    )
    speed_mps: Annotated[float, Field(gt=0.1, lt=3)] = 1.0
    after_s: Annotated[float, Field(ge=0, lt=60)] = 0.7
    patience_s: Annotated[float, Field(gt=0, lt=60)] = 9.0


class Fault(_Strict):
    """The store's back end misbehaves at the first call of a resource: slow, or with an error status."""

    resource: Literal["stock", "price"]
    delay_s: Annotated[float, Field(ge=0, lt=30)] = 0.0
    status: Annotated[int, Field(ge=200, lt=600)] = 200


class Story(_Strict):
    """A shopper's visit; `snr_db` is the shopper's voice over the noise of the shop at the microphone."""

    title: str
    lang: str
    voice: str
    wpm: Annotated[int, Field(ge=80, le=300)] = 155
    start: tuple[float, float] = (-0.8, 5.2)
    eye_m: float = 1.6
    avatar: str = "maya"
    snr_db: Annotated[float, Field(ge=-10, le=60)] = 15.0
    act: tuple[Act, ...]
    fault: tuple[Fault, ...] = ()


def load(path: Path) -> Story:
    """Read a story.

    Raises:
        FaultyInputError: every fault of the file, with its line.
    """
    return read(path, Story).content
