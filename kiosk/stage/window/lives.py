"""How often a run's stage has died with a graphics driver in it: one that kills it twice is not asked a third time.

A stage dies too when its desktop goes, so only lives that ended soon are held against the driver.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

FILE = "gpu-lives"
MOST = 2
FORGIVEN_S = 3600.0
"""A driver that has served so long in its last life is trusted anew."""


@dataclass(frozen=True, slots=True)
class GpuLives:
    """Counts in a file of the run's folder: a driver that crashes leaves no time to say so."""

    folder: Path

    @property
    def left(self) -> bool:
        """Whether the driver may be asked once more."""
        return len(self._lost) < MOST

    def begin(self) -> None:
        """A life begins."""
        self._file.write_bytes(self._lost + b".")

    def end(self) -> None:
        """It ended as it should: nothing is held against the driver."""
        self._file.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return self.folder / FILE

    @property
    def _lost(self) -> bytes:
        if not self._file.exists() or time.time() - self._file.stat().st_mtime > FORGIVEN_S:
            return b""
        return self._file.read_bytes()
