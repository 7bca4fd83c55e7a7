"""Starts simulated devices as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hardware.errors import HardwareError


class Simulated:
    """A simulated device in a process of its own; `port` is a name that outlives a replug. Ends with this process.

    Args:
        port: Where the port's name is made.
        module: What serves it, and its options but `--link` (see `hardware.simulators.serve`).

    Raises:
        HardwareError: `simulator.start`.
    """

    def __init__(self, port: Path, module: Sequence[str]) -> None:
        self.port = str(port)
        command = [sys.executable, "-P", "-m", *module, "--link", self.port]
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
            if "unknown" in event:
                sentence = f"The simulated device knows no trick {event['unknown']!r}."
                raise HardwareError("simulator.trick", sentence, "See `kiosk hardware sim --help`.")
        self.close()
        raise HardwareError("simulator.start", "The simulated board did not start.", "Install Balie again.")


class SimulatedBoard(Simulated):
    """The simulated board of a robot, with `robot.tty` in `folder` for a port.

    Args:
        folder: Where the port's name is made.
        log: File that gets the poses that it took (see `hardware.simulators.__main__`).
        lamps: File that gets the lamps that are lit.
        profile: The robot's; our own servo board if there is none.

    Raises:
        HardwareError: `simulator.start`.
    """

    def __init__(
        self, folder: Path, log: Path | None = None, lamps: Path | None = None, profile: Path | None = None
    ) -> None:
        module = ["hardware.simulators", *([str(profile)] if profile else [])]
        module += ["--log", str(log)] if log else []
        module += ["--lamps", str(lamps)] if lamps else []
        super().__init__(folder / "robot.tty", module)


class SimulatedDisplay(Simulated):
    """The simulated display of a profile, with `display.tty` in `folder` for a port.

    Args:
        folder: Where the port's name is made.
        profile: The display's.
        log: File that gets all that it shows (see `hardware.simulators.__main__`).

    Raises:
        HardwareError: `simulator.start`.
    """

    def __init__(self, folder: Path, profile: Path, log: Path | None = None) -> None:
        module = ["hardware.simulators", str(profile), *(["--log", str(log)] if log else [])]
        super().__init__(folder / "display.tty", module)
