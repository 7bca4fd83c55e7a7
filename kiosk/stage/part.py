"""The stage as a part: a window at a steady rate, commands in, touch and typing out."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

import avatars
from kiosk.commands import CloseSession, Scene
from kiosk.errors import KioskError
from kiosk.events import PartFailed, PartReady, QuestionTyped
from kiosk.gestures import GesturePath, load_all
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import config_dir
from kiosk.settings import Settings
from kiosk.simulation.screen import SOCKET, ShopScreen
from kiosk.stage import storemap
from kiosk.stage.compose import Composer
from kiosk.stage.director import Director
from kiosk.stage.display import Display, Field, Input, Touched
from kiosk.stage.hands import inputs
from kiosk.stage.layout import hit
from kiosk.stage.record import FILE, Header, Recorder
from kiosk.stage.view import View

FACE_PIXELS = 450_000
"""The live face is drawn with at most so many pixels and scaled up: a steady rate matters more than its finest hair."""
SETTLED_S = 0.4
"""A window that is being dragged larger gets its new face when it has kept its size this long."""
MOST_MESSAGES = 200
"""A flood of messages does not stop the picture."""
LATE_FRAMES = 1.5
"""A frame that comes later after the one before than so many frames' time is late: the eye sees a jerk."""
DRAW_SHARE = 0.2
"""Weight of the last frame in the expected drawing time."""


def run(link: Link, settings: Settings) -> None:
    """Serve until the link closes."""
    try:
        stage = Stage(link, settings)
        try:
            stage.serve()
        finally:
            stage.close()
    except LinkClosed:
        return


