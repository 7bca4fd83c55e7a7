"""Looks after the motors of the robot that is moved, and tells of what it did."""

from __future__ import annotations

import logging
from typing import Final

from hardware.devices.robot import Robot
from hardware.motion.trajectory import Pose
from hardware.safety.care import Ailing, Care, Grade

DONE: Final = {Grade.WARN: "it goes on", Grade.EASE: "it does half", Grade.REST: "it rests"}
log = logging.getLogger(__name__)


class Caring:
    """Beside the loop of one robot."""

    def __init__(self, robot: Robot) -> None:
        self._robot = robot
        self._care = Care(robot.profile.joints, robot.profile.motors)

    def tick(self, now: float) -> None:
        """Heed what the motors said last; those that are away have no load that lasts."""
        vitals = self._robot.vitals if self._robot.connected else None
        for changed in self._care.look(vitals, now) if vitals is not None else ():
            if changed.grade is Grade.WELL:
                log.info("%s", changed.sentence)
            else:
                log.warning("%s (%s). %s", _told(changed), changed.code, changed.remedy)

    def pose(self, wanted: Pose) -> Pose:
        """What may be wanted of these joints."""
        return self._care.pose(wanted)

    @property
    def ailing(self) -> str:
        """What is wrong now, in words."""
        return "; ".join(_told(one) for one in self._care.ailing)


def _told(one: Ailing) -> str:
    return f"{one.sentence.rstrip('.')}, {DONE.get(one.grade, 'it is well')}"
