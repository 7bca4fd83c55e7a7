"""Looks after the motors of a robot: warns, lets a joint do less, rests it, and lets it back when it has recovered.

Pure: `Vitals` go in with their time, and what to do comes out. It acts before a motor would switch itself off, which is
without ramp and often for good. Source of the bounds: ROBOTIS e-manual, XL330 "Temperature Limit (31)" and
"Shutdown (63)"; Feetech STS3215 manual, "protection": each trips at the model's `hottest_c`, or at overload.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from hardware.motion.joints import Joint
from hardware.motion.trajectory import Pose
from hardware.motor import Motor
from hardware.protocols.codec import Vitals

HOTTEST_C: Final = 70.0
"""Of a model that does not say."""
WARN_C, EASE_C, REST_C, COOLER_C = 15.0, 10.0, 5.0, 8.0
"""So far below the model's hottest; and it must be so much cooler than what led to a grade before it is left."""
EASE_LOAD, REST_LOAD, LIGHTER = 0.8, 1.0, 0.15
"""Shares of the load that a model can hold (`heaviest`), and how much less before a grade is left."""
LASTING_S: Final = 1.5
"""A load of so long is no start of a movement."""
REST_S: Final = 10.0
"""A joint that was put to rest stays there so long at least."""
EASED: Final = 0.5
"""What is left of the way from neutral of a joint that shall do less."""


class Grade(IntEnum):
    """How much care a joint needs."""

    WELL = 0
    WARN = 1
    EASE = 2
    REST = 3


