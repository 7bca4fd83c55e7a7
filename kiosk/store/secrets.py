"""Secrets of a back end: from the environment or from a file that only the kiosk's user can read; never told."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from kiosk.errors import InputError

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def secret(place: str) -> str:
    """The secret at a place, `env:NAME` or `file:/PATH`; empty for no place.

    Raises:
        InputError: `store.secret`: it is not there, or others can read its file.
    """
    kind, _, name = place.partition(":")
    found = os.environ.get(name, "") if kind == "env" else _from_file(Path(name)) if kind == "file" else ""
    if place and not found.strip():
        raise InputError(
            "store.secret",
            f"The secret of the back end is not in {place}.",
            "Put it there; see docs/store.md. Never write it into a file of the store.",
        )
    return found.strip()


def _from_file(path: Path) -> str:
    try:
        if path.stat().st_mode & OTHERS:
            raise InputError(
                "store.secret",
                f"Others than the kiosk's user can read the secret in {path}.",
                f"Run: chmod 600 {path}",
            )
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(
            "store.secret",
            f"The secret of the back end cannot be read from {path}: {type(fault).__name__}.",
            "Give the kiosk's user the right to read it.",
        ) from fault
