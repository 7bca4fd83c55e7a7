"""A body drawn from its profile, as SVG: a figure of what it has, and a dial with the limits of each joint.

What moves is a group with `data-joint` (which), `data-move` (`turn` or `open` about `data-at`, `x` or `y`) and
`data-gain` (degrees or picture units for each unit of the joint), so that a page moves it without knowing any body; a
part whose joint is missing is not drawn as one that moves. Colours are classes, for light and dark.
"""

from __future__ import annotations

import math
from html import escape
from typing import Final

from hardware.motion.joints import Joint
from hardware.motion.parameters import ARMS
from hardware.profiles.robot_profile import Profile

SWEEP_DEG: Final = 240.0
"""What the range of a joint takes of its dial."""
SHUT: Final = 0.06
"""How far a mouth that is shut is drawn open."""
FACE: Final = ("headYaw", "headPitch", "headRoll", "jawOpen", "eyeBlinkLeft", "browInnerUp")


def figure(profile: Profile) -> str:
    """Head and arms, as far as the body has them; empty if it has neither."""
    head = _head(profile) if any(profile.joint(name) for name in FACE) else ""
    arms = "".join(_arm(profile, side) for side in ARMS)
    if not head and not arms:
        return ""
    trunk = '<path class="skin" d="M70 262 Q150 226 230 262 L230 300 L70 300 Z"/>' if head else ""
    arms_and_trunk = _moved(profile, "torsoYaw", "x", 0.4, trunk + arms)
    return _svg("60 40 180 365" if arms else "60 40 180 262", "figure", arms_and_trunk + head)


def _head(profile: Profile) -> str:
    eyes = "".join(_eye(profile, x, side) for x, side in ((120, "Left"), (180, "Right")))
    mouth = '<ellipse class="dark" cx="150" cy="172" rx="25" ry="15"/>'
    nose = '<path class="line" d="M150 138 L145 154 L153 154"/>'
    features = eyes + nose + _moved(profile, "jawOpen", "open", 1.0, mouth, "150 172")
    features = _moved(profile, "headYaw", "x", 0.35, _moved(profile, "headPitch", "y", -0.7, features))
    skull = '<path class="skin" d="M90 120 Q90 52 150 52 Q210 52 210 120 L204 168 Q196 206 150 208 Q104 206 96 168 Z"/>'
    neck = '<path class="skin" d="M130 196 L130 246 L170 246 L170 196 Z"/>'
    return neck + _moved(profile, "headRoll", "turn", 1.0, skull + features, "150 210")


def _eye(profile: Profile, x: int, side: str) -> str:
    """An eye with its pupil, lid and brow; the lid covers it from above."""
    ball = f'<ellipse class="white" cx="{x}" cy="120" rx="17" ry="12"/>'
    pupil = f'<circle class="dark" cx="{x}" cy="120" r="6"/>'
    pupil = _moved(profile, "gazeX", "x", 8.0, _moved(profile, "gazeY", "y", -5.0, pupil))
    lid = f'<ellipse class="skin bare" cx="{x}" cy="95" rx="19" ry="13"/>'
    lid = _moved(profile, f"eyeBlink{side}", "y", 25.0, lid)
    brow = _moved(profile, "browInnerUp", "y", -7.0, f'<path class="brow" d="M{x - 18} 96 Q{x} 88 {x + 18} 96"/>')
    return ball + pupil + lid + brow


def _arm(profile: Profile, side: str) -> str:
    """An arm from the shoulder down; a body with a base instead of a shoulder turns there."""
    sign, x = (-1, 78) if side == "Left" else (1, 222)
    names = ("shoulderPitch", "shoulderRoll", "elbow", "wrist", "gripper")
    if not any(profile.joint(f"{name}{side}") for name in names):
        return ""
    finger = _moved(profile, f"gripper{side}", "x", 7.0, f'<path class="bone" d="M{x + 3} 382 l3 16"/>')
    hand = f'<circle class="hub" cx="{x}" cy="376" r="7"/><path class="bone" d="M{x - 3} 382 l-3 16"/>{finger}'
    hand = _moved(profile, f"wrist{side}", "turn", -sign * 0.6, hand, f"{x} 372")
    fore = f'<path class="bone" d="M{x} 326 L{x} 372"/><circle class="hub" cx="{x}" cy="326" r="7"/>{hand}'
    fore = _moved(profile, f"elbow{side}", "turn", -sign * 0.9, fore, f"{x} 326")
    upper = f'<path class="bone" d="M{x} 270 L{x} 326"/><circle class="hub" cx="{x}" cy="270" r="9"/>{fore}'
    upper = _moved(profile, f"shoulderRoll{side}", "turn", -sign * 1.0, upper, f"{x} 270")
    return _moved(profile, f"shoulderPitch{side}", "turn", -sign * 0.8, upper, f"{x} 270")


def _moved(profile: Profile, parameter: str, move: str, gain: float, inner: str, at: str = "") -> str:
    """A group that the joint of a parameter moves; what no joint moves stays as it is drawn."""
    joint = profile.joint(parameter)
    still = f' transform="translate({at}) scale(1 {SHUT}) translate({_back(at)})"' if move == "open" else ""
    if joint is None:
        return f"<g{still}>{inner}</g>"
    weight = joint.parameters[parameter] or 1.0
    about = f' data-at="{at}"' if at else ""
    gained = f'data-gain="{gain * math.copysign(1.0, weight):g}"'
    return f'<g data-joint="{escape(joint.name)}" data-move="{move}" {gained}{about}{still}>{inner}</g>'


def _back(at: str) -> str:
    x, y = at.split()
    return f"-{x} -{y}"


def dial(joint: Joint) -> str:
    """The range as an arc with its ends and home; two hands, what is wanted (thin) and what is read back (thick)."""
    low, high = (_spot(share) for share in (0.0, 1.0))
    home = (joint.neutral - joint.limits.lowest) / joint.limits.width
    gain = SWEEP_DEG / joint.limits.width
    middle = (joint.limits.highest + joint.limits.lowest) / 2
    hands = "".join(
        f'<g data-hand="{escape(joint.name)}" data-of="{of}" data-gain="{gain:g}" data-middle="{middle:g}" '
        f'transform="rotate({SWEEP_DEG * (home - 0.5):g} 60 60)"><path class="{of}" d="M60 60 L60 24"/></g>'
        for of in ("read", "target")
    )
    ends = (
        f'<text x="16" y="112" class="end">{joint.limits.lowest:g}</text>'
        f'<text x="104" y="112" class="end">{joint.limits.highest:g}</text>'
    )
    arc = f'<path class="range" d="M{low} A42 42 0 1 1 {high}"/>'
    tick = _tick(home)
    name = f"<title>{escape(joint.name)}: {joint.limits.lowest:g} … {joint.limits.highest:g}</title>"
    return _svg("0 0 120 120", "dial", name + arc + tick + hands + '<circle class="hub" cx="60" cy="60" r="5"/>' + ends)


def _spot(share: float, radius: float = 42.0) -> str:
    angle = math.radians(SWEEP_DEG * (share - 0.5))
    return f"{60 + radius * math.sin(angle):.2f} {60 - radius * math.cos(angle):.2f}"


def _tick(share: float) -> str:
    return f'<path class="home" d="M{_spot(share, 37.0)} L{_spot(share, 47.0)}"/>'


def _svg(box: str, kind: str, inner: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" class="{kind}" role="img">{inner}</svg>'
