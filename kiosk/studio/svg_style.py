"""What SVG says about looks: colours, properties from attributes, styles and sheets, gradients, blurs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from fontTools.misc.transform import Transform

from kiosk.studio.svg_export import SVG, TOKEN, XLINK
from kiosk.studio.svg_numbers import finite, length_of, lengths, transform_of

NAMES = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff",
    "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000",
    "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff",
    "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500", "pink": "#ffc0cb", "brown": "#a52a2a",
}  # fmt: skip
"""The colours of CSS 2 and a few more; all others are asked for as #rrggbb."""
INHERITED = frozenset(
    {"fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap", "stroke-linejoin", "color"}
    | {"visibility", "stroke-dasharray", "marker-start", "marker-mid", "marker-end"}
)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class GradientStop:
    """A colour `#rrggbb` at a place, with its token where it is still the colour that was exported."""

    at: float
    colour: str
    alpha: float
    token: str = ""


@dataclass(frozen=True, slots=True)
class Gradient:
    """`places` are x1 y1 x2 y2, or cx cy r; `boxed` ones in shares of the shape's box."""

    linear: bool
    places: tuple[float, ...]
    stops: tuple[GradientStop, ...]
    boxed: bool
    transform: Transform


class UntakenError(ValueError):
    """Something that cannot be taken: what it is, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}; {mend}")
        self.what, self.mend = what, mend


def colour_of(text: str) -> tuple[str, float]:
    """`#rrggbb` and alpha; `UntakenError` for a colour in words that are not known."""
    text = text.strip().lower()
    if found := re.fullmatch(r"#([0-9a-f]{3,4})", text):
        text = "#" + "".join(2 * digit for digit in found[1])
    if found := re.fullmatch(r"(#[0-9a-f]{6})([0-9a-f]{2})?", text):
        return found[1], int(found[2], 16) / 255 if found[2] else 1.0
    if found := re.fullmatch(r"rgba?\(([^)]*)\)", text):
        parts = [part for part in re.split(r"[\s,/]+", found[1].strip()) if part]
        values = [finite(part.rstrip("%")) * (2.55 if part.endswith("%") else 1) for part in parts[:3]]
        alpha = share_of(parts[3]) if len(parts) > 3 else 1.0
        return "#" + "".join(f"{min(max(round(value), 0), 255):02x}" for value in values), alpha
    if text in NAMES:
        return NAMES[text], 1.0
    raise UntakenError(f"the colour {text!r} is not known", "write it as #rrggbb")


def token_of(told: str, colour: str) -> str:
    """The token that an element tells (`skin #f3c7a7`); empty if it was given another colour since."""
    token, _, exported = told.partition(" ")
    return token if exported == colour else ""


def share_of(text: str) -> float:
    """An opacity or an offset, 0.5 or 50%, held within 0 and 1; `ValueError` for what is no number."""
    text = text.strip()
    value = finite(text[:-1]) / 100 if text.endswith("%") else finite(text)
    return min(max(value, 0.0), 1.0)


class Sheet:
    """The rules of all `<style>` elements that name a tag, a class or an id."""

    def __init__(self, root: ET.Element) -> None:
        text = "".join(element.text or "" for element in root.iter(f"{{{SVG}}}style"))
        self._rules = [
            (selector.strip(), declared(body))
            for selectors, body in RULE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
            for selector in selectors.split(",")
        ]

    def of(self, element: ET.Element) -> dict[str, str]:
        """What the sheets say about an element."""
        tag = element.tag.rpartition("}")[2]
        known = {"*", tag, f"#{element.get('id')}"}
        for name in (element.get("class") or "").split():
            known |= {f".{name}", f"{tag}.{name}"}
        found: dict[str, str] = {}
        for selector, body in self._rules:
            if selector in known:
                found |= body
        return found


def declared(text: str) -> dict[str, str]:
    """The declarations of a style: `fill:#fff;opacity:.5`."""
    pairs = (part.partition(":") for part in text.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, colon, value in pairs if colon}


def properties(element: ET.Element, sheet: Sheet, parent: Mapping[str, str]) -> dict[str, str]:
    """Every property of an element, with what it inherits."""
    own = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    own |= sheet.of(element) | declared(element.get("style", ""))
    inherited = {name: value for name, value in parent.items() if name in INHERITED}
    return inherited | {name: inherited.get(name, "") if value == "inherit" else value for name, value in own.items()}


class Definitions:
    """What a drawing defines under an id: gradients, blurs, clips, and whatever `use` repeats."""

    def __init__(self, root: ET.Element, sheet: Sheet) -> None:
        self._named = {element.get("id"): element for element in root.iter() if element.get("id")}
        self._sheet = sheet

    def get(self, name: str) -> ET.Element | None:
        """The element of that id."""
        return self._named.get(name)

    def gradient(self, name: str) -> Gradient:
        """A gradient with its stops; `UntakenError` if there is none of that id, or it is a pattern or a mesh."""
        chain = list(self._chain(name))
        kind = chain[0].tag.rpartition("}")[2] if chain else "nothing"
        if kind not in {"linearGradient", "radialGradient"}:
            raise UntakenError(
                f"it is filled with {kind} ({name})", "fill it with a colour, a linear or a radial gradient"
            )
        told: dict[str, str] = {}
        for element in reversed(chain):
            told |= element.attrib
        told_by = next((element for element in chain if element.find(f"{{{SVG}}}stop") is not None), chain[0])
        stops = told_by.findall(f"{{{SVG}}}stop")
        if not stops:
            raise UntakenError(f"the gradient {name} has no stops", "give it two colours")
        linear = kind == "linearGradient"
        wanted = {"x1": 0.0, "y1": 0.0, "x2": 1.0, "y2": 0.0} if linear else {"cx": 0.5, "cy": 0.5, "r": 0.5}
        places = tuple(length_of(told.get(key, ""), default) for key, default in wanted.items())
        boxed = told.get("gradientUnits", "objectBoundingBox") == "objectBoundingBox"
        try:
            transform = transform_of(told.get("gradientTransform", ""))
        except ValueError as fault:
            raise UntakenError(f"the gradient {name} has a transform that is not known", "draw it again") from fault
        return Gradient(linear, places, tuple(map(self._stop, stops)), boxed, transform)

    def blur(self, name: str) -> float:
        """The deviation of a filter that blurs; `UntakenError` for any other filter."""
        element = self.get(name)
        steps = [] if element is None else list(element)
        kinds = {str(step.tag).rpartition("}")[2] for step in steps}
        if kinds != {"feGaussianBlur"}:
            raise UntakenError(f"its filter {name} is no plain blur", "use Fill and Stroke > Blur, or no filter")
        values = lengths(steps[0].get("stdDeviation", "0"))
        return max(sum(values) / len(values), 0.0) if values else 0.0

    def _chain(self, name: str) -> Iterator[ET.Element]:
        """The gradient, and those that it goes on from."""
        seen: set[str] = set()
        while name and name not in seen and (element := self.get(name)) is not None:
            seen.add(name)
            yield element
            name = (element.get(f"{{{XLINK}}}href") or element.get("href") or "").removeprefix("#")

    def _stop(self, element: ET.Element) -> GradientStop:
        told = properties(element, self._sheet, {})
        colour, alpha = colour_of(told.get("stop-color", "#000000"))
        alpha *= share_of(told.get("stop-opacity", "1"))
        return GradientStop(share_of(told.get("offset", "0")), colour, alpha, token_of(element.get(TOKEN, ""), colour))
