"""A microphone that is fed sounds and gives them as fast as they are read; its clock is that of the sound.

It is brought as a package brings one: see `balie.microphones` in docs/developers/add-a-device.md.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from pathlib import Path

import numpy as np

from hardware.sound.microphone import BLOCK, RATE, Block
from kiosk.settings import MICROPHONES
from kiosk.simulation.sound import Samples

KIND = "fed"
_METADATA = "Metadata-Version: 2.1\nName: balie-bench\nVersion: 1\n"


class FedMicrophone:
    """One for a process; `feed` and the reader take turns in one thread."""

    def __init__(self) -> None:
        self.ended, self.detail = False, "fed"
        self._waiting: deque[Samples] = deque()
        self._at = time.monotonic()

    @property
    def now(self) -> float:
        """When the next sound that it is fed will have been taken in, if all before it is read."""
        return self._at + len(self._waiting) * BLOCK / RATE

    @property
    def hungry(self) -> bool:
        """Whether all was read."""
        return not self._waiting

    def feed(self, sound: Samples) -> None:
        """What comes next, in whole blocks of 20 ms."""
        whole = np.resize(sound, len(sound) // BLOCK * BLOCK)
        self._waiting.extend(whole.reshape(-1, BLOCK))

    def read(self, timeout_s: float) -> Block | None:
        """The next 20 ms, at once."""
        if not self._waiting:
            time.sleep(min(timeout_s, 0.002))
            return None
        block = Block(self._waiting.popleft(), self._at)
        self._at += BLOCK / RATE
        return block

    def close(self) -> None:
        """It stays for who opens it again."""


FED = FedMicrophone()


def open_fed(_name: str) -> FedMicrophone:
    """The one of this process."""
    return FED


def install(folder: Path) -> str:
    """Make it known to this process, by files in `folder`; the name for the setting `hearing.microphone`."""
    info = folder / "balie_bench-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(_METADATA, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{MICROPHONES}]\n{KIND} = {__name__}:open_fed\n", encoding="utf-8")
    sys.path.append(str(folder))
    return f"{KIND}:it"
