"""Long numbers that were said in a talk are for it alone: one to two hours after its end they are hidden.

Until then a colleague may need them, as a page that is loaded again does. A number to call back is kept elsewhere,
encrypted, and what a colleague notes is a colleague's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.desk.storage.database import writing
from kiosk.desk.storage.tables import MESSAGE, TICKET
from kiosk.desk.tickets.cards import cards
from kiosk.desk.tickets.transitions import State
from kiosk.privacy.spoken_numbers import NumberWords, number_words, without_long

GRACE_S: Final = 3600.0
AT_ONCE: Final = 20
"""Tickets in one transaction: others write in between."""


async def hide_said(engine: AsyncEngine, since: float, until: float) -> int:
    """Hide them in talks that ended between two moments, s since 1970; how many texts were changed."""
    over = (TICKET.c.state == State.CLOSED.value, TICKET.c.ended_at >= since, TICKET.c.ended_at < until)
    words, count = number_words(), 0
    async for rows in cards(engine, *over, at_once=AT_ONCE):
        async with writing(engine) as connection:
            for number, card in rows:
                count += await _hide(connection, number, card, words)
    return count


async def _hide(connection: AsyncConnection, ticket: int, card: Mapping[str, Any], words: NumberWords) -> int:
    query = select(MESSAGE.c.id, MESSAGE.c.text).where(MESSAGE.c.ticket_id == ticket, MESSAGE.c.text.is_not(None))
    changed = 0
    for number, text in (await connection.execute(query)).all():
        if (kept := without_long(text, words)) != text:
            changed += 1
            await connection.execute(update(MESSAGE).where(MESSAGE.c.id == number).values(text=kept))
    if (less := _card(card, words)) != card:
        changed += 1
        await connection.execute(update(TICKET).where(TICKET.c.id == ticket).values(card=less))
    return changed


def _card(card: Mapping[str, Any], words: NumberWords) -> dict[str, Any]:
    lines = [line | {"text": without_long(line["text"], words)} for line in card.get("transcript", ())]
    return dict(card) | {"question": without_long(card.get("question", ""), words), "transcript": lines}
