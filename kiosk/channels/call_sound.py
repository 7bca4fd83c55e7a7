"""Sound of a call between two parts: whoever has it writes blocks, whoever needs it takes those that are still fresh.

The shopper's goes from hearing to the part `call`, the colleague's from `call` to voice and to hearing. The two meet on
a socket in the run folder. Nothing queues: a reader that is held up loses what has become old meanwhile, and a writer
never waits. No sound ever touches a disk or the message bus.
"""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.channels.run_socket import listen

MICROPHONE: Final = "microphone.sock"
"""Of the shopper's sound, 16 kHz, without the kiosk's own; it leaves hearing only with the shopper's consent."""
MICROPHONE_RATE: Final = 16_000
COLLEAGUE: Final = "colleague.sock"
"""Of the colleague's sound, 48 kHz, for the loudspeaker."""
CAPTIONS: Final = "captions.sock"
"""Of the same sound, for the ears that read it."""
COLLEAGUE_RATE: Final = 48_000
FRESH_S: Final = 0.2
"""What is older is of no use to anybody who listens."""
READ_S: Final = 1.5
"""Who only reads it may be late by so much: words that are left out are read as others."""
BYTES_A_S: Final = 50 * 4096
"""Of blocks of 20 ms that wait for their reader, with what the kernel adds to each."""
LONGEST: Final = 1 << 16
RETRY_S: Final = 0.1
_HEAD: Final = struct.Struct("<d")
Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Samples (n,), mono, the first of which was taken, or came in, at `at`: CLOCK_MONOTONIC, s."""

    at: float
    pcm: Pcm = field(compare=False, repr=False)


class SoundWriter:
    """The end of whoever has the sound. It looks for the other end by itself, as long as it is open.

    `held_s` waits for a reader that is held up, at most; what comes then is lost.
    """

    def __init__(self, run_dir: Path, name: str, held_s: float = FRESH_S) -> None:
        self._path, self._held_s = run_dir / name, held_s
        self._line: socket.socket | None = None
        self._retry_at = 0.0
        self.octets = 0
        """Of sound that went out, ever."""

    def put(self, pcm: Pcm, at: float) -> None:
        """Samples, the first of which was taken at `at`; lost if nobody takes them in now."""
        line = self._line or self._connect()
        if line is None:
            return
        data = pcm.astype("<i2", copy=False).tobytes()
        try:
            line.send(_HEAD.pack(at) + data, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            self.octets += len(data)
        except BlockingIOError:
            return
        except OSError:
            self.close()

    def close(self) -> None:
        """Nothing goes out any more; the next `put` opens it again."""
        if self._line is not None:
            self._line.close()
        self._line = None

    def _connect(self) -> socket.socket | None:
        if time.monotonic() < self._retry_at:
            return None
        self._retry_at = time.monotonic() + RETRY_S
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, int(self._held_s * BYTES_A_S))
        try:
            line.connect(str(self._path))
        except OSError:
            line.close()
            return None
        self._line = line
        return line


class SoundFeed:
    """The end of whoever takes the sound: one writer at a time, the newest if there are two. Never waits.

    What is older than `fresh_s` is left out. `OSError` if the socket cannot be made.
    """

    def __init__(self, run_dir: Path, name: str, fresh_s: float = FRESH_S) -> None:
        self._path, self._fresh_s = run_dir / name, fresh_s
        self._listening = listen(self._path)
        self._line: socket.socket | None = None
        self.octets = 0
        """Of sound that came in, ever."""

    def take(self) -> list[Stretch]:
        """What has come since, in order, as far as it is fresh."""
        self._meet()
        got: list[Stretch] = []
        while (stretch := self._next()) is not None:
            got.append(stretch)
        oldest = time.monotonic() - self._fresh_s
        return [each for each in got if each.at >= oldest]

    def close(self) -> None:
        """Take nothing in any more."""
        self._let_go()
        self._listening.close()
        self._path.unlink(missing_ok=True)

    def _meet(self) -> None:
        with suppress(BlockingIOError):
            line, _ = self._listening.accept()
            self._let_go()
            self._line = line

    def _next(self) -> Stretch | None:
        if self._line is None:
            return None
        try:
            data = self._line.recv(LONGEST, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        if len(data) < _HEAD.size or len(data) % 2:
            self._let_go()
            return None
        self.octets += len(data) - _HEAD.size
        return Stretch(_HEAD.unpack_from(data)[0], np.frombuffer(data, "<i2", offset=_HEAD.size).astype(np.int16))

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None
