"""The renderer for a graphics processor: it bends the baked layers as textures; live shapes are drawn and sent."""

from __future__ import annotations

import numpy as np
from pygame._sdl2 import sdl2, video

from avatars.backdrop import backdrop
from avatars.bake import Sheet, stack
from avatars.gpu_live import LiveTexture
from avatars.gpu_mesh import BentTexture, Blending
from avatars.live import Live
from avatars.pack import Pack
from avatars.paint import Palette
from avatars.pose import Pose, complete
from avatars.renderer import check
from avatars.steady import Steady
from avatars.view import frame

PROBE = 16
EXPECTED = ((200, 200, 200, 255), (200, 150, 125, 255), (200, 175, 162, 255), (200, 200, 200, 255))
NEAR = 8
"""How far a channel of the drawn probe may be off, of 255."""


class GpuFace:
    """Draws poses of one pack at one size through an SDL renderer; a size and a framing as `open_renderer` takes them.

    After `pygame.RENDER_TARGETS_RESET` or `pygame.RENDER_DEVICE_RESET` call `reset`: the textures are gone then.
    """

    def __init__(
        self,
        pack: Pack,
        renderer: video.Renderer,
        width: int,
        height: int,
        *,
        transparent: bool = False,
        framing: str = "bust",
    ) -> None:
        check(width, height, framing)
        self._pack, self._renderer, self._view = pack, renderer, frame(width, height, framing)
        self._steady = Steady(self._view, pack.rig)
        self._transparent, self._framing = transparent, framing
        self.reset()

    @property
    def width(self) -> int:
        """Pixels across."""
        return self._view.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self._view.height

    def reset(self) -> None:
        """Make the textures, from the bake in the cache."""
        self._blending = Blending(self._renderer)
        self._backdrop = None if self._transparent else self._opaque()
        palette = Palette(self._pack.colours, self._view.scale)
        self._parts: list[BentTexture | LiveTexture] = []
        for one in stack(self._pack, self._view, self._framing):
            if isinstance(one, Sheet):
                self._parts.append(BentTexture(one, self._pack.rig, self._view, self._renderer, self._blending))
            else:
                live = Live(one, palette, self._view)
                self._parts.append(LiveTexture(live, self._view, self._renderer, self._blending))

    def draw(self, pose: Pose, x: int = 0, y: int = 0) -> None:
        """Draw one frame on the renderer's target, its left top at (x, y); nothing is drawn outside its size."""
        full = complete(pose)
        stance = self._steady.stance(full)
        before = self._renderer.get_viewport()
        self._renderer.set_viewport((x, y, self.width, self.height))
        if self._backdrop is not None:
            self._backdrop.draw(dstrect=(0, 0, self.width, self.height))
        for part in self._parts:
            part.draw(stance, full)
        self._renderer.set_viewport(before)

    def _opaque(self) -> video.Texture:
        made = self._blending.texture(self._renderer, (self.width, self.height), streaming=False)
        made.update(self._blending.surface(backdrop(self._pack, self.width, self.height).pixels))
        return made


def answers(renderer: video.Renderer) -> bool:
    """Whether a renderer lays textures over each other as a face needs: a small picture is drawn and read back.

    False for SDL's own software renderer, which knows plain alpha only and does not smooth what it bends. The
    renderer must be made with `target_texture=True`; its target stays.
    """
    blending = Blending(renderer)
    if not blending.premultiplied:
        return False
    before, colour = renderer.target, renderer.draw_color
    try:
        renderer.target = video.Texture(renderer, (PROBE, PROBE), target=True)
        seen = _probe(renderer, blending)
    except sdl2.error:
        return False
    finally:
        renderer.target, renderer.draw_color = before, colour
    return all(
        abs(a - b) <= NEAR for got, wanted in zip(seen, EXPECTED, strict=True) for a, b in zip(got, wanted, strict=True)
    )


def _probe(renderer: video.Renderer, blending: Blending) -> list[tuple[int, ...]]:
    """Colours of a bent, half-transparent patch of two halves over grey: beside it, on each half and between them."""
    patch = np.array([[(100, 50, 25, 128), (0, 0, 0, 0)]], np.uint8)
    texture = blending.texture(renderer, (2, 1), streaming=False)
    texture.update(blending.surface(patch))
    renderer.draw_color = (200, 200, 200, 255)
    renderer.clear()
    texture.draw_quad((0, 4), (PROBE, 4), (PROBE, PROBE), (0, PROBE))
    drawn = renderer.to_surface()
    return [tuple(drawn.get_at(place)) for place in ((8, 1), (1, 10), (8, 10), (14, 10))]
