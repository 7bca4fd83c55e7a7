"""What shoppers are about, from how they move: the rules that turn tracks into presence events.

Pure: times are arguments, in seconds, and never run backwards. Zones and dwell times start from Pepper's engagement
zones and ros4hri's engagement (distance × mutual gaze over a window); one track's behaviour has hysteresis, so that a
shopper at the edge of a zone does not come and go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kiosk.events import (
    Event,
    FaceMoved,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
)

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
    leave_speed: float = 0.30
    leave_hold_s: float = 0.6
    pass_speed: float = 0.35
    lost_s: float = 0.8
    end_s: float = 3.0
    end_leaving_s: float = 1.0
    cooldown_s: float = 5.0
    group_m: float = 1.2
    low_eye_m: float = 1.25
    gaze_every_s: float = 0.12


@dataclass(frozen=True, slots=True)
class Motion:
    """A confirmed track at one moment: place and speed on the floor (x to the right, z away), m and m/s.

    `speed_sd` is the standard deviation of `vz`; `came_m` how much nearer it is than when it was
    farthest.
    """

    track: int
    x_m: float
    z_m: float
    vx: float
    vz: float
    facing: float
    eye_m: float
    speed_sd: float
    came_m: float
    seen_at: float
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0

    @property
    def distance_m(self) -> float:
        """From the camera, along the floor."""
        return math.hypot(self.x_m, self.z_m)

    @property
    def speed(self) -> float:
        """Over the floor."""
        return math.hypot(self.vx, self.vz)

    @property
    def radial(self) -> float:
        """Speed away from the kiosk; negative towards it."""
        return (self.x_m * self.vx + self.z_m * self.vz) / max(self.distance_m, 0.2)

    @property
    def miss_m(self) -> float:
        """By how much a straight walk on would miss the kiosk."""
        if self.speed <= 0.15:
            return self.distance_m
        return abs(self.x_m * self.vz - self.z_m * self.vx) / self.speed

    @property
    def arrival_s(self) -> float:
        """Seconds until it is here, at this speed."""
        return self.distance_m / max(-self.radial, 0.05)


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


class Presence:
    """Everybody before the kiosk, and the one engagement that may be running."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self._shoppers: dict[int, Shopper] = {}
        self._session: int | None = None
        self._near_at = self._leaving_at = self._ended_at = self._gazed_at = -math.inf
        self._watched: int | None = None

    @property
    def engaged(self) -> bool:
        """Whether an engagement is running."""
        return self._session is not None

    @property
    def attentive(self) -> bool:
        """Whether somebody is approaching or engaged: then every frame counts."""
        return self.engaged or any(one.behaviour in ("approaching", "engaged") for one in self._shoppers.values())

    def step(self, t: float, motions: Sequence[Motion]) -> list[Event]:
        """Events of time `t`, given all confirmed tracks."""
        events = self._meet(motions)
        live = [one for one in self._shoppers.values() if t - one.motion.seen_at < self.rules.lost_s]
        for one in live:
            was = one.behaviour
            one.behaviour = self._judge(one, t)
            one.announced |= self.engaged and one.behaviour == "engaged"
            if one.behaviour == "leaving" and was != "leaving":
                events += self._farewell(one)
        events += self._end(t, live)
        events += self._begin(t, live)
        return events + self._gaze(t, live)

    def stays(self, t: float) -> None:
        """Whoever is engaged was here at time `t`, whatever is seen of a face."""
        self._near_at = max(self._near_at, t)

    def finish(self) -> list[Event]:
        """Events for the end of a recording: its session ends with it; where the others went is not known."""
        events: list[Event] = [] if self._session is None else [ShopperLeft(self._session)]
        self._shoppers.clear()
        self._session = None
        return events

    def _meet(self, motions: Sequence[Motion]) -> list[Event]:
        """Take in the tracks: new ones are noticed, dropped ones that had approached have left.

        While an engagement runs, a face that is lost may only have turned away: then `_end` decides.
        """
        events: list[Event] = []
        present = {motion.track for motion in motions}
        for track in [track for track in self._shoppers if track not in present]:
            lost = self._shoppers.pop(track)
            events += [] if self.engaged else self._farewell(lost)
        for motion in motions:
            if motion.track in self._shoppers:
                self._shoppers[motion.track].motion = motion
            else:
                self._shoppers[motion.track] = Shopper(motion)
                events.append(ShopperNoticed(motion.track, round(motion.distance_m, 2)))
        return events

    def _judge(self, one: Shopper, t: float) -> Behaviour:
        """The behaviour table, most engaged first."""
        rules, motion, was = self.rules, one.motion, one.behaviour
        engaging, approaching = self._is_engaging(one), self._is_approaching(one)
        engaging_s = one.held("engaged", engaging, t)
        approaching_s = one.held("approaching", approaching, t)
        leaving_s = one.held("leaving", motion.radial > rules.leave_speed, t)
        if engaging and (was == "engaged" or engaging_s >= rules.engage_hold_s):
            return "engaged"
        came = motion.came_m > rules.approach_came_m
        if approaching and (was == "approaching" or (came and approaching_s >= rules.approach_hold_s)):
            return "approaching"
        if leaving_s >= rules.leave_hold_s and (one.announced or was in ("engaged", "approaching", "leaving")):
            return "leaving"
        if motion.speed > rules.pass_speed:
            return "leaving" if was == "leaving" else "passing"
        return "waiting"

    def _is_engaging(self, one: Shopper) -> bool:
        rules, motion, stays = self.rules, one.motion, one.behaviour == "engaged"
        near = motion.distance_m < (rules.disengage_m if stays else rules.engage_m)
        still = motion.speed < rules.engage_speed * (1.6 if stays else 1.0)
        return near and still and motion.facing > (rules.stay_facing if stays else rules.engage_facing)

    def _is_approaching(self, one: Shopper) -> bool:
        rules, motion, stays = self.rules, one.motion, one.behaviour == "approaching" or "approaching" in one.since
        coming = motion.radial < -rules.approach_speed * (0.6 if stays else 1.0)
        # A speed that is known badly must be the larger to count.
        sure = motion.radial + 0.5 * motion.speed_sd < -0.1
        aimed = motion.miss_m < rules.approach_miss_m * (1.4 if stays else 1.0)
        return (
            motion.distance_m < rules.approach_m and coming and sure and aimed and motion.facing > rules.approach_facing
        )

    def _farewell(self, one: Shopper) -> list[Event]:
        """Told once of whoever had approached or was greeted."""
        if not one.announced:
            return []
        one.announced = False
        return [ShopperLeaving(one.motion.track, round(one.motion.distance_m, 2))]

    def _begin(self, t: float, live: Sequence[Shopper]) -> list[Event]:
        """Look at who comes, greet who is here: one at a time, and not again within the cool-down."""
        if self.engaged or t - self._ended_at <= self.rules.cooldown_s:
            return []
        events: list[Event] = []
        for one in live:
            if one.behaviour == "approaching" and not one.announced:
                one.announced = True
                events.append(ShopperApproaching(*self._about(one, live)))
        ready = [one for one in live if one.behaviour == "engaged"] or [one for one in live if self._arrives(one)]
        if ready:
            nearest = min(ready, key=lambda one: one.motion.distance_m)
            nearest.announced = True
            self._session, self._near_at, self._leaving_at = nearest.motion.track, t, -math.inf
            events.append(ShopperEngaged(*self._about(nearest, live)))
        return events

    def _arrives(self, one: Shopper) -> bool:
        """Whether a greeting may come before the stand still: then the aim must be sure, too."""
        rules, motion = self.rules, one.motion
        soon = motion.arrival_s < rules.greet_arrival_s or motion.distance_m < rules.greet_near_m
        here = motion.distance_m < rules.greet_m and motion.miss_m < rules.approach_miss_m
        return one.behaviour == "approaching" and here and soon

    def _about(self, one: Shopper, live: Sequence[Shopper]) -> tuple[int, float, Literal["standard", "low"], int]:
        """Track, distance, eye line and size of the group around a shopper."""
        motion = one.motion
        group = sum(
            math.hypot(other.motion.x_m - motion.x_m, other.motion.z_m - motion.z_m) < self.rules.group_m
            for other in live
        )
        low = motion.eye_m < self.rules.low_eye_m
        return motion.track, round(motion.distance_m, 2), "low" if low else "standard", group

    def _end(self, t: float, live: Sequence[Shopper]) -> list[Event]:
        """An engagement ends when nobody near looks any more, sooner if somebody was seen to leave."""
        if self._session is None:
            return []
        if any(self._is_near(one) for one in live):
            self._near_at = t
        if any(one.behaviour == "leaving" for one in live):
            self._leaving_at = t
        left = self._leaving_at > self._near_at - 0.5
        if t - self._near_at <= (self.rules.end_leaving_s if left else self.rules.end_s):
            return []
        event = ShopperLeft(self._session)
        self._session, self._ended_at = None, t
        return [event]

    def _is_near(self, one: Shopper) -> bool:
        near = one.motion.distance_m < self.rules.disengage_m and one.motion.facing > self.rules.stay_facing
        return near or one.behaviour in ("engaged", "approaching")

    def _gaze(self, t: float, live: Sequence[Shopper]) -> list[Event]:
        """Where to look: at the nearest, staying with the same face unless another is clearly nearer."""
        if not self.attentive or t - self._gazed_at < self.rules.gaze_every_s:
            return []
        pool = [one for one in live if self.engaged or one.behaviour in ("approaching", "engaged")]
        pool = [one for one in pool if self._is_near(one)]
        if not pool:
            return []
        watched = min(pool, key=lambda one: one.motion.distance_m * (0.75 if one.motion.track == self._watched else 1))
        motion = watched.motion
        self._watched, self._gazed_at = motion.track, t
        yaw, pitch = round(motion.yaw_deg, 1), round(motion.pitch_deg, 1)
        return [FaceMoved(motion.track, yaw, pitch, round(motion.distance_m, 2))]
