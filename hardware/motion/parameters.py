"""What a body has beyond a face: parameters of trunk and arms, for profiles and gestures.

Those of the face are the avatars'. Left and right are the body's own; angles are in degrees. What turns about the
vertical is positive towards the right of a picture of it, as `headYaw` is: the right of whoever stands before it. Where
a body has one arm, it is the right one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Range = tuple[float, float, float]

_ARM: Final[Mapping[str, Range]] = {
    "shoulderPitch": (-60.0, 0.0, 180.0),
    "shoulderRoll": (-20.0, 0.0, 150.0),
    "shoulderYaw": (-180.0, 0.0, 180.0),
    "elbow": (0.0, 0.0, 150.0),
    "wrist": (-90.0, 0.0, 90.0),
    "wristRoll": (-120.0, 0.0, 120.0),
    "gripper": (0.0, 0.0, 1.0),
}
"""Of an arm that hangs down at rest: forward and up, out to the side, the direction it reaches in (about the vertical),
bent, the hand up (as in "stop"), the palm turned outward, and how far the hand is opened."""
ARMS: Final = ("Left", "Right")
_TRUNK: Final[Mapping[str, Range]] = {"torsoYaw": (-90.0, 0.0, 90.0), "torsoPitch": (-30.0, 0.0, 45.0)}
"""The trunk turns, and bows (positive: forward)."""

BODY_ONLY: Final[Mapping[str, Range]] = MappingProxyType(
    {**_TRUNK, **{f"{name}{side}": span for side in ARMS for name, span in _ARM.items()}}
)
"""Name to (lowest, at rest, highest) of what no face has."""
