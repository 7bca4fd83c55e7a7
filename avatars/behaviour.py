"""The life of a face: expression, lids, gaze, breath and drift, and what hangs on them; the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatars.gaze import Gaze, towards
from avatars.heeding import Heeding
from avatars.idle import Blinks, breath, drift, lid
from avatars.physics import Springs
from avatars.pose import ARTICULATORS, Pose, blend, combine, scaled

if TYPE_CHECKING:
    from avatars.pack import Pack

SHIFT_BLINK_S = 0.18
LONGEST_STEP_S = 0.5
STILLEST = 0.2
"""What is left of all movement at full composure."""
HEAVY = frozenset({"headYaw", "headPitch", "headRoll", "bodyX"})
"""What has weight comes to an expression later than lids and lips."""
HEAVY_S, ENERGY_S = 0.2, 0.4
SPEAKING, LISTENING = 1.5, 0.6
"""How much livelier than at rest the head is."""


@dataclass
class BehaviourState:
    """What the avatar is about. Gaze is towards the right of the picture and up; `None` looks straight out.

    `words_heard` is how many words the shopper has said so far in this turn.
    """

    expression: str = "neutral"
    intensity: float = 1.0
    gaze_yaw_deg: float | None = None
    gaze_pitch_deg: float = 0.0
    speaking: bool = False
    thinking: bool = False
    listening: bool = False
    words_heard: int = 0


class Behaviour:
    """Deterministic life of one avatar; it begins at the first time asked for. Ask every frame.

    `composure` 0 is lively, 1 keeps nearly still, as a receptionist does; None takes the pack's own.
    """

    def __init__(self, pack: Pack, seed: int, composure: float | None = None) -> None:
        self._pack, self._settings = pack, pack.behaviour
        self.liveliness = 1 - (1 - STILLEST) * (pack.behaviour.composure if composure is None else composure)
        blink = pack.behaviour.blink
        self._blinks = Blinks(seed, blink.mean_s, blink.spread, blink.length_s)
        self._gaze = Gaze(pack.behaviour, seed, self.liveliness)
        self._heeding = Heeding(self.liveliness)
        self._springs = Springs(pack.physics.spring)
        self._phase = (seed % 97) / 97 * 6.28
        self._time: float | None = None
        self._begin = 0.0
        self._face: Pose = {}
        self._energy = 1.0

    def pose(self, t_s: float, state: BehaviourState, *more: Pose) -> Pose:
        """The whole pose at `t_s` seconds, with `more` layers on top of it (gestures, stress, the mouth of speech).

        Raises `AvatarError` for an unknown expression.
        """
        first = self._time is None
        if self._time is None:
            self._begin = self._time = t_s
        step = min(max(t_s - self._time, 0.0), LONGEST_STEP_S)
        self._time, age = t_s, t_s - self._begin
        self._express(state, step, at_once=first)
        self._rouse(state, step)
        gaze, heeding = self._gaze.turn(age, state, step), self._heeding.pose(age, state)
        return self._springs.after(age, combine(self._face, self._lids(age), gaze, self._drift(age), heeding, *more))

    def _express(self, state: BehaviourState, step: float, *, at_once: bool) -> None:
        """Go towards the expression; while speaking the mouth is left to the visemes."""
        wanted = scaled(self._pack.expression(state.expression), min(max(state.intensity, 0.0), 1.0))
        if state.speaking:
            wanted = {name: value for name, value in wanted.items() if name not in ARTICULATORS}
        light, heavy = (1.0 if at_once else towards(step, s) for s in (self._settings.blend_s / 3, HEAVY_S))
        near, late = blend(self._face, wanted, light), blend(self._face, wanted, heavy)
        self._face = near | {name: late[name] for name in HEAVY & late.keys()}

    def _rouse(self, state: BehaviourState, step: float) -> None:
        """Livelier while speaking, calmer while listening, and no jerk between them."""
        wanted = SPEAKING if state.speaking else LISTENING if state.listening else 1.0
        self._energy += (wanted - self._energy) * towards(step, ENERGY_S)

    def _lids(self, t: float) -> Pose:
        closed = max(self._blinks.closed(t), lid((t - self._gaze.shifted_at) / SHIFT_BLINK_S))
        return {"eyeBlinkLeft": closed, "eyeBlinkRight": closed * 0.98}

    def _drift(self, t: float) -> Pose:
        """The head is never quite still, and the body shifts its weight."""
        sway = self._settings.idle.head_deg * self.liveliness * self._energy
        return {
            "headYaw": sway * drift(t, self._phase, 5.3),
            "headPitch": 0.5 * sway * drift(t, self._phase + 1, 4.1),
            "headRoll": 0.6 * sway * drift(t, self._phase + 2, 6.7),
            "bodyX": 0.12 * drift(t, self._phase + 3, 11.0) * self.liveliness,
            "breath": self._settings.idle.breath * breath(t),
        }
