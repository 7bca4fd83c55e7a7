"""Pictures of a call: whoever has them writes frames, whoever needs them takes the newest one.

The colleague's go from the part `call` to the stage, the shopper's from sight to `call`. The two meet on a socket in
the run folder; frames then go through memory that both hold, two slots of it, so that a slow reader never holds up a
writer, nothing queues, and no picture ever touches a disk or the message bus.
"""

from __future__ import annotations

import json
import mmap
import os
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.channels.run_socket import listen

SOCKET = "call.sock"
"""Of the colleague's picture, which the stage shows."""
CAMERA = "camera.sock"
"""Of the shopper's, which leaves the kiosk only while somebody writes here: with the shopper's consent."""
LARGEST = (1920, 1080)
"""Larger frames are made smaller by the writer: width and height, px."""
STALE_S = 2.0
"""A picture this old is missing: a frozen face must not be taken for a live one."""
_HEAD = struct.Struct("<QdII")
"""Frames written so far, CLOCK_MONOTONIC of the last, its width and height. Frame n is in slot n modulo 2."""
_START = 64
_SLOT = LARGEST[0] * LARGEST[1] * 3
_SIZE = _START + 2 * _SLOT
Image = NDArray[np.uint8]
"""(height, width, 3) RGB."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line, as the shopper reads it: a name and what that person does here."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class CallPicture:
    """What there is to see: frame `number` of a caller, or none in time. Equal pictures have equal numbers.

    It was written at `at`, CLOCK_MONOTONIC.
    """

    caller: Caller
    number: int = 0
    image: Image | None = field(default=None, compare=False, repr=False)
    at: float = field(default=0.0, compare=False)


class CallWriter:
    """The end of whoever has the pictures. `OSError` from the start if there is nobody to take them."""

    def __init__(self, run_dir: Path, caller: Caller, name: str = SOCKET) -> None:
        self._memory = os.memfd_create("balie-call")
        os.ftruncate(self._memory, _SIZE)
        self._map = mmap.mmap(self._memory, _SIZE)
        self._stage = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._count = 0
        try:
            self._stage.connect(str(run_dir / name))
            hello = json.dumps({"name": caller.name, "role": caller.role}).encode()
            socket.send_fds(self._stage, [hello], [self._memory])
        except OSError:
            self.close()
            raise

    def show(self, image: Image) -> None:
        """A new frame, (height, width, 3) RGB; what was not shown yet is lost."""
        height, width = image.shape[:2]
        shrink = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
        if shrink < 1.0:
            size = int(width * shrink), int(height * shrink)
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        height, width = image.shape[:2]
        slot = _START + (self._count + 1) % 2 * _SLOT
        self._map[slot : slot + height * width * 3] = np.ascontiguousarray(image).data.cast("B")
        self._count += 1
        _HEAD.pack_into(self._map, 0, self._count, time.monotonic(), width, height)

    def blank(self) -> None:
        """There is no picture now: what was shown last is not shown any more."""
        _HEAD.pack_into(self._map, 0, 0, 0.0, 0, 0)

    @property
    def left(self) -> bool:
        """Whether who took the pictures has gone: whoever comes instead must be met anew."""
        try:
            return self._stage.recv(1, socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """The call is over."""
        self._stage.close()
        self._map.close()
        os.close(self._memory)


class CallFeed:
    """The end of whoever takes the pictures: waits for a writer, one at a time, the newest if there are two."""

    def __init__(self, run_dir: Path, name: str = SOCKET) -> None:
        self._path = run_dir / name
        self._listener = listen(self._path)
        self._line: socket.socket | None = None
        self._newcomer: socket.socket | None = None
        self._map: mmap.mmap | None = None
        self._caller = Caller("")
        self._shown: CallPicture | None = None

    def picture(self) -> CallPicture | None:
        """The newest frame; without its image if that is too old, None without a call. Never waits."""
        self._meet()
        if self._line is None or self._map is None:
            return None
        count, at, width, height = _HEAD.unpack_from(self._map, 0)
        if not count or time.monotonic() - at > STALE_S:
            return CallPicture(self._caller)
        if self._shown is None or self._shown.number != count:
            self._shown = self._copied(count, width, height, at) or self._shown
        return self._shown or CallPicture(self._caller)

    def close(self) -> None:
        """No calls any more."""
        self._hang_up()
        self._turn_away()
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _copied(self, count: int, width: int, height: int, at: float) -> CallPicture | None:
        """A frame of its own memory; None if the writer may have come round to its slot meanwhile."""
        if self._map is None or not (0 < width <= LARGEST[0] and 0 < height <= LARGEST[1]):
            return None
        slot = _START + count % 2 * _SLOT
        data = self._map[slot : slot + width * height * 3]
        if _HEAD.unpack_from(self._map, 0)[0] != count:
            return None
        return CallPicture(self._caller, count, np.frombuffer(data, np.uint8).reshape(height, width, 3), at)

    def _meet(self) -> None:
        """Take a new call, and see whether the one that is on was ended."""
        if self._line is not None and _ended(self._line):
            self._hang_up()
        with suppress(BlockingIOError):
            line, _ = self._listener.accept()
            line.setblocking(False)
            self._turn_away()
            self._newcomer = line
        if self._newcomer is not None:
            self._answer(self._newcomer)

    def _answer(self, line: socket.socket) -> None:
        """A newcomer who says who it is has the call from now on; one who says nothing yet takes it from nobody."""
        try:
            caller, memory = _introduced(line)
        except BlockingIOError:
            return
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            self._turn_away()
            return
        self._hang_up()
        self._caller, self._map, self._line = caller, memory, line
        self._newcomer = None

    def _turn_away(self) -> None:
        if self._newcomer is not None:
            self._newcomer.close()
        self._newcomer = None

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._map is not None:
            self._map.close()
        self._line = self._map = self._shown = None


def _introduced(line: socket.socket) -> tuple[Caller, mmap.mmap]:
    """Who calls, and the memory that the frames go through; whatever a caller sends wrongly raises in many ways."""
    hello, files, _, _ = socket.recv_fds(line, 4096, 1)
    try:
        told = json.loads(hello)
        caller = Caller(str(told["name"])[:60], str(told["role"])[:60])
        return caller, mmap.mmap(files[0], _SIZE, prot=mmap.PROT_READ)
    finally:
        for file in files:
            os.close(file)


def _ended(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
