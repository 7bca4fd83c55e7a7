"""What a rig file holds: layers of shapes in rig units, with what each parameter does to their points.

The rig's space has its origin between the eyes, x to the right of the picture, y down and z towards the viewer; a head
is about 500 units high. A point is [x, y, z, hold]: `hold` 1 keeps an outline's point in place while the head turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from avatars.schema import Strict, Unit, known_parameter

MAX_POINTS, MAX_BAKED_POINTS = 4000, 100_000
FARTHEST = 100_000
"""Units from the origin, and of blur: beyond it nothing is seen, and Skia makes no gradient or blur."""


def _known(key: str) -> str:
    for name in key.split("*"):
        known_parameter(name)
    return key


def _near(place: tuple[float, float]) -> tuple[float, float]:
    _check_near(place)
    return place


def _check_near(place: Sequence[float]) -> None:
    if max(map(abs, place)) > FARTHEST:
        raise ValueError(f"a point lies within {FARTHEST} units of the middle of the face")


def _padded(point: list[float]) -> list[float]:
    _check_near(point)
    return point + [0.0] * (4 - len(point))


Key = Annotated[str, AfterValidator(_known)]
"""A parameter, or two joined by `*`: a corrective that works as their product."""
Point = Annotated[list[float], Field(min_length=2, max_length=4), AfterValidator(_padded)]
Delta = Annotated[list[float], Field(min_length=4, max_length=4)]
"""[point index, dx, dy, dz] where the parameter is 1."""


def _sized(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    if min(box[2:]) <= 0:
        raise ValueError("a box is [x, y, width, height], and has a width and a height")
    return box


Box = Annotated[tuple[float, float, float, float], AfterValidator(_sized)]
"""[x, y, width, height] in rig units; (x, y) is its left top."""


class Stop(Strict):
    """A colour token at a place in a gradient."""

    at: Unit = 0.0
    colour: str
    alpha: Unit = 1.0


class Paint(Strict):
    """How a shape is filled; `from`, `to` and `radius` are rig units, `blur` is the deviation of a Gaussian.

    The gradient moves along with the shape's point `follow`. In a `disc`, `from` and `radius` are shares of its radii.
    """

    kind: Literal["solid", "linear", "radial"] = "solid"
    stops: Annotated[list[Stop], Field(min_length=1)]
    start: Point | None = Field(default=None, alias="from")
    end: Point | None = Field(default=None, alias="to")
    radius: Annotated[float, Field(gt=0)] | None = None
    blur: Annotated[float, Field(ge=0)] = 0.0
    follow: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Paint:
        if self.blur > FARTHEST:
            raise ValueError(f"blur is at most {FARTHEST} units")
        if self.kind == "linear" and (self.start is None or self.end is None):
            raise ValueError("a linear paint needs 'from' and 'to'")
        if self.kind == "radial" and (self.start is None or self.radius is None):
            raise ValueError("a radial paint needs 'from' and 'radius'")
        return self


class Shape(Strict):
    """One thing to draw.

    `path` is a closed smooth outline, `stroke` a line of `width`, `taper` a line that thins out at both ends (`tail`:
    only at its end), `soft` a Gaussian spot and `disc` an ellipse with `radii` around the first point. `fade` adds to
    `alpha` and `grow` to the size, per unit of a parameter.
    """

    id: str
    op: Literal["path", "stroke", "taper", "tail", "soft", "disc"]
    points: Annotated[list[Point], Field(min_length=1)]
    paint: Paint
    corners: list[int] = Field(default=[])
    tension: Annotated[float, Field(ge=0, le=0.5)] = 0.1667
    width: Annotated[float, Field(ge=0)] = 0.0
    radii: tuple[float, float] = (0.0, 0.0)
    turn: float = 0.0
    alpha: float = 1.0
    fade: dict[Key, float] = Field(default={})
    grow: dict[Key, float] = Field(default={})
    clip: str | None = None
    keys: dict[Key, list[Delta]] = Field(default={})

    @property
    def driven_by(self) -> set[str]:
        """Every key that moves, fades or grows it."""
        return {*self.keys, *self.fade, *self.grow}

    @model_validator(mode="after")
    def _indices(self) -> Shape:
        count = len(self.points)
        for name, deltas in self.keys.items():
            if any(not 0 <= delta[0] < count for delta in deltas):
                raise ValueError(f"key {name!r} moves a point that the shape {self.id!r} does not have")
        if self.paint.follow is not None and self.paint.follow >= count:
            raise ValueError(f"the paint of {self.id!r} follows a point beyond its {count} points")
        if any(not 0 <= corner < count for corner in self.corners):
            raise ValueError(f"shape {self.id!r} has a corner beyond its {count} points")
        if self.op in {"path", "taper", "tail", "stroke"} and count < 2:
            raise ValueError(f"shape {self.id!r} needs at least two points")
        return self


class Shift(Strict):
    """How a parameter moves the mesh, row by row: one dx and dy per vertex."""

    dx: list[float] = Field(default=[])
    dy: list[float] = Field(default=[])


class Mesh(Strict):
    """A lattice over a baked layer: depth, hold and follow per vertex, row by row.

    `follow` 1 moves with the head and 0 with the body.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    columns: Annotated[int, Field(ge=2, le=64)]
    rows: Annotated[int, Field(ge=2, le=64)]
    depth: list[float]
    hold: list[float]
    follow: list[float]
    keys: dict[Key, Shift] = Field(default={})

    @model_validator(mode="after")
    def _sizes(self) -> Mesh:
        count = self.columns * self.rows
        fields = {"depth": self.depth, "hold": self.hold, "follow": self.follow}
        for name, shift in self.keys.items():
            fields |= {f"keys.{name}.{axis}": data for axis, data in (("dx", shift.dx), ("dy", shift.dy)) if data}
        for name, data in fields.items():
            if len(data) != count:
                raise ValueError(f"mesh {name} has {len(data)} values, not {count}")
        return self


