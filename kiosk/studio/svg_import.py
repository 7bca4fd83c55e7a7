"""A drawing as a rig: every element in its layer, with the movement of what it stands for in another pack."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fontTools.misc.transform import Identity, Transform
from pydantic import ValidationError

from avatars import Pack
from avatars.rig import Layer, Rig, Shape
from kiosk.errors import InputError
from kiosk.studio.carry import Box, Fit
from kiosk.studio.parts import PARTS, Role, layer_of, lender, role_of, side_of
from kiosk.studio.svg_compare import box_of, nested, same, under
from kiosk.studio.svg_export import IMAGE, element_id, export
from kiosk.studio.svg_paint import Tokens
from kiosk.studio.svg_read import Drawing, Drawn, Problem, read_text
from kiosk.studio.svg_shapes import Lent, Shaper
from kiosk.studio.svg_style import GradientStop

GROUPS = "Put it into a group named as a layer or a part (docs/avatars.md lists them)"


@dataclass(frozen=True, slots=True)
class Taken:
    """A rig made from a drawing, colours that it sets or adds (`#RRGGBB`), and what could not be taken."""

    rig: Rig
    colours: dict[str, str]
    problems: tuple[Problem, ...]


def take(drawing: Drawing, pack: Pack) -> Taken:
    """The rig of a drawing, moving as `pack` does.

    Raises:
        InputError: `avatar.empty` if nothing of it can be taken, `avatar.head` if it shows no head.
    """
    return _Import(drawing, pack).whole()


@dataclass(slots=True)
class _Placed:
    """An element with its layer, its part, and the shape whose movement it takes."""

    drawn: Drawn
    layer: Layer
    role: Role | None
    shape: Shape | None
    same: bool
    names: list[str] = field(default_factory=list)


class _Import:
    def __init__(self, drawing: Drawing, pack: Pack) -> None:
        self._pack, self._rig = pack, pack.rig
        self._ours = bool(drawing.ours)
        pictures = {element_id(layer.id, IMAGE) for layer in self._rig.layers if layer.image and self._ours}
        self._problems = [problem for problem in drawing.problems if problem.element not in pictures]
        exported = read_text(export(pack))
        self._exported = {drawn.id: drawn for drawn in exported.shapes}
        by = Identity if self._ours else self._placement(drawing)
        self._placed = [found for drawn in drawing.shapes if (found := self._place(under(drawn, by))) is not None]
        self._own = drawing.ours == pack.id
        self._tokens = Tokens.of_pack(pack.colours, own=self._own) if self._ours else Tokens(pack.colours)
        self._shapers = {layer.id: Shaper(self._rig, layer, self._tokens) for layer in self._rig.layers}
        self._fits: dict[tuple[tuple[str, ...], int], Fit] = {}

    def whole(self) -> Taken:
        """Everything."""
        if not self._placed:
            why = f": {self._problems[0]}" if self._problems else "."
            remedy = "Put its shapes into groups named as parts of a face; docs/avatars.md lists them."
            raise InputError("avatar.empty", f"Nothing of the drawing can be taken{why}", remedy)
        self._choose_colours()
        layers = [made for layer in self._rig.layers if (made := self._layer(layer)) is not None]
        self._tell_gone({layer.id for layer in layers})
        rig = self._rig.model_copy(update={"layers": layers})
        used = rig.colours()
        colours = {
            name: colour for name, colour in self._tokens.chosen.items() if name in used or name in PARTS_COLOURS
        }
        try:
            whole = Rig.model_validate(rig.model_dump(by_alias=True))
        except ValidationError as error:
            told = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise InputError(
                "avatar.drawing", f"The drawing makes no rig: {told}.", "Draw it with fewer nodes."
            ) from error
        return Taken(whole, colours, tuple(self._problems))

    def _tell_gone(self, drawn: set[str]) -> None:
        """Layers of the other pack of which nothing is drawn; a face of one's own needs head and features only."""
        gone = [layer.id for layer in self._rig.layers if layer.id not in drawn]
        for name in gone if self._ours else [name for name in gone if name in COSTS]:
            cost = f", and with it {COSTS[name]}" if name in COSTS else ""
            self._problems.append(Problem(name, f"nothing of it is drawn{cost}", "export again if that is not meant"))

    # Where it stands

    def _placement(self, drawing: Drawing) -> Transform:
        """Lays the drawing's head over the pack's: as high, chin on chin."""
        heads = [drawn for drawn in drawing.shapes if (role := role_of(drawn.names)) and role.name == "skin"]
        if not heads:
            what = f"The drawing shows no head{f': {drawing.problems[0]}' if drawing.problems else '.'}"
            raise InputError("avatar.head", what, "Name the outline of the face skin; its size and place count.")
        drawn, own = box_of(heads[0]), self._head()
        scale = float(own.size[1] / drawn.size[1])
        x, y = (own.middle - drawn.middle * scale).tolist()
        return Transform(scale, 0, 0, scale, x, y)

    def _head(self) -> Box:
        layer = layer_of(self._rig, PARTS["skin"])
        shape = lender(layer, Role("skin", PARTS["skin"])) if layer else None
        if layer is None or shape is None:
            raise InputError("avatar.head", f"{self._pack.id} has no head to lend.", "Import --from maya.")
        return box_of(self._exported[element_id(layer.id, shape.id)])

    def _place(self, drawn: Drawn) -> _Placed | None:
        """The element's layer and lender; a problem if it has no layer."""
        layers = {layer.id: layer for layer in self._rig.layers}
        if self._ours and drawn.id in self._exported:
            layer_id, _, shape_id = drawn.id.partition(".")
            layer = layers[layer_id]
            shape = next(each for each in layer.shapes if each.id == shape_id)
            return _Placed(drawn, layer, role_of(drawn.names), shape, same=True)
        role = role_of(drawn.names)
        if role and role.part.sided and not role.side:
            role = replace(role, side=1 if box_of(drawn).middle[0] > 0 else -1)
        group = next((layers[name] for name in drawn.names[1:] if name in layers), None)
        found = group or (layer_of(self._rig, role.part) if role else None)
        if found is None:
            self._problems.append(Problem(drawn.id, "it stands in no group that is known", GROUPS))
            return None
        return _Placed(drawn, found, role, lender(found, role) if role else None, same=False)

    # What it becomes

    def _choose_colours(self) -> None:
        """A part in one colour sets the pack's colour for it, and with it all tones: clothes keep a store's colours."""
        if self._ours:
            return
        for placed in self._placed:
            fill = placed.drawn.fill
            if placed.role and placed.role.part.colour and isinstance(fill, GradientStop):
                self._tokens.choose(placed.role.part.colour, fill.colour)

    def _layer(self, layer: Layer) -> Layer | None:
        """A layer of the new rig; none if nothing of it is drawn. One that is a picture stays as it is."""
        if layer.image is not None:
            return layer
        mine = [placed for placed in self._placed if placed.layer is layer]
        if not mine:
            return None
        shapes = self._hidden(layer, mine)
        taken = {shape.id for shape in shapes}
        for placed in mine:
            for shape in self._shapes(placed):
                named = shape.model_copy(update={"id": _free(shape.id, taken)})
                taken.add(named.id)
                placed.names.append(named.id)
                shapes.append(named)
        return layer.model_copy(update={"shapes": self._clipped(mine, shapes)})

    def _shapes(self, placed: _Placed) -> list[Shape]:
        drawn, shape = placed.drawn, placed.shape
        before = self._exported.get(drawn.id) if placed.same else None
        if shape is not None and before is not None and same(drawn, before, by_token=self._own):
            return [shape]
        role = placed.role
        name = shape.id if shape is not None and placed.same else _plain(drawn, role)
        own = role.part.colour if role else ""
        lent = Lent(shape, self._fit(placed, shape), placed.same) if shape is not None else None
        if len(drawn.outlines) > 1 and drawn.fill is not None and nested(drawn):
            self._problems.append(Problem(drawn.id, "its holes are filled", "draw what is seen through them on top"))
        return self._shapers[placed.layer.id].shapes(drawn, name, lent, own)

    def _fit(self, placed: _Placed, shape: Shape) -> Fit:
        """How the feature of an element lies over the one that lends it movement: the same for all of an eye."""
        role = placed.role
        anchors = role.part.anchor if role else ()
        side = role.side if role else 0
        if placed.same and role and role.part.sided:
            side = side_of(shape)
        if not anchors:
            return self._between(placed.layer, [shape], [placed.drawn])
        key = (anchors, side)
        if key not in self._fits:
            self._fits[key] = self._anchored(placed, shape, anchors, side)
        return self._fits[key]

    def _anchored(self, placed: _Placed, shape: Shape, anchors: tuple[str, ...], side: int) -> Fit:
        """How all anchors of one side lie over those that lend; where none is drawn, the element itself."""
        old: list[Shape] = []
        new: list[Drawn] = []
        for each in self._placed:
            if each.layer is not placed.layer or each.shape is None or each.role is None:
                continue
            own = each.role.side or (side_of(each.shape) if each.role.part.sided else 0)
            if each.role.name in anchors and own == side:
                old.append(each.shape)
                new.append(each.drawn)
        return self._between(placed.layer, old or [shape], new or [placed.drawn])

    def _between(self, layer: Layer, old: list[Shape], new: list[Drawn]) -> Fit:
        before = [self._exported[element_id(layer.id, shape.id)] for shape in old]
        return Fit.between(box_of(*before), box_of(*new))

    def _hidden(self, layer: Layer, mine: list[_Placed]) -> list[Shape]:
        """The inside of the mouth, which nobody sees at rest: where it is not drawn, the other pack's, made to fit."""
        roles = {placed.role.name for placed in mine if placed.role}
        lips = next((placed for placed in mine if placed.role and placed.role.name in {"upper-lip", "lower-lip"}), None)
        if self._ours or lips is None or lips.shape is None or "cavity" in roles:
            return []
        fit = self._fit(lips, lips.shape)
        inside = [shape for shape in layer.shapes if shape.id == "cavity" or shape.clip == "cavity"]
        return [self._shapers[layer.id].moved(shape, fit) for shape in inside]

    def _clipped(self, mine: list[_Placed], shapes: list[Shape]) -> list[Shape]:
        """Every shape with the clip that the drawing gives it, or the part that cuts it off."""
        clips = {name: self._clip_of(placed, mine) for placed in mine for name in placed.names}
        known = {shape.id for shape in shapes}
        result = []
        for shape in shapes:
            clip = clips.get(shape.id, shape.clip)
            result.append(shape.model_copy(update={"clip": clip if clip in known else None}))
        return result

    def _clip_of(self, placed: _Placed, mine: list[_Placed]) -> str | None:
        wanted = placed.drawn.clip
        if wanted:
            by = next((other for other in mine if wanted in {other.drawn.id, *other.drawn.names[:1]}), None)
            if by is not None and by.names:
                return by.names[0]
            if all(problem.element != wanted for problem in self._problems):
                what = f"its clip {wanted} is not in its layer"
                self._problems.append(Problem(placed.drawn.id, what, "move it there"))
            return None
        role = placed.role
        if placed.same or role is None or not role.part.clip:
            return None
        side = role.side
        found = (o for o in mine if o.role and o.role.name == role.part.clip and o.role.side in {0, side} and o.names)
        by = next(found, None)
        return by.names[0] if by else role.part.clip


COSTS = {"face": "the head", "features": "eyes and mouth: it neither looks nor speaks"}
"""Layers that no face does without, and what they are."""
SIDES = {-1: "-right", 0: "", 1: "-left"}
PARTS_COLOURS = frozenset(part.colour for part in PARTS.values() if part.colour)


def _plain(drawn: Drawn, role: Role | None) -> str:
    """A name for a shape: its part and side, or else its id."""
    if role and role.part.shapes:
        return f"{role.name}{SIDES[role.side]}"
    return re.sub(r"[^a-z0-9-]+", "-", drawn.id.lower()).strip("-") or "shape"


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
