"""A person at the bench: keys or typed lines move one joint after the other and say what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from hardware.motion.joints import Joint
from hardware.motion.trajectory import Limits
from hardware.profiles.calibrated import JointCalibration
from hardware.profiles.robot_profile import Profile
from kiosk.errors import InputError
from kiosk.technician.calibrating import STEP, Trial, begin
from kiosk.technician.chosen import Chosen
from kiosk.technician.lateness import measure
from kiosk.technician.session import Session, opened

ENDS: Final = frozenset({"save", "quit"})
KEYS: Final = {
    "l": "low",
    "h": "high",
    "c": "centre",
    "f": "flip",
    "m": "measure",
    "n": "next",
    "enter": "next",
    "b": "back",
    "s": "save",
    "q": "quit",
}
NUDGES: Final = {"right": 1, "up": 1, "left": -1, "down": -1, "page up": 5, "page down": -5}
SETTLE_S: Final = 6.0


def raw(profile: Profile, trials: Mapping[str, Trial]) -> Profile:
    """The body with its joints in device positions, as far as a calibration may lie outside the profile."""
    return replace(profile, joints=tuple(_raw(joint, trials[joint.name].bounds) for joint in profile.joints), avoid=())


def _raw(joint: Joint, bounds: tuple[int, int]) -> Joint:
    speed, change = joint.limits.velocity * joint.per_unit, joint.limits.acceleration * joint.per_unit
    limits = Limits(float(bounds[0]), float(bounds[1]), speed, change)
    return replace(joint, limits=limits, pulse=bounds, neutral=float(joint.position(joint.neutral)))


class Bench:
    """All joints of a body on the bench; `which` is the one in hand."""

    def __init__(self, chosen: Chosen, names: list[str], before: Mapping[str, JointCalibration]) -> None:
        profile = chosen.profile
        self.trials = {
            one.name: begin(one, profile.motors.get(one.channel), before.get(one.name)) for one in profile.joints
        }
        self.names = names or list(self.trials)
        if unknown := set(self.names) - set(self.trials):
            known = ", ".join(self.trials)
            raise InputError("hardware.joint", f"There is no joint {min(unknown)!r}.", f"Take one of {known}.")
        self._chosen, self._at = chosen, 0
        self.ended = ""

    @property
    def which(self) -> Trial:
        """The joint in hand."""
        return self.trials[self.names[self._at]]

    @contextmanager
    def opened(self) -> Iterator[Session]:
        """The body, moved in device positions."""
        profile = raw(self._chosen.profile, self.trials)
        with opened(replace(self._chosen, profile=profile), armed=True) as session:
            yield session

    def key(self, key: str) -> str:
        """What a key says, in words."""
        if (times := NUDGES.get(key)) is not None:
            span = abs(self.which.joint.pulse[1] - self.which.joint.pulse[0])
            return f"{times * max(1, round(STEP * span)):+d}"
        return KEYS.get(key, "")

    def heed(self, word: str, measured: Callable[[], float | None]) -> str:
        """Do what a person said; what is to be answered.

        Raises:
            InputError: `calibrate.word`.
        """
        trial = self.which
        match word:
            case "next":
                self._at = (self._at + 1) % len(self.names)
            case "back":
                self._at = (self._at - 1) % len(self.names)
            case "save" | "quit":
                self.ended = word
            case "measure":
                lag = measured()
                if lag is None:
                    return f"{trial.joint.name} does not tell where it is: type `lead` and a number."
                self.trials[trial.joint.name] = trial.told(f"lead {lag:g}")
            case _:
                self.trials[trial.joint.name] = trial.told(word)
        return told(self.which)

    def measured(self, session: Session) -> Callable[[], float | None]:
        """Measures the lateness of the joint in hand."""
        joints = {joint.name: joint for joint in session.robot.profile.joints}
        return lambda: measure(session, joints[self.which.joint.name], lambda _now: None)

    def follow(self, session: Session) -> None:
        """Send the joint in hand where it shall be."""
        session.pose[self.which.joint.name] = float(self.which.at)

    def settle(self, session: Session) -> None:
        """Wait until it is there."""
        session.go({self.which.joint.name: float(self.which.at)}, SETTLE_S)

    def found(self, who: str) -> dict[str, JointCalibration]:
        """What is to be written down."""
        return {name: trial.calibration(who) for name, trial in self.trials.items() if trial.found}


def told(trial: Trial) -> str:
    """A joint in one line."""
    low, high = trial.ends
    marks = [("low", trial.low), ("high", trial.high), ("centre", trial.home), ("lead ms", trial.lead_ms)]
    set_ = ", ".join(f"{name} {value:g}" for name, value in marks if value is not None)
    flipped = ", flipped" if trial.direction == -1 else ""
    return f"{trial.joint.name}: at {trial.at} of {low} … {high}; {set_ or 'nothing set yet'}{flipped}"
