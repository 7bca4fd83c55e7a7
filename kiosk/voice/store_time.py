"""What the clock on the store's wall says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.clock import open_clock
from kiosk.toml_file import present, read_toml

ZONE = "Europe/Amsterdam"
"""As `store.toml` has it where it names none."""


def store_time(store: Path, clock: str) -> Callable[[], datetime]:
    """Tells the time in the zone of a store's folder, by the clock that `kiosk.clock` names.

    Raises:
        InputError: `clock.source`, or what is wrong with `store.toml`.
    """
    file = store / "store.toml"
    zone = ZoneInfo(str(read_toml(file).data.get("timezone", ZONE)) if present(file) else ZONE)
    wall = open_clock(clock)
    return lambda: wall.now(zone)
