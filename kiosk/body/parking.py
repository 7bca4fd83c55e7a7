"""Lets a robot sink into the pose that it keeps without torque, before the motors let go."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING
from kiosk.body.sleep import ASLEEP

LONGEST_S: Final = 1.2
"""No longer than this is it waited for: a kiosk that ends shall end."""
THERE: Final = 0.01
"""Share of a joint's range that it may still have to go."""
LAST_S: Final = 0.05


def park(
    robot: Robot, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Go to the pose of rest and let go. A robot that is stopped, or away, is left as it is."""
    if robot.state.phase not in MOVING or not robot.armed:
        return
    period, end = 1 / robot.profile.rate_hz, clock() + LONGEST_S
    while robot.state.phase in MOVING and clock() < end and not _there(robot):
        robot.tick(clock(), ASLEEP)
        sleep(period)
    robot.armed = False
    robot.tick(clock(), ASLEEP)
    robot.listen(clock(), LAST_S)


def _there(robot: Robot) -> bool:
    pose = robot.rig.pose
    return all(
        abs(joint.limits.clip(joint.wanted(ASLEEP)) - pose[joint.name]) <= THERE * joint.limits.width
        for joint in robot.profile.joints
    )
