"""Colours and their contrast (WCAG 2.2, relative luminance and 1.4.3). A colour is 0xAARRGGBB; `#rrggbb` in files."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

LEAST: Final = 4.5
"""The least contrast of text with its ground."""
HEX: Final = r"^#[0-9A-Fa-f]{6}$"
Hex = Annotated[str, Field(pattern=HEX)]
WHITE: Final = 0xFFFFFFFF
BLACK: Final = 0xFF000000


def parsed(text: str) -> int:
    """The colour that `#rrggbb` names."""
    return 0xFF000000 | int(text[1:], 16)


def spelled(colour: int) -> str:
    """A colour as `#rrggbb`."""
    return f"#{colour & 0xFFFFFF:06x}"


def luminance(colour: int) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    channels = [((colour >> shift) & 255) / 255 for shift in (16, 8, 0)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: int, other: int) -> float:
    """1 (the same) to 21 (black and white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: int, other: int, share: float) -> int:
    """`share` of `one`, the rest of `other`."""
    parts = [
        round(((one >> shift) & 255) * share + ((other >> shift) & 255) * (1 - share)) << shift for shift in (16, 8, 0)
    ]
    return 0xFF000000 | sum(parts)


def readable(colour: int, ground: int, least: float = LEAST) -> int:
    """The colour, darkened or lightened as little as it takes to be read on a ground."""
    end = BLACK if contrast(BLACK, ground) > contrast(WHITE, ground) else WHITE
    steps = (mixed(end, colour, step / 50) for step in range(51))
    return next((each for each in steps if contrast(each, ground) >= least), end)