@dataclass(frozen=True, slots=True)
class Ailing:
    """A joint that is not well, and the words for a technician."""

    joint: str
    channel: int
    grade: Grade
    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of one joint: its grade, since when, for what, and since when its load is too great."""

    grade: Grade = Grade.WELL
    since: float = 0.0
    ailing: Ailing | None = None
    heavy_since: float | None = None


class Care:
    """All joints of a robot."""

    def __init__(self, joints: Iterable[Joint], motors: Mapping[int, Motor]) -> None:
        self._joints = tuple(joints)
        self._motors = motors
        self._cases: dict[int, _Case] = {joint.channel: _Case() for joint in self._joints}

    @property
    def ailing(self) -> tuple[Ailing, ...]:
        """The joints that are not well, by channel."""
        found = (case.ailing for _, case in sorted(self._cases.items()) if case.grade)
        return tuple(one for one in found if one is not None)

    @property
    def resting(self) -> frozenset[int]:
        """The channels that must not be moved."""
        return frozenset(channel for channel, case in self._cases.items() if case.grade is Grade.REST)

    def look(self, vitals: Vitals, now: float) -> tuple[Ailing, ...]:
        """Take in what the motors say; those whose grade changed, the recovered ones as `WELL`."""
        changed = list[Ailing]()
        for joint in self._joints:
            before = self._cases[joint.channel]
            after = self._judged(joint, before, vitals, now)
            self._cases[joint.channel] = after
            if after.grade is not before.grade and after.ailing is not None:
                changed.append(after.ailing)
        return tuple(changed)

    def pose(self, wanted: Pose) -> Pose:
        """What may be wanted instead: nothing of joints at rest, half of those that shall do less."""
        careful = dict(wanted)
        for joint in self._joints:
            grade = self._cases[joint.channel].grade
            if grade is Grade.REST:
                careful.update(joint.resting())
            elif grade is Grade.EASE:
                rest = joint.resting()
                named = {name: wanted[name] for name in joint.parameters if name in wanted}
                careful.update({name: rest[name] + EASED * (value - rest[name]) for name, value in named.items()})
        return careful

    def _judged(self, joint: Joint, case: _Case, vitals: Vitals, now: float) -> _Case:
        case = replace(case, heavy_since=self._heavy_since(joint, case, vitals, now))
        worst = max(self._findings(joint, case, vitals, now), key=lambda one: one.grade, default=None)
        grade = worst.grade if worst else Grade.WELL
        if grade > case.grade and worst is not None:
            return replace(case, grade=grade, since=now, ailing=worst)
        if grade < case.grade and not self._lingers(joint, case, vitals, now):
            well = Ailing(joint.name, joint.channel, Grade.WELL, "body.joint-well", f"{joint.name} is well again.", "")
            return replace(case, grade=grade, since=now, ailing=worst or well)
        return case

    def _heavy_since(self, joint: Joint, case: _Case, vitals: Vitals, now: float) -> float | None:
        if _share(self._motors.get(joint.channel), vitals, joint.channel) < EASE_LOAD:
            return None
        return now if case.heavy_since is None else case.heavy_since

    def _findings(self, joint: Joint, case: _Case, vitals: Vitals, now: float) -> Iterable[Ailing]:
        channel = joint.channel
        faults = vitals.faults.get(channel, frozenset())
        if faults:
            words = f"{joint.name}: {_listed(faults)}."
            yield Ailing(joint.name, channel, Grade.REST, "body.joint-fault", words, FAULT)
        heat = vitals.temperature_c.get(channel)
        if heat is not None and (grade := _warmth(heat, self._hottest(channel))):
            yield Ailing(joint.name, channel, grade, "body.joint-hot", f"{joint.name} is at {heat:.0f} °C.", HOT)
        if case.heavy_since is not None and now - case.heavy_since >= LASTING_S:
            share = _share(self._motors.get(channel), vitals, channel)
            grade = Grade.REST if share >= REST_LOAD else Grade.EASE
            words = f"{joint.name} carries {share:.0%} of what it can hold."
            yield Ailing(joint.name, channel, grade, "body.joint-overload", words, HEAVY)
        volts, bounds = vitals.voltage_v.get(channel), self._volts(channel)
        if volts is not None and bounds is not None and not bounds[0] <= volts <= bounds[1]:
            words = f"{joint.name} gets {volts:.1f} V instead of {bounds[0]:g} to {bounds[1]:g} V."
            yield Ailing(joint.name, channel, Grade.WARN, "body.joint-voltage", words, SUPPLY)

    def _lingers(self, joint: Joint, case: _Case, vitals: Vitals, now: float) -> bool:
        """Whether it is too early to leave a grade: hysteresis in time, warmth and load."""
        if case.grade is Grade.REST and now - case.since < REST_S:
            return True
        heat = vitals.temperature_c.get(joint.channel)
        warm = heat is not None and _warmth(heat + COOLER_C, self._hottest(joint.channel)) >= case.grade
        share = _share(self._motors.get(joint.channel), vitals, joint.channel)
        heavy = case.grade >= Grade.EASE and share >= (EASE_LOAD if case.grade is Grade.EASE else REST_LOAD) - LIGHTER
        return warm or heavy

    def _hottest(self, channel: int) -> float:
        motor = self._motors.get(channel)
        return motor.hottest_c if motor is not None and motor.hottest_c is not None else HOTTEST_C

    def _volts(self, channel: int) -> tuple[float, float] | None:
        motor = self._motors.get(channel)
        return motor.volts if motor is not None else None


FAULT: Final = "Free the joint, look at its cable and supply, then switch its supply off and on."
HOT: Final = "Let it cool; find what it works against, and lower its velocity in the profile if nothing blocks it."
HEAVY: Final = "Look for what blocks the joint or pulls at it; lighten what it carries."
SUPPLY: Final = "Measure the supply at the last motor: a thinner or longer cable lowers it, a wrong supply raises it."


def _share(motor: Motor | None, vitals: Vitals, channel: int) -> float:
    """The load as a share of what the model can hold."""
    return abs(vitals.load.get(channel, 0.0)) / (motor.heaviest if motor is not None else 1.0)


def _warmth(heat_c: float, hottest_c: float) -> Grade:
    below = hottest_c - heat_c
    if below <= REST_C:
        return Grade.REST
    if below <= EASE_C:
        return Grade.EASE
    return Grade.WARN if below <= WARN_C else Grade.WELL


def _listed(faults: frozenset[str]) -> str:
    return ", ".join(f"the motor reports {fault}" for fault in sorted(faults))
