"""An SVG file as the shapes that are seen in it: outlines, paints, names, in the file's own units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from fontTools.misc.transform import Identity, Transform

from kiosk.errors import InputError
from kiosk.studio.svg_export import INKSCAPE, MARK, SVG, TOKEN, XLINK
from kiosk.studio.svg_numbers import Outline, length_of, outlines_of, transform_of
from kiosk.studio.svg_style import (
    Definitions,
    Gradient,
    GradientStop,
    Sheet,
    UntakenError,
    colour_of,
    properties,
    token_of,
)
from kiosk.studio.svg_style import share_of as share

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
MOST_NODES = 1000
"""Of one element: what a tracer of photographs makes would take minutes, and more than a pack may hold."""
SILENT = frozenset({"defs", "style", "title", "desc", "metadata", "namedview", "script", "clipPath", "mask", "symbol"})
DEEPEST = 40
GZIP = b"\x1f\x8b"
"""How a compressed file begins."""
FLAT, FAR = 1e-6, 1e6
"""A transform that makes things smaller than this leaves nothing to see; no face is as large as the other."""
Fill = GradientStop | Gradient
"""A colour, or a gradient."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the drawing that could not be taken."""

    element: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.element}: {self.what}; {self.mend}."


@dataclass(frozen=True, slots=True)
class Drawn:
    """One element: its names (its own id and label, then those of its groups, nearest first) and its looks.

    `opacity` is its own and its groups' together. `clip` is the id of the element that it is clipped by. `size` is a
    circle's or ellipse's: radii before the transform.
    """

    id: str
    names: tuple[str, ...]
    outlines: tuple[Outline, ...]
    transform: Transform
    size: tuple[float, float] | None
    fill: Fill | None
    fill_alpha: float
    stroke: Fill | None
    stroke_alpha: float
    stroke_width: float
    opacity: float
    blur: float
    clip: str


@dataclass(slots=True)
class Drawing:
    """Everything that is seen, from back to front, and what could not be taken; `ours` is the pack it came from."""

    ours: str
    shapes: list[Drawn] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(file: Path) -> Drawing:
    """Read a drawing.

    Raises:
        InputError: `avatar.svg` for a file that is none.
    """
    if file.is_dir():
        raise InputError("avatar.svg", f"{file} is a folder.", "Name an SVG file in it.")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError("avatar.svg", f"{file} cannot be read: {error.strerror}.", "Name an SVG file.") from error
    if not data.strip():
        raise InputError("avatar.svg", f"{file} is empty.", "Save the drawing again, as SVG.")
    if data.startswith(GZIP):
        raise InputError("avatar.svg", f"{file} is a compressed SVG.", "Save it as plain SVG (.svg, not .svgz).")
    try:
        return read_text(data)
    except ET.ParseError as error:
        line = error.position[0]
        raise InputError("avatar.svg", f"{file} is no SVG file from line {line} on.", "Save it as SVG.") from error


def read_text(text: str | bytes) -> Drawing:
    """Read a drawing from its text; `ParseError` for text that is no XML, `InputError` for other XML."""
    root = ET.fromstring(text)  # noqa: S314  the designer's own file
    if root.tag != f"{{{SVG}}}svg":
        raise InputError("avatar.svg", "This is no SVG file.", "Save it as SVG.")
    drawing = Drawing(root.get(MARK, ""))
    sheet = Sheet(root)
    _Walk(drawing, sheet, Definitions(root, sheet)).group(root, _Around())
    return drawing


@dataclass(frozen=True, slots=True)
class _Around:
    """What an element has from its groups."""

    told: Mapping[str, str] = field(default_factory=dict)
    transform: Transform = Identity
    names: tuple[str, ...] = ()
    opacity: float = 1.0
    clip: str = ""
    blur: float = 0.0
    depth: int = 0


