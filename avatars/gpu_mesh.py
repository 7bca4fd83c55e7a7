"""A baked layer as a texture of a graphics processor, bent by the corners of its cells."""

from __future__ import annotations

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray
from pygame._sdl2 import sdl2, video

from avatars.bake import Sheet
from avatars.lattice import nodes_at
from avatars.pose import Pose
from avatars.rig import Mesh, Rig
from avatars.view import Stance, View

CELL_UNITS = 38
"""Rig units across a cell; within one the picture is bent in a straight line."""
LINEAR = 1
"""SDL's number for textures that are read between their pixels."""
Corner = tuple[float, float]


class Blending:
    """How layers are laid over each other: premultiplied where the driver can, else with plain alpha."""

    def __init__(self, renderer: video.Renderer) -> None:
        self._mode = _premultiplied(renderer)
        try:
            video.Texture(renderer, (1, 1)).blend_mode = self._mode
            self.premultiplied = True
        except sdl2.error:
            self._mode, self.premultiplied = pygame.BLENDMODE_BLEND, False

    def texture(self, renderer: video.Renderer, size: tuple[int, int], *, streaming: bool) -> video.Texture:
        """An empty texture that is laid over what is there."""
        made = video.Texture(renderer, size, static=not streaming, streaming=streaming, scale_quality=LINEAR)
        made.blend_mode = self._mode
        return made

    def surface(self, pixels: NDArray[np.uint8]) -> pygame.Surface:
        """Premultiplied RGBA pixels in the form that the textures take; shares them where it can."""
        fitting = pixels if self.premultiplied else cv2.cvtColor(pixels, cv2.COLOR_mRGBA2RGBA)
        return pygame.image.frombuffer(np.ascontiguousarray(fitting).data, (pixels.shape[1], pixels.shape[0]), "RGBA")


def _premultiplied(renderer: video.Renderer) -> int:
    over = (pygame.BLENDFACTOR_ONE, pygame.BLENDFACTOR_ONE_MINUS_SRC_ALPHA, pygame.BLENDOPERATION_ADD)
    return renderer.compose_custom_blend_mode(over, over)


class BentTexture:
    """One baked layer on the graphics processor."""

    def __init__(self, sheet: Sheet, rig: Rig, view: View, renderer: video.Renderer, blending: Blending) -> None:
        baked, mesh = sheet.texture, sheet.mesh
        pixels = np.pad(baked.pixels, ((1, 1), (1, 1), (0, 0)))
        height, width = pixels.shape[:2]
        self._texture = blending.texture(renderer, (width, height), streaming=False)
        self._texture.update(blending.surface(pixels))
        xs, ys = _cuts(mesh, width, view.scale), _cuts(mesh, height, view.scale)
        x, y = np.meshgrid(baked.x - 1.5 + xs, baked.y - 1.5 + ys)
        self._nodes = nodes_at(mesh, rig, view, np.stack([x.ravel(), y.ravel()], 1))
        self._cells = _cells(pixels[..., 3], xs, ys)

    def draw(self, stance: Stance, pose: Pose) -> None:
        """Draw the layer bent for a pose on the renderer's target."""
        places = (self._nodes.moved(stance, pose) + 0.5).tolist()
        quad = self._texture.draw_quad
        for a, b, c, d, at_a, at_b, at_c, at_d in self._cells:
            quad(places[a], places[b], places[c], places[d], at_a, at_b, at_c, at_d)


def _cuts(mesh: Mesh, size: int, scale: float) -> NDArray[np.int64]:
    """Where a texture of this many pixels is cut into cells; a layer that only shifts and widens stays whole."""
    straight = max(mesh.follow) == 0 and not mesh.keys
    count = 1 if straight else max(round(size / (CELL_UNITS * scale)), 1)
    return np.linspace(0, size, count + 1).round().astype(np.int64)


def _cells(
    alpha: NDArray[np.uint8], xs: NDArray[np.int64], ys: NDArray[np.int64]
) -> list[tuple[int, int, int, int, Corner, Corner, Corner, Corner]]:
    """Cells that hold anything: the indices of their four nodes, clockwise, and the texture's place at each."""
    height, width = alpha.shape
    across = len(xs)
    cells = []
    for row, (top, bottom) in enumerate(zip(ys[:-1].tolist(), ys[1:].tolist(), strict=True)):
        for column, (left, right) in enumerate(zip(xs[:-1].tolist(), xs[1:].tolist(), strict=True)):
            if not alpha[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1].any():
                continue
            first = row * across + column
            u0, u1, v0, v1 = left / width, right / width, top / height, bottom / height
            corners = ((u0, v0), (u1, v0), (u1, v1), (u0, v1))
            cells.append((first, first + 1, first + across + 1, first + across, *corners))
    return cells
