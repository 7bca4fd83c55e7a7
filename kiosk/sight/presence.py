"""Everybody before the kiosk: from what each shopper is about to presence events.

Pure: times are arguments, in seconds, and never run backwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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
from kiosk.sight.behaviour import Rules, Shopper
from kiosk.sight.motion import Motion
from kiosk.sight.party import Party


class Presence:
    """The shoppers, and the one engagement that may be running."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self._shoppers: dict[int, Shopper] = {}
        self._party: Party | None = None
        self._waited: frozenset[int] = frozenset()
        self._ended_at = self._gazed_at = -math.inf
        self._watched: int | None = None

    @property
    def engaged(self) -> bool:
        """Whether an engagement is running."""
        return self._party is not None

    @property
    def attentive(self) -> bool:
        """Whether somebody is approaching or engaged: then every frame counts."""
        return self.engaged or any(one.behaviour in ("approaching", "engaged") for one in self._shoppers.values())

    @property
    def shoppers(self) -> Sequence[Shopper]:
        """Everybody who is followed now."""
        return list(self._shoppers.values())

    def step(self, t: float, motions: Sequence[Motion]) -> list[Event]:
        """Events of time `t`, given all confirmed tracks."""
        events = self._meet(motions)
        live = [one for one in self._shoppers.values() if t - one.motion.seen_at < self.rules.lost_s]
        for one in live:
            was = one.behaviour
            one.judge(t, self.rules)
            if one.behaviour == "leaving" and was != "leaving":
                events += self._farewell(one)
        for one in self._party.of(live) if self._party else ():
            one.announced |= one.behaviour == "engaged"
        events += self._end(t, live)
        events += self._begin(t, live)
        return events + self._gaze(t, live)

    def stays(self, t: float) -> None:
        """Whoever is engaged was here at time `t`, whatever is seen of a face."""
        if self._party is not None:
            self._party.stays(t)

    def forget(self) -> None:
        """Sight was lost: whoever is seen when it is back is met anew, and greeted without a cool-down."""
        self._shoppers.clear()
        self._party, self._waited = None, frozenset()

    def finish(self) -> list[Event]:
        """Events for the end of a recording: its session ends with it; where the others went is not known."""
        events: list[Event] = [] if self._party is None else [ShopperLeft(self._party.track)]
        self._shoppers.clear()
        self._party = None
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

    def _farewell(self, one: Shopper) -> list[Event]:
        """Told once of whoever had approached or was greeted."""
        if not one.announced:
            return []
        one.announced = False
        return [ShopperLeaving(one.track, round(one.motion.distance_m, 2))]

    def _end(self, t: float, live: Sequence[Shopper]) -> list[Event]:
        """An engagement ends when nobody of its party is there any more; who waited meanwhile is next."""
        party = self._party
        if party is None or not party.is_over(t, live):
            return []
        self._party, self._ended_at, self._waited = None, t, party.others
        return [ShopperLeft(party.track)]

    def _begin(self, t: float, live: Sequence[Shopper]) -> list[Event]:
        """Look at who comes, greet who is here: one party at a time, and nobody again within the cool-down."""
        if self.engaged:
            return []
        rested = t - self._ended_at > self.rules.cooldown_s
        fresh = [one for one in live if rested or one.track in self._waited]
        events: list[Event] = []
        for one in fresh:
            if one.behaviour == "approaching" and not one.announced:
                one.announced = True
                events.append(ShopperApproaching(*self._about(one, live)))
        ready = [one for one in fresh if one.behaviour == "engaged"] or [
            one for one in fresh if one.arrives(t, self.rules)
        ]
        if ready:
            nearest = min(ready, key=lambda one: one.motion.distance_m)
            nearest.announced = True
            self._party = Party(self.rules, nearest, live, t)
            events.append(ShopperEngaged(*self._about(nearest, live)))
        return events

    def _about(self, one: Shopper, live: Sequence[Shopper]) -> tuple[int, float, Literal["standard", "low"], int]:
        """Track, distance, eye line and size of the group around a shopper."""
        motion = one.motion
        group = sum(
            math.hypot(other.motion.x_m - motion.x_m, other.motion.z_m - motion.z_m) < self.rules.group_m
            for other in live
        )
        low = motion.eye_m < self.rules.low_eye_m
        return motion.track, round(motion.distance_m, 2), "low" if low else "standard", group

    def _gaze(self, t: float, live: Sequence[Shopper]) -> list[Event]:
        """Where to look: at the nearest who faces, staying with the same face unless another is clearly nearer."""
        if not self.attentive or t - self._gazed_at < self.rules.gaze_every_s:
            return []
        pool = [one for one in self._concerned(live) if one.is_near(self.rules)]
        pool = [one for one in pool if one.motion.facing > self.rules.engage_facing] or pool
        if not pool:
            return []
        watched = min(pool, key=lambda one: one.motion.distance_m * (0.75 if one.track == self._watched else 1))
        motion = watched.motion
        self._watched, self._gazed_at = motion.track, t
        yaw, pitch = round(motion.yaw_deg, 1), round(motion.pitch_deg, 1)
        return [FaceMoved(motion.track, yaw, pitch, round(motion.distance_m, 2))]

    def _concerned(self, live: Sequence[Shopper]) -> list[Shopper]:
        """The party, or without one whoever comes."""
        if self._party is not None:
            return self._party.of(live)
        return [one for one in live if one.behaviour in ("approaching", "engaged")]
