"""Lamps and buttons on a robot's board, or on one that has nothing else: beside the loop that talks to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING, Phase
from hardware.protocols.codec import Lamp
from kiosk.body.buttons import Buttons
from kiosk.body.lamps import Lamps
from kiosk.events import Event
from kiosk.ports import Message

AGAIN_S: Final = 1.0
"""A board that was silent for long has put its lamps out by itself: they are told again so often."""
ANSWERING: Final = MOVING | {Phase.PARKED}


class Panel:
    """The lamps and buttons of one board; `tick` after the robot's own."""

    def __init__(self, robot: Robot, langs: Sequence[str], send: Callable[[Event], None]) -> None:
        lights = robot.profile.lights
        self._robot, self._send = robot, send
        self._lamps = Lamps(lights) if lights else None
        self._buttons = Buttons(robot.profile.buttons, langs)
        self._told: Mapping[int, Lamp] | None = None
        self._again = 0.0

    def heed(self, message: Message) -> None:
        """Take in a message."""
        self._buttons.heed(message)
        if self._lamps is not None:
            self._lamps.heed(message)

    def tick(self, now: float) -> None:
        """Send what was pressed, and tell the lamps what is new."""
        state, status = self._robot.state, self._robot.status
        there = state.phase in ANSWERING and status is not None
        for event in self._buttons.step(now, status.buttons if there and status else None):
            self._send(event)
        if not there:
            self._told = None
        elif self._lamps is not None:
            self._light(self._lamps.lit(stopped=state.stopped), now)

    def _light(self, lit: Mapping[int, Lamp], now: float) -> None:
        if lit != self._told or now >= self._again:
            self._told, self._again = lit, now + AGAIN_S
            self._robot.light(now, lit)
