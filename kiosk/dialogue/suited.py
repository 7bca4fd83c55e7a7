"""Access: how the screen came to suit the shopper."""

from __future__ import annotations

from enum import Enum


class Suited(Enum):
    """Who decided how the screen suits the shopper."""

    STANDARD = "standard"
    SEEN = "seen"
    CHOSEN = "chosen"
