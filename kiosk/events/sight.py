"""What the camera tells: who is coming, where a face is, a code held up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EyeLine = Literal["standard", "low"]


@dataclass(frozen=True, slots=True)
class ShopperNoticed:
    """A face was confirmed; nothing is said about where it goes."""

    track: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class ShopperApproaching:
    """A shopper comes towards the kiosk: time for a silent look and smile."""

    track: int
    distance_m: float
    eye_line: EyeLine = "standard"
    group: int = 1


@dataclass(frozen=True, slots=True)
class ShopperEngaged:
    """A shopper stands before the kiosk, or arrives within a moment: time to greet."""

    track: int
    distance_m: float
    eye_line: EyeLine = "standard"
    group: int = 1


@dataclass(frozen=True, slots=True)
class ShopperLeaving:
    """A shopper who had approached turns away."""

    track: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class ShopperLeft:
    """Nobody is before the kiosk any more: the engagement that `ShopperEngaged` began is over."""

    track: int


@dataclass(frozen=True, slots=True)
class FaceMoved:
    """Where the shopper's face is, at most 10 Hz.

    Degrees from the screen's centre: up is positive, and so is right as the shopper sees the screen.
    """

    track: int
    yaw_deg: float
    pitch_deg: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code is held before the camera in an engagement, told once while it is there.

    `text` is one of the store's, at most 200 characters without control characters; of a form whose rest asks for
    nothing its beginning alone. It is empty for a code of no form of the store: that one is not read out.
    """

    text: str


@dataclass(frozen=True, slots=True)
class CameraOpened:
    """Pictures are being taken in: the camera light must be on."""


@dataclass(frozen=True, slots=True)
class CameraClosed:
    """No pictures are taken in any more."""


SightEvent = (
    ShopperNoticed
    | ShopperApproaching
    | ShopperEngaged
    | ShopperLeaving
    | ShopperLeft
    | FaceMoved
    | CodeShown
    | CameraOpened
    | CameraClosed
)
