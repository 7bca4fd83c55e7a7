"""Words that must arrive: each asks for a receipt of the end that it is for, whichever node has that end's line.

The receipt is the answer to a ping that follows the words on the same websocket (RFC 6455, 5.5.3), so that every end
gives it by itself. What a colleague sends and the kiosk does not confirm is told to the colleague, and is not sent
again: a sentence that is late would be spoken into another moment. What a kiosk sends is sent again as long as the talk
goes on, since the page takes a line that it has already for the same.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kiosk.clock import Seconds
from kiosk.desk.bus.bus import Bus, Kind, Unsubscribe, topic
from kiosk.desk.lines.line import wanting_receipt
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.kiosk import Push, ShopperHold, Whisper
from kiosk.desk.messages.protocol import line_of, write
from kiosk.desk.messages.shared import Refusal, Said, Typed
from kiosk.desk.tickets.transitions import TALKING, Ticket
from kiosk.errors import KioskError

MOST: Final = 2000
"""Words of a node that are on their way; the oldest are given up first."""
ToKiosk = Whisper | Push | ShopperHold | Typed
ToAgent = Said | Typed


@dataclass(frozen=True, slots=True)
class _Sent:
    """Words on their way to an end since `at`; `by` is the colleague who is told if they are lost, none of a kiosk."""

    kind: Kind
    name: str
    message: ToKiosk | ToAgent
    at: float
    by: str | None


class Deliveries:
    """What this node sent and nobody confirmed yet; after `patience_s` it is taken for lost."""

    def __init__(self, bus: Bus, lines: Lines, now: Seconds, patience_s: float) -> None:
        self._bus, self._lines, self._now, self._patience_s = bus, lines, now, patience_s
        self._place = f"receipts/{secrets.token_hex(8)}"
        self._numbers = itertools.count(1)
        self._sent: dict[str, _Sent] = {}

    def start(self) -> Unsubscribe:
        """Begin to hear receipts."""
        return self._bus.subscribe(self._place, self._confirmed)

    async def to_kiosk(self, ticket: Ticket, agent: str, message: ToKiosk) -> None:
        """Send a colleague's words; if they are lost, the colleague is told."""
        await self._send(_Sent("kiosk", ticket.kiosk, message, self._now(), agent))

    async def to_agent(self, ticket: Ticket, message: ToAgent) -> None:
        """Send a shopper's words to the colleague of the ticket, until they are there."""
        if ticket.agent is not None:
            await self._send(_Sent("staff", ticket.agent, message, self._now(), None))

    @property
    def waiting(self) -> int:
        """Words that nobody confirmed yet."""
        return len(self._sent)

    async def look(self, tickets: Collection[Ticket]) -> None:
        """Tell of what was lost, or send it again."""
        talks = {each.id: each.agent for each in tickets if each.state in TALKING}
        for number, sent in tuple(self._lost()):
            del self._sent[number]
            if sent.by is not None:
                await self._tell(sent.by, sent.message)
            elif talks.get(sent.message.ticket) == sent.name:
                await self._send(replace(sent, at=self._now()))

    def _lost(self) -> Iterator[tuple[str, _Sent]]:
        now = self._now()
        for number, sent in self._sent.items():
            no_way = not self._bus.up and not self._lines.has(sent.kind, sent.name)
            if not 0 <= now - sent.at < self._patience_s or (no_way and sent.by is not None):
                yield number, sent

    async def receive(self, receipt: str) -> None:
        """Words that some node sent arrived at a line here: tell that node."""
        place, _, number = receipt.partition(" ")
        await self._bus.publish(place, number)

    async def _send(self, sent: _Sent) -> None:
        number = str(next(self._numbers))
        self._sent[number] = sent
        if len(self._sent) > MOST:
            del self._sent[next(iter(self._sent))]
        receipt = f"{self._place} {number}"
        await self._bus.publish(topic(sent.kind, sent.name), wanting_receipt(receipt, write(sent.message)))

    def _confirmed(self, number: str) -> None:
        self._sent.pop(number, None)

    async def _tell(self, agent: str, message: ToKiosk | ToAgent) -> None:
        fault, number = not_delivered(), line_of(message)
        code, sentence, remedy = fault.code, fault.sentence, fault.remedy
        told = Refusal(
            code=code, sentence=sentence, remedy=remedy, about=message.type, ticket=message.ticket, line=number
        )
        await self._bus.publish(topic("staff", agent), write(told))


def not_delivered() -> KioskError:
    """What a colleague is told whose words did not come to the shopper."""
    return KioskError("desk.not-delivered", "Your last words did not reach the kiosk.", "Send them again in a moment.")
