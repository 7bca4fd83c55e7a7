"""The simulated shop as a server: devices connect to `shop.sock` and are fed at their own pace.

A client says what it is in a line: `camera` gets a JSON line a frame; `microphone` gets 20 ms blocks of s16le mono
16 kHz PCM; `loudspeaker` and `voice` send sounds that are picked up; `mirror` sends what it shows, for the cameras to
see; `screen` tells what stands on it and gets what is pressed; `orders` sends JSON lines that change the shop: a visit
to come next, or a trick on a device. Each has a module of its own beside this one.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np

from kiosk.simulation.room import Loudspeaker
from kiosk.simulation.sound import BLOCK, RATE, Air

SOCKET = "shop.sock"
FRAME_S = 1 / 30
BLOCK_S = BLOCK / RATE
BEHIND_S = 0.5
BUFFER = 1 << 14

People = Callable[[], list[dict[str, object]]]
Line = Callable[[dict[str, Any]], None]
Trick = Literal["", "stop", "freeze", "black"]
log = logging.getLogger(__name__)


def _nothing(_line: dict[str, Any]) -> None:
    """Nobody looks."""


class ShopServer:
    """Feeds any number of clients, each in a thread of its own. `seen` gets the lines of screens, `ordered` of orders.

    `camera` and `microphone` are tricks on these devices: `stop` pulls the plug, `freeze` lets them hang, `black`
    covers the camera.
    """

    def __init__(
        self, run_dir: Path, air: Air, people: People, seen: Line = _nothing, ordered: Line = _nothing
    ) -> None:
        self._air, self._people, self._seen, self._ordered = air, people, seen, ordered
        self.camera: Trick = ""
        self.microphone: Trick = ""
        self._screens: list[socket.socket] = []
        self._mirror = ""
        path = run_dir / SOCKET
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self._accepting = threading.Thread(target=self._accept, name="shop", daemon=True)
        self._accepting.start()

    def close(self) -> None:
        """Take no more clients."""
        with suppress(OSError):  # closed twice
            self._socket.shutdown(socket.SHUT_RDWR)  # close(2) alone leaves a thread in accept(2), and who connects, be
        self._socket.close()
        self._accepting.join()

    def press(self, wish: bytes) -> bool:
        """Hand a line to the screens; false if there is none."""
        for screen in list(self._screens):
            try:
                screen.send(wish, socket.MSG_DONTWAIT)  # a screen that hangs must not hold up the shop
            except OSError:
                log.info("a screen took no touch")
        return bool(self._screens)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        with client, client.makefile("rb") as lines:
            wanted = lines.readline().strip()
            try:
                if wanted == b"screen":
                    self._look(client, lines)
                elif wanted == b"loudspeaker":
                    self._sound(lines)
                elif wanted == b"voice":
                    self._speak(lines)
                elif wanted == b"mirror":
                    _each(lines, self._reflect)
                elif wanted == b"orders":
                    _each(lines, self._ordered)
                else:
                    self._feed(client, wanted)
            except OSError:
                log.info("a %s has gone", wanted.decode())

    def _feed(self, client: socket.socket, wanted: bytes) -> None:
        feeds = {b"camera": self._frames, b"microphone": self._blocks}
        for data in feeds[wanted]() if wanted in feeds else ():
            client.sendall(data)

    def _look(self, client: socket.socket, lines: IO[bytes]) -> None:
        """Watch a screen for as long as it is there; a shopper sees it go black."""
        self._screens.append(client)
        try:
            _each(lines, self._seen)
        finally:
            self._screens.remove(client)
            self._seen({"black": True})

    def _sound(self, lines: IO[bytes]) -> None:
        """Let each sound of a loudspeaker be heard, until the next one, or until its device is let go."""
        loudspeaker = Loudspeaker(self._air)
        for line in lines:
            told = json.loads(line)
            begin = loudspeaker.more if told.get("more") else loudspeaker.play
            begin(np.frombuffer(lines.read(2 * told["samples"]), np.int16), told["at"])
        loudspeaker.play(np.zeros(0, np.int16), time.monotonic())

    def _speak(self, lines: IO[bytes]) -> None:
        """Let somebody else be heard: each sound at its time, as it arrives at the microphone."""
        for line in lines:
            told = json.loads(line)
            self._air.say(np.frombuffer(lines.read(2 * told["samples"]), np.int16), told["at"])

    def _reflect(self, line: dict[str, Any]) -> None:
        self._mirror = str(line["mirror"])

    def _frames(self) -> Iterator[bytes]:
        shown = ""
        for at in _paced(FRAME_S):
            if self.camera == "stop":
                return
            frame = {"t": at, "people": self._people(), "trick": self.camera}
            if self._mirror != shown:
                shown = frame["mirror"] = self._mirror
            yield json.dumps(frame).encode() + b"\n"

    def _blocks(self) -> Iterator[bytes]:
        for at in _paced(BLOCK_S):
            if self.microphone == "stop":
                return
            if self.microphone != "freeze":
                yield self._air.block(at - BLOCK_S).tobytes()


def _each(lines: IO[bytes], take: Line) -> None:
    for line in lines:
        take(json.loads(line))


def _paced(period_s: float) -> Iterator[float]:
    """Monotonic times, a period apart; who is held up for long goes on from now, as a device drops what nobody took."""
    at = time.monotonic()
    while True:
        at += period_s
        late = time.monotonic() - at
        if late > BEHIND_S:
            at += late
        elif late < 0:
            time.sleep(-late)
        yield at
