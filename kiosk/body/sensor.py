"""Presence without a camera: what a board's motion and range sensors tell becomes the events that sight would send.

Pure: times are arguments, in seconds, and never run backwards. Its shoppers have negative numbers, as they are nobody's
tracks. A range sensor tells where the nearest thing is: who comes is looked at, who stays is greeted. A motion sensor
alone cannot tell a shopper who stops from one who walks by, so it waits for one who stays.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from hardware.protocols.codec import Sensed
from kiosk.events import Event, ShopperApproaching, ShopperEngaged, ShopperLeft
from kiosk.settings import Sight

MEDIAN_OF: Final = 5
WINDOW_S: Final = 2.0
CAME_M: Final = 0.35
HOLD_S: Final = 1.0
SWAY_M: Final = 0.5
STAY_S: Final = 4.0
PAUSE_S: Final = 1.0
STILL_END_S: Final = 8.0
"""A motion sensor does not see who stands still: for so long that is no leaving."""
THING_S, THING_M, THING_NEAR_M = 60.0, 0.08, 0.15
"""What keeps its distance to 8 cm for a minute while nothing warm moves is a thing, such as a trolley."""
FAR: Final = float("inf")


@dataclass(frozen=True, slots=True)
class SensorRules:
    """Distances in m and times in s, as sight has them."""

    engage_m: float = 1.6
    disengage_m: float = 2.1
    approach_m: float = 3.6
    end_s: float = 3.0
    cooldown_s: float = 5.0


def rules_of(settings: Sight) -> SensorRules:
    """The rules with what a technician set."""
    return SensorRules(
        settings.engage_m, settings.disengage_m, settings.approach_m, settings.end_s, settings.cooldown_s
    )


class SensorPresence:
    """The one shopper that a sensor can tell of."""

    def __init__(self, rules: SensorRules | None = None) -> None:
        self._rules = rules or SensorRules()
        self._state: Literal["away", "approaching", "engaged"] = "away"
        self._track = 0
        self._readings: deque[float] = deque(maxlen=MEDIAN_OF)
        self._past: deque[tuple[float, float]] = deque()
        self._near_since: float | None = None
        self._here_at = self._seen_at = self._ended_at = -FAR
        self._thing: float | None = None
        self._still: tuple[float, float] = (0.0, FAR)
        self._echo_at = 0.0

    def step(self, t: float, sensed: Sensed) -> list[Event]:
        """Events of a reading; ten a second are plenty."""
        distance = self._distance(t, sensed)
        here = self._is_here(distance)
        self._here_at = t if here else self._here_at
        self._near_since = self._held(t, here)
        if here or (self._state == "approaching" and distance < self._rules.approach_m):
            self._seen_at = t
        return self._move(t, distance, sensed.ranging)

    def lost(self) -> list[Event]:
        """The board is silent: nobody is known to be there."""
        self._readings.clear()
        self._past.clear()
        self._near_since = None
        return self._leave(-FAR) if self._state != "away" else []

    def _distance(self, t: float, sensed: Sensed) -> float:
        """How far the shopper is, infinite for nobody: a median, as echoes fail now and then."""
        if not sensed.ranging:
            return self._rules.engage_m / 2 if sensed.moving else FAR
        self._readings.append(FAR if sensed.distance_m is None else sensed.distance_m)
        distance = median(self._readings) if len(self._readings) == MEDIAN_OF else FAR
        self._learn(t, distance, moving=bool(sensed.moving))
        is_thing = self._thing is not None and abs(distance - self._thing) < THING_NEAR_M
        distance = FAR if is_thing else distance
        self._past.append((t, distance))
        while self._past[0][0] < t - WINDOW_S:
            self._past.popleft()
        return distance

    def _learn(self, t: float, distance: float, *, moving: bool) -> None:
        since, kept = self._still
        if distance == FAR and t - self._echo_at <= PAUSE_S:
            return
        if moving or distance == FAR or abs(distance - kept) > THING_M:
            self._still = (t, distance)
        elif t - since >= THING_S:
            self._thing = kept
        self._echo_at = t

    def _is_here(self, distance: float) -> bool:
        return distance < (self._rules.disengage_m if self._state == "engaged" else self._rules.engage_m)

    def _held(self, t: float, here: bool) -> float | None:
        """Since when somebody is here; a short pause does not count."""
        if here:
            return t if self._near_since is None else self._near_since
        return self._near_since if t - self._here_at <= PAUSE_S else None

    def _move(self, t: float, distance: float, ranging: bool) -> list[Event]:
        if self._state == "engaged":
            gone_s = self._rules.end_s if ranging else max(self._rules.end_s, STILL_END_S)
            return self._leave(t) if t - self._seen_at > gone_s else []
        if t - self._ended_at <= self._rules.cooldown_s:
            return []
        if self._is_here(distance) and self._stays(t, ranging):
            self._meet("engaged")
            return [ShopperEngaged(self._track, round(min(distance, self._rules.engage_m), 2))]
        if self._state == "away" and self._comes(distance, ranging):
            self._meet("approaching")
            self._seen_at = t
            return [ShopperApproaching(self._track, round(distance, 2))]
        if self._state == "approaching" and t - self._seen_at > self._rules.end_s:
            return self._leave(-FAR)
        return []

    def _stays(self, t: float, ranging: bool) -> bool:
        """Whether somebody is here for long enough, and stands rather than walks."""
        if self._near_since is None or t - self._near_since < (HOLD_S if ranging else STAY_S):
            return False
        lately = [past for at, past in self._past if at >= t - HOLD_S and past < FAR]
        return not ranging or (bool(lately) and max(lately) - min(lately) < SWAY_M)

    def _comes(self, distance: float, ranging: bool) -> bool:
        if not ranging:
            return distance < FAR
        known = [past for _, past in self._past if past < FAR]
        return distance < self._rules.approach_m and max(known, default=distance) - distance >= CAME_M

    def _meet(self, state: Literal["approaching", "engaged"]) -> None:
        """Somebody new gets the next number."""
        self._track -= self._state == "away"
        self._state = state

    def _leave(self, ended_at: float) -> list[Event]:
        """Who was greeted begins the cool-down with `ended_at`."""
        self._state, self._ended_at, self._near_since = "away", max(self._ended_at, ended_at), None
        return [ShopperLeft(self._track)]
