"""Words of a talk that get lost: who wrote them is told, and what a shopper says arrives as soon as it can."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import replace

from desk_support import in_talk, served

from kiosk.desk.node.hub import USUAL

SOON = replace(USUAL, receipt_s=0.15)


def test_a_kiosk_that_is_silently_gone_does_not_confirm_and_the_colleague_is_told(tmp_path):
    async def talk():
        async with served(tmp_path, SOON) as desk:
            door, ann, number = await in_talk(desk, desk)
            for id_, words in enumerate(("Gangpad vier.", "Bent u er nog?")):  # the kiosk reads nothing: no pong
                await ann.say("whisper", ticket=number, id=id_, text=words, lang="nl")
                refusal = await ann.hear("refusal")
                assert (refusal.code, refusal.about, refusal.ticket) == ("desk.not-delivered", "whisper", number)
            assert (await door.hear("whisper")).text == "Gangpad vier."

    asyncio.run(talk())


def test_what_a_kiosk_confirms_is_told_to_nobody(tmp_path):
    async def talk():
        async with served(tmp_path, replace(USUAL, receipt_s=5.0)) as desk:
            door, ann, number = await in_talk(desk, desk)
            await ann.say("whisper", ticket=number, id=1, text="Gangpad vier.", lang="nl")
            await ann.say("push", ticket=number, what={"kind": "map", "place": "aisle-4"})
            await door.say(
                "said", ticket=number, line={"number": 9, "by": "shopper", "text": "Dank u", "lang": "nl", "at": 1}
            )
            await door.say("typed", ticket=number, line=1, text="dag", done=True)
            heard = []
            while desk.hub.features.deliveries.waiting or len(heard) < 4:
                got = await asyncio.gather(next_of(door), next_of(ann))
                heard += [each for each in got if each]
            assert sorted(heard) == ["push", "said", "typed", "whisper"], "no refusal, and nothing twice"

    asyncio.run(talk())


async def next_of(end):
    """The kind of what is heard next of a talk, if anything is; an end that reads answers pings."""
    with contextlib.suppress(TimeoutError):
        kind = json.loads(await asyncio.wait_for(end.socket.receive_str(), 0.05))["type"]
        return kind if kind in {"refusal", "whisper", "push", "said", "typed"} else ""
    return ""


def test_a_pong_that_nobody_asked_for_is_no_receipt(tmp_path):
    async def talk():
        async with served(tmp_path, SOON) as desk:
            door, ann, number = await in_talk(desk, desk)
            heard = []
            desk.hub.bus.subscribe("staff/ann", heard.append)
            await door.socket.pong(b"staff/ann {}")
            await door.socket.pong(b"")
            await door.say("typed", ticket=number, line=1, text="dag")
            await ann.hear("typed")
            assert "{}" not in heard

    asyncio.run(talk())


def test_a_receipt_of_no_number_stops_nothing(tmp_path):
    async def talk():
        async with served(tmp_path, SOON) as desk:
            deliveries = desk.hub.features.deliveries
            door, ann, number = await in_talk(desk, desk)
            for receipt in ("", "x", "9" * 5000):
                await deliveries.receive(f"{deliveries._place} {receipt}")
            await ann.say("whisper", ticket=number, id=1, text="Gangpad vier.", lang="nl")
            assert (await door.hear("whisper")).text == "Gangpad vier."

    asyncio.run(talk())
