"""What the previewed face does: its sliders, idle life, turns, a sentence; pure, in seconds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import avatars
from avatars.pose import ARTICULATORS, PARAMETERS, Pose, clamp
from kiosk.gestures.library import load_all
from kiosk.gestures.player import GesturePlayer
from kiosk.gestures.pointing import Pointing, Reach
from kiosk.resources import config_dir
from kiosk.timeline import Timeline

Mode = Literal["still", "life", "turn"]
TURN_S = 6.0
"""Seconds of one turn from side to side."""
LEAD_S = 0.045
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Head": ("headYaw", "headPitch", "headRoll", "bodyX", "breath", "hairSway"),
    "Eyes": ("eyeBlinkLeft", "eyeBlinkRight", "eyeWide", "eyeSquint", "gazeX", "gazeY", "pupil"),
    "Brows and cheeks": (
        *("browUpLeft", "browUpRight", "browInnerUp", "browDown"),
        *("cheekSquint", "cheekBlush", "noseSneer"),
    ),
    "Mouth": tuple(name for name in PARAMETERS if name.startswith(("jaw", "mouth", "tongue"))),
}
"""Every parameter, as a designer thinks of it."""


@dataclass(slots=True)
class Acting:
    """The state of the preview; `sliders` has every parameter, `gestures` the names of all there are."""

    pack: avatars.Pack
    seed: int = 7
    mode: Mode = "still"
    expression: str = "neutral"
    viseme: str = "sil"
    gestures: tuple[str, ...] = ()
    sliders: dict[str, float] = field(default_factory=dict)
    _life: avatars.Behaviour = field(init=False)
    _mouth: avatars.MouthTrack | None = None
    _spoken: tuple[float, float] = (0.0, 0.0)
    _gestures: GesturePlayer = field(init=False)

    def __post_init__(self) -> None:
        """At rest with the expression."""
        self._life = avatars.Behaviour(self.pack, self.seed)
        every = load_all(config_dir() / "gestures")
        self.gestures = tuple(every)
        self._gestures = GesturePlayer(Pointing(every, Reach(), own=PARAMETERS).path)
        self.show(self.expression, self.viseme)

    def take(self, pack: avatars.Pack) -> None:
        """The pack was changed: what is shown stays, as far as there is such a thing still."""
        self.pack, self._life = pack, avatars.Behaviour(pack, self.seed)
        self.expression = self.expression if self.expression in pack.expressions else "neutral"
        self.show(self.expression, self.viseme if self.viseme in pack.visemes else "sil")

    def show(self, expression: str | None = None, viseme: str | None = None) -> None:
        """Set the sliders to an expression with a mouth shape."""
        self.expression, self.viseme = expression or self.expression, viseme or self.viseme
        self.sliders = {name: default for name, (_, default, _) in PARAMETERS.items()} | self._chosen()

    def set(self, name: str, value: float) -> None:
        """Move one slider."""
        self.sliders[name] = clamp(name, value)

    def speak(self, timeline: Timeline, now: float) -> None:
        """Say a sentence from `now` on."""
        known = [each for each in timeline.visemes if each.id in self.pack.visemes]
        self._mouth = avatars.mouth_track(known, self.pack, LEAD_S)
        self._spoken = (now, now + timeline.seconds)

    def gesture(self, name: str, now: float) -> None:
        """Play a gesture from `now` on."""
        self._gestures.play(name, now)

    def speaking(self, now: float) -> bool:
        """Whether the sentence is still going on."""
        return self._mouth is not None and self._spoken[0] <= now <= self._spoken[1] + 0.4

    def pose(self, now: float) -> Pose:
        """The whole pose; times must rise."""
        layers: list[Pose] = [self._living(now) if self.mode == "life" else self.sliders]
        if self.mode == "turn":
            turn = 2 * math.pi * now / TURN_S
            layers.append({"headYaw": 18 * math.sin(turn), "headPitch": 8 * math.sin(turn * 0.62)})
        if self._mouth is not None and self.speaking(now):
            layers[0] = {name: value for name, value in layers[0].items() if name not in ARTICULATORS}
            layers.append(self._mouth.pose(now - self._spoken[0]))
        layers.insert(1, self._gestures.offsets(now))
        return avatars.combine(*layers)

    def changed(self) -> dict[str, float]:
        """The sliders that are not at rest, as an expression file has them."""
        rest = {name: default for name, (_, default, _) in PARAMETERS.items()}
        return {name: round(value, 2) for name, value in self.sliders.items() if abs(value - rest[name]) >= 0.005}

    def _chosen(self) -> dict[str, float]:
        mouth = self.pack.visemes.get(self.viseme, {}) if self.viseme != "sil" else {}
        return avatars.combine(self.pack.expression(self.expression), mouth)

    def _living(self, now: float) -> Pose:
        """Idle life with the expression, and on top what the sliders add to it."""
        state = avatars.BehaviourState(expression=self.expression, speaking=self.speaking(now))
        life, chosen = self._life.pose(now, state), self._chosen()
        added = {
            name: value if name in ARTICULATORS else value - chosen.get(name, 0.0)
            for name, value in self.sliders.items()
            if name not in ARTICULATORS or value
        }
        return avatars.combine(life, added)
