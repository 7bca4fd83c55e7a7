"""The folder of a run: sockets and recordings. It is removed at the end, and by the next start if a run had no end.

A living run holds a lock (flock(2)) on a file in its folder; the kernel lets go of it however the process ends.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

PREFIX: Final = "balie-"
LOCK: Final = ".held"


class RunDir:
    """A fresh folder in the folder for temporary files, or one that is `given`: then it is somebody else's to remove.

    Before a fresh one is made, those of dead runs are removed.
    """

    def __init__(self, given: Path | None = None, *, prefix: str = PREFIX) -> None:
        self._lock: int | None = None
        if given is not None:
            self.path = given
            given.mkdir(parents=True, exist_ok=True)
            return
        for folder in sweep():
            logging.getLogger(__name__).info("removed %s, which a run left that was killed", folder)
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        coming = self.path / f"{LOCK}.new"
        self._lock = os.open(coming, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        coming.rename(self.path / LOCK)  # never there without its lock held

    def __enter__(self) -> Path:
        """The folder."""
        return self.path

    def __exit__(self, *_: object) -> None:
        """Remove it."""
        self.close()

    def close(self) -> None:
        """Remove it, if it is ours."""
        if self._lock is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = None


def sweep() -> list[Path]:
    """Remove the folders of this user's runs that no process holds any more; which they were."""
    folders = Path(tempfile.gettempdir()).glob(f"{PREFIX}*")
    return [folder for folder in folders if _ours(folder) and _removed(folder)]


def living() -> list[Path]:
    """The folders of this user's runs that a process holds now."""
    folders = Path(tempfile.gettempdir()).glob(f"{PREFIX}*")
    return [folder for folder in folders if _ours(folder) and _held(folder)]


def _held(folder: Path) -> bool:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _ours(folder: Path) -> bool:
    try:
        return folder.lstat().st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink()
    except OSError:
        return False


def _removed(folder: Path) -> bool:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False  # of no run, or of one that begins or ends just now
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return not folder.exists()
