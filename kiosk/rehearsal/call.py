"""The call with a colleague: it comes about a moment after the shopper agreed to it."""

from __future__ import annotations

from typing import Final

from kiosk.commands import CallMode
from kiosk.events import CallConnected
from kiosk.ports import Message
from kiosk.rehearsal.part import Post, RehearsedPart

CONNECTS_S: Final = 0.5


class RehearsedCall(RehearsedPart):
    """Connects whenever it may."""

    name = "call"

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._on = False

    def take(self, message: Message) -> None:
        """Follow what is allowed."""
        if isinstance(message, CallMode):
            before, self._on = self._on, message.mode in {"voice", "video"}
            if self._on and not before:
                self.soon(CONNECTS_S, CallConnected(message.case))
