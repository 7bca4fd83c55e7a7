"""How a call goes, and what of the shopper leaves the kiosk in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallConnected:
    """Sound, and picture if that was agreed, go both ways now."""

    case: int


@dataclass(frozen=True, slots=True)
class CallLost:
    """The call did not come about, or broke and could not be mended: shopper and colleague are left with writing."""

    case: int
    reason: str


@dataclass(frozen=True, slots=True)
class MicrophoneShared:
    """Sound of the microphone goes to the colleague from now on, or not any more: what happens, not what was meant."""

    on: bool


@dataclass(frozen=True, slots=True)
class CameraShared:
    """Pictures of the camera go to the colleague from now on, or not any more: what happens, not what was meant."""

    on: bool


CallEvent = CallConnected | CallLost | MicrophoneShared | CameraShared