class Bitmap(Strict):
    """A picture instead of shapes: a PNG of the pack with transparency, stretched over [x, y, width, height]."""

    file: Annotated[str, Field(pattern=r"^layers/[A-Za-z0-9_-]+\.png$")]
    box: Box


class Layer(Strict):
    """Shapes that are drawn together: `baked` once into a picture that the mesh bends, or `live` in every frame.

    A baked layer may have an `image` in place of its shapes.
    """

    id: str
    kind: Literal["baked", "live"]
    framing: Literal["both", "bust"] = "both"
    mesh: Mesh | None = None
    image: Bitmap | None = None
    shapes: list[Shape] = Field(default=[])

    @model_validator(mode="after")
    def _filled(self) -> Layer:
        if self.image and (self.kind == "live" or self.shapes):
            raise ValueError(f"layer {self.id!r}: only a baked layer has an image, and then no shapes")
        if not self.image and not self.shapes:
            raise ValueError(f"layer {self.id!r} is empty: it needs shapes or an image")
        return self

    @model_validator(mode="after")
    def _whole(self) -> Layer:
        if (self.kind == "baked") != (self.mesh is not None):
            raise ValueError(f"layer {self.id!r}: a baked layer needs a mesh and a live one has none")
        if self.kind == "baked" and any(shape.driven_by for shape in self.shapes):
            raise ValueError(f"layer {self.id!r}: only the mesh of a baked layer moves, not its shapes")
        names = [shape.id for shape in self.shapes]
        if len(set(names)) != len(names):
            raise ValueError(f"layer {self.id!r} has two shapes of one name")
        if missing := {shape.clip for shape in self.shapes} - {None, *names}:
            raise ValueError(f"layer {self.id!r} clips by a shape that is not there: {missing}")
        if circle := self._clip_circle():
            raise ValueError(f"layer {self.id!r}: {' is clipped by '.join(circle)}: without end, nothing is drawn")
        return self

    def _clip_circle(self) -> list[str]:
        """Shapes that clip each other in a circle, or one itself, first and last the same; none if all is well."""
        clips = {shape.id: shape.clip for shape in self.shapes}
        for name in clips:
            chain = [name]
            while (clip := clips[chain[-1]]) is not None and clip not in chain:
                chain.append(clip)
            if clip is not None:
                return [*chain[chain.index(clip) :], clip]
        return []


class Rig(Strict):
    """rig.json; layers from back to front."""

    pivot: Annotated[tuple[float, float], AfterValidator(_near)]
    """(y of the neck's joint, depth of the turning axis behind the face)"""
    logo: Box | None = None
    """Where a store's logo stands on the clothes."""
    layers: Annotated[list[Layer], Field(min_length=1)]

    @model_validator(mode="after")
    def _bounded(self) -> Rig:
        points = sum(len(shape.points) for layer in self.layers if layer.kind == "live" for shape in layer.shapes)
        if points > MAX_POINTS:
            raise ValueError(f"{points} live points; {MAX_POINTS} can be drawn in time")
        points = sum(len(shape.points) for layer in self.layers if layer.kind == "baked" for shape in layer.shapes)
        if points > MAX_BAKED_POINTS:
            raise ValueError(f"{points} baked points; {MAX_BAKED_POINTS} can be drawn in a few seconds")
        return self

    def images(self) -> set[str]:
        """The files of bitmap layers, as paths in the pack."""
        return {layer.image.file for layer in self.layers if layer.image}

    def colours(self) -> set[str]:
        """Every colour token that is used."""
        return {stop.colour for layer in self.layers for shape in layer.shapes for stop in shape.paint.stops}
