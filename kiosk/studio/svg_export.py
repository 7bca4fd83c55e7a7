"""An avatar as a layered SVG for Inkscape: a group per layer, an element per shape, colours named by their tokens.

Units are rig units; everything stands where the face at rest shows it.
"""

from __future__ import annotations

from base64 import b64encode
from xml.etree import ElementTree as ET

import numpy as np

from avatars import Pack
from avatars.colour import Rgb
from avatars.curves import Array, Splines
from avatars.paint import GAUSSIAN
from avatars.rig import Layer, Paint, Shape, Stop
from avatars.shapes import outlined
from kiosk.studio.resting import Resting

SVG, INKSCAPE, XLINK = (
    "http://www.w3.org/2000/svg",
    "http://www.inkscape.org/namespaces/inkscape",
    "http://www.w3.org/1999/xlink",
)
VIEW_BOX = (-380, -551, 760, 1350)
"""What a portrait screen shows of head and shoulders."""
MARK = "data-balie"
"""Attribute of the root: the drawing is in rig units, at rest."""
IMAGE = "image"
"""What the picture of a bitmap layer is called in it."""
TOKEN = "data-colour"  # noqa: S105  the name of an attribute
"""Attribute of a filled element or a stop: its colour's token and, behind a space, that colour when it was exported."""


def export(pack: Pack) -> str:
    """The drawing as the text of an SVG file."""
    for prefix, uri in (("", SVG), ("inkscape", INKSCAPE), ("xlink", XLINK)):
        ET.register_namespace(prefix, uri)
    root = ET.Element(f"{{{SVG}}}svg", {"width": str(VIEW_BOX[2]), "height": str(VIEW_BOX[3]), MARK: pack.id})
    root.set("viewBox", " ".join(map(str, VIEW_BOX)))
    definitions = ET.SubElement(root, f"{{{SVG}}}defs")
    for layer in pack.rig.layers:
        _Group(pack, layer, root, definitions).fill()
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def element_id(layer: str, shape: str) -> str:
    """How a shape is called in the drawing."""
    return f"{layer}.{shape}"


def hex_of(rgb: Rgb) -> str:
    """`#rrggbb`."""
    return "#" + "".join(f"{min(max(round(value * 255), 0), 255):02x}" for value in rgb)


