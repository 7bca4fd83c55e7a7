"""The kiosk that is drilled: `kiosk run` as its own process, and all that it starts. It never outlives this process."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.runtime.memory import PROC, tree

READY_S = 90.0
END_S = 15.0
PR_SET_PDEATHSIG = 1
CHILD = "kiosk.runtime.child"
RECOGNISER = "kiosk.hearing.worker"


class Host:
    """Starts a kiosk on a store; `settings` are the environment's `KIOSK__…` names and values.

    Its temporary folders are made in `folder`/tmp, its ledger in `ledger`, its words in `folder`/kiosk.log.
    """

    def __init__(self, folder: Path, store: Path, ledger: Path, settings: Mapping[str, str]) -> None:
        self.folder, self.temporary = folder, folder / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-P", "-m", "kiosk", "run", "--store", str(store), "--out", str(ledger)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK__")}
        self._said = (folder / "kiosk.out").open("w+", encoding="utf-8")
        with (folder / "kiosk.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=log,
                env={**environment, **settings, "TMPDIR": str(self.temporary)},
                start_new_session=True,  # an interrupt from the keyboard is for the drill, which then ends the kiosk
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - nothing runs beside this yet
            )
        self.pid = self._process.pid

    def wait_ready(self) -> float:
        """Seconds until the kiosk can serve; `KioskError` drill.start if it cannot."""
        began = time.monotonic()
        while time.monotonic() - began < READY_S and self.alive():
            if "ready" in (self.folder / "kiosk.out").read_text(encoding="utf-8"):
                return time.monotonic() - began
            time.sleep(0.05)
        how = f"was not ready in {READY_S:.0f} s" if self.alive() else "ended as it started"
        self.close()
        lines = (self.folder / "kiosk.log").read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
        raise KioskError(
            "drill.start", f"The kiosk {how}; its last words: {last}", "Look at `kiosk doctor`, and try `kiosk run`."
        )

    def alive(self) -> bool:
        """Whether the core still runs."""
        return self._process.poll() is None

    @property
    def run_dir(self) -> Path:
        """The folder of this run, in which its shop is."""
        return next(iter(sorted(self.temporary.glob("balie-*"))))

    def part(self, name: str) -> int | None:
        """The process of a part; None while there is none."""
        return next((pid for pid in tree(self.pid) if name_of(pid) == name), None)

    def processes(self) -> dict[int, str]:
        """Every process of the kiosk by its number: `core`, or the name of the part."""
        return {pid: "core" if pid == self.pid else name_of(pid) or "other" for pid in tree(self.pid)}

    def signal_all(self, number: int) -> None:
        """A signal for every process but the simulated shop: shoppers are no part of the machine. The core first."""
        for pid in sorted(self.processes(), key=lambda each: each != self.pid):
            if name_of(pid) != "shop":
                hurt(pid, number)

    def close(self) -> None:
        """End the kiosk in good order, or else."""
        self.signal_all(signal.SIGCONT)
        if self.alive():
            self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()


def hurt(pid: int | None, number: int) -> None:
    """Send a signal to a process, if it is there."""
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def name_of(pid: int) -> str:
    """The name of the part that a process is, or `recogniser`; empty for another."""
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    texts = [word.decode(errors="replace") for word in words]
    if RECOGNISER in texts:
        return "recogniser"
    return texts[texts.index(CHILD) + 1] if CHILD in texts[:-1] else ""


def running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def _die_with_parent() -> None:
    """Even if the drill is killed while the kiosk is stopped: prctl(2)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
