"""Rehearsals in tests: the demo store, opened once, and a talk from the text of a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kiosk.configuration import layers
from kiosk.rehearsal.read import load
from kiosk.rehearsal.rehearse import Verdict, open_store, rehearse
from kiosk.rehearsal.world import Store
from kiosk.resources import config_dir

REHEARSALS = config_dir() / "demo-store" / "rehearsals"


@cache
def store() -> Store:
    """The demo store."""
    return open_store(layers.load(config_dir() / "demo-store"))


def play(text: str, folder: Path) -> Verdict:
    """The verdict on the text of a file."""
    path = folder / "rehearsal.toml"
    path.write_text(text, encoding="utf-8")
    return rehearse(load(path, config_dir() / "demo-store"), store())
