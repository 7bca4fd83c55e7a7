"""The kiosk's end of a measured call, in a process of its own as in a kiosk: an engine, a painted clock, clicks."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench import call_code
from kiosk.call.engine.media import BLOCK, RATE
from kiosk.call.engine.media_engine import Heard, Route, Seen, Statistics, Told
from kiosk.call.sources import PictureSource, SoundSource
from kiosk.runtime.memory import pss_mb

FPS: Final = 24
CLICK_MS: Final = 60
_LOUD: Final = 0.2 * 32767
_START_S: Final = 20.0


@dataclass(slots=True)
class Found:
    """What came in since it was last asked for. Ages and clicks in ms, `first` and `last` by the wall clock, s."""

    frames: int = 0
    first: float = 0.0
    last: float = 0.0
    ages: list[int] = field(default_factory=list)
    clicks: list[int] = field(default_factory=list)
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    statistics: Statistics | None = None


class KioskEnd:
    """Steers that process. `told` is what the engine told, apart from pictures and sound."""

    def __init__(self, engine: str, route: Route | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(engine, route or Route(), theirs), daemon=True)
        self._process.start()
        if not self._line.poll(_START_S):
            raise TimeoutError("the kiosk's end did not start")
        self._line.recv()

    def do(self, name: str, *given: object, **named: object) -> None:
        """Call a method of the engine."""
        self._line.send((name, given, named))

    def told(self, wait_s: float = 0.0) -> Told | None:
        """What the engine told next, if anything in time."""
        return self._line.recv() if self._line.poll(wait_s) else None

    def found(self) -> tuple[Found, list[Told]]:
        """Figures since the last time, and what was told before them."""
        self._line.send(("found", (), {}))
        told = list[Told]()
        while not isinstance(one := self._line.recv(), Found):
            told.append(one)
        return one, told

    def kill(self) -> None:
        """At once, as a crash would."""
        self._process.kill()
        self._process.join()
        self._line.close()


class _End:
    def __init__(self, engine: str, route: Route, line: Connection) -> None:
        self._line, self._lock = line, threading.Lock()
        self._found, self._quiet_since = Found(), 0.0
        self.camera, self.microphone = PictureSource(), SoundSource()
        self.engine = import_module(f"kiosk.call.{engine}.{engine}_engine").engine(self.tell, route=route)
        self.engine.attach(self.camera, self.microphone)

    def tell(self, told: Told) -> None:
        match told:
            case Seen():
                self._see()
            case Heard(sound=sound):
                self._hear(sound.pcm)
            case _:
                self.send(told)

    def send(self, told: object) -> None:
        with self._lock:
            self._line.send(told)

    def report(self) -> None:
        found, self._found = self._found, Found(first=self._found.first, last=self._found.last)
        found.cpu_s, found.memory_mb = time.process_time(), pss_mb(multiprocessing.current_process().pid or 0)
        found.statistics = self.engine.statistics()
        self.send(found)

    def forget(self) -> None:
        self._found = Found()

    def _see(self) -> None:
        picture = self.engine.picture()
        if picture is None:
            return
        found = self._found
        found.frames, found.last = found.frames + 1, time.time()
        found.first = found.first or found.last
        age = call_code.age_ms(picture.image)
        if age is not None:
            found.ages.append(age)

    def _hear(self, pcm: NDArray[np.int16]) -> None:
        if np.abs(pcm).max(initial=0) < _LOUD:
            return
        now = time.monotonic()
        if now - self._quiet_since > 0.3:
            first = int(np.argmax(np.abs(pcm) >= _LOUD))
            self._found.clicks.append(int(time.time() * 1000 - (len(pcm) - first) / RATE * 1000) % 1000)
        self._quiet_since = now


def _serve(engine: str, route: Route, line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    end = _End(engine, route, line)
    for feed in (_film, _click):
        threading.Thread(target=feed, args=(end,), daemon=True).start()
    end.send("ready")
    while True:
        try:
            name, given, named = line.recv()
        except (EOFError, OSError):
            return
        _obey(end, name, given, named)


def _obey(end: _End, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    if name == "found":
        end.report()
    elif name == "forget":
        end.forget()
    else:
        getattr(end.engine, name)(*given, **named)


def _film(end: _End) -> None:
    """Something like a face that talks before shelves, with the time in the corner."""
    shelves = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8), (21, 21), 0)
    tick, due = 0, time.monotonic()
    while True:
        image = shelves.copy()
        centre = 320 + int(20 * np.sin(tick / 12)), 240
        cv2.ellipse(image, centre, (90, 140), 0, 0, 360, (234, 204, 170), -1)
        cv2.rectangle(image, (290, 320), (350, 326 + int(10 * abs(np.sin(tick / 2)))), (136, 51, 51), -1)
        call_code.paint(np.asarray(image, np.uint8), call_code.now_ms())
        end.camera.put(np.asarray(image, np.uint8), time.monotonic())
        tick, due = tick + 1, due + 1 / FPS
        time.sleep(max(0.0, due - time.monotonic()))


def _click(end: _End) -> None:
    """A tone at each whole second of the wall clock, that starts on the sample."""
    due, begin = time.monotonic(), time.time()
    count = 0
    while True:
        ms = (begin + (count * BLOCK + np.arange(BLOCK)) / RATE) * 1000 % 1000
        tone = np.where(ms < CLICK_MS, 26000 * np.sin(0.131 * np.arange(BLOCK)), 0)
        count, due = count + 1, due + BLOCK / RATE
        time.sleep(max(0.0, due - time.monotonic()))
        end.microphone.put(tone.astype(np.int16), time.monotonic() - BLOCK / RATE)
