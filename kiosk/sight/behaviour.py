"""What one shopper is about, from how a face moves. Hysteresis keeps who is at the edge of a zone from flickering.

Zones and dwell times start from Pepper's engagement zones and ros4hri's engagement (distance × mutual gaze over a
window). Pure: times are arguments, in seconds, and never run backwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.sight.motion import Motion

Behaviour = Literal["waiting", "passing", "approaching", "engaged", "leaving"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds: m, m/s, s; `facing` is the smoothed share of time that a face is turned to the kiosk."""

    engage_m: float = 1.6
    disengage_m: float = 2.1
    engage_speed: float = 0.45
    engage_facing: float = 0.6
    stay_facing: float = 0.25
    engage_hold_s: float = 1.0
    approach_m: float = 3.6
    approach_speed: float = 0.30
    approach_miss_m: float = 0.75
    approach_facing: float = 0.5
    approach_came_m: float = 0.35
    approach_hold_s: float = 0.6
    greet_m: float = 1.85
    greet_near_m: float = 1.5
    greet_arrival_s: float = 1.6
    greet_miss_m: float = 0.6
    leave_speed: float = 0.30
    leave_hold_s: float = 0.6
    pass_speed: float = 0.35
    lost_s: float = 0.8
    end_s: float = 3.0
    end_leaving_s: float = 1.0
    cooldown_s: float = 5.0
    aside_s: float = 8.0
    group_m: float = 1.2
    behind_m: float = 0.6
    join_s: float = 1.0
    low_eye_m: float = 1.25
    gaze_every_s: float = 0.12
    fresh_s: float = 0.2


@dataclass(slots=True)
class Shopper:
    """What is remembered of a track: its behaviour, since when conditions hold, and what was told of it."""

    motion: Motion
    behaviour: Behaviour = "waiting"
    announced: bool = False
    since: dict[Behaviour, float] = field(default_factory=dict)

    def held(self, behaviour: Behaviour, condition: bool, t: float) -> float:
        """For how long a condition has held; a moment without it starts it anew."""
        if not condition:
            self.since.pop(behaviour, None)
            return 0.0
        return t - self.since.setdefault(behaviour, t)

    @property
    def track(self) -> int:
        """Its number."""
        return self.motion.track

    def judge(self, t: float, rules: Rules) -> None:
        """Let the behaviour follow the motion."""
        self.behaviour = self._next(t, rules)

    def _next(self, t: float, rules: Rules) -> Behaviour:
        """The behaviour table, most engaged first."""
        motion, was = self.motion, self.behaviour
        engaging, approaching = self._is_engaging(t, rules), self._is_approaching(rules)
        engaging_s = self.held("engaged", engaging, t)
        approaching_s = self.held("approaching", approaching, t)
        leaving_s = self.held("leaving", motion.radial > rules.leave_speed, t)
        if engaging and (was == "engaged" or engaging_s >= rules.engage_hold_s):
            return "engaged"
        came = motion.came_m > rules.approach_came_m
        if approaching and (was == "approaching" or (came and approaching_s >= rules.approach_hold_s)):
            return "approaching"
        if leaving_s >= rules.leave_hold_s and (self.announced or was in ("engaged", "approaching", "leaving")):
            return "leaving"
        if motion.speed > rules.pass_speed:
            return "leaving" if was == "leaving" else "passing"
        return "waiting"

    def _is_seen(self, t: float, rules: Rules) -> bool:
        """Whether it is more than a guess where the face is, and that it still looks here."""
        return t - self.motion.seen_at < rules.fresh_s

    def _is_engaging(self, t: float, rules: Rules) -> bool:
        motion, stays = self.motion, self.behaviour == "engaged"
        if not stays and not self._is_seen(t, rules):
            return False
        near = motion.distance_m < (rules.disengage_m if stays else rules.engage_m)
        still = motion.speed < rules.engage_speed * (1.6 if stays else 1.0)
        return near and still and motion.facing > (rules.stay_facing if stays else rules.engage_facing)

    def _is_approaching(self, rules: Rules) -> bool:
        motion, stays = self.motion, self.behaviour == "approaching" or "approaching" in self.since
        coming = motion.radial < -rules.approach_speed * (0.6 if stays else 1.0)
        # A speed that is known badly must be the larger to count.
        sure = motion.radial + 0.5 * motion.speed_sd < -0.1
        aimed = motion.miss_m < rules.approach_miss_m * (1.4 if stays else 1.0)
        return (
            motion.distance_m < rules.approach_m and coming and sure and aimed and motion.facing > rules.approach_facing
        )

    def is_near(self, rules: Rules) -> bool:
        """Whether the shopper is with the kiosk: near and facing it, or on the way."""
        near = self.motion.distance_m < rules.disengage_m and self.motion.facing > rules.stay_facing
        return near or self.behaviour in ("engaged", "approaching")

    def arrives(self, t: float, rules: Rules) -> bool:
        """Whether a greeting may come before the stand still: then the aim must be sure, too."""
        motion = self.motion
        soon = motion.arrival_s < rules.greet_arrival_s or motion.distance_m < rules.greet_near_m
        here = motion.distance_m < rules.greet_m and motion.miss_m < rules.greet_miss_m
        return self.behaviour == "approaching" and here and soon and self._is_seen(t, rules)
