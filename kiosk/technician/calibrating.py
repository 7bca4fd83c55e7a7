"""What a person finds out about one joint, key by key: where its ends are, where its middle, which way, how late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from hardware.motion.joints import Joint
from hardware.motor import Motor
from hardware.profiles.calibrated import FARTHEST, JointCalibration, misfit
from kiosk.errors import InputError

STEP: Final = 0.01
"""Share of the profile's span that one nudge goes."""
WORDS: Final = "+20 · -5 · =1500 · low · high · centre · flip · lead 60 · measure · next · back · save · quit"


@dataclass(frozen=True, slots=True)
class Trial:
    """One joint on the bench. `at` is the device position that it is sent to; what was found is None until it is.

    `ends` are the positions at the lowest and the highest value, `home` that of the neutral value. Ends and home
    exclude each other, the later word counts: home shifts both ends alike, and ends that a person found must not be
    shifted. `was` is what had been measured before.
    """

    joint: Joint
    bounds: tuple[int, int]
    at: int
    low: int | None = None
    high: int | None = None
    home: int | None = None
    direction: int = 1
    lead_ms: float | None = None
    was: tuple[float | None, ...] = (None, None, None, None, 1)

    @property
    def measured(self) -> tuple[float | None, ...]:
        """All that can be found."""
        return (self.low, self.high, self.home, self.lead_ms, self.direction)

    @property
    def ends(self) -> tuple[int, int]:
        """As found, or as the profile has them."""
        first, second = self.joint.pulse
        return (first if self.low is None else self.low, second if self.high is None else self.high)

    @property
    def found(self) -> bool:
        """Whether anything is other than it was."""
        return self.measured != self.was

    def moved(self, by: int) -> Trial:
        """Nudged by so many positions, within the bounds."""
        return self.to(self.at + by)

    def to(self, position: int) -> Trial:
        """Sent to a position, within the bounds."""
        return replace(self, at=min(self.bounds[1], max(self.bounds[0], position)))

    def told(self, word: str) -> Trial:
        """After one thing that a person typed.

        Raises:
            InputError: `calibrate.word`.
        """
        verb, _, value = word.strip().partition(" ")
        try:
            match verb:
                case "low":
                    return replace(self, low=int(value or self.at), home=None)
                case "high":
                    return replace(self, high=int(value or self.at), home=None)
                case "centre" | "center":
                    return replace(self, home=int(value or self.at), low=None, high=None)
                case "flip":
                    return replace(self, direction=-self.direction)
                case "lead":
                    return replace(self, lead_ms=_lead(float(value)))
            if verb.startswith("="):
                return self.to(int(verb[1:]))
            if verb[:1] in "+-" and verb:
                return self.moved(int(verb))
        except ValueError as fault:
            raise _unknown(word) from fault
        raise _unknown(word)

    def calibration(self, who: str, when: datetime | None = None) -> JointCalibration:
        """What is to be written down.

        Raises:
            InputError: `calibrate.ends`: both ends are the same, hardly apart, or far outside the profile's.
        """
        low, high = self.ends
        if low == high:
            sentence = f"Both ends of {self.joint.name} are {low}."
            raise InputError("calibrate.ends", sentence, "Move it between setting the one and the other.")
        ends = (low, high) if self.direction == 1 else (high, low)
        found = JointCalibration(
            pulse=(low, high) if (self.low, self.high) != (None, None) else None,
            offset=self._offset(ends),
            direction=1 if self.direction == 1 else -1,
            lead_ms=self.lead_ms,
            who=who,
            when=(when or datetime.now(UTC)).replace(microsecond=0),
        )
        if message := misfit(self.joint, found):
            remedy = "Bring it to where its range really ends, and set that."
            raise InputError("calibrate.ends", f"{self.joint.name}: {message}.", remedy)
        return found

    def _offset(self, ends: tuple[int, int]) -> float:
        """Units by which every value must be shifted for neutral to be where the person saw it."""
        if self.home is None:
            return 0.0
        measured = replace(self.joint, pulse=ends)
        span = self.joint.limits.width
        off = (self.home - measured.position(self.joint.neutral)) * span / (ends[1] - ends[0])
        return round(off, 4)


def begin(joint: Joint, motor: Motor | None, before: JointCalibration | None = None) -> Trial:
    """A joint of the plain profile at home, with what was measured before.

    It may go as far beyond the profile's ends as a calibration may lie, and as its motor can.
    """
    reach = round(FARTHEST * abs(joint.pulse[1] - joint.pulse[0]))
    lowest, highest = min(joint.pulse) - reach, max(joint.pulse) + reach
    if motor is not None:
        lowest, highest = max(lowest, motor.lowest), min(highest, motor.highest)
    trial = Trial(joint, (lowest, highest), joint.position(joint.neutral))
    return trial if before is None else _taken_up(trial, before)


def _taken_up(trial: Trial, before: JointCalibration) -> Trial:
    """A file may have both ends and an offset: then the ends are those that they make together."""
    joint, span = trial.joint, trial.joint.limits.width
    low, high = before.pulse or joint.pulse
    flipped = (high, low) if before.direction == -1 else (low, high)
    shift = round(before.offset * (flipped[1] - flipped[0]) / span)
    ends = (low + shift, high + shift) if before.pulse else (None, None)
    home = replace(joint, pulse=flipped).position(joint.neutral) + shift
    taken = replace(
        trial,
        low=ends[0],
        high=ends[1],
        home=home if before.offset and not before.pulse else None,
        direction=before.direction,
        lead_ms=before.lead_ms,
    )
    return replace(taken, was=taken.measured)


def _lead(milliseconds: float) -> float:
    if not 0 <= milliseconds <= 300:
        raise ValueError("0 to 300 ms")
    return milliseconds


def _unknown(word: str) -> InputError:
    return InputError("calibrate.word", f"{word!r} says nothing here.", f"Type one of: {WORDS}.")
