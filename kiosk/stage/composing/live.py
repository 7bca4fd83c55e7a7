"""The live screen: one seam for whatever draws it, the main processor or a graphics processor."""

from __future__ import annotations

import time
from typing import Protocol

import avatars
from kiosk.floor import StoreMap
from kiosk.stage.arrangement.layout import Layout
from kiosk.stage.composing.compose import Composer, Face
from kiosk.stage.composing.cpu_face import CpuFace
from kiosk.stage.composing.gpu_compose import GpuComposer
from kiosk.stage.composing.gpu_face import GpuPortrait
from kiosk.stage.face.performer import Pose
from kiosk.stage.view import View
from kiosk.stage.window.display import Display
from kiosk.stage.window.output import GpuOutput

SETTLED_S = 0.4
"""A place that changes its size, as in a window that is dragged, gets a new face when it has kept it this long."""


class Screen(Protocol):
    """Draws frames and shows them."""

    def layout(self, view: View) -> Layout:
        """Where everything is for a view."""
        ...

    def draw(self, view: View, pose: Pose, t: float) -> None:
        """Draw what is to be seen at `t` s; without a face the pose is of no use. Raises what SDL raises."""
        ...

    def show(self) -> None:
        """Show what was drawn. Raises what SDL raises."""
        ...

    def close(self) -> None:
        """Let go of the window."""
        ...


def open_screen(display: Display, pack: avatars.Pack | None, view: View, floor: StoreMap | None, fps: int) -> Screen:
    """What draws on this display; `view` is the first that it shows. Raises `AvatarError`."""
    if display.gpu:
        return GpuScreen(display, display.gpu, pack, view, floor)
    return MemoryScreen(display, pack, view, floor, 1000 / fps)


class MemoryScreen:
    """Frames drawn in memory."""

    def __init__(
        self, display: Display, pack: avatars.Pack | None, view: View, floor: StoreMap | None, frame_ms: float
    ) -> None:
        self._display, self._floor = display, floor
        self._composer = Composer(*display.size, floor)
        box = self._composer.layout(view).avatar
        self._face = CpuFace(pack, (box.w, box.h), frame_ms) if pack else None
        self._settling = Settling((box.w, box.h))

    def layout(self, view: View) -> Layout:
        """Where everything is for a view."""
        return self._composer.layout(view)

    def draw(self, view: View, pose: Pose, t: float) -> None:
        """Draw a frame."""
        start = time.monotonic()
        if self._display.size != (self._composer.width, self._composer.height):
            self._composer = Composer(*self._display.size, self._floor)
        box = self.layout(view).avatar
        place = self._settling.after((box.w, box.h), start)
        self._composer.draw(view, self._drawn(view, pose, place), t)
        if self._face:
            self._face.timed(start, 1000 * (time.monotonic() - start))

    def show(self) -> None:
        """Show it."""
        self._display.present(self._composer.pixels())

    def _drawn(self, view: View, pose: Pose, place: tuple[int, int]) -> Face | None:
        """The face, which stands still for the one frame in which a scene is painted."""
        if self._face is None:
            return None
        return self._face.last if self._composer.begins(view) else self._face.drawn(pose, place)

    def close(self) -> None:
        """End what is being opened."""
        if self._face:
            self._face.close()


class GpuScreen:
    """Frames drawn by a graphics processor."""

    def __init__(
        self, display: Display, output: GpuOutput, pack: avatars.Pack | None, view: View, floor: StoreMap | None
    ) -> None:
        self._display, self._output, self._pack, self._floor = display, output, pack, floor
        self._composer = self._composed()
        box = self._composer.layout(view).avatar
        self._face = GpuPortrait(pack, (box.w, box.h), output) if pack else None
        self._settling = Settling((box.w, box.h))

    def layout(self, view: View) -> Layout:
        """Where everything is for a view."""
        return self._composer.layout(view)

    def draw(self, view: View, pose: Pose, t: float) -> None:
        """Draw a frame."""
        self._fit(view)
        face = self._face.drawn(pose) if self._face else None
        self._output.render(lambda: self._composer.compose(view, face, t))

    def show(self) -> None:
        """Show it."""
        self._output.present()

    def close(self) -> None:
        """Let go of all textures and of the renderer: the window can be filled from memory then."""
        self._output.reset()
        del self._composer, self._face, self._output

    def _composed(self) -> GpuComposer:
        return GpuComposer(*self._display.size, self._floor, self._output.renderer)

    def _fit(self, view: View) -> None:
        """Follow the window's size, and send everything again when the driver has lost it."""
        lost, self._display.lost = self._display.lost, False
        if lost or self._display.size != (self._composer.width, self._composer.height):
            self._output.reset()
            self._composer = self._composed()
        box = self.layout(view).avatar
        place = self._settling.after((box.w, box.h), time.monotonic())
        if self._pack and self._face and (lost or place != self._face.place):
            self._face = GpuPortrait(self._pack, place, self._output)


class Settling:
    """A size that is followed when it has been kept for a while."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._settled = self._last = size
        self._since = 0.0

    def after(self, size: tuple[int, int], now: float) -> tuple[int, int]:
        """The size to draw for, when the wanted one is `size`."""
        if size != self._last:
            self._last, self._since = size, now
        elif now - self._since >= SETTLED_S:
            self._settled = size
        return self._settled
