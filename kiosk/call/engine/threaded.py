"""An engine's thread: all work is done on a loop of its own, so that no busy caller makes the sound stutter."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from kiosk.call.engine.connection import Make
from kiosk.call.engine.epochs import Epochs
from kiosk.call.engine.gate import Gate
from kiosk.call.engine.media import AudioSource, Picture, Text, VideoSource
from kiosk.call.engine.media_engine import IceServer, Quality, Route, Statistics, Tell

LOOK_S: Final = 0.1
"""Between two looks of the watchdog."""
CLOSE_S: Final = 3.0
PASS_S: Final = 0.5


class ThreadedEngine:
    """See `MediaEngine`. `make` makes a connection of the library `name`; `tell` hears of everything."""

    def __init__(self, name: str, make: Make, tell: Tell, quality: Quality, route: Route) -> None:
        self._name, self._gate = name, Gate()
        self._call = Epochs(make, tell, quality, route, self._gate, time.monotonic)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"call-{name}", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """See `MediaEngine`."""
        return self._name

    def attach(self, camera: VideoSource | None, microphone: AudioSource | None) -> None:
        """See `MediaEngine`."""
        self._call.sources.camera, self._call.sources.microphone = camera, microphone

    def prepare(self, servers: Sequence[IceServer]) -> None:
        """See `MediaEngine`."""
        self._post(self._call.prepare, tuple(servers))

    def begin(self, epoch: int, servers: Sequence[IceServer]) -> None:
        """See `MediaEngine`."""
        self._gate.shut()
        self._post(self._call.begin, epoch, tuple(servers))

    def respond(self, epoch: int, sdp: str, servers: Sequence[IceServer]) -> None:
        """See `MediaEngine`."""
        self._post(self._call.respond, epoch, sdp, tuple(servers))

    def answered(self, epoch: int, sdp: str) -> None:
        """See `MediaEngine`."""
        self._post(self._call.answered, epoch, sdp)

    def candidate(self, epoch: int, candidate: str, mid: str = "", line: int = 0) -> None:
        """See `MediaEngine`."""
        self._post(self._call.candidate, epoch, (candidate, mid, line))

    def open(self, *, camera: bool, microphone: bool) -> None:
        """See `MediaEngine`."""
        self._gate.set(camera=camera, microphone=microphone)
        self._post(self._call.regate)
        if not (camera and microphone):
            self._pass()

    def renew(self) -> None:
        """See `MediaEngine`."""
        self._post(self._call.renew)

    def write(self, text: Text) -> None:
        """See `MediaEngine`."""
        self._post(self._call.write, text)

    def picture(self) -> Picture | None:
        """See `MediaEngine`."""
        return self._call.picture

    def statistics(self) -> Statistics:
        """See `MediaEngine`."""
        return self._call.figures

    def hang_up(self) -> None:
        """See `MediaEngine`."""
        self._gate.shut()
        self._post(self._call.end)
        self._pass()

    def close(self) -> None:
        """See `MediaEngine`."""
        if not self._thread.is_alive():
            return
        self.hang_up()
        self._post(self._loop.stop)
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_S)

    def _post(self, work: Callable[..., None], *given: object) -> None:
        """Have it done on the loop; after the end nothing is."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work, *given)

    def _pass(self) -> None:
        """Wait until what the loop was at has passed: whatever it does after sees the gate as it is now."""
        if threading.current_thread() is not self._thread and self._thread.is_alive():
            passed = threading.Event()
            self._post(passed.set)
            passed.wait(PASS_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        watching = self._loop.create_task(self._watch())
        try:
            self._loop.run_forever()
        finally:
            watching.cancel()
            self._loop.run_until_complete(self._call.finish(CLOSE_S))
            self._loop.run_until_complete(_cancelled(asyncio.all_tasks(self._loop)))
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self._call.look()


async def _cancelled(tasks: set[asyncio.Task[object]]) -> None:
    """What a library left running."""
    others = tasks - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
