"""Two kiosks and two colleagues use a desk over real websockets, from the ask to the wrap-up."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from desk_support import card, in_talk, served
from yarl import URL

from kiosk.desk.tickets.queue import Rules

NOTE = {"label": "oat drink", "summary": ["Shown the aisle."], "mood": "neutral", "result": "to-the-shelf"}


def run(folder, talk, **options):
    async def all_of_it():
        async with served(folder, **options) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


def test_from_the_ask_to_the_wrap_up(tmp_path):
    async def talk(desk):
        first, second = await desk.kiosk("door"), await desk.kiosk("cellar")
        await first.say("ask", key="key-0001", card=card())
        queued = await first.hear("queued")
        assert (queued.place, queued.wait_s) == (1, None)
        await second.say("ask", key="key-0002", card=card(lang="en"))
        assert (await second.hear("queued")).place == 2
        ann = await desk.page("ann")
        offered = await ann.hear("offered")
        assert (offered.ticket.kiosk, offered.ticket.id) == ("door", queued.ticket)
        await ann.say("accept", ticket=queued.ticket)
        talk = await ann.hear("conversation")
        assert talk.card.question == "Waar staat de haverdrank?"
        assert (await first.hear("accepted")).colleague == "Ann"
        assert (await second.hear("queued")).place == 1, "the other moves up"
        await first.say("joined", ticket=queued.ticket)
        await ann.say("whisper", ticket=queued.ticket, id=1, text="Gangpad vier.", lang="nl")
        assert (await first.hear("whisper")).text == "Gangpad vier."
        line = {"number": 7, "by": "shopper", "text": "Dank u", "lang": "nl", "at": 1.0, "final": False}
        await first.say("said", ticket=queued.ticket, line=line)
        assert not (await ann.hear("said")).line.final
        await first.say("typed", ticket=queued.ticket, line=1, text="w")
        assert (await ann.hear("typed")).text == "w"
        await ann.say("typed", ticket=queued.ticket, line=2, text="ja", done=True)
        assert (await first.hear("typed")).done
        await ann.say("push", ticket=queued.ticket, what={"kind": "map", "place": "aisle-4"})
        assert (await first.hear("push")).what.place == "aisle-4"
        bob = await desk.page("bob")
        assert (await bob.hear("offered")).ticket.kiosk == "cellar"
        await ann.say("hand-back", ticket=queued.ticket)
        assert (await first.hear("closed")).outcome == "handed-back"
        assert (await ann.hear("ended")).wrap_up
        await ann.say("wrap-up", ticket=queued.ticket, note=NOTE)
        assert (await ann.hear("ticket-closed")).outcome == "handed-back"
        cues = [row["cue"] for row in await desk.hub.tickets.events(queued.ticket)]
        assert cues == ["ask", "offer", "accept", "join", "hand-back", "wrap"]

    run(tmp_path, talk)


def test_a_call_is_signalled_from_end_to_end_and_only_there(tmp_path):
    async def talk(desk):
        door, ann, bob = await desk.kiosk("door"), await desk.page("ann"), await desk.page("bob", "hold")
        await door.say("ask", key="key-0001", card=card())
        number = (await ann.hear("offered")).ticket.id
        await ann.say("accept", ticket=number)
        await door.hear("accepted")
        await ann.say("mode-wanted", ticket=number, mode="video")
        assert (await door.hear("mode-wanted")).mode == "video"
        await door.say("consent", ticket=number, mode="voice", microphone=True, camera=False)
        assert not (await ann.hear("consent")).camera
        await door.say("offer", ticket=number, epoch=1, sdp="v=0")
        assert (await ann.hear("offer")).epoch == 1
        await ann.say("answer", ticket=number, epoch=1, sdp="v=0")
        assert (await door.hear("answer")).epoch == 1
        await ann.say("candidate", ticket=number, epoch=1, candidate="candidate:1", mid="0")
        assert (await door.hear("candidate")).mid == "0"
        await door.say("mode-now", ticket=number, mode="voice")
        await bob.hear("queue", tickets=(await ann.hear("queue")).tickets)
        await bob.say("answer", ticket=number, epoch=1, sdp="v=0")
        assert (await bob.hear("refusal")).code == "desk.not-yours"
        await bob.say("accept", ticket=number)
        assert (await bob.hear("taken")).ticket == number
        assert (await desk.hub.tickets.get(number)).mode == "voice"

    run(tmp_path, talk)


def test_what_a_kiosk_cannot_show_is_told_to_its_colleague(tmp_path):
    async def talk(desk):
        door, ann, number = await in_talk(desk, desk)
        refusal = {"code": "desk.no-place", "sentence": "The map has no such place.", "remedy": "Mend it."}
        await door.say("refusal", **refusal, about="push", ticket=number)
        assert (await ann.hear("refusal")).about == "push"
        await door.say("refusal", **refusal)
        assert (await door.hear("refusal")).code == "desk.no-ticket"

    run(tmp_path, talk)


def test_an_ask_that_is_sent_again_is_one_ask(tmp_path):
    async def talk(desk):
        door = await desk.kiosk("door")
        for _ in range(3):
            await door.say("ask", key="key-0001", card=card())
        numbers = {(await door.hear("queued")).ticket for _ in range(2)}
        assert len(numbers) == 1
        await door.say("ask", key="key-0002", card=card())
        assert (await door.hear("refusal")).code == "desk.one-open"
        await door.say("cancel", key="key-0001")
        assert (await door.hear("closed")).outcome == "cancelled"
        await door.say("ask", key="key-0001", card=card())
        assert (await door.hear("closed")).outcome == "cancelled", "what is over stays over"

    run(tmp_path, talk)


def test_both_ends_come_back_to_the_open_state(tmp_path):
    async def talk(desk):
        door, ann, number = await in_talk(desk, desk)
        await ann.say("whisper", ticket=number, id=1, text="Momentje.", lang="nl")
        await door.hear("whisper")
        await ann.close()
        assert not (await door.hear("peer")).present
        ann = await desk.page("ann", presence=None, client=ann.client)
        assert ann.welcome.presence == "available", "a page that is loaded again asks for nothing anew"
        assert [line.text for line in (await ann.hear("conversation")).lines] == ["Momentje."]
        assert (await door.hear("peer")).present
        await door.close()
        assert not (await ann.hear("peer")).present
        door = await desk.kiosk("door", door.token)
        assert (door.welcome.open.ticket.id, door.welcome.open.colleague) == (number, "Ann")
        assert (await ann.hear("peer")).present
        assert (await desk.hub.tickets.get(number)).state.value == "live", "nobody was dropped"

    run(tmp_path, talk)


def test_the_node_dies_and_nothing_is_lost(tmp_path):
    async def before(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("ask", key="key-0001", card=card())
        await ann.say("accept", ticket=(await ann.hear("offered")).ticket.id)
        await door.hear("accepted")
        tokens.append((door.token, ann.client.cookie_jar.filter_cookies(URL(desk.at))["desk"].value))

    async def after(desk):
        token, session = tokens[0]
        door = await desk.kiosk("door", token)
        assert door.welcome.open.colleague == "Ann"
        ann = await desk.page("ann", presence=None, client=await desk.client(headers={"Cookie": f"desk={session}"}))
        assert (await ann.hear("conversation")).ticket.kiosk == "door"

    tokens = []
    run(tmp_path, before)
    run(tmp_path, after)


@pytest.mark.parametrize("who", ["page", "kiosk"])
def test_a_drop_puts_the_shopper_at_the_front(tmp_path, who):
    async def talk(desk):
        door, ann, _ = await in_talk(desk, desk)
        cellar = await desk.kiosk("cellar")
        await cellar.say("ask", key="key-0002", card=card(priority=9))
        await cellar.hear("queued", place=1)
        if who == "page":
            await ann.close()
            assert (await door.hear("requeued")).reason == "dropped"
        else:
            await door.close()
            assert (await ann.hear("ended")).reason == "kiosk-lost"
            door = await desk.kiosk("door", door.token)
        assert (await door.hear("queued")).place == 1
        bob = await desk.page("bob")
        assert (await bob.hear("offered")).ticket.kiosk == "door"

    run(tmp_path, talk, rules=replace(Rules(), drop_s=0.3))


def test_it_rings_at_the_next_after_a_decline_and_after_silence(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("ask", key="key-0001", card=card())
        number = (await ann.hear("offered")).ticket.id
        bob = await desk.page("bob")
        await ann.say("decline", ticket=number, reason="busy")
        assert (await ann.hear("withdrawn")).reason == "declined"
        assert (await bob.hear("offered")).ticket.id == number
        assert (await bob.hear("withdrawn")).reason == "rerouted"
        assert (await door.hear("closed")).outcome == "nobody"

    run(tmp_path, talk, rules=replace(Rules(), reroute_s=0.3, nobody_s=0.8, return_s=0.2))


def test_a_transfer_brings_the_briefing_to_the_colleague_who_is_wanted(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("ask", key="key-0001", card=card())
        number = (await ann.hear("offered")).ticket.id
        await ann.say("accept", ticket=number)
        await ann.hear("conversation")
        boss, bob = await desk.page("supervisor"), await desk.page("bob")
        await bob.hear("queue")
        await ann.say("transfer", ticket=number, to="bob", briefing="Wants a refund.")
        assert (await ann.hear("ended")).reason == "transferred"
        assert (await door.hear("requeued")).reason == "transferred"
        assert (await bob.hear("offered")).briefing == "Wants a refund."
        await boss.close()

    run(tmp_path, talk)


def test_a_right_that_ends_ends_its_lines(tmp_path):
    async def talk(desk):
        door, ann, bob = await desk.kiosk("door"), await desk.page("ann"), await desk.page("bob")
        boss = await desk.signed_in("supervisor")
        async with boss.delete(f"{desk.at}/api/kiosks/door") as answer:
            assert answer.status == 204
        async with ann.client.delete(f"{desk.at}/api/session") as answer:
            assert answer.status == 204
        async with boss.delete(f"{desk.at}/api/staff/bob") as answer:
            assert answer.status == 204
        for end in (door, ann, bob):
            while (await asyncio.wait_for(end.socket.receive(), 60)).type is WSMsgType.TEXT:
                pass
            assert end.socket.closed
        for again in (desk.kiosk("door", door.token), desk.page("ann", client=ann.client)):
            with pytest.raises(WSServerHandshakeError, match="401"):
                await again

    run(tmp_path, talk)


def test_what_is_no_message_is_refused_and_the_line_stays(tmp_path):
    async def talk(desk):
        door = await desk.kiosk("door")
        for text in (
            "{",
            "[]",
            '{"type":"whisper"}',
            '{"type":"ask","key":"key-0001"}',
            '{"type":"joined","ticket":9}',
        ):
            await door.socket.send_str(text)
            refusal = await door.hear("refusal")
            assert refusal.remedy
        await door.say("whisper", ticket=9, id=1, text="x", lang="nl")
        assert (await door.hear("refusal")).code == "desk.message", "a kiosk is no colleague"

    run(tmp_path, talk)
