"""What the store does by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreHours:
    """Whether the store is open now, by its hours; None if it has told none. Sent at each change."""

    open: bool | None


StoreEvent = StoreHours
