"""A shopper's phone goes on with an ask: the link of one ticket, for the first phone that opens it, until it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import WSServerHandshakeError
from desk_support import End, card, served

from kiosk.desk.auth.links import Links
from kiosk.desk.messages.kiosk import Closed
from kiosk.desk.messages.protocol import TO_KIOSK, VERSION
from kiosk.desk.node.outfit import Outfit
from kiosk.desk.storage.encryption import fresh_numbers
from kiosk.desk.tickets.queue import Rules
from kiosk.errors import KioskError

AT_ONCE = replace(Rules(), return_s=0.0)
OURS, ANOTHER = "k" * 32, "x" * 32


async def asked(desk):
    """A kiosk asks an empty desk; its link, as a path of this desk."""
    door = await desk.kiosk("door")
    await door.say("ask", key="key-0001", card=card())
    told = await door.hear("queued", staffed=False)
    return door, told.link.removeprefix("https://desk.example")


async def phone(desk, path, key=OURS):
    client = await desk.client()
    end = End(await client.ws_connect(f"{desk.at}/ws{path}?key={key}"), TO_KIOSK)
    await end.say("kiosk-hello", version=VERSION)
    end.welcome = await end.hear("kiosk-welcome")
    return end


def run(tmp_path, talk, url="https://desk.example"):
    async def go():
        async with served(tmp_path, AT_ONCE, outfit=Outfit(public_url=url)) as desk:
            await talk(desk)

    asyncio.run(go())


def test_a_phone_takes_the_ask_along_and_writes_with_a_colleague(tmp_path):
    async def talk(desk):
        door, path = await asked(desk)
        client = await desk.client()
        async with client.get(f"{desk.at}{path}") as page:
            assert page.status == 200
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
            assert "/page/phone.js" in await page.text()
        mine = await phone(desk, path)
        assert (await door.hear("closed")).outcome == "cancelled", "it rings once, not twice"
        ann = await desk.page("ann")
        offered = (await ann.hear("offered")).ticket
        await ann.say("accept", ticket=offered.id)
        await mine.hear("accepted", colleague="Ann")
        assert (await ann.hear("conversation")).card.question == card()["question"]
        await mine.say("joined", ticket=offered.id)
        await mine.say("typed", ticket=offered.id, line=0, text="Ik ben in gang vier.", done=True)
        assert (await ann.hear("typed")).text == "Ik ben in gang vier."
        await ann.say("whisper", ticket=offered.id, id=1, text="Ik kom eraan.", lang="nl")
        assert (await mine.hear("whisper")).text == "Ik kom eraan."
        await mine.say("page-floor", key="key-0002")
        assert (await mine.hear("refusal")).code == "desk.message", "a phone is no kiosk"
        await ann.say("hand-back", ticket=offered.id)
        assert (await mine.hear("closed")).outcome == "handed-back"
        again = await phone(desk, path)
        assert again.welcome.open is None, "it ends with its ticket"

    run(tmp_path, talk)


def test_a_link_is_for_the_first_phone_and_none_is_made_up(tmp_path):
    async def talk(desk):
        _, path = await asked(desk)
        await phone(desk, path)
        for wrong, key in ((path, ANOTHER), (path[:-4] + "aaaa", OURS), (path, "short")):
            with pytest.raises(WSServerHandshakeError):
                await phone(desk, wrong, key)

    run(tmp_path, talk)


def test_without_an_address_for_phones_there_is_no_link(tmp_path):
    async def talk(desk):
        assert (await asked(desk))[1] == ""

    run(tmp_path, talk, url="")


def test_a_link_tells_its_ticket_to_whoever_has_the_key_and_stays_the_same():
    links = Links(fresh_numbers(), "https://desk.example/")
    closed = Closed(ticket=7, key="key-0001", outcome="nobody")
    link = links.put_into(closed, 100.0).link
    assert links.put_into(closed, 101.0).link == link
    assert len(link) <= 200
    assert links.ticket(link.rpartition("/")[2]) == (7, 1900.0)
    assert links.put_into(closed.model_copy(update={"outcome": "hung-up"}), 1.0).link == ""
    for token in ("", "é", fresh_numbers().sealed("phone 7 1900").decode()):
        with pytest.raises(KioskError, match="over"):
            links.ticket(token)