class Stage:
    """The window and all that it shows."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._settings = link, settings
        self._display = Display(settings.stage)
        self._field = Field()
        self._no_face = ""
        self._director, self._face = self._cast()
        self._floor = self._map()
        self._composer = Composer(*self._display.size, self._floor)
        self._resized_at = 0.0
        self._draw_s = 0.02
        self._presented = time.monotonic()
        self._recorder = self._record() if settings.stage.record else None
        self._shoppers = ShopScreen(link.run_dir / SOCKET) if settings.stage.display == "shop" else None

    def serve(self) -> None:
        """Announce the stage, then draw frame after frame."""
        self._announce()
        step = 1 / self._settings.stage.fps
        due = time.monotonic()
        while True:
            due = max(due + step, time.monotonic())
            self._listen(due)
            self._attend()
            self._draw()

    def close(self) -> None:
        """Keep what was logged and give the screen back."""
        if self._recorder:
            self._recorder.flush(time.monotonic())
        if self._shoppers:
            self._shoppers.close()
        self._display.close()

    def view(self, t: float = 0.0) -> View:
        """What is shown at `t` besides the face."""
        return self._director.view(t, self._field.text)

    # --- starting --------------------------------------------------------------------------------------------------

    def _cast(self) -> tuple[Director, Face | None]:
        """The avatar, or none with the reason kept: captions and buttons work without a face."""
        kiosk, lead_s = self._settings.kiosk, self._settings.stage.lip_lead_ms / 1000
        direct = partial(
            Director,
            lang=kiosk.lang,
            langs=kiosk.langs,
            seed=kiosk.seed,
            lead_s=lead_s,
            gestures=self._gestures(),
            composure=self._settings.stage.composure,
        )
        try:
            pack = avatars.load(kiosk.avatar)
            view = View(Scene("attract", kiosk.lang), kiosk.langs)
            box = Composer(*self._display.size, None).layout(view).avatar
            return direct(pack), Face(pack, box.w, box.h)
        except avatars.AvatarError as error:
            self._no_face = f"{error.code}: {error.sentence}"
            return direct(None), None

    def _gestures(self) -> Mapping[str, GesturePath]:
        """What the face can do with its head; a faulty file costs the gestures, not the face."""
        try:
            return load_all(config_dir() / "gestures")
        except KioskError as error:
            self._link.send(PartFailed("stage", error.code, error.sentence))
            return {}

    def _map(self) -> storemap.StoreMap | None:
        folder = config_dir() / self._settings.store.dir
        try:
            return storemap.read(folder / "map.toml")
        except KioskError as error:
            self._link.send(PartFailed("stage", error.code, error.sentence))
            return None

    def _record(self) -> Recorder:
        width, height = self._display.size
        floor = self._floor.model_dump_json() if self._floor else ""
        kiosk, director = self._settings.kiosk, self._director
        avatar = kiosk.avatar if self._face else ""
        header = Header(time.monotonic(), avatar, kiosk.langs, width, height, director.name, floor, director.remarks)
        return Recorder(self._link.run_dir / FILE, header)

    def _announce(self) -> None:
        """Say what works. A fault comes first, so that `PartReady` has the last word: the stage serves."""
        width, height = self._display.size
        if self._display.fault:
            self._link.send(PartFailed("stage", "stage.no-screen", f"No window can be opened: {self._display.fault}."))
        detail = f"{self._display.driver} {width}x{height}"
        if self._no_face:
            detail += f", captions only ({self._no_face})"
        self._link.send(PartReady("stage", detail, self._display.simulated))

    # --- each frame ------------------------------------------------------------------------------------------------

    def _listen(self, due: float) -> None:
        """Take commands until the next frame is due; at least one look, which is the heartbeat."""
        for _ in range(MOST_MESSAGES):
            message = self._link.receive(max(0.0, due - time.monotonic()))
            if message is not None:
                self._take(message)
            elif time.monotonic() >= due:
                return

    def _take(self, message: Message) -> None:
        if isinstance(message, CloseSession):
            self._field = Field()
        self._director.take(message, time.monotonic())

    def _attend(self) -> None:
        """Touches and keys become events."""
        for action in (*self._display.inputs(), *self._hands()):
            if isinstance(action, Touched):
                self._link.send(hit(self._composer.layout(self.view()), action.x, action.y))
                continue
            self._field, question = self._field.after(action)
            if question:
                self._link.send(QuestionTyped(question))

    def _hands(self) -> Iterator[Input]:
        """What simulated shoppers do, if they stand before this screen."""
        wishes = self._shoppers.hands() if self._shoppers else []
        return inputs(wishes, self._composer.layout(self.view())) if wishes else iter(())

    def _draw(self) -> None:
        """One frame: the pose is that of the moment at which it will be seen."""
        self._fit()
        start = time.monotonic()
        seen = start + self._draw_s
        view = self.view(seen)
        pose = self._director.pose(seen)
        picture = self._composer.draw(view, self._face.draw(pose) if self._face else None, seen)
        self._display.present(picture)
        if self._shoppers:
            self._shoppers.present(self._director.scene)
        now = time.monotonic()
        self._link.count(frames=1, late=int(now - self._presented > LATE_FRAMES / self._settings.stage.fps))
        self._draw_s += DRAW_SHARE * (now - start - self._draw_s)
        if self._recorder:
            self._recorder.frame(now, pose, view, 1000 * (now - start), 1000 * (now - self._presented))
        self._presented = now

    def _fit(self) -> None:
        """Follow a window whose size was changed: words at once, the face when the size has settled."""
        size, now = self._display.size, time.monotonic()
        if size != (self._composer.width, self._composer.height):
            self._composer = Composer(*size, self._floor)
            self._resized_at = now
        if self._resized_at and self._face and now - self._resized_at > SETTLED_S:
            box = self._composer.layout(self.view()).avatar
            self._face = Face(self._face.pack, box.w, box.h)
            self._resized_at = 0.0


class Face:
    """The avatar at the size of its place on the screen, or smaller where that would be too much to draw."""

    def __init__(self, pack: avatars.Pack, width: int, height: int) -> None:
        self.pack = pack
        shrink = min(1.0, math.sqrt(FACE_PIXELS / (width * height)))
        self._renderer = avatars.open_renderer(pack, round(width * shrink), round(height * shrink))

    def draw(self, pose: Mapping[str, float]) -> NDArray[np.uint8]:
        """(height, width, 4) RGBA."""
        return self._renderer.draw(pose)
