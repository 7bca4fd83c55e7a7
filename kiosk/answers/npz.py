"""Arrays in one file: written whole or not at all, also by several processes at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def save(path: Path, **arrays: NDArray[Any]) -> None:
    """Write a `.npz`; raises `OSError` where nothing can be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part.npz")
    try:
        np.savez(part, allow_pickle=False, **arrays)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
