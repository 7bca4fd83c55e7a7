"""Keeps a robot's loop going while something is tried on it, and talks to it past its link's machine."""

from __future__ import annotations

import time
from collections.abc import Callable

from hardware.devices.robot import Robot
from hardware.errors import HardwareError
from hardware.links.link_machine import MOVING, LinkState
from hardware.motion.trajectory import Pose
from hardware.protocols.codec import Codec, PoseRead, Status

READY_S = 8.0
ANSWER_S = 0.25
QUIET_S = 0.03


class UnreadyError(HardwareError):
    """A device that was there when it was asked for, and does not do what is tried on it: a run that failed."""

    status = 1


class Drive:
    """The loop of a robot for somebody who tries something on it. `pose` is where it shall go.

    Args:
        robot: It; nobody else may drive it meanwhile.
        now: A clock that only goes forward, s.
        sleep: Waits so many seconds of that clock.
    """

    def __init__(
        self, robot: Robot, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.robot, self.now, self.sleep = robot, now, sleep
        self.pose: Pose = {}
        self._driven = False
        self._period_s = 1 / robot.profile.rate_hz

    @property
    def state(self) -> LinkState:
        """Of the link."""
        return self.robot.state

    def until(self, wanted: Callable[[LinkState], bool], within_s: float) -> bool:
        """Drive until something is so; false if it was not in time."""
        end = self.now() + within_s
        while (now := self.now()) < end:
            self._driven = True
            self.robot.tick(now, self.pose)
            while not wanted(self.robot.state) and (left := now + self._period_s - self.now()) > 0:
                self._hear(left)
            if wanted(self.robot.state):
                return True
        return wanted(self.robot.state)

    def run(self, seconds: float) -> None:
        """Just drive."""
        self.until(lambda _state: False, seconds)

    def ready(self, within_s: float = READY_S) -> None:
        """Drive until it moves.

        Raises:
            UnreadyError: `body.latched` or `body.not-ready`.
        """
        if self.until(lambda state: state.phase in MOVING, within_s):
            return
        state = self.robot.state
        if state.stopped:
            remedy = "Look that nobody is near it; then run `kiosk hardware clear --yes`."
            raise UnreadyError("body.latched", "The emergency stop of the robot is latched.", remedy)
        why = state.reason or f"It is not there ({state.phase.value})."
        raise UnreadyError(
            "body.not-ready", f"The robot is not ready. {why}", "Run `kiosk hardware info`, and mend that first."
        )

    def ask(self, make: Callable[[Codec], bytes], within_s: float = ANSWER_S) -> Status | PoseRead | None:
        """The answer to a frame of one's own, which the link's machine does not see; None if there was none in time.

        Raises:
            HardwareError: `link.lost`.
        """
        self._settle()
        self.robot.say(make)
        end = self.now() + within_s
        while (left := end - self.now()) > 0:
            for report in self.robot.overheard(left):
                if isinstance(report, Status | PoseRead):
                    return report
        return None

    def status(self) -> Status | None:
        """What the device says of itself now."""
        answer = self.ask(lambda codec: codec.poll())
        return answer.status if isinstance(answer, PoseRead) else answer

    def _settle(self) -> None:
        """Let pass what still answers the loop: it is no answer to what is asked next."""
        while self._driven:
            self._driven = bool(self.robot.overheard(QUIET_S))

    def _hear(self, seconds: float) -> None:
        if self.robot.connected:
            self.robot.listen(self.now(), seconds)
        else:
            self.sleep(min(seconds, 0.005))
