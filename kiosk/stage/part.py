"""The stage as a part: a window at a steady rate, commands in, touch and typing out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

import avatars
from kiosk import floor, pack_faults
from kiosk.channels.call_picture import CallFeed
from kiosk.errors import KioskError
from kiosk.events import PartFailed, PartReady
from kiosk.gestures.library import GesturePath, load_all
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import config_dir
from kiosk.settings import Settings
from kiosk.simulation.screen import SOCKET, ShopScreen
from kiosk.stage import shop
from kiosk.stage.composing.live import Screen, open_screen
from kiosk.stage.composing.memory import give_back_large
from kiosk.stage.director import Director
from kiosk.stage.face.performer import Pose
from kiosk.stage.film.record import FILE, Header, Recorder
from kiosk.stage.input.hands import inputs
from kiosk.stage.input.touch import Touch
from kiosk.stage.shop import NO_SHOP
from kiosk.stage.view import View
from kiosk.stage.window.display import Display, Input
from kiosk.stage.window.gpu_output import LOST
from kiosk.stage.window.lives import GpuLives
from kiosk.stage.window.lookout import Lookout
from kiosk.stage.window.pace import Pace

Content = TypeVar("Content")
MOST_MESSAGES = 200
"""A flood of messages does not stop the picture."""
LATE_FRAMES = 1.5
"""A frame that comes later after the one before than so many frames' time is late: the eye sees a jerk."""


