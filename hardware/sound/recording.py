"""A speaker that writes what would be heard, with the time at which it would be heard.

`speaker.raw` is mono s16le PCM, sound after sound without the silence between; each line of `speaker.jsonl` is a run
of it: `{"at": monotonic s of the first sample, "samples": n, "offset": first sample in the raw file, "sample_rate"}`.
`hardware.sound.recorded` reads both. They grow while the sound sounds: a process that is killed loses at most
`STEP_S` of it.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from pathlib import Path

from hardware.errors import HardwareError
from hardware.sound.recorded import INDEX, RAW
from hardware.sound.scheduled_sound import Sound
from hardware.sound.scheduled_speaker import ScheduledSpeaker

STEP_S = 0.1


class RecordingSpeaker(ScheduledSpeaker):
    """Keeps time like the clock, and writes to `folder`; what is there already is continued.

    Raises:
        HardwareError: `speaker.folder` if the folder cannot be written.
    """

    def __init__(self, folder: Path, sample_rate: int) -> None:
        super().__init__("recording", sample_rate)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._raw = (folder / RAW).open("ab", buffering=0)
            self._index = (folder / INDEX).open("ab", buffering=0)
        except OSError as fault:
            raise HardwareError(
                "speaker.folder", f"{folder} cannot be written: {fault}.", "Choose another folder."
            ) from fault
        self._raw.truncate(self._raw.tell() // 2 * 2)  # a kill can tear the last sample
        self._raw.seek(0, 2)
        self._written = 0
        self._begun = self._sound
        self._closing = threading.Event()
        self._writer = threading.Thread(target=self._keep_up, name="recording", daemon=True)
        self._writer.start()

    def _start(self, sound: Sound) -> None:
        """The one before it has sounded to its end."""
        self._write(self._begun, self._begun.ends)
        self._begun, self._written = sound, 0

    def _changed(self, sound: Sound, at: float, *, late: bool) -> bool:  # noqa: ARG002 - what has sounded stays
        """A sound that ends is written to its end at once: the next one may begin meanwhile."""
        if not self.playing():
            self._write(sound, sound.ends)
        return True

    def _release(self) -> None:
        self._closing.set()
        self._writer.join()
        with self._lock:
            self._write(self._begun, self._begun.index(time.monotonic()))
            self._raw.close()
            self._index.close()

    def _keep_up(self) -> None:
        while not self._closing.wait(STEP_S):
            try:
                with self._lock:
                    self._write(self._begun, self._begun.index(time.monotonic()))
            except OSError as fault:
                logging.getLogger(__name__).warning("the recording ends here: %s", fault)
                return

    def _write(self, sound: Sound, end: int) -> None:
        """Append the samples before `end` that are not written yet: they have been heard, and never change.

        The samples go first, then the line that names them: a line never points at what is not there.
        """
        if end <= self._written:
            return
        line = {
            "at": sound.time(self._written),
            "samples": end - self._written,
            "offset": self._raw.tell() // 2,
            "sample_rate": self.sample_rate,
        }
        self._raw.write(sound.rendered(self._written, end).astype("<i2").tobytes())
        self._index.write(json.dumps(line).encode() + b"\n")
        self._written = end
