"""The disk of the ledger: a small one of its own where that may be made, so that it can be full."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

CLONE_NEWNS: Final = 0x00020000
SIZE_MB: Final = 24
OWN: Final = f"a memory disk of {SIZE_MB} MB, filled to the last byte"
LIMITED: Final = "no file of the kiosk may grow (RLIMIT_FSIZE), as a disk of its own needs root"
BLOCK: Final = b"\0" * 65_536
FILLER: Final = "filler"


class Disk:
    """`path` is where the ledger goes; `how` says for the report by what means it is made full."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self._mounted = _mount(path)
        self.how = OWN if self._mounted else LIMITED
        self._limit: tuple[int, int] | None = None

    def fill(self, core: int) -> None:
        """Let no space be left for the core's process."""
        if self._mounted:
            _fill(self.path / FILLER)
        else:
            self._limit = resource.prlimit(core, resource.RLIMIT_FSIZE)
            resource.prlimit(core, resource.RLIMIT_FSIZE, (_smallest(self.path), self._limit[1]))

    def free(self, core: int) -> None:
        """Let there be space again."""
        (self.path / FILLER).unlink(missing_ok=True)
        if self._limit is not None:
            resource.prlimit(core, resource.RLIMIT_FSIZE, self._limit)
            self._limit = None

    def close(self, keep: Callable[[Path], None]) -> None:
        """Hand what is on it to `keep`, and take it away."""
        keep(self.path)
        if self._mounted:
            subprocess.run(["umount", "--lazy", str(self.path)], check=False, capture_output=True)
            self._mounted = False


def _mount(path: Path) -> bool:
    """A memory disk in a name space of this process and what it starts: it goes with them, however they end."""
    if os.geteuid() != 0 or shutil.which("mount") is None or ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        return False
    options = f"size={SIZE_MB}m,mode=0700"
    commands = (
        ["mount", "--make-rprivate", "/"],
        ["mount", "-t", "tmpfs", "-o", options, "balie-drill", str(path)],
    )
    return all(subprocess.run(command, check=False, capture_output=True).returncode == 0 for command in commands)


def _fill(file: Path) -> None:
    with file.open("ab", buffering=0) as out:
        size = len(BLOCK)
        while size:
            try:
                out.write(BLOCK[:size])
            except OSError as fault:
                if fault.errno != errno.ENOSPC:
                    raise
                size //= 2


def _smallest(folder: Path) -> int:
    """Bytes of the smallest file there: none may grow from now on."""
    return min((file.stat().st_size for file in folder.iterdir() if file.is_file() and file.stat().st_size), default=0)
