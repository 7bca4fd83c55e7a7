"""How the kiosk's own parts and timers fare."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartReady:
    """A part (re)started and can be used; `detail` says with what (device, engine, model); `simulated` if no device."""

    part: str
    detail: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class PartFailed:
    """A part died, hung or cannot work; it may come back with `PartReady`."""

    part: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """A recording that was played in as a device has come to its end."""

    part: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The timer set by `Remind` ran out; `token` tells an old timer from a new one of the same name."""

    timer: str
    token: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A command was not done: its type, its id (utterance, query or case; 0 if it has none), an error code."""

    command: str
    id: int
    code: str
    detail: str = ""


PartEvent = PartReady | PartFailed | SourceEnded | Elapsed | Failed
