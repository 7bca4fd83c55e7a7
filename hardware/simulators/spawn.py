"""Starts the simulated servo board as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hardware.errors import HardwareError


class SimulatedBoard:
    """The simulated servo board; `port` is a name that outlives a replug. Ends with this process, or at `close`.

    Args:
        folder: Where the port's name is made, as `robot.tty`.
        log: File that gets the received poses (see `hardware.simulators.mcu`).

    Raises:
        HardwareError: `simulator.start`.
    """

    def __init__(self, folder: Path, log: Path | None = None) -> None:
        self.port = str(folder / "robot.tty")
        command = [sys.executable, "-P", "-m", "hardware.simulators.mcu", "--link", self.port]
        command += ["--log", str(log)] if log else []
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            text=True,
            bufsize=1,
            start_new_session=True,  # an interrupt from the keyboard is for the kiosk, which then ends the board
        )
        self._wait_for("port")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def tell(self, line: str) -> float:
        """Play a trick on it, such as `unplug`; the monotonic time at which it was done."""
        if self._process.stdin is None:
            raise HardwareError("simulator.gone", "The simulated board has ended.", "Start it again.")
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return float(self._wait_for("done")["at"])

    def close(self) -> None:
        """Close its standard input, which ends it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _wait_for(self, key: str) -> dict[str, Any]:
        while self._process.stdout is not None and (line := self._process.stdout.readline()):
            event: dict[str, Any] = json.loads(line)
            if key in event:
                return event
        self.close()
        raise HardwareError("simulator.start", "The simulated board did not start.", "Install Balie again.")
