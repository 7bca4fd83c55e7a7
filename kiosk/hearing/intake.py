"""The microphone of the settings over time: open while somebody needs it, and a recording from its start to its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hardware.errors import HardwareError
from hardware.sound.microphone import Block, Microphone
from kiosk.errors import KioskError
from kiosk.hearing import sources

WAIT_S: Final = 0.01
CATCH_UP_BLOCKS: Final = 25


class Intake:
    """One source of sound. `recording` says whether it plays from the start of the run, whoever listens."""

    def __init__(self, source: str, run_dir: Path) -> None:
        self._source, self._run_dir = source, run_dir
        self._microphone: Microphone | None = None
        self.recording = sources.is_recording(source)
        self.over = False
        """Whether a recording was heard to its end."""

    @property
    def is_open(self) -> bool:
        """Whether sound is taken in."""
        return self._microphone is not None

    @property
    def simulated(self) -> bool:
        """Whether no device stands behind it."""
        return self._source == "shop"

    @property
    def ended(self) -> bool:
        """Whether no block will come any more of what is open."""
        return self._microphone is not None and self._microphone.ended

    def name(self) -> str:
        """What it is, for people, without opening it; `KioskError` `microphone.none` or `microphone.off`."""
        return sources.find(self._source)

    def open(self) -> None:
        """Take sound in from now on.

        Raises:
            KioskError: `microphone.*`, `recording.*`.
        """
        if self.over:
            raise KioskError("microphone.ended", "The recording has ended.", "Play it again.")
        self._microphone = self._microphone or sources.open_source(self._source, self._run_dir)

    def blocks(self) -> Iterator[Block]:
        """What has come since, in order; waits a moment for the first.

        Raises:
            KioskError: the device is lost.
        """
        try:
            for number in range(CATCH_UP_BLOCKS):
                block = self._microphone.read(0.0 if number else WAIT_S) if self._microphone else None
                if block is None:
                    return
                yield block
        except HardwareError as fault:
            raise KioskError(fault.code, fault.sentence, fault.remedy) from fault

    def close(self) -> None:
        """Take nothing in any more; a recording plays on unheard."""
        if not self.recording:
            self.release()

    def finish(self) -> None:
        """A recording is over."""
        self.over, self._microphone = True, None

    def release(self) -> None:
        """Give back whatever is open."""
        if self._microphone is not None:
            self._microphone.close()
        self._microphone = None
