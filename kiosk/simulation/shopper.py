"""A simulated shopper: walks, waits for the floor or takes it, speaks, types, leaves. Pure: the time is an argument."""

from __future__ import annotations

import math
from dataclasses import dataclass

from avatars.easing import smoothstep
from kiosk.commands import KIOSKS_TURN
from kiosk.simulation.floor import Floor
from kiosk.simulation.story import Act, Story

GIVES_UP_QUIET_S = 1.5
BY_HAND = ("type", "press", "card")
SPOKEN = ("say", "cough")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the shopper stands, in metres from the camera, and how far the face is turned from it, in degrees."""

    x_m: float
    z_m: float
    yaw_deg: float


class Shopper:
    """Plays the acts of a story one after the other."""

    def __init__(self, story: Story, now: float) -> None:
        self._acts = list(story.act)
        self._from, self._to = story.start, story.start
        self._walk_began, self._walk_ends = now, now
        self._away = False
        self._began = now
        self._heard_before = 0
        self._over = False
        self._saw_at: float | None = None

    def finished(self, now: float) -> bool:
        """Whether all was done and the shopper is out of sight."""
        return not self._acts and now >= self._walk_ends

    def place(self, now: float) -> Place:
        """The place at a time; the face turns to where the shopper goes when leaving."""
        length_s = max(1e-6, self._walk_ends - self._walk_began)
        share = min(1.0, max(0.0, (now - self._walk_began) / length_s)) if now < self._walk_ends else 1.0
        x, z = (a + (b - a) * smoothstep(share) for a, b in zip(self._from, self._to, strict=True))
        turned = min(1.0, (now - self._walk_began) / 0.5) if self._away else 0.0
        return Place(x, z, 75.0 * turned * math.copysign(1.0, self._to[0] - self._from[0] or 1.0))

    def tick(self, now: float, floor: Floor) -> Act | None:
        """The act that is done now, if it is time; walking is done here, the rest by the caller."""
        while self._acts and self._in_vain(now, floor, self._acts[0]):
            self._acts.pop(0)
        if not self._acts or now < self._walk_ends or not self._may(now, floor, self._acts[0]):
            return None
        act = self._acts.pop(0)
        self._began, self._heard_before, self._over = now, floor.utterances, act.over
        self._saw_at = None
        if act.kind in {"walk", "leave"}:
            here = self.place(now)
            self._from, self._to = (here.x_m, here.z_m), act.to
            self._walk_began = now
            self._walk_ends = now + max(0.1, math.dist(self._from, self._to) / act.speed_mps)
            self._away = act.kind == "leave"
        return act

    def sounded(self, seconds: float) -> None:
        """The act that was just begun takes this long (a sentence being said)."""
        self._began += seconds

    def _in_vain(self, now: float, floor: Floor, act: Act) -> bool:
        """Whether it was waited for in vain: nobody presses what is not there, nor speaks to who did not come."""
        late = now - self._began >= act.patience_s
        return late and bool(act.sees) and act.sees not in floor.seen and act.kind != "leave"

    def _may(self, now: float, floor: Floor, act: Act) -> bool:
        if act.kind == "walk":
            return now - self._began >= act.after_s
        if act.over and self._interrupts(now, floor, act):
            return True
        waited = now - self._began
        if act.sees and waited < act.patience_s:
            return self._sees(now, floor, act)
        if waited >= act.patience_s:
            return floor.quiet(now, max(act.after_s, GIVES_UP_QUIET_S))
        if waited < act.after_s or not self._replied(floor, act):
            return False
        by_hand = act.kind in BY_HAND and floor.quiet(now, act.after_s) and floor.mode not in KIOSKS_TURN
        return by_hand or floor.given(now, act.after_s)

    def _sees(self, now: float, floor: Floor, act: Act) -> bool:
        """Whether what is waited for has stood on the screen for long enough; who speaks waits for silence."""
        if act.sees not in floor.seen:
            self._saw_at = None
            return False
        self._saw_at = now if self._saw_at is None else self._saw_at
        quiet = act.kind in BY_HAND or floor.quiet(now, min(act.after_s, GIVES_UP_QUIET_S))
        return now - self._saw_at >= act.after_s and quiet

    def _interrupts(self, now: float, floor: Floor, act: Act) -> bool:
        """Whether it is time to speak over the kiosk: nobody talks to one whose light is out, as it would not hear."""
        new = floor.utterances > self._heard_before or self._over
        deaf = floor.light_since is None and act.kind in SPOKEN
        over = floor.interruptible(now, act.over_s or 0.0, act.over_word)
        return new and not deaf and now >= self._began and over

    def _replied(self, floor: Floor, act: Act) -> bool:
        """Whether the kiosk did its part since the last act: spoke, lit its light anew, or talked on to the end."""
        spoken = floor.utterances > self._heard_before
        told = self._over and floor.told_at is not None and floor.told_at > self._began
        lit = act.kind not in BY_HAND and floor.light_since is not None and floor.light_since > self._began
        return spoken or told or lit
