"""Two ends of a call in one process, and what tests need around them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import numpy as np

from kiosk.bench.call_relay import Relay
from kiosk.call.engine.media import BLOCK, Picture, Sound, Text
from kiosk.call.engine.media_engine import Answered, Changed, Found, Heard, IceServer, Offered, Route, Seen, Told, Typed
from kiosk.call.engine.threaded import ThreadedEngine

PATIENCE_S = 60.0
LOUD = 8000


class Source:
    """Camera and microphone in one, which count how often they are read."""

    def __init__(self) -> None:
        self.pictures = self.sounds = 0
        self._shades = np.random.default_rng(3).integers(0, 255, (240, 320, 3), np.uint8)

    def newest(self) -> Picture:
        self.pictures += 1
        number = int(time.monotonic() * 24)
        return Picture(number, time.monotonic(), np.roll(self._shades, number, 1))

    def take(self, samples: int) -> Sound:
        self.sounds += 1
        wave = LOUD * np.sin(np.arange(samples) * 2 * np.pi * 10 / BLOCK)
        return Sound(time.monotonic(), wave.astype(np.int16))


class End:
    """An engine, and all that it told."""

    def __init__(self, library: str, route: Route) -> None:
        self.source, self.told = Source(), list[Told]()
        self.loudest = 0
        self.carry: Callable[[Told], None] = lambda _told: None
        self._lock = threading.Lock()
        self.engine: ThreadedEngine = import_module(f"kiosk.call.{library}.{library}_engine").engine(
            self.hear, route=route
        )
        self.engine.attach(self.source, self.source)

    def hear(self, told: Told) -> None:
        if isinstance(told, Heard):
            self.loudest = max(self.loudest, int(np.abs(told.sound.pcm).max(initial=0)))
        with self._lock:
            self.told.append(told)
        self.carry(told)

    def count(self, kind: type[Any]) -> int:
        with self._lock:
            return sum(isinstance(one, kind) for one in self.told)

    def states(self) -> list[str]:
        with self._lock:
            return [one.state for one in self.told if isinstance(one, Changed)]

    def texts(self) -> list[Text]:
        with self._lock:
            return [one.text for one in self.told if isinstance(one, Typed)]

    def offers(self) -> list[int]:
        with self._lock:
            return [one.epoch for one in self.told if isinstance(one, Offered)]


class Pair:
    """A kiosk and a colleague; what either tells the other goes through a relay, if there is one."""

    def __init__(self, library: str, relay: Relay | None, route: Route, servers: tuple[IceServer, ...] = ()) -> None:
        self.kiosk, self.colleague = End(library, route), End(library, route)
        self.relay, self.servers, self.deaf = relay, servers, False
        self.kiosk.carry, self.colleague.carry = self._to_colleague, self._to_kiosk

    def _to_colleague(self, told: Told) -> None:
        if isinstance(told, Offered) and not self.deaf:
            sdp = self.relay.through(told.sdp) if self.relay else told.sdp
            self.colleague.engine.respond(told.epoch, sdp, self.servers)
        elif isinstance(told, Found):
            self.colleague.engine.candidate(told.epoch, told.candidate, told.mid, told.line)

    def _to_kiosk(self, told: Told) -> None:
        if isinstance(told, Answered):
            self.kiosk.engine.answered(told.epoch, self.relay.hidden(told.sdp) if self.relay else told.sdp)

    def begin(self, epoch: int = 1) -> None:
        self.kiosk.engine.begin(epoch, self.servers)
        until(lambda: {"connected"} <= set(self.kiosk.states()) & set(self.colleague.states()))


def until(true: Callable[[], Any], patience_s: float = PATIENCE_S) -> None:
    """Wait for it; a busy machine is waited for."""
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@contextmanager
def pair(
    library: str, *, relayed: bool = False, route: Route | None = None, servers: tuple[IceServer, ...] = ()
) -> Iterator[Pair]:
    relay = Relay() if relayed else None
    made = Pair(library, relay, route or Route(loopback=True), servers)
    try:
        yield made
    finally:
        made.kiosk.engine.close()
        made.colleague.engine.close()
        if relay:
            relay.close()


__all__ = ["End", "Pair", "Seen", "Source", "pair", "until"]


def settled(figure: Callable[[], object]) -> Any:
    """A figure that is the same for a third of a second: what was on its way has come, also on a busy machine."""
    seen = [figure()]

    def stays() -> bool:
        time.sleep(0.35)
        seen.append(figure())
        return seen[-1] == seen[-2]

    until(stays)
    return seen[-1]
