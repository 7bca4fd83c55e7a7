"""How each kiosk is, as it last told: in the memory of the nodes alone, and gone with them. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kiosk.desk.bus.bus import Bus, Unsubscribe
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.kiosk import Condition
from kiosk.desk.messages.protocol import write
from kiosk.desk.messages.records import KioskNow, Record

TOLD: Final = "condition"
WANTED: Final = "conditions"
"""A node that begins asks the others for what their kiosks told."""


class _Told(Record):
    kiosk: str
    condition: Condition


class Conditions:
    """What kiosks told of themselves."""

    def __init__(self, bus: Bus, lines: Lines) -> None:
        self._bus, self._lines = bus, lines
        self._told: dict[str, Condition] = {}
        self._answers_due = False

    def start(self) -> tuple[Unsubscribe, ...]:
        """Begin to hear them."""
        return self._bus.subscribe(TOLD, self._hear), self._bus.subscribe(WANTED, self._asked)

    async def ask(self) -> None:
        """Let the other nodes tell what they know."""
        await self._bus.publish(WANTED, "")

    async def tell(self, kiosk: str, condition: Condition) -> None:
        """A kiosk told how it is."""
        await self._bus.publish(TOLD, write(_Told(kiosk=kiosk, condition=condition)))

    async def look(self) -> None:
        """Answer a node that asked, for the kiosks whose line is here."""
        if self._answers_due:
            self._answers_due = False
            for line in self._lines.of("kiosk"):
                if line.name in self._told:
                    await self.tell(line.name, self._told[line.name])

    def of(self, kiosks: Iterable[str], online: Mapping[str, bool]) -> tuple[KioskNow, ...]:
        """These kiosks as they are."""
        return tuple(self._now(kiosk, online=online.get(kiosk, False)) for kiosk in kiosks)

    def _now(self, kiosk: str, *, online: bool) -> KioskNow:
        told = self._told.get(kiosk)
        if told is None or not online:
            return KioskNow(kiosk=kiosk, online=online)
        return KioskNow(
            kiosk=kiosk, online=True, state=told.state, missing=told.missing, asked=told.asked, lang=told.lang
        )

    def _hear(self, text: str) -> None:
        told = _Told.model_validate_json(text)
        self._told[told.kiosk] = told.condition

    def _asked(self, _text: str) -> None:
        self._answers_due = True
