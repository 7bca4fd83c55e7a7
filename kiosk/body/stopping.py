"""The emergency stop of a kiosk and that of its device are one: either stops both, and a person clears both."""

from __future__ import annotations

import logging
from typing import Final

from hardware.devices.robot import Robot
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.safety.latch import AWAY, PRESSED, StopLatch

CLEAR_S: Final = 1.0
"""A device that has not cleared its stop by then keeps it."""
ANSWERING: Final = frozenset({Phase.SYNCING, Phase.PARKED})
log = logging.getLogger(__name__)


class Stopping:
    """Beside the loop of one robot; `tick` before the robot's own."""

    def __init__(self, robot: Robot, latch: StopLatch) -> None:
        self._robot, self._latch = robot, latch
        self._stopped = robot.state.stopped
        self._seen = latch.wished  # a wish from before this process is nobody's who sees the robot now
        self._clearing: float | None = None
        self._count = -1
        self._noted = self._unwritten = False

    def tick(self, now: float) -> None:
        """Bring file and device together."""
        if (wished := self._latch.wished) and wished != self._seen:
            self._seen = wished
            self._begin(now)
        if self._clearing is not None:
            self._clear(now, self._clearing)
        else:
            self._hold(now)
        self._stopped = self._robot.state.stopped

    def _hold(self, now: float) -> None:
        """What stops one stops the other. A person who clears a device's stop at the device has cleared it here too."""
        if self._robot.state.stopped:
            self._remember()
        elif self._latch.held:
            held = self._latch.read()
            if self._stopped and held is not None and held.by == "device":
                self._latch.release()
                return
            self._robot.halt(now)
            self._noted = False
            log.warning("the robot is stopped from this kiosk until somebody clears it")

    def _remember(self) -> None:
        """Write down that the device is stopped, once it is; where that cannot be done the device still keeps it."""
        if self._noted and (self._latch.held or self._unwritten):
            return
        try:
            self._latch.hold("device", self._robot.state.expected.device)
            if not self._robot.state.relatch:
                self._latch.note(latched=True)
                self._noted = True
        except (OSError, HardwareError) as fault:
            self._noted = self._unwritten = True
            log.warning("the robot is stopped, and a restart of the kiosk may forget it: %s", fault.__cause__ or fault)

    def _begin(self, now: float) -> None:
        """The first robot that sees a wish notes so; what another one answered to it since then stays."""
        state, held = self._robot.state, self._latch.read()
        if held is not None and held.heeded != self._seen:
            self._note(heeded=self._seen, refused="")
        if state.stopped and state.phase not in ANSWERING:
            self._note(refused=AWAY)
        elif state.stopped or held is not None:
            self._clearing, self._count = now, held.count if held is not None else -1

    def _clear(self, now: float, began: float) -> None:
        """Until the device has done so: at once over if its button is down, another robot refuses, or somebody stops it
        again.
        """
        held, status = self._latch.read(), self._robot.status
        if held is not None and (held.refused or held.count > self._count):
            self._clearing = None
            self._robot.halt(now)
        elif not self._robot.state.stopped:
            self._latch.release()
            self._clearing = None
        elif now - began > CLEAR_S or (status is not None and status.pressed):
            self._note(refused=PRESSED)
            self._clearing = None
        else:
            self._robot.clear(now)

    def _note(self, *, heeded: int | None = None, refused: str) -> None:
        """For the person who asks; where it cannot be written down they see that nobody answers."""
        try:
            self._latch.note(heeded=heeded, refused=refused)
        except OSError as fault:
            log.warning("what became of a clearing cannot be written down (%s)", fault.strerror)
