"""PNG pictures in a bake: bitmap layers, and a store's logo on the clothes."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from avatars.errors import AvatarError
from avatars.rig import Box, Layer
from avatars.view import View

Image = NDArray[np.uint8]
"""(height, width, 4) RGBA, premultiplied."""


def decoded(data: bytes, name: str) -> Image:
    """A PNG file's pixels; `AvatarError` avatar.picture for one that is broken."""
    found = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    if found is None:
        raise AvatarError("avatar.picture", f"The picture {name} is broken.", "Save it anew as PNG.")
    pixels = found.makeRasterImage().toarray(colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    return np.ascontiguousarray(pixels)


def stretched(image: Image, box: Box, view: View) -> tuple[Image, int, int]:
    """The picture over a box of the rig: its pixels, and where in the view its left top lies."""
    x, y, width, height = box
    left, top = round(view.x + x * view.scale), round(view.y + y * view.scale)
    return _sized(image, round(width * view.scale), round(height * view.scale)), left, top


def fitted(image: Image, box: Box, view: View) -> tuple[Image, int, int]:
    """The picture as large as it goes into a box of the rig, in its own proportions and in the middle."""
    x, y, width, height = box
    share = min(width / image.shape[1], height / image.shape[0])
    across, down = image.shape[1] * share, image.shape[0] * share
    return stretched(image, (x + (width - across) / 2, y + (height - down) / 2, across, down), view)


def bearer(layers: Iterable[Layer]) -> str | None:
    """The id of the layer that a logo is printed on: the foremost that moves with the body alone."""
    worn = [layer.id for layer in layers if layer.mesh is not None and max(layer.mesh.follow) == 0]
    return worn[-1] if worn else None


def _sized(image: Image, width: int, height: int) -> Image:
    size = (max(width, 1), max(height, 1))
    shrinks = size[0] < image.shape[1]
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR), np.uint8)
