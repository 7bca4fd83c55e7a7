"""What the screen shows, and what the avatar and the robot do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.access import AS_USUAL, Access
from kiosk.events import Card, Choice
from kiosk.volume import USUAL

Speaker = Literal["ai", "assisted", "human"]
Mode = Literal["attract", "greeting", "listening", "thinking", "speaking", "waiting", "in-call"]
KIOSKS_TURN: Final[frozenset[Mode]] = frozenset({"greeting", "thinking", "speaking"})
"""The kiosk has the floor; where its light is on all the same it can be interrupted."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the screen shows besides the avatar. `speaker` is never the shopper's guess: it colours frame and badge.

    `heard` are the shopper's own words, `partial` while they go on; `caption` what the kiosk says; `notices` say in
    plain words what is missing.
    `listening` and `watching` are the lights of microphone and camera; `volume` is 0 (silence) to 5; in the languages
    `deaf` nothing can be heard. `waiting` is the place in the desk's line and how long that takes; with `keypad` a
    telephone number is typed. `sends_sound` and `sends_picture`: a colleague elsewhere hears or sees the shopper.
    The button to a person is no field: the stage draws it in every scene.
    """

    mode: Mode
    lang: str
    speaker: Speaker = "ai"
    heard: str = ""
    caption: str = ""
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    place: str = ""
    access: Access = AS_USUAL
    notices: tuple[str, ...] = ()
    listening: bool = False
    watching: bool = False
    partial: bool = False
    volume: int = USUAL
    deaf: tuple[str, ...] = ()
    waiting: str = ""
    keypad: bool = False
    sends_sound: bool = False
    sends_picture: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Draw this scene from the next frame on."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class Express:
    """Take an expression of the avatar pack (`neutral`, `smile`, `listening`, `thinking`, …), 0 to 1."""

    expression: str
    intensity: float = 1.0


@dataclass(frozen=True, slots=True)
class LookAt:
    """Look at a face, in degrees as in `FaceMoved`."""

    yaw_deg: float
    pitch_deg: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class LookAway:
    """Nobody to look at."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """Play a gesture by name."""

    name: str
    arg: str = ""


ScreenCommand = Show | Express | LookAt | LookAway | Gesture
