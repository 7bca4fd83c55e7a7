"""The screen as textures of a graphics processor: a panel is sent to it once, when it was painted."""

from __future__ import annotations

from collections.abc import Callable

import pygame
from pygame._sdl2 import video

from avatars.gpu_mesh import Blending
from kiosk.floor import StoreMap
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.composing.composition import Composition, PanelStore
from kiosk.stage.composing.screen import Panel
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.paint import paint_sky

Portrait = Callable[[Rect], None]
"""Draws the face in a box of the renderer's target."""


class GpuComposer(Composition[Portrait]):
    """Lays the parts on the renderer's target as it stands when a frame begins."""

    def __init__(self, width: int, height: int, floor: StoreMap | None, renderer: video.Renderer) -> None:
        super().__init__(width, height, floor)
        self._renderer, self._blending = renderer, Blending(renderer)
        self._panels: PanelStore[video.Texture] = PanelStore(width, height)
        self._sky: video.Texture | None = None
        self._kept: video.Texture | None = None
        self._laid: list[Callable[[], None]] = []
        """What draws the last frame again."""

    def _ground(self, face: Portrait | None, box: Rect) -> None:
        self._laid = []
        if face is None:
            self._sky = self._sky or self._sent(paint_sky(self.width, self.height))
            self._put(self._sky, Rect(0, 0, self.width, self.height))
            return
        self._do(lambda: face(box))

    def _lay(self, panel: Panel) -> None:
        self._put(self._panels.get(panel, lambda wanted: self._sent(wanted.paint())), panel.rect)

    def _put(self, texture: video.Texture, rect: Rect) -> None:
        self._do(lambda: texture.draw(dstrect=(rect.x, rect.y, rect.w, rect.h)))

    def _do(self, draw: Callable[[], None]) -> None:
        draw()
        self._laid.append(draw)

    def _sent(self, brush: Brush) -> video.Texture:
        height, width = brush.pixels.shape[:2]
        made = self._blending.texture(self._renderer, (width, height), streaming=False)
        made.update(self._blending.surface(brush.pixels))
        return made

    def _keep(self) -> None:
        """The last frame, drawn once more into a texture."""
        if self._kept is None:
            self._kept = video.Texture(self._renderer, (self.width, self.height), target=True)
            self._kept.blend_mode = pygame.BLENDMODE_BLEND
        before, self._renderer.target = self._renderer.target, self._kept
        for draw in self._laid:
            draw()
        self._renderer.target = before

    def _forget(self) -> None:
        """The texture is kept for the next scene: there is one at most, and none is made while people watch."""

    def _before(self, area: Rect, share: float) -> None:
        if self._kept is not None:
            self._kept.alpha = round(255 * share)
            box = (area.x, area.y, area.w, area.h)
            self._kept.draw(srcrect=box, dstrect=box)