def number(value: float) -> str:
    """A length, a thousandth of a unit fine."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class _Group:
    """One layer of the rig as a group."""

    def __init__(self, pack: Pack, layer: Layer, root: ET.Element, definitions: ET.Element) -> None:
        self._colours, self._layer, self._definitions = pack.colours, layer, definitions
        self._resting = Resting(pack.rig, layer)
        names = {"id": layer.id, f"{{{INKSCAPE}}}groupmode": "layer", f"{{{INKSCAPE}}}label": layer.id}
        self._group = ET.SubElement(root, f"{{{SVG}}}g", names)
        self._clips: set[str] = set()
        self._image = None if layer.image is None else (layer.image.box, pack.images[layer.image.file])

    def fill(self) -> None:
        """Draw every shape, or the picture that the layer is."""
        if self._image is not None:
            self._show(*self._image)
        for shape in self._layer.shapes:
            self._add(outlined(shape))

    def _show(self, box: tuple[float, float, float, float], data: bytes) -> None:
        """The picture, to be seen and left alone: an import keeps the pack's."""
        where = dict(zip(("x", "y", "width", "height"), map(number, box), strict=True))
        name = {"id": element_id(self._layer.id, IMAGE), "preserveAspectRatio": "none"}
        source = {f"{{{XLINK}}}href": f"data:image/png;base64,{b64encode(data).decode()}"}
        ET.SubElement(self._group, f"{{{SVG}}}image", {**name, **where, **source})

    def _add(self, shape: Shape) -> None:
        name = element_id(self._layer.id, shape.id)
        points = self._resting.seen(np.array(shape.points))
        element = self._outline(shape, points) if shape.op in {"path", "stroke"} else self._ellipse(shape, points[0])
        element.set("id", name)
        element.set(f"{{{INKSCAPE}}}label", shape.id)
        opacity = min(max(shape.alpha, 0.0), 1.0)
        if opacity < 1:
            element.set("opacity", number(opacity))
        if shape.paint.blur:
            element.set("filter", f"url(#{self._blur(name, shape, points)})")
        if shape.clip:
            self._clip(element, shape.clip)

    def _outline(self, shape: Shape, points: Array) -> ET.Element:
        closed = shape.op == "path"
        element = ET.SubElement(self._group, f"{{{SVG}}}path", {"d": path_data(shape, points)})
        kind = "fill" if closed else "stroke"
        if not closed:
            line = {"fill": "none", "stroke-width": number(shape.width)}
            element.attrib |= line | {"stroke-linecap": "round", "stroke-linejoin": "round"}
        self._paint(element, kind, shape)
        return element

    def _ellipse(self, shape: Shape, centre: Array) -> ET.Element:
        x, y = map(number, centre)
        size = {"cx": x, "cy": y, "rx": number(shape.radii[0]), "ry": number(shape.radii[1])}
        element = ET.SubElement(self._group, f"{{{SVG}}}ellipse", size)
        if shape.turn:
            element.set("transform", f"rotate({number(shape.turn)} {x} {y})")
        self._paint(element, "fill", shape)
        return element

    def _paint(self, element: ET.Element, kind: str, shape: Shape) -> None:
        paint = shape.paint
        if paint.kind == "solid" and shape.op != "soft":
            stop = paint.stops[0]
            element.attrib |= {kind: hex_of(self._colours[stop.colour]), TOKEN: self._token(stop)}
            if stop.alpha < 1:
                element.set(f"{kind}-opacity", number(stop.alpha))
            return
        name = f"paint-{element_id(self._layer.id, shape.id)}"
        element.set(kind, f"url(#{name})")
        if shape.op == "soft":
            stop = paint.stops[0]
            stops = [Stop(at=at, colour=stop.colour, alpha=stop.alpha * share) for at, share in GAUSSIAN]
            self._gradient("radialGradient", name, {"cx": 0.5, "cy": 0.5, "r": 0.5}, stops, boxed=True)
            return
        tag = "linearGradient" if paint.kind == "linear" else "radialGradient"
        self._gradient(tag, name, self._places(shape, paint), paint.stops, boxed=shape.op == "disc")

    def _token(self, stop: Stop) -> str:
        return f"{stop.colour} {hex_of(self._colours[stop.colour])}"

    def _places(self, shape: Shape, paint: Paint) -> dict[str, float]:
        """Where the gradient lies; of a disc in shares of its box."""
        anchors = np.array([anchor for anchor in (paint.start, paint.end) if anchor])
        spots = (anchors[:, :2] + 1) / 2 if shape.op == "disc" else self._resting.seen(anchors)
        if paint.kind == "linear":
            return dict(zip(("x1", "y1", "x2", "y2"), spots.ravel().tolist(), strict=True))
        radius = (paint.radius or 0) * (0.5 if shape.op == "disc" else 1)
        return {"cx": float(spots[0, 0]), "cy": float(spots[0, 1]), "r": radius}

    def _gradient(self, tag: str, name: str, places: dict[str, float], stops: list[Stop], *, boxed: bool) -> None:
        units = "objectBoundingBox" if boxed else "userSpaceOnUse"
        at = {key: f"{value:.5g}" if boxed else number(value) for key, value in places.items()}
        gradient = ET.SubElement(self._definitions, f"{{{SVG}}}{tag}", {"id": name, "gradientUnits": units, **at})
        for stop in stops:
            looks = {"stop-color": hex_of(self._colours[stop.colour]), TOKEN: self._token(stop)}
            if stop.alpha < 1:
                looks["stop-opacity"] = f"{stop.alpha:.4g}"
            ET.SubElement(gradient, f"{{{SVG}}}stop", {"offset": f"{stop.at:.4g}", **looks})

    def _blur(self, name: str, shape: Shape, points: Array) -> str:
        """A blur with room enough around the shape."""
        low, high = points.min(axis=0), points.max(axis=0)
        pad = 4 * shape.paint.blur + shape.width + max(shape.radii) + 40
        region = dict(zip(("x", "y", "width", "height"), (*(low - pad), *(high - low + 2 * pad)), strict=True))
        where = {key: number(float(value)) for key, value in region.items()}
        blur = ET.SubElement(
            self._definitions,
            f"{{{SVG}}}filter",
            {"id": f"blur-{name}", "filterUnits": "userSpaceOnUse", "color-interpolation-filters": "sRGB", **where},
        )
        ET.SubElement(blur, f"{{{SVG}}}feGaussianBlur", {"stdDeviation": number(shape.paint.blur)})
        return f"blur-{name}"

    def _clip(self, element: ET.Element, shape: str) -> None:
        """Clip by a shape, and follow when that is drawn anew. A turned element would turn its clip: a group has it."""
        name = element_id(self._layer.id, shape)
        if name not in self._clips:
            self._clips.add(name)
            clip = ET.SubElement(self._definitions, f"{{{SVG}}}clipPath", {"id": f"clip-{name}"})
            ET.SubElement(clip, f"{{{SVG}}}use", {f"{{{XLINK}}}href": f"#{name}"})
        holder = element
        if element.get("transform"):
            self._group.remove(element)
            holder = ET.SubElement(self._group, f"{{{SVG}}}g")
            holder.append(element)
        holder.set("clip-path", f"url(#clip-{name})")


def path_data(shape: Shape, points: Array) -> str:
    """The outline of a path or stroke through (n, 2) points, as SVG writes it."""
    closed = shape.op == "path"
    splines = Splines()
    splines.add(len(points), closed, shape.corners, shape.tension)
    outline = [" ".join(map(number, spot)) for spot in splines.cubics(points).tolist()]
    curves = ["C " + " ".join(outline[first : first + 3]) for first in range(1, len(outline), 3)]
    return " ".join([f"M {outline[0]}", *curves]) + (" Z" if closed else "")
