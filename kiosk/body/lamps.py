"""What lamps tell: messages in, the light of each lamp out. Touches no device.

Microphone and camera are told of by the scene, as on the screen: there they follow the openings and closings that the
parts report, and the end of a part that cannot report any more. No lamp is ever lit for what is not so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.profiles.lights import LightsTable, State, Thing
from hardware.protocols.codec import Lamp
from kiosk.commands import KIOSKS_TURN, AskHuman, CancelHuman, CloseCase, CloseSession, PageFloor, Scene, Show, Speaker
from kiosk.events import BodyCleared, BodyStopped
from kiosk.ports import Message

DARK: Final = Lamp(0, 0, 0)
SPEAKERS: Final[Mapping[Speaker, State]] = {"ai": "machine", "assisted": "assisted", "human": "person"}


class Lamps:
    """The lamps of one board."""

    def __init__(self, lights: LightsTable) -> None:
        self._lights = lights
        self._scene: Scene | None = None
        self._called: int | None = None
        self._stopped = False

    def heed(self, message: Message) -> None:
        """Take in a message; those that no lamp tells of are passed over."""
        match message:
            case Show(scene):
                self._scene = scene
            case AskHuman(case) | PageFloor(case):
                self._called = case  # whoever is on the floor sees where somebody waits
            case CloseSession():
                self._called = None
            case CancelHuman(case) | CloseCase(case) if case == self._called:
                self._called = None
            case BodyStopped() | BodyCleared():
                self._stopped = isinstance(message, BodyStopped)
            case _:
                pass

    def lit(self, *, stopped: bool = False) -> Mapping[int, Lamp]:
        """Every lamp of the profile, dark ones too; `stopped`: this board's own emergency stop is latched."""
        states = self._states(stopped=stopped)
        return {number: self._lamp(things, states) for number, things in self._lights.lamps.items()}

    def _lamp(self, things: tuple[Thing, ...], states: Mapping[Thing, State]) -> Lamp:
        state = next((states[thing] for thing in things if thing in states), None)
        return self._lights.look(state).lamp(self._lights.brightness) if state else DARK

    def _states(self, *, stopped: bool) -> Mapping[Thing, State]:
        """What there is to tell of each thing."""
        states: dict[Thing, State] = {"stop": "stopped"} if stopped or self._stopped else {}
        scene = self._scene
        if scene is None:
            return states
        if scene.listening:
            states["microphone"] = "microphone"
        if scene.watching:
            states["camera"] = "camera"
        if scene.mode in KIOSKS_TURN or scene.mode == "in-call":
            states["speaker"] = SPEAKERS[scene.speaker]
        if scene.mode == "in-call" or scene.speaker != "ai":
            states["human"] = "joined"
        elif self._called is not None or scene.mode == "waiting":
            states["human"] = "called"
        return states
