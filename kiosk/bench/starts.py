"""From the command to `ready`, as a technician sees it: `kiosk run` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.errors import KioskError
from kiosk.resources import APP, data_dir

END_WITHIN_S = 20.0


def start_s(*, fresh: bool = False) -> float:
    """Seconds until `kiosk run --headless` says `ready`; `fresh`: in a home with the models and nothing else.

    Raises:
        KioskError: `bench.no-start`.
    """
    with TemporaryDirectory(prefix="balie-bench-") as name:
        folder = Path(name)
        began = time.monotonic()
        process = _started(folder, _fresh_home(folder) if fresh else {})
        try:
            line = process.stdout.readline() if process.stdout else ""
            took = time.monotonic() - began
        finally:
            _end(process)
    if line.strip() != "ready":
        raise KioskError("bench.no-start", "`kiosk run --headless` did not become ready.", "Run it to see why.")
    return took


def _started(folder: Path, more: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "kiosk", "run", "--headless", "--out", str(folder / "out")]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | more,
        start_new_session=True,  # Ctrl-C in a terminal is for the bench, which ends this process itself
    )


def _end(process: subprocess.Popen[str]) -> None:
    """In good order, and if need be without it: its parts die with it."""
    process.terminate()
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _fresh_home(folder: Path) -> dict[str, str]:
    """Data and cache folders that hold the models alone: nothing was trained, nothing was measured before."""
    data, cache = folder / "data", folder / "cache"
    (data / APP).mkdir(parents=True)
    if (data_dir() / "models").is_dir():
        (data / APP / "models").symlink_to(data_dir() / "models", target_is_directory=True)
    return {"XDG_DATA_HOME": str(data), "XDG_CACHE_HOME": str(cache)}
