"""What a loudspeaker plays, for who must know it: mirrored on a unix socket. `hardware.sound.reference` reads it.

A line of JSON says what happens: `{"sound": samples, "at": s, "gain": g}`, followed by that many s16le samples, mono
at 16 kHz, and `{"more": samples}` with those that come next; `{"level": gain, "at": s}`, `{"duck": true or false,
"at": s}` and `{"end": s}` do to the newest sound what the methods of `hardware.sound.scheduled_sound.Sound` do. Times
are CLOCK_MONOTONIC. Who connects is told first what sounds now.
"""

from __future__ import annotations

import json
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound.resample import Resampler, resample

SOCKET = "played.sock"
RATE = 16_000
SLOW_BYTES = 1 << 23
"""Who has more than this to take in, four minutes of sound, has stopped reading."""
CHUNK = 1 << 16
PIECE = RATE // 2

Samples = NDArray[np.int16]


class PlayedServer:
    """The mirror: every method returns at once, whatever the listeners do.

    Raises:
        HardwareError: `played.socket` if the socket cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._listening = socket.socket(socket.AF_UNIX)
        try:
            path.unlink(missing_ok=True)
            self._listening.bind(str(path))
        except OSError as fault:
            self._listening.close()
            raise HardwareError(
                "played.socket", f"{path} cannot be made ({fault}).", "Choose another folder for the run."
            ) from fault
        self._listening.listen()
        self._listening.setblocking(False)
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._tasks: SimpleQueue[Callable[[], bytes] | None] = SimpleQueue()
        self._present: list[bytes] = []
        self._waiting: dict[socket.socket, bytearray] = {}
        self._pieces, self._pieces_rate, self._pieces_end = Resampler(RATE, RATE), RATE, 0.0
        self._selector = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._serve, name="played", daemon=True)
        self._thread.start()

    def sound(self, pcm: Samples, sample_rate: int, starts: float, gain: float) -> None:
        """`pcm` (n,) sounds from `starts` on, instead of what sounded until then."""
        self._do(lambda: _sound(resample(pcm, sample_rate, RATE), starts, gain))

    def piece(self, pcm: Samples, sample_rate: int, starts: float, gain: float) -> None:
        """`pcm` (n,) sounds from `starts` on, after what sounded until then."""
        self._do(lambda: self._piece(pcm, sample_rate, starts, gain))

    def level(self, gain: float, at: float) -> None:
        """What sounds goes to another gain."""
        self._do(lambda: _line({"level": gain, "at": at}))

    def duck(self, at: float, *, down: bool) -> None:
        """What sounds goes down, or up again."""
        self._do(lambda: _line({"duck": down, "at": at}))

    def end(self, at: float) -> None:
        """What sounds ends."""
        self._do(lambda: _line({"end": at}))

    def close(self) -> None:
        """Let all listeners go."""
        if self._thread.is_alive():
            self._do(None)
            self._thread.join()

    def _piece(self, pcm: Samples, sample_rate: int, starts: float, gain: float) -> bytes:
        """Pieces that join are resampled as one sound; in a thread of its own."""
        if sample_rate != self._pieces_rate or abs(starts - self._pieces_end) > 0.5 / sample_rate:
            self._pieces, self._pieces_rate = Resampler(sample_rate, RATE), sample_rate
        self._pieces_end = starts + pcm.size / sample_rate
        ready = self._pieces.take(pcm)
        return _sound(ready, self._pieces_end - self._pieces.late_s - ready.size / RATE, gain)

    def _do(self, task: Callable[[], bytes] | None) -> None:
        self._tasks.put(task)
        with suppress(OSError):  # so many wakes wait already, or it has ended
            self._wake.send(b"!")

    def _serve(self) -> None:
        """In a thread of its own, until closed; who listens is told the end, whatever it is."""
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        try:
            while self._look():
                pass
        finally:
            self._release()

    def _look(self) -> bool:
        """Whatever has happened; false at the end."""
        for key, events in self._selector.select():
            if key.fileobj is self._listening:
                self._accept()
            elif key.fileobj is self._woken:
                if not self._work():
                    return False
            elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._waiting:
                self._meet(key.fileobj, events)
        return True

    def _accept(self) -> None:
        client, _ = self._listening.accept()
        client.setblocking(False)
        self._waiting[client] = bytearray(b"".join(self._present))
        self._selector.register(client, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def _work(self) -> bool:
        """Tell everybody what is new; false at the end."""
        self._woken.recv(CHUNK)
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return True
            if task is None:
                return False
            self._tell(task())

    def _tell(self, message: bytes) -> None:
        if message.startswith(b'{"sound"'):
            self._present.clear()
        self._present.append(message)
        for client in list(self._waiting):
            self._waiting[client] += message
            if len(self._waiting[client]) > SLOW_BYTES:
                self._drop(client)
            else:
                self._selector.modify(client, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def _meet(self, client: socket.socket, events: int) -> None:
        try:
            if events & selectors.EVENT_READ and not client.recv(CHUNK):
                self._drop(client)
                return
            waiting = self._waiting[client]
            if events & selectors.EVENT_WRITE and waiting:
                del waiting[: client.send(waiting[:CHUNK])]
            if not waiting:
                self._selector.modify(client, selectors.EVENT_READ)
        except BlockingIOError:
            return
        except OSError:
            self._drop(client)

    def _drop(self, client: socket.socket) -> None:
        self._selector.unregister(client)
        del self._waiting[client]
        client.close()

    def _release(self) -> None:
        for client in list(self._waiting):
            self._drop(client)
        self._selector.close()
        for each in (self._listening, self._wake, self._woken):
            each.close()


def _line(told: dict[str, float]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def _sound(samples: Samples, at: float, gain: float) -> bytes:
    """In pieces: a long sound is known as far as it was taken in."""
    pieces = [samples[place : place + PIECE] for place in range(0, len(samples), PIECE)] or [samples]
    heads = [
        _line({"sound": len(pieces[0]), "at": at, "gain": gain}),
        *(_line({"more": len(piece)}) for piece in pieces[1:]),
    ]
    return b"".join(head + piece.astype("<i2").tobytes() for head, piece in zip(heads, pieces, strict=True))
