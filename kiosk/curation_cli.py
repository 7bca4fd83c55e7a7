"""The commands of `kiosk knowledge` by which it grows."""

from __future__ import annotations

import typer


def add(app: typer.Typer) -> None:
    """Put the commands to those on tables."""
