"""Whom an engagement is with: the shopper who was greeted, and who stands beside. Others wait for their turn.

Nobody is known again: a face that was lost and one that is found near the kiosk are taken for the same shopper only if
they were never seen at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kiosk.sight.behaviour import Rules, Shopper
from kiosk.sight.motion import Motion

SEEN_S = 0.5
"""Whoever was found within this time counts as seen now: not every frame is searched, and not all of it."""
STEPS_M, STEPS_MPS = 0.5, 0.8
"""A face that was lost is found again no farther off than somebody before a kiosk steps in that time."""
COMES_MPS, COMES_FACING, BLINDS_S = 0.2, 0.8, 0.2
"""Whoever comes on at that speed, and looks here, until the face is out of the picture has not gone."""


class Party:
    """One engagement, from the greeting of `first` at time `t`, seconds."""

    def __init__(self, rules: Rules, first: Shopper, live: Sequence[Shopper], t: float) -> None:
        self._rules = rules
        self.track = first.track
        beside = {one.track for one in live if one.is_near(rules) and self._is_beside(one, first)}
        self._members = {first.track, *beside}
        self._others: set[int] = set()
        self._met: set[int] = set()
        self._beside_since: dict[int, float] = {}
        self._places: dict[int, Motion] = {first.track: first.motion}
        self._came_at: dict[int, float] = {}
        self._near_at = self._faced_at = t
        self._leaving_at = -math.inf

    @property
    def others(self) -> frozenset[int]:
        """Who was seen together with the party and was not of it."""
        return frozenset(self._others)

    def of(self, live: Iterable[Shopper]) -> list[Shopper]:
        """Who of these belongs to it."""
        return [one for one in live if one.track in self._members]

    def stays(self, t: float) -> None:
        """It was here at that time, whatever was seen of faces."""
        self._near_at = max(self._near_at, t)

    def is_over(self, t: float, live: Sequence[Shopper]) -> bool:
        """Whether nobody of it is here any more: sooner if somebody was seen to leave."""
        self._meet(t, live)
        mine, rules = self.of(live), self._rules
        if any(one.is_near(rules) for one in mine):
            self._near_at = self._faced_at = t
        elif self._talks_aside(t, mine) or self._is_out_of_picture(t, live):
            self._near_at = t
        if any(one.behaviour == "leaving" for one in mine):
            self._leaving_at = t
        left = self._leaving_at > self._near_at - 0.5 or any(map(self._came_beyond, self._places.values()))
        return t - self._near_at > (rules.end_leaving_s if left else rules.end_s)

    def _talks_aside(self, t: float, mine: Sequence[Shopper]) -> bool:
        """Whether somebody only turned away, to a companion or to a shelf: for a while that is no leaving."""
        there = (
            one.motion.distance_m < self._rules.disengage_m and one.behaviour in ("waiting", "engaged") for one in mine
        )
        return t - self._faced_at <= self._rules.aside_s and any(there)

    def _is_out_of_picture(self, t: float, live: Sequence[Shopper]) -> bool:
        """Whether somebody came too near for the picture: a small child below it, for as long as who turned aside.

        Not while another is served by being here: who of the two is gone is then not to be told.
        """
        if any(one.track in self._others and one.behaviour == "engaged" for one in live):
            return False
        return any(
            self._came_beyond(last) and t - last.seen_at <= self._rules.aside_s for last in self._places.values()
        )

    def _came_beyond(self, last: Motion) -> bool:
        """Whether a face was coming on when it was last seen: its box, half out of the picture, misleads at the end."""
        came = last.seen_at - self._came_at.get(last.track, -math.inf) < BLINDS_S
        return came and last.at_edge and last.facing > COMES_FACING

    def _comes_beyond(self, motion: Motion) -> bool:
        comes = motion.radial < -COMES_MPS and motion.miss_m < self._rules.approach_miss_m
        return comes and motion.at_edge and motion.distance_m < self._rules.engage_m

    def _meet(self, t: float, live: Sequence[Shopper]) -> None:
        """Take in companions, and faces that were lost; whoever is seen beside the party otherwise is another."""
        seen = [one for one in live if t - one.motion.seen_at < SEEN_S]
        mine = self.of(seen)
        self._places |= {one.track: one.motion for one in mine}
        self._came_at |= {one.track: one.motion.seen_at for one in mine if self._comes_beyond(one.motion)}
        for one in seen:
            if one.track in self._members:
                continue
            if mine:
                self._judge(t, one, mine)
            elif one.track not in self._met and not self._may_be_lost_one(one.motion):
                self._others.add(one.track)
            elif one.track not in self._others and one.is_near(self._rules):
                self._members.add(one.track)
            self._met.add(one.track)

    def _may_be_lost_one(self, found: Motion) -> bool:
        """Whether somebody of the party can have got there since; who comes forward from behind them cannot."""
        return any(
            math.hypot(found.x_m - lost.x_m, found.z_m - lost.z_m) < self._reach(lost, found.seen_at)
            for lost in self._places.values()
        )

    def _reach(self, lost: Motion, t: float) -> float:
        """How far from its place a lost face can be at a time, m: one beyond an edge comes back there."""
        steps_s = 0.0 if self._came_beyond(lost) else max(0.0, t - lost.seen_at)
        return STEPS_M + STEPS_MPS * steps_s

    def _judge(self, t: float, one: Shopper, mine: Sequence[Shopper]) -> None:
        """Whoever stands beside for a while is a companion, whoever waits behind is the next."""
        standing = [member for member in mine if member.behaviour != "leaving"]
        stands = one.is_near(self._rules) and one.behaviour != "leaving"
        if not (stands and any(self._is_beside(one, member) for member in standing)):
            self._beside_since.pop(one.track, None)
            self._others.add(one.track)
            return
        since = self._beside_since.setdefault(one.track, t)
        if t - since >= self._rules.join_s:
            self._members.add(one.track)
            self._others.discard(one.track)

    def _is_beside(self, one: Shopper, member: Shopper) -> bool:
        mine, theirs, rules = member.motion, one.motion, self._rules
        apart = math.hypot(theirs.x_m - mine.x_m, theirs.z_m - mine.z_m)
        return apart < rules.group_m and theirs.distance_m < mine.distance_m + rules.behind_m