class _Walk:
    """Goes through the elements in drawing order."""

    def __init__(self, drawing: Drawing, sheet: Sheet, definitions: Definitions) -> None:
        self._drawing, self._sheet, self._definitions = drawing, sheet, definitions

    def group(self, element: ET.Element, around: _Around) -> None:
        """Everything in a group."""
        for child in element:
            if isinstance(child.tag, str):
                self._take(child, around)

    def _take(self, element: ET.Element, around: _Around) -> None:
        tag = element.tag.rpartition("}")[2]
        if tag in SILENT or not element.tag.startswith(f"{{{SVG}}}"):
            return
        told = properties(element, self._sheet, around.told)
        if told.get("display") == "none":
            return
        name = _name(element)
        try:
            inside = self._inside(element, told, around)
            if tag in {"g", "a", "svg", "switch"}:
                self.group(element, inside)
            elif tag == "use":
                self._use(element, inside)
            elif tag in SHAPES:
                self._shape(tag, name, told, inside)
            else:
                raise UntakenError(f"<{tag}> cannot be drawn", MEND.get(tag, "draw it as a path"))
        except UntakenError as fault:
            self._drawing.problems.append(Problem(name, fault.what, fault.mend))
        except ValueError as fault:
            self._drawing.problems.append(Problem(name, f"a number of it cannot be read ({fault})", "draw it again"))

    def _inside(self, element: ET.Element, told: Mapping[str, str], around: _Around) -> _Around:
        if told.get("mask", "none") != "none":
            raise UntakenError("it has a mask", "clip it by a shape instead, or cut it")
        clip, blur = _reference(told.get("clip-path", "")), _reference(told.get("filter", ""))
        own = [name for name in (element.get("id"), element.get(f"{{{INKSCAPE}}}label")) if name]
        return _Around(
            told=told,
            transform=around.transform.transform(self._transform(element)),
            names=(*own, *around.names),
            opacity=around.opacity * share(told.get("opacity", "1")),
            clip=self._clipper(clip) if clip else around.clip,
            blur=self._definitions.blur(blur) if blur else around.blur,
            depth=around.depth + 1,
        )

    def _transform(self, element: ET.Element) -> Transform:
        """An element's own transform; one that is not known is told, and does nothing."""
        text = element.get("transform", "")
        try:
            return transform_of(text)
        except ValueError:
            what = f"its transform {text!r} is not known, and does nothing"
            self._drawing.problems.append(Problem(_name(element), what, "move, scale or turn it again"))
            return Identity

    def _clipper(self, name: str) -> str:
        """The id of the shape that a clip repeats."""
        clip = self._definitions.get(name)
        for child in clip if clip is not None else ():
            if child.tag == f"{{{SVG}}}use":
                return _target(child)
        mend = "clip by a clone of a shape of the same layer (Edit > Clone, then Object > Clip > Set)"
        raise UntakenError(f"its clip {name} is a shape of its own", mend)

    def _use(self, element: ET.Element, around: _Around) -> None:
        target = self._definitions.get(_target(element))
        if target is None or around.depth > DEEPEST:
            raise UntakenError("it repeats nothing", "take it away, or Edit > Clone > Unlink")
        x, y = (length_of(element.get(name, "")) for name in ("x", "y"))
        moved = around.transform.translate(x, y)
        self._take(
            target, _Around(around.told, moved, around.names, around.opacity, around.clip, around.blur, around.depth)
        )

    def _shape(self, tag: str, name: str, told: Mapping[str, str], around: _Around) -> None:
        if told.get("visibility") == "hidden":
            return
        try:
            with np.errstate(all="ignore"):  # what is not finite is refused below
                outlines = outlines_of(tag, told)
        except ValueError as fault:
            raise UntakenError(f"its outline cannot be read ({fault})", "draw it again") from fault
        fill, fill_alpha = self._paint(told, "fill", "black" if tag != "line" else "none")
        stroke, stroke_alpha = self._paint(told, "stroke", "none")
        if not outlines or (fill is None and stroke is None):
            return
        if _scale(around.transform) < FLAT:
            raise UntakenError("it is scaled to nothing", "make it larger, or delete it")
        if (nodes := sum(len(outline.curves) for outline in outlines)) > MOST_NODES:
            raise UntakenError(f"it has {nodes} nodes, more than {MOST_NODES}", "Path > Simplify, or draw it in parts")
        seen = tuple(outline.moved(around.transform) for outline in outlines)
        if not all(np.abs(outline.curves).max() < FAR for outline in seen):
            raise UntakenError("it reaches too far", "scale the drawing down")
        if told.get("stroke-dasharray", "none") not in {"none", "0", ""}:
            raise UntakenError("its line is dashed", "Path > Stroke to Path, or take a plain line")
        self._drawing.shapes.append(
            Drawn(
                id=name,
                names=around.names,
                outlines=seen,
                transform=around.transform,
                size=_radii(tag, told),
                fill=fill,
                fill_alpha=fill_alpha,
                stroke=stroke,
                stroke_alpha=stroke_alpha,
                stroke_width=abs(length_of(told.get("stroke-width", ""), 1.0)) * _scale(around.transform),
                opacity=around.opacity,
                blur=around.blur * _scale(around.transform),
                clip=around.clip,
            )
        )

    def _paint(self, told: Mapping[str, str], kind: str, default: str) -> tuple[Fill | None, float]:
        """A fill or stroke and its opacity; none where nothing is painted."""
        text = told.get(kind) or default
        alpha = share(told.get(f"{kind}-opacity", "1"))
        if text in {"none", "transparent"}:
            return None, alpha
        if name := _reference(text):
            return self._definitions.gradient(name), alpha
        colour, own = colour_of(told.get("color", "black") if text == "currentColor" else text)
        return GradientStop(0.0, colour, 1.0, token_of(told.get(TOKEN, ""), colour)), alpha * own


MEND = {
    "text": "Path > Object to Path",
    "image": "draw it as shapes, or put a PNG into layers/ and name it in rig.json",
    "flowRoot": "Path > Object to Path",
    "foreignObject": "draw it as a path",
}


def _name(element: ET.Element) -> str:
    """What an element is called where it is told of: its id, its label, or what it is."""
    tag = str(element.tag).rpartition("}")[2]
    return element.get("id") or element.get(f"{{{INKSCAPE}}}label") or tag


def _reference(text: str) -> str:
    """The id in `url(#id)`; empty for anything else."""
    found = re.match(r"""url\(\s*['"]?#([^'")]+)['"]?\s*\)""", text)
    return found[1] if found else ""


def _target(element: ET.Element) -> str:
    return (element.get(f"{{{XLINK}}}href") or element.get("href") or "").removeprefix("#")


def _radii(tag: str, told: Mapping[str, str]) -> tuple[float, float] | None:
    names = {"circle": ("r", "r"), "ellipse": ("rx", "ry")}.get(tag)
    return names and (length_of(told.get(names[0], "")), length_of(told.get(names[1], "")))


def _scale(transform: Transform) -> float:
    """How much longer a transform makes lengths, on the whole."""
    return float(abs(transform.xx * transform.yy - transform.xy * transform.yx) ** 0.5)