def run(link: Link, settings: Settings) -> None:
    """Serve until the link closes."""
    give_back_large()
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
        self._lives = GpuLives(link.run_dir)
        self._display = Display(settings.stage, gpu=self._lives.left)
        self._lookout = Lookout(self._display, time.monotonic())
        self._touch = Touch()
        self._no_face = ""
        store = config_dir() / settings.store.dir
        self._gestures: Mapping[str, GesturePath] = self._loaded(lambda: load_all(config_dir() / "gestures"), {})
        self._shop = self._loaded(lambda: shop.load(store, settings.kiosk.langs), NO_SHOP)
        self._floor = self._loaded(lambda: floor.read(store / "map.toml"), None)
        self._calls = CallFeed(link.run_dir)
        self._pack = self._cast()
        self._director = self._direct(self._pack)
        self._screen = self._open()
        self._pace = Pace(1 / settings.stage.fps, time.monotonic())
        self._presented, self._drew_s = time.monotonic(), 0.0
        self._recorder = self._record() if settings.stage.record else None
        self._shoppers = ShopScreen(link.run_dir / SOCKET) if settings.stage.display == "shop" else None

    def serve(self) -> None:
        """Announce the stage, then draw frame after frame."""
        self._announce()
        while True:
            self._listen(self._pace.begin)
            self._attend()
            self._draw()
            if self._display.simulated and self._lookout.sees(time.monotonic()):
                self._reopen()

    def close(self) -> None:
        """Keep what was logged and give the screen back."""
        if self._recorder:
            self._recorder.flush(time.monotonic())
        if self._shoppers:
            self._shoppers.close()
        self._lookout.close()
        self._calls.close()
        self._screen.close()
        self._display.close()
        self._lives.end()

    def view(self, t: float = 0.0) -> View:
        """What is shown at `t` besides the face."""
        view = self._touch.shown(self._director.view(t), time.monotonic())
        return replace(view, call=self._calls.picture()) if view.scene.mode == "in-call" else view

    # --- starting --------------------------------------------------------------------------------------------------

    def _cast(self) -> avatars.Pack | None:
        """The avatar, or none with the reason kept: captions and buttons work without a face."""
        try:
            return avatars.load(self._settings.kiosk.avatar, self._shop.outfit)
        except avatars.AvatarError as error:
            self._no_face = f"{error.code}: {pack_faults.sentence(error)}"
            return None

    def _direct(self, pack: avatars.Pack | None) -> Director:
        kiosk, stage = self._settings.kiosk, self._settings.stage
        return Director(
            pack,
            kiosk.lang,
            kiosk.langs,
            seed=kiosk.seed,
            lead_s=stage.lip_lead_ms / 1000,
            gestures=self._gestures,
            composure=stage.composure,
            shop=self._shop,
            floor=self._floor,
        )

    def _loaded(self, load: Callable[[], Content], without: Content) -> Content:
        """What a file holds; a faulty one is told of and costs what is in it, not the screen."""
        try:
            return load()
        except KioskError as error:
            self._link.send(PartFailed("stage", error.code, error.sentence))
            return without

    def _open(self) -> Screen:
        """What draws on the display; a pack that cannot be drawn is one that is missing."""
        open_on = partial(open_screen, self._display, view=self.view(), floor=self._floor, fps=self._settings.stage.fps)
        if self._display.gpu:
            self._lives.begin()
        try:
            return open_on(pack=self._pack)
        except avatars.AvatarError as error:
            self._no_face = f"{error.code}: {pack_faults.sentence(error)}"
            self._pack = None
            self._director = self._direct(None)
            return open_on(pack=None)

    def _reopen(self) -> None:
        """A screen has come back: what is shown goes on there. One that is gone again is waited for on."""
        self._screen.close()
        self._display.close()
        self._display = Display(self._settings.stage, gpu=self._lives.left)
        self._listen(0.0)  # a heartbeat: a window and a face take about a second each
        self._screen = self._open()
        if not self._display.simulated:
            self._announce()

    def _record(self) -> Recorder:
        width, height = self._display.size
        floor = self._floor.model_dump_json() if self._floor else ""
        kiosk, director = self._settings.kiosk, self._director
        avatar = kiosk.avatar if self._pack else ""
        header = Header(
            time.monotonic(),
            avatar,
            director.langs,
            width,
            height,
            director.name,
            floor,
            director.remarks,
            shop=self._shop,
        )
        return Recorder(self._link.run_dir / FILE, header)

    def _announce(self) -> None:
        """Say what works. A fault comes first, so that `PartReady` has the last word: the stage serves."""
        display = self._display
        if display.fault:
            self._link.send(PartFailed("stage", "stage.no-screen", f"No window can be opened: {display.fault}."))
        if display.gpu_fault:
            self._link.send(PartFailed("stage", "stage.no-gpu", f"No graphics processor: {display.gpu_fault}."))
        self._ready()

    def _ready(self) -> None:
        detail = self._display.detail
        if self._no_face:
            detail += f", captions only ({self._no_face})"
        self._link.send(PartReady("stage", detail, self._display.simulated))

    # --- each frame ------------------------------------------------------------------------------------------------

    def _listen(self, due: float) -> None:
        """Take commands until the next frame is begun; at least one look, which is the heartbeat."""
        for _ in range(MOST_MESSAGES):
            message = self._link.receive(max(0.0, due - time.monotonic()))
            if message is not None:
                self._take(message)
            elif time.monotonic() >= due:
                return

    def _take(self, message: Message) -> None:
        self._touch.take(message)
        self._director.take(message, time.monotonic())

    def _attend(self) -> None:
        """Touches and keys become events."""
        for action in (*self._display.inputs(), *self._hands()):
            view = self.view()
            for event in self._touch.does(action, self._screen.layout(view), view, time.monotonic()):
                self._link.send(event)

    def _hands(self) -> Iterator[Input]:
        """What simulated shoppers do, if they stand before this screen."""
        wishes = self._shoppers.hands() if self._shoppers else []
        return inputs(wishes, self._screen.layout(self.view())) if wishes else iter(())

    def _draw(self) -> None:
        """One frame: the pose is that of the moment at which it will be seen."""
        start = time.monotonic()
        seen = self._pace.seen(start)
        view, pose = self.view(seen), self._director.pose(seen)
        if fault := self._tried(view, pose, seen):
            self._without_gpu(fault)
            self._present(view, pose, seen)
        if self._shoppers:
            self._shoppers.present(self._director.scene)
        now = time.monotonic()
        self._pace.shown(now)
        self._link.count(frames=1, late=int(now - self._presented > LATE_FRAMES / self._settings.stage.fps))
        if self._recorder:
            self._recorder.frame(now, pose, view, 1000 * self._drew_s, 1000 * (now - self._presented))
        self._presented = now

    def _present(self, view: View, pose: Pose, seen: float) -> None:
        """Draw a frame, and show it when its time has come."""
        start = time.monotonic()
        self._screen.draw(view, pose, seen)
        now = time.monotonic()
        self._drew_s = now - start
        self._pace.drawn(self._drew_s)
        time.sleep(max(0.0, self._pace.due - now))
        self._screen.show()

    def _tried(self, view: View, pose: Pose, seen: float) -> str:
        """Present; what the graphics driver said if it failed. The error itself would keep its textures alive."""
        try:
            self._present(view, pose, seen)
        except LOST as error:
            if self._display.gpu is None:
                raise
            return str(error) or type(error).__name__
        return ""

    def _without_gpu(self, why: str) -> None:
        """The graphics driver fails: the same window is drawn by the main processor from now on."""
        self._screen.close()
        self._display.give_up_gpu(f"the graphics driver fails: {why}")
        self._screen = self._open()
        self._link.send(PartFailed("stage", "stage.gpu-lost", f"The graphics driver fails: {why}."))
        self._ready()
