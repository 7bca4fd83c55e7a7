"""Idle life: what a face does by itself, the same for the same seed and the same questions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatars.idle import Blinks, Saccades, breath, drift, lid
from avatars.pose import ARTICULATORS, Pose, blend, combine, scaled

if TYPE_CHECKING:
    from avatars.pack import Pack

EYE_RANGE_DEG, EYE_RANGE_UP_DEG = 25.0, 20.0
HEAD_RANGE_DEG, HEAD_RANGE_UP_DEG = 15.0, 6.0
EYES_S, HEAD_S, HEAD_DELAY_S = 0.07, 0.5, 0.1
"""Time constants: the eyes jump, the head sets off later and takes its time."""
AWAY_DEG = (13.0, 8.0)
"""Where the eyes go while thinking: aside and up."""
LARGE_SHIFT_DEG = 12.0
"""A shift of gaze beyond this comes with a blink."""
SHIFT_BLINK_S = 0.18
LONGEST_STEP_S = 0.5


@dataclass
class BehaviourState:
    """What the avatar is about. Gaze is towards the right of the picture and up; `None` looks straight out."""

    expression: str = "neutral"
    intensity: float = 1.0
    gaze_yaw_deg: float | None = None
    gaze_pitch_deg: float = 0.0
    speaking: bool = False
    thinking: bool = False
    listening: bool = False


class Behaviour:
    """Deterministic idle life of one avatar; it begins at the first time asked for. Ask every frame."""

    def __init__(self, pack: Pack, seed: int) -> None:
        self._pack, self._settings = pack, pack.behaviour
        self._liveliness = 1 - 0.8 * pack.behaviour.composure
        blink = pack.behaviour.blink
        self._blinks = Blinks(seed, blink.mean_s, blink.spread, blink.length_s)
        self._saccades = Saccades(seed + 1, pack.behaviour.saccade.fixation_s)
        self._phase = (seed % 97) / 97 * 6.28
        self._side = 1.0 if seed % 2 else -1.0
        self._time: float | None = None
        self._begin = 0.0
        self._face: Pose = {}
        self._eyes, self._head = (0.0, 0.0), (0.0, 0.0)
        self._target, self._target_since, self._shift_at = (0.0, 0.0), float("-inf"), float("-inf")

    def pose(self, t_s: float, state: BehaviourState) -> Pose:
        """Expression, gaze, lids, breath and drift at `t_s` seconds; an `AvatarError` for an unknown expression."""
        first = self._time is None
        if self._time is None:
            self._begin = self._time = t_s
        step = min(max(t_s - self._time, 0.0), LONGEST_STEP_S)
        self._time, age = t_s, t_s - self._begin
        self._express(state, step, at_once=first)
        self._look(age, state, step)
        return combine(self._face, self._lids(age), self._gaze(age), self._drift(age, state))

    def _express(self, state: BehaviourState, step: float, *, at_once: bool) -> None:
        """Go towards the expression; while speaking the mouth is left to the visemes."""
        wanted = scaled(self._pack.expression(state.expression), min(max(state.intensity, 0.0), 1.0))
        if state.speaking:
            wanted = {name: value for name, value in wanted.items() if name not in ARTICULATORS}
        self._face = blend(self._face, wanted, 1.0 if at_once else _towards(step, self._settings.blend_s / 3))

    def _look(self, t: float, state: BehaviourState, step: float) -> None:
        """Eyes first, then the head: aim at the target, or away while thinking."""
        target = (state.gaze_yaw_deg or 0.0, state.gaze_pitch_deg if state.gaze_yaw_deg is not None else 0.0)
        if state.thinking:
            target = (target[0] + self._side * AWAY_DEG[0], target[1] + AWAY_DEG[1])
        shift = max(abs(target[0] - self._target[0]), abs(target[1] - self._target[1]))
        if shift > LARGE_SHIFT_DEG:
            self._shift_at = t
        if shift > 1.0:
            self._target_since = t
        self._target = target
        share = self._settings.idle.head_share
        moving = _towards(step, HEAD_S / 2) if t - self._target_since >= HEAD_DELAY_S else 0.0
        self._head = _approach(self._head, (target[0] * share, target[1] * share), moving)
        self._head = (
            min(max(self._head[0], -HEAD_RANGE_DEG), HEAD_RANGE_DEG),
            min(max(self._head[1], -HEAD_RANGE_UP_DEG), HEAD_RANGE_UP_DEG),
        )
        self._eyes = _approach(self._eyes, target, _towards(step, EYES_S))

    def _lids(self, t: float) -> Pose:
        closed = max(self._blinks.closed(t), lid((t - self._shift_at) / SHIFT_BLINK_S))
        return {"eyeBlinkLeft": closed, "eyeBlinkRight": closed * 0.98}

    def _gaze(self, t: float) -> Pose:
        """What the head does not turn, the eyes do, with small jumps around it."""
        reach = self._settings.saccade.reach * self._liveliness
        jump_x, jump_y = self._saccades.offset(t)
        return {
            "headYaw": self._head[0],
            "headPitch": self._head[1],
            "gazeX": (self._eyes[0] - self._head[0]) / EYE_RANGE_DEG + jump_x * reach,
            "gazeY": (self._eyes[1] - self._head[1]) / EYE_RANGE_UP_DEG + jump_y * reach,
        }

    def _drift(self, t: float, state: BehaviourState) -> Pose:
        """The head is never quite still, livelier while speaking, calmer while listening; hair and shoulders lag."""
        energy = 1.5 if state.speaking else 0.6 if state.listening else 1.0
        sway = self._settings.idle.head_deg * self._liveliness * energy
        late = drift(t - 0.25, self._phase, 5.3)
        return {
            "headYaw": sway * drift(t, self._phase, 5.3),
            "headPitch": 0.5 * sway * drift(t, self._phase + 1, 4.1),
            "headRoll": 0.6 * sway * drift(t, self._phase + 2, 6.7),
            "bodyX": 0.12 * late * self._liveliness,
            "hairSway": 0.35 * late * self._liveliness,
            "breath": self._settings.idle.breath * breath(t),
        }


def _towards(step: float, constant_s: float) -> float:
    """Share of the way to go in `step` seconds."""
    return 1 - math.exp(-step / constant_s)


def _approach(now: tuple[float, float], target: tuple[float, float], share: float) -> tuple[float, float]:
    return now[0] + (target[0] - now[0]) * share, now[1] + (target[1] - now[1]) * share
