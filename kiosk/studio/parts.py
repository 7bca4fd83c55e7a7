"""Names by which a drawing tells what is what: the groups of a face, and the shapes of a rig that move like them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from avatars.rig import Layer, Rig, Shape


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a face: the layers and shapes that may lend it its movement, first come first served.

    `anchor` names the shapes that say how large the feature is. `colour` is the pack's colour that it sets. `clip` is
    the part that cuts it off.
    """

    layers: tuple[str, ...]
    shapes: tuple[str, ...] = ()
    anchor: tuple[str, ...] = ()
    colour: str = ""
    clip: str = ""
    sided: bool = False


_EYE, _MOUTH = ("eye",), ("upper-lip", "lower-lip", "lips")
PARTS: Mapping[str, Part] = {
    "hair-back": Part(("hair-back", "neck"), ("back", "mass"), colour="hair"),
    "neck": Part(("neck",), ("skin", "neck")),
    "shirt": Part(("torso",), ("shirt", "body"), colour="shirt"),
    "badge": Part(("torso",), ("badge",), colour="badge"),
    "accent": Part(("torso",), (), colour="accent"),
    "torso": Part(("torso",)),
    "ears": Part(("ears", "face")),
    "skin": Part(("face",), ("skin", "shell"), colour="skin"),
    "cheek": Part(("face",), (), sided=True),
    "nose": Part(("face",), ()),
    "face": Part(("face",)),
    "eye": Part(("features",), ("eye",), _EYE, "eye-white", sided=True),
    "iris": Part(("features",), ("iris",), _EYE, "iris", "eye", sided=True),
    "pupil": Part(("features",), ("pupil",), _EYE, "pupil", "eye", sided=True),
    "glint": Part(("features",), ("glint",), _EYE, "", "eye", sided=True),
    "lid": Part(("features",), ("lid", "crease"), _EYE, sided=True),
    "lashes": Part(("features",), ("lashes", "lid-edge", "eye"), _EYE, "lash", sided=True),
    "brow": Part(("features",), ("brow",), ("brow",), "brow", sided=True),
    "cavity": Part(("features",), ("cavity",), _MOUTH, "mouth"),
    "tongue": Part(("features",), ("tongue",), _MOUTH, "tongue", "cavity"),
    "lower-teeth": Part(("features",), ("lower-teeth",), _MOUTH, "teeth", "cavity"),
    "upper-teeth": Part(("features",), ("upper-teeth",), _MOUTH, "teeth", "cavity"),
    "upper-lip": Part(("features",), ("upper-lip", "lips"), _MOUTH, "lip"),
    "lower-lip": Part(("features",), ("lower-lip", "lips"), _MOUTH, "lip"),
    "mouth-line": Part(("features",), ("mouth-line",), _MOUTH),
    "glasses": Part(("glasses", "hair-front", "face")),
    "beard": Part(("beard", "face")),
    "hair-front": Part(("hair-front", "face"), ("mass", "crown"), colour="hair"),
}
"""What may be drawn, from back to front; a sided part ends in `-left` or `-right`, the avatar's own."""
ALIASES: Mapping[str, str] = {
    "head": "skin",
    "hair": "hair-front",
    "mouth": "cavity",
    "teeth": "upper-teeth",
    "body": "shirt",
    "lips": "mouth-line",
}


@dataclass(frozen=True, slots=True)
class Role:
    """Which part an element is, on which side: -1 is the left of the picture, 1 the right, 0 neither."""

    name: str
    part: Part
    side: int = 0


def role_of(names: tuple[str, ...]) -> Role | None:
    """The part that the nearest of these names means; none if none means one."""
    for name in names:
        stem, side = _split(name.lower().replace("_", "-").replace(" ", "-"))
        stem = ALIASES.get(stem, stem)
        if stem in PARTS:
            return Role(stem, PARTS[stem], side if PARTS[stem].sided else 0)
    return None


def _split(name: str) -> tuple[str, int]:
    """A name without its side and its count. The avatar's left is the picture's right."""
    name = name.rstrip("0123456789").rstrip("-.") or name
    for ending, side in (("-left", 1), ("-right", -1)):
        if name.endswith(ending):
            return name.removesuffix(ending), side
    return name, 0


def layer_of(rig: Rig, part: Part) -> Layer | None:
    """The layer of a rig that a part belongs to."""
    known = {layer.id: layer for layer in rig.layers}
    return next((known[name] for name in part.layers if name in known), None)


def lender(layer: Layer, role: Role) -> Shape | None:
    """The shape of a layer that moves as the part shall."""
    for wanted in role.part.shapes:
        for shape in layer.shapes:
            if _split(shape.id)[0] == wanted and side_of(shape) * role.side >= 0:
                return shape
    return None


def side_of(shape: Shape) -> int:
    """-1 where all of a shape is on the left of the picture, 1 on the right, 0 in the middle."""
    xs = [point[0] for point in shape.points]
    return 1 if min(xs) > 0 else -1 if max(xs) < 0 else 0
