"""Asks the board's sensors of presence ten times a second, and sends what follows from their answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING
from kiosk.body.sensor import SensorPresence
from kiosk.events import Event

ASK_S: Final = 0.1
LOST_S: Final = 2.0
log = logging.getLogger(__name__)


class Sensing:
    """Beside the loop that moves the robot; costs it no answer of its own, as a board may lack sensors."""

    def __init__(self, robot: Robot, presence: SensorPresence, send: Callable[[Event], None]) -> None:
        self._robot, self._presence, self._send = robot, presence, send
        self._ask_at = self._heard_at = 0.0
        self._told = False

    def tick(self, now: float) -> None:
        """Take in an answer, and ask again when it is time."""
        sensed, self._robot.sensed = self._robot.sensed, None
        events: list[Event] = []
        if sensed is not None:
            self._heard_at, self._told = now, False
            events = self._presence.step(now, sensed)
        elif now - self._heard_at > LOST_S:
            events = self._presence.lost()
            self._complain()
        for event in events:
            self._send(event)
        if now >= self._ask_at:
            self._ask_at = now + ASK_S
            self._robot.detect(now)

    def _complain(self) -> None:
        """Once, of a board that answers all else."""
        if not self._told and self._robot.state.phase in MOVING:
            self._told = True
            log.warning("the board tells of no sensor of presence: nobody is greeted by it")
