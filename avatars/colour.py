"""Colours of a pack: plain ones, and tones made from them in OKLab (Björn Ottosson, 2020), where lightness is even."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from avatars.schema import Tone

Rgb = tuple[float, float, float]
"""sRGB, 0 to 1."""

_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def resolve(colours: Mapping[str, str | Tone]) -> dict[str, Rgb]:
    """Turn the colours of an avatar.toml into sRGB."""
    plain = {name: _from_hex(colour) for name, colour in colours.items() if isinstance(colour, str)}
    return plain | {
        name: tone(plain[colour.of], colour) for name, colour in colours.items() if isinstance(colour, Tone)
    }


def tone(rgb: Rgb, by: Tone) -> Rgb:
    """The colour made lighter, richer or redder."""
    lab = to_oklab(np.array(rgb))
    lab = np.array([lab[0] + by.lightness, lab[1] * by.chroma + by.red, lab[2] * by.chroma + by.yellow])
    red, green, blue = (float(v) for v in _from_oklab(lab))
    return red, green, blue


def _from_hex(text: str) -> Rgb:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def to_oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """OKLab (3,) of an sRGB colour (3,), 0 to 1."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(_TO_LAB @ np.cbrt(_TO_CONE @ linear))


def _from_oklab(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.clip(np.linalg.solve(_TO_CONE, np.linalg.solve(_TO_LAB, lab) ** 3), 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
