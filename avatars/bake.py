"""Baked layers: drawn once per size with all their soft shading, and kept on disk."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import platformdirs
import skia
from numpy.typing import NDArray

from avatars.bitmap import bearer, decoded, fitted, stretched
from avatars.lattice import follow_of
from avatars.pack import Pack
from avatars.paint import Palette
from avatars.rig import Layer, Mesh
from avatars.shapes import ShapeSet
from avatars.view import Stance, View

VERSION = 3
"""Raise it whenever the same rig would bake to another picture."""
KEPT = 24
"""Bakes that stay on disk; the oldest go."""
MARGIN = 40
"""Rig units that are baked beyond the picture's edge, for what moves into it."""


@dataclass(frozen=True, slots=True)
class Texture:
    """A baked layer, cropped: premultiplied RGBA (height, width, 4) whose left top lies at (x, y) of the picture."""

    pixels: NDArray[np.uint8]
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Baked layers in one texture, and the mesh that bends them."""

    texture: Texture
    mesh: Mesh


def sheets(layers: Iterable[Layer]) -> list[list[Layer]]:
    """The layers from back to front, where baked ones that lie on each other and bend alike make one sheet."""
    found: list[list[Layer]] = []
    for layer in layers:
        if found and layer.mesh is not None and found[-1][-1].mesh == layer.mesh:
            found[-1].append(layer)
        else:
            found.append([layer])
    return found


def stack(pack: Pack, view: View, framing: str) -> list[Sheet | Layer]:
    """All that is drawn, from back to front: baked layers as sheets, and live ones."""
    found = sheets(layer for layer in pack.rig.layers if layer.framing in {"both", framing})
    made = iter(_textures(pack, view, [sheet for sheet in found if sheet[0].mesh], framing))
    return [Sheet(next(made), mesh) if (mesh := sheet[0].mesh) else sheet[0] for sheet in found]


def _textures(pack: Pack, view: View, baked: list[list[Layer]], framing: str) -> list[Texture]:
    """A texture for every sheet of baked layers, from the cache, or drawn and put there."""
    name = f"{pack.id}-{pack.digest[:16]}-{VERSION}-{view.width}x{view.height}-{framing}.npz"
    file = Path(platformdirs.user_cache_dir("balie")) / "avatars" / name
    if kept := _load(file, len(baked)):
        return kept
    palette = Palette(pack.colours, view.scale)
    made = [_bake(pack, view, sheet, palette) for sheet in baked]
    _save(file, made)
    return made


class Picture:
    """Premultiplied RGBA pixels with a Skia surface on them, kept together because Skia does not own the array."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels
        self._surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        self._image = image_of(pixels)

    @property
    def canvas(self) -> skia.Canvas:
        """Where to draw; only while this picture lives."""
        return self._surface.getCanvas()

    def draw_on(self, other: Picture, x: int = 0, y: int = 0) -> None:
        """Lay this picture over another one."""
        other.canvas.drawImage(self._image, x, y)


def image_of(pixels: NDArray[np.uint8]) -> skia.Image:
    """Premultiplied RGBA pixels, contiguous, as something to draw; they are shared, not copied, and must outlive it."""
    return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False)


def _bake(pack: Pack, view: View, sheet: list[Layer], palette: Palette) -> Texture:
    margin = round(MARGIN * view.scale)
    picture = Picture(np.zeros((view.height + 2 * margin, view.width + 2 * margin, 4), np.uint8))
    height, width = picture.pixels.shape[:2]
    wide = View(width, height, view.scale, view.x + margin, view.y + margin)
    for layer in sheet:
        _draw(pack, wide, layer, palette, picture)
    return _cropped(picture.pixels, margin)


def _draw(pack: Pack, view: View, layer: Layer, palette: Palette, picture: Picture) -> None:
    """Everything of a layer, as it is at rest."""
    if layer.shapes:
        shapes = ShapeSet(layer.shapes, palette, view.scale)
        shapes.move(Stance(view, pack.rig, {}), {}, partial(follow_of, layer))
        shapes.paint(picture.canvas, (0, 0, view.width, view.height))
    if layer.image:
        image = decoded(pack.images[layer.image.file], layer.image.file)
        _print(picture, *stretched(image, layer.image.box, view))
    if pack.logo and pack.rig.logo and layer.id == bearer(pack.rig.layers):
        _print(picture, *fitted(decoded(pack.logo.png, pack.logo.name), pack.rig.logo, view))


def _print(picture: Picture, image: NDArray[np.uint8], x: int, y: int) -> None:
    picture.canvas.drawImage(image_of(image), x, y)


def _cropped(pixels: NDArray[np.uint8], margin: int) -> Texture:
    rows, columns = (np.nonzero(pixels[..., 3].any(axis=axis))[0] for axis in (1, 0))
    if not len(rows):
        return Texture(np.zeros((1, 1, 4), np.uint8), 0, 0)
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return Texture(np.ascontiguousarray(pixels[top:bottom, left:right]), int(left) - margin, int(top) - margin)


def _load(file: Path, count: int) -> list[Texture] | None:
    """A bake of so many textures from the disk; none if there is none that is whole."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            places = kept["places"]
            return [Texture(kept[f"arr_{i}"], int(places[i, 0]), int(places[i, 1])) for i in range(count)]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def _save(file: Path, made: list[Texture]) -> None:
    """Write the bake whole or not at all; a full or read-only disk only costs the next start its time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as unfinished:
            part = Path(unfinished) / file.name
            np.savez(part, *(texture.pixels for texture in made), places=[(texture.x, texture.y) for texture in made])
            part.replace(file)
        for old in sorted(file.parent.glob("*.npz"), key=lambda f: f.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
