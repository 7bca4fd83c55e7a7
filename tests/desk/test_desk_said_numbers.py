"""A number that a shopper says in a talk is read by the colleague, and hidden in what is kept once it is over."""

from __future__ import annotations

import asyncio

from desk_support import card, in_talk, served
from sqlalchemy import select

from kiosk.desk.messages.records import Line
from kiosk.desk.storage import transcripts
from kiosk.desk.storage.tables import TICKET
from kiosk.desk.tickets.said_numbers import GRACE_S, hide_said
from kiosk.privacy.telephone import HIDDEN

NOTE = {"label": "Oat", "summary": [], "mood": "neutral", "result": "answered"}
SAID = "bel me op nul zes twaalf vierendertig zesenvijftig, in gangpad twaalf"


def test_a_number_that_was_said_is_hidden_an_hour_after_the_end_and_not_before(tmp_path):
    async def talk():
        async with served(tmp_path) as desk:
            door, ann, number = await in_talk(desk, desk)
            spoken = Line(number=1, by="shopper", text=SAID, lang="nl", at=1.0)
            await door.say("said", ticket=number, line=spoken.model_dump(mode="json"))
            assert (await ann.hear("said")).line.text == SAID, "the colleague needs it"
            engine, now = desk.hub.engine, desk.hub.now()
            assert await hide_said(engine, 0.0, now + 1) == 0, "the talk goes on"
            await ann.say("hand-back", ticket=number, note="")
            await ann.hear("ended")
            await ann.say("wrap-up", ticket=number, note=NOTE)
            await ann.hear("ticket-closed")
            now = desk.hub.now()
            assert await hide_said(engine, 0.0, now - GRACE_S) == 0
            assert await hide_said(engine, 0.0, now + 1) == 1
            (kept,) = await transcripts.of_ticket(engine, number)
            assert kept.text.startswith(f"bel me op {HIDDEN} {HIDDEN}")
            assert kept.text.endswith("in gangpad twaalf"), "a place is no number of a person"
            assert "vierendertig" not in kept.text
            assert await hide_said(engine, 0.0, now + 1) == 0, "twice does no harm"

    asyncio.run(talk())


def test_it_is_hidden_in_the_card_that_came_with_the_ask_too(tmp_path):
    async def ask():
        async with served(tmp_path) as desk:
            door = await desk.kiosk("door")
            line = Line(number=1, by="shopper", text=SAID, lang="nl", at=1.0)
            await door.say("ask", key="key-0001", card=card(question="card 4111 1111 1111 1111", transcript=(line,)))
            await door.hear("queued")
            await door.say("cancel", key="key-0001", reason="the shopper")
            await door.hear("closed")
            assert await hide_said(desk.hub.engine, 0.0, desk.hub.now() + 1) == 1
            async with desk.hub.engine.connect() as connection:
                kept = str((await connection.execute(select(TICKET.c.card))).scalar_one())
            assert "1111" not in kept
            assert "vierendertig" not in kept

    asyncio.run(ask())
