"""The emergency stop as a file: it outlives every process, and the kernel shows it to all of them at once.

While the file is there, no robot of this kiosk moves. It is written by a person's command or by the loop that moves a
robot whose button was pressed. A person asks for its end with a second file, which the loop heeds only while the device
answers, so that a stop that somebody presses later is not cleared by an older wish.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from hardware.errors import HardwareError

STOP: Final = "body.stop"
CLEAR: Final = "body.clear"

By = Literal["person", "device"]
AWAY: Final = "away"
PRESSED: Final = "pressed"
"""Why a stop could not be cleared: the device does not answer, or keeps it, as its button is still down."""


@dataclass(frozen=True, slots=True)
class Held:
    """A latched stop: since when (ISO 8601), by whom, whether a device has latched it, and what became of a clearing.

    `heeded` is the stamp of the last wish to clear that a loop saw, and `refused` why it could not be. `count` grows
    with each stop, so that a clearing that is under way does not end a later one.
    """

    since: str = ""
    by: By = "person"
    who: str = ""
    latched: bool = False
    heeded: int = 0
    refused: str = ""
    count: int = 0


class StopLatch:
    """The latch of one kiosk, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop, self._clear = folder / STOP, folder / CLEAR

    @property
    def held(self) -> bool:
        """Whether robots must stand still; costs about a microsecond."""
        return self._stop.exists()

    def read(self) -> Held | None:
        """What is latched; None if nothing is. A file that nobody can read is a stop of which no more is known."""
        try:
            found = json.loads(self._stop.read_text(encoding="utf-8"))
            return Held(**found)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            return Held()

    def hold(self, by: By, who: str) -> None:
        """Latch, unless it is. A person's stop counts anew even then: somebody else's clearing does not end it.

        Raises:
            HardwareError: `body.unheld`: the folder takes no file at all, and nothing was latched before.
        """
        before = self.read()
        if before is None or by == "person":
            latched, count = (before.latched, before.count + 1) if before is not None else (False, 0)
            since = datetime.now(UTC).isoformat(timespec="seconds")
            try:
                self._write(Held(since, by, who, latched=latched, count=count))
            except OSError:
                self._touch()  # a full disk has room for a name, which is enough to stop

    def _touch(self) -> None:
        try:
            self._stop.touch()
        except OSError as fault:
            if not os.path.lexists(self._stop):  # `exists` fails where the folder cannot be searched
                sentence = (
                    f"The stop cannot be written down in {self._folder} ({fault.strerror}): robots may still move."
                )
                remedy = "Press the robot's button or take its power; then let this user write into that folder."
                raise HardwareError("body.unheld", sentence, remedy) from fault

    def note(self, *, latched: bool | None = None, heeded: int | None = None, refused: str | None = None) -> None:
        """Write down what became of it."""
        known = {"latched": latched, "heeded": heeded, "refused": refused}
        if (now := self.read()) is not None:
            after = Held(**{**asdict(now), **{name: value for name, value in known.items() if value is not None}})
            if after != now:
                self._write(after)

    def release(self) -> None:
        """It is over: only after a person's act."""
        self._stop.unlink(missing_ok=True)

    @property
    def count(self) -> int:
        """Which stop is latched; -1 if none is."""
        held = self.read()
        return held.count if held is not None else -1

    def wish(self) -> int:
        """A person wants it cleared; the stamp of this wish."""
        self._clear.unlink(missing_ok=True)
        self._clear.touch()
        return self.wished

    def withdraw(self) -> None:
        """The wish is over, granted or not."""
        self._clear.unlink(missing_ok=True)

    @property
    def wished(self) -> int:
        """The stamp of a wish that stands; 0 for none."""
        with suppress(OSError):
            return self._clear.stat().st_mtime_ns
        return 0

    def _write(self, held: Held) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        _replace(self._stop, asdict(held))


def _replace(path: Path, table: Mapping[str, object]) -> None:
    """Never half there; several robots may write at once."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        fresh.write_text(json.dumps(table), encoding="utf-8")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
