"""Idle life: what a face does by itself, the same for the same seed and the same questions."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatars.pose import ARTICULATORS, Pose, blend, combine, scaled

if TYPE_CHECKING:
    from avatars.pack import Pack

BREATH_IN_S, BREATH_HELD_S, BREATH_OUT_S, BREATH_REST_S = 1.2, 0.5, 1.0, 0.9
SACCADE_S, HEAD_FOLLOW_S, HEAD_DELAY_S = 0.06, 0.45, 0.12
EYE_RANGE_DEG, HEAD_RANGE_DEG, HEAD_RANGE_UP_DEG = 25.0, 18.0, 8.0
AWAY_DEG = (11.0, 9.0)
"""Where the eyes go while thinking: to the side and up."""


@dataclass
class BehaviourState:
    """What the kiosk is about. Gaze is towards the right of the picture and up; `None` looks straight out."""

    expression: str = "neutral"
    intensity: float = 1.0
    gaze_yaw_deg: float | None = None
    gaze_pitch_deg: float = 0.0
    speaking: bool = False
    thinking: bool = False
    listening: bool = False


class Behaviour:
    """Deterministic idle life of one avatar. Ask for rising times; a step back is taken as no step."""

    def __init__(self, pack: Pack, seed: int) -> None:
        self._pack, self._settings = pack, pack.behaviour
        self._random = random.Random(seed)
        self._liveliness = 1 - 0.8 * pack.behaviour.composure

    def pose(self, t_s: float, state: BehaviourState) -> Pose:
        """The pose of the idle layers at `t_s` seconds."""
        return combine(scaled(self._pack.expressions[state.expression], state.intensity))
