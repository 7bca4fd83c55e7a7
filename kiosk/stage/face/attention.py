"""The face of somebody who is spoken to while speaking: brows up, head a little aside, and the mouth says less.

The kiosk's own voice is lowered meanwhile (`Duck`), or the shopper's words come in while it speaks.
"""

from __future__ import annotations

from typing import Final

from avatars.gaze import towards
from avatars.pose import ARTICULATORS, Pose, scaled

IN_S, OUT_S = 0.08, 0.35
"""Time constants: attention is seen at once, and goes slowly."""
ATTENTIVE: Final[Pose] = {
    "browUpLeft": 0.30, "browUpRight": 0.26, "browInnerUp": 0.12, "eyeWide": 0.14, "headRoll": 2.6, "headPitch": 1.2,
}  # fmt: skip
SOFT: Final = 0.45
"""So much smaller the mouth is while the voice is lowered."""
FIRM: Final = frozenset({"mouthClose", "mouthPress"})
"""Lips that touch do so softly spoken, too."""


class Attention:
    """How attentive the face is, 0 to 1, asked frame by frame."""

    def __init__(self, liveliness: float) -> None:
        self._liveliness = liveliness
        self._share = 0.0
        self._time: float | None = None

    def follow(self, t: float, *, attentive: bool) -> None:
        """Go towards attention, or back."""
        step = 0.0 if self._time is None else max(0.0, t - self._time)
        self._time = t
        self._share += (float(attentive) - self._share) * towards(step, IN_S if attentive else OUT_S)

    def pose(self) -> Pose:
        """What is added to brows, lids and head; a composed face shows it too, with less of the head."""
        head = self._share * self._liveliness
        return {name: value * (head if name.startswith("head") else self._share) for name, value in ATTENTIVE.items()}

    def softened(self, mouth: Pose) -> Pose:
        """A mouth that speaks lower."""
        less = scaled({name: mouth[name] for name in mouth.keys() & (ARTICULATORS - FIRM)}, 1 - SOFT * self._share)
        return {**mouth, **less}
