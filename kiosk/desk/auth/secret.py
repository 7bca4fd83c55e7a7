"""Secrets that stand outside of the settings: in the environment, or in a file."""

from __future__ import annotations

import os
from pathlib import Path


def secret_at(where: str) -> str:
    """The secret at `env:NAME` or `file:/PATH`, without blanks at its ends; empty where there is none."""
    kind, _, place = where.partition(":")
    if kind == "env":
        return os.environ.get(place, "").strip()
    if kind == "file" and Path(place).is_file():
        return Path(place).read_text(encoding="utf-8").strip()
    return ""
