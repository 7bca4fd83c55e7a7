"""When SDL's mixer mixes: by that a sound starts at its time, and not somewhere in a buffer."""

from __future__ import annotations

import ctypes
import statistics
import threading
import time
from collections import deque
from typing import Final

from hardware.sound.sound_devices import SDL, library

FOLLOW: Final = 0.05
"""Of a wake that is late so much is taken for the device's own pace: the rest is the machine's."""
STALL_S: Final = 0.2
NEAR: Final = 1 / 8
"""Of a period: so near to a wake it may have come already, and nobody has taken notice yet."""
WAITS: Final = 8
STEADY_S: Final = 1.5
"""A sound server takes buffers in bursts, and plays them evenly: their pace is the median of so long."""


class BufferClock:
    """Counts the buffers of `period_s` that are mixed from now on, and knows when each of them is.

    After each one SDL's mixer calls a function in its own thread. One in Python would wait for the interpreter, and the
    sound with it: `SDL_SemPost` is one in C that counts, and takes no notice of the arguments after its first.
    """

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._sdl, self._mixer = library(SDL), library("libSDL2_mixer-2")
        self._posted = ctypes.c_void_p(self._sdl.SDL_CreateSemaphore(0))
        self._mixer.Mix_SetPostMix(ctypes.cast(self._sdl.SDL_SemPost, ctypes.c_void_p), self._posted)
        self._seen = (0, time.monotonic())
        self._begins = deque([self._seen[1]], maxlen=round(STEADY_S / period_s))
        self._open = True
        self._thread = threading.Thread(target=self._follow, name="buffers", daemon=True)
        self._thread.start()

    def count(self) -> int:
        """Buffers until now; one that is due counts, for what is written into it may come too late."""
        waiting = self._waiting()  # first: what is taken meanwhile counts twice rather than not at all
        seen, at = self._seen
        due = not waiting and time.monotonic() > at + (1 - NEAR) * self._period_s
        return seen + waiting + due

    def next(self) -> tuple[int, float]:
        """The buffer that is mixed next, counted from 0, and when; one that is due now is waited for."""
        for _ in range(WAITS):
            waiting = self._waiting()
            count, at = self._seen
            due = at + self._period_s
            if not waiting and abs(due - time.monotonic()) >= NEAR * self._period_s:
                break
            time.sleep(self._period_s / 4)
        behind = max(0, int((time.monotonic() - due) / self._period_s))
        return count, self.at(count + behind)

    def at(self, count: int) -> float:
        """When a buffer is mixed, by the pace of the last ones."""
        return self._begun() + (count + 1) * self._period_s

    def _begun(self) -> float:
        """When the first buffer was, by the pace of the last ones."""
        return statistics.median(self._begins)

    def _waiting(self) -> int:
        """Wakes that the thread, which may be late, has not taken yet."""
        return int(self._sdl.SDL_SemValue(self._posted))

    def close(self) -> None:
        """Count no more. The semaphore stays, a few bytes: what was counted may be asked afterwards."""
        self._mixer.Mix_SetPostMix(None, None)
        if self._open:
            self._open = False
            self._sdl.SDL_SemPost(self._posted)
            self._thread.join()

    def _follow(self) -> None:
        while True:
            self._sdl.SDL_SemWait(self._posted)
            if not self._open:
                return
            self._heed(time.monotonic())

    def _heed(self, now: float) -> None:
        """A buffer was mixed; after a stall the device begins anew."""
        count, at = self._seen
        late = now - (at + self._period_s)
        if late > STALL_S:
            self._begins.clear()
        self._begins.append(now - (count + 1) * self._period_s)
        follow = late if late < 0 or late > STALL_S else FOLLOW * late
        self._seen = (count + 1, at + self._period_s + follow)
