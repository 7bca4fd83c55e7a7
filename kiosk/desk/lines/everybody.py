"""What every page of a desk is told, whichever node its line is at."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from kiosk.desk.bus.bus import Bus, Unsubscribe
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.protocol import write

TOPIC: Final = "everybody"


class Everybody:
    """All pages."""

    def __init__(self, bus: Bus, lines: Lines) -> None:
        self._bus, self._lines = bus, lines

    def start(self) -> Unsubscribe:
        """Begin to hand on to the pages of this node."""
        return self._bus.subscribe(TOPIC, self._hand_on)

    async def tell(self, message: BaseModel) -> None:
        """Tell every page."""
        await self._bus.publish(TOPIC, write(message))

    def _hand_on(self, text: str) -> None:
        for line in self._lines.of("staff"):
            line.pass_on(text)
