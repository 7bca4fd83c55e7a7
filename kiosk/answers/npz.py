"""Arrays in one file: written whole or not at all, also by several processes at once."""

from __future__ import annotations

import os
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from numpy.typing import NDArray

from kiosk.answers import aligned

KEPT: Final = 10
KEPT_S: Final = 7 * 24 * 3600.0
"""So many files of a folder stay, and whatever was used in the last week."""
Made = TypeVar("Made")


def save(path: Path, **arrays: NDArray[Any]) -> None:
    """Write a `.npz`; raises `OSError` where nothing can be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part.npz")
    try:
        aligned.write(part, arrays)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _prune(path.parent)


def load(path: Path, make: Callable[[Mapping[str, NDArray[Any]]], Made]) -> Made | None:
    """What `make` makes of the arrays of a file, which counts as used; None if there is none, or a torn one.

    The arrays are mapped: they are in memory once for all processes, and nobody may write to them.
    """
    try:
        made = make(aligned.read(path))
    except (OSError, ValueError, KeyError, EOFError, NotImplementedError, struct.error, zipfile.BadZipFile):
        return None
    with suppress(OSError):
        os.utime(path)
    return made


def _prune(folder: Path) -> None:
    """A store that is edited every day leaves a file behind with each change."""
    used = {path: path.stat().st_mtime for path in folder.glob("[!.]*.npz")}
    for path in sorted(used, key=lambda path: used[path], reverse=True)[KEPT:]:
        if time.time() - used[path] > KEPT_S:
            path.unlink(missing_ok=True)
