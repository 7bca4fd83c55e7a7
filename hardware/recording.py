"""A speaker that writes what would be heard, with the time at which it would be heard.

`speaker.raw` is mono s16le PCM, sound after sound without the silence between; each line of `speaker.jsonl` is a run
of it: `{"at": monotonic s of the first sample, "samples": n, "offset": first sample in the raw file, "sample_rate"}`.
Both grow while the sound sounds, so that a process that is killed loses at most `STEP_S` of it.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.speaker import ScheduledSpeaker

STEP_S = 0.1
FADE_S = 0.005


@dataclass(slots=True)
class _Sound:
    pcm: NDArray[np.int16]
    starts: float
    written: int = 0


class RecordingSpeaker(ScheduledSpeaker):
    """Keeps time like the clock, and writes to `folder`; what is there already is continued.

    Raises:
        HardwareError: `speaker.folder` if the folder cannot be written.
    """

    def __init__(self, folder: Path, sample_rate: int) -> None:
        super().__init__("recording", sample_rate)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._raw = (folder / "speaker.raw").open("ab", buffering=0)
            self._index = (folder / "speaker.jsonl").open("ab", buffering=0)
        except OSError as fault:
            raise HardwareError(
                "speaker.folder", f"{folder} cannot be written: {fault}.", "Choose another folder."
            ) from fault
        self._raw.truncate(self._raw.tell() // 2 * 2)  # a kill can tear the last sample
        self._raw.seek(0, 2)
        self._lock = threading.Lock()
        self._sound: _Sound | None = None
        self._closing = threading.Event()
        self._writer = threading.Thread(target=self._keep_up, name="recording", daemon=True)
        self._writer.start()

    def _start(self, pcm: NDArray[np.int16], starts: float) -> None:
        with self._lock:
            self._write_until(time.monotonic())
            self._sound = _Sound(np.asarray(pcm * self._gain, np.int16), starts)

    def _regain(self, before: float, now: float) -> None:
        with self._lock:
            self._write_until(now)
            if self._sound is not None:
                heard = self._sound.pcm[: self._sound.written]
                self._sound.pcm = np.concatenate([heard, self._louder(self._sound.written, before)])

    def _silence(self, now: float) -> None:
        with self._lock:
            self._write_until(now)
            if self._sound is not None and self._sound.written > 0:
                self._append(self._sound, _faded(self._tail(self._sound)))
            self._sound = None

    def _release(self) -> None:
        self._closing.set()
        self._writer.join()
        with self._lock:
            self._write_until(time.monotonic())
            self._raw.close()
            self._index.close()

    def _keep_up(self) -> None:
        while not self._closing.wait(STEP_S):
            try:
                with self._lock:
                    self._write_until(time.monotonic())
            except OSError as fault:
                logging.getLogger(__name__).warning("the recording ends here: %s", fault)
                return

    def _write_until(self, now: float) -> None:
        """Append what has been heard by `now` and is not written yet; forget a sound that is over."""
        sound = self._sound
        if sound is None:
            return
        heard = min(max(0, round((now - sound.starts) * self.sample_rate)), sound.pcm.size)
        if heard > sound.written:
            self._append(sound, sound.pcm[sound.written : heard])
        if sound.written >= sound.pcm.size:
            self._sound = None

    def _tail(self, sound: _Sound) -> NDArray[np.int16]:
        return sound.pcm[sound.written : sound.written + round(FADE_S * self.sample_rate)]

    def _append(self, sound: _Sound, pcm: NDArray[np.int16]) -> None:
        """The samples first, then the line that names them: a line never points at what is not there."""
        line = {
            "at": sound.starts + sound.written / self.sample_rate,
            "samples": pcm.size,
            "offset": self._raw.tell() // 2,
            "sample_rate": self.sample_rate,
        }
        self._raw.write(pcm.astype("<i2").tobytes())
        self._index.write(json.dumps(line).encode() + b"\n")
        sound.written += pcm.size


def _faded(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    return (pcm * np.linspace(1.0, 0.0, pcm.size)).astype(np.int16)
