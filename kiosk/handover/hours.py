"""When the desk is staffed next, by its own hours or by those of the store."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from opening_hours import OpeningHours, State

from kiosk.settings import Settings

LOOK: Final = timedelta(days=14)
Opening = tuple[str, int]
"""As `09:00`, and in how many days; an empty time where it is not known."""
UNKNOWN: Final[Opening] = ("", 0)


def expression(settings: Settings) -> str:
    """The hours of the desk in OSM syntax; without own ones those of the store, where it has told them."""
    if settings.desk.hours:
        return settings.desk.hours
    file = Path(settings.store.dir) / "store.toml"
    if not file.is_file():
        return ""
    told = tomllib.loads(file.read_text(encoding="utf-8")).get("hours", "")
    return told if isinstance(told, str) else ""


def next_opening(hours: str, now: datetime) -> Opening:
    """The next time that the desk opens after `now`; unknown while it should be staffed, or without hours.

    Raises:
        ValueError: the hours are no OSM opening hours.
    """
    if not hours:
        return UNKNOWN
    opening = OpeningHours(hours)
    for begins, _, state, *_ in opening.intervals(now, now + LOOK):
        if state == State.OPEN:
            ahead = (begins.date() - now.date()).days
            return (f"{begins:%H:%M}", ahead) if begins > now else UNKNOWN
    return UNKNOWN
