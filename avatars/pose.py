"""A pose: normalised parameters of a face, and how poses are put together.

Names follow ARKit blend shapes where they match one to one. Left and right are the avatar's own. Angles are in degrees.
`headYaw` and `gazeX` are positive towards the right of the picture, `headPitch` and `gazeY` upwards; `headRoll` is
positive when the crown leans to the right of the picture. Everything else runs from 0 or -1 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Pose = Mapping[str, float]
Range = tuple[float, float, float]

_UNIT: Range = (0.0, 0.0, 1.0)
_BOTH: Range = (-1.0, 0.0, 1.0)

PARAMETERS: Mapping[str, Range] = MappingProxyType(
    {
        "headYaw": (-18.0, 0.0, 18.0),
        "headPitch": (-8.0, 0.0, 8.0),
        "headRoll": (-10.0, 0.0, 10.0),
        "bodyX": _BOTH,
        "breath": _UNIT,
        "hairSway": _BOTH,
        "eyeBlinkLeft": _UNIT,
        "eyeBlinkRight": _UNIT,
        "eyeWide": _UNIT,
        "eyeSquint": _UNIT,
        "gazeX": _BOTH,
        "gazeY": _BOTH,
        "pupil": _BOTH,
        "browUpLeft": _BOTH,
        "browUpRight": _BOTH,
        "browInnerUp": _UNIT,
        "browDown": _UNIT,
        "cheekSquint": _UNIT,
        "cheekBlush": _UNIT,
        "noseSneer": _UNIT,
        "jawOpen": _UNIT,
        "jawX": _BOTH,
        "mouthClose": _UNIT,
        "mouthPress": _UNIT,
        "mouthFunnel": _UNIT,
        "mouthPucker": _UNIT,
        "mouthStretch": _UNIT,
        "mouthSmileLeft": _UNIT,
        "mouthSmileRight": _UNIT,
        "mouthFrownLeft": _UNIT,
        "mouthFrownRight": _UNIT,
        "mouthUpperUp": _UNIT,
        "mouthLowerDown": _UNIT,
        "mouthRollLower": _UNIT,
        "tongueOut": _UNIT,
        "tongueUp": _UNIT,
    }
)
"""Every parameter a pack may use: name to (lowest, default, highest)."""

ARTICULATORS: frozenset[str] = frozenset(
    {"jawOpen", "jawX", "mouthClose", "mouthPress", "mouthFunnel", "mouthPucker", "mouthStretch", "mouthUpperUp"}
    | {"mouthLowerDown", "mouthRollLower", "tongueOut", "tongueUp"}
)
"""What speech moves: a later layer replaces these. Smiles and frowns are not among them: a smile outlives a word."""

BODILY: frozenset[str] = frozenset({"headYaw", "headPitch", "headRoll", "bodyX", "breath", "hairSway"})
"""What moves the whole head or body, hair or clothes; everything else is a feature of the face."""


def combine(*poses: Pose) -> dict[str, float]:
    """Put layers on top of each other: a later layer's articulators replace, everything else adds; clamped."""
    result: dict[str, float] = {}
    for pose in poses:
        for name, value in pose.items():
            result[name] = value if name in ARTICULATORS else result.get(name, 0.0) + value
    return {name: clamp(name, value) for name, value in result.items()}


def clamp(name: str, value: float) -> float:
    """Keep `value` within the parameter's range; a `KeyError` for an unknown parameter."""
    lowest, _, highest = PARAMETERS[name]
    return min(max(value, lowest), highest)


def complete(pose: Pose) -> dict[str, float]:
    """Every parameter: the pose's own value within its range, or the default."""
    return {name: clamp(name, pose.get(name, default)) for name, (_, default, _) in PARAMETERS.items()}


def blend(a: Pose, b: Pose, t: float) -> dict[str, float]:
    """The pose `t` of the way from `a` (0) to `b` (1); an absent parameter counts as 0."""
    return {name: a.get(name, 0.0) * (1 - t) + b.get(name, 0.0) * t for name in a.keys() | b.keys()}


def scaled(pose: Pose, factor: float) -> dict[str, float]:
    """The pose with every value times `factor`."""
    return {name: value * factor for name, value in pose.items()}
