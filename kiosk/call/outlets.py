"""The colleague's picture and sound on their way to the shopper: to stage, voice and hearing, while a call is on."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Final

from kiosk.call.engine.media import Image, Sound
from kiosk.channels.call_picture import Caller, CallWriter
from kiosk.channels.call_sound import CAPTIONS, COLLEAGUE, READ_S, SoundWriter

RETRY_S: Final = 0.25


class Outlets:
    """Shut from the start. Opened and shut by the part, filled on the engine's thread; nothing here ever waits."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir, self._lock = run_dir, threading.Lock()
        self._sounds = (SoundWriter(run_dir, COLLEAGUE), SoundWriter(run_dir, CAPTIONS, READ_S))
        self._caller: Caller | None = None
        self._picture: CallWriter | None = None
        self._dark = False
        self._retry_at = 0.0

    def open(self, colleague: str) -> None:
        """A call with somebody, who is shown from now on, by name until there is a picture."""
        with self._lock:
            if self._caller != Caller(colleague):
                self._shut()
                self._caller = Caller(colleague)
            self._way(time.monotonic())

    def hear(self, sound: Sound) -> None:
        """The colleague's next sound."""
        with self._lock:
            if self._caller is not None:
                for writer in self._sounds:
                    writer.put(sound.pcm, sound.at)

    def see(self, image: Image) -> None:
        """The colleague's next picture."""
        with self._lock:
            way = self._way(time.monotonic())
            if way is not None and not self._dark:
                way.show(image)

    def darken(self, *, dark: bool) -> None:
        """The colleague's camera is off, or on again: the last picture does not stand there as if it were live."""
        with self._lock:
            self._dark = dark
            if dark and self._picture is not None:
                self._picture.blank()

    def look(self, now: float) -> None:
        """A stage that came back is given the call anew."""
        with self._lock:
            self._way(now)

    def close(self) -> None:
        """The call is over: no name, no picture, no sound."""
        with self._lock:
            self._shut()
            self._caller, self._dark = None, False

    def _way(self, now: float) -> CallWriter | None:
        if self._caller is None:
            return None
        if self._picture is not None and self._picture.left:
            self._picture.close()
            self._picture = None
        if self._picture is None and now >= self._retry_at:
            self._retry_at = now + RETRY_S
            try:
                self._picture = CallWriter(self._run_dir, self._caller)
            except OSError:  # no stage now: looked for again
                return None
        return self._picture

    def _shut(self) -> None:
        for writer in self._sounds:
            writer.close()
        if self._picture is not None:
            self._picture.close()
        self._picture, self._retry_at = None, 0.0
