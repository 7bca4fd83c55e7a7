"""Two nodes of one desk: asks go on while a node, the bus and lines end, and what was lost on the way is caught up."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import desk_databases
import pytest
from aiohttp import WSMessageTypeError, web
from desk_support import PASSWORD, QUICK, Desk, card, in_talk, served

from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import Newcomer, Staff
from kiosk.desk.bus.bus import LocalBus
from kiosk.desk.node.hub import USUAL, Hub
from kiosk.desk.routes.application import application
from kiosk.desk.storage.database import migrate, open_database
from kiosk.desk.tickets.stances import AGAIN, Stance, is_news, sealed, unsealed, was_missed
from kiosk.desk.tickets.ticket_store import Tickets
from kiosk.desk.tickets.transitions import Cue, Step


class Cut(LocalBus):
    """One node's end of a bus that can be cut: who is here hears on, the others nothing."""

    def __init__(self, others):
        super().__init__()
        self.others, self.whole = others, True
        others.append(self)

    @property
    def up(self):
        return self.whole

    async def publish(self, to, text):
        for bus in self.others:
            if bus is self or (bus.whole and self.whole):
                bus.deliver(to, text)


@contextlib.asynccontextmanager
async def two_nodes(folder, rules=USUAL):
    """Two nodes with a bus each; ann and bob are agents."""
    async with contextlib.AsyncExitStack() as stack:
        buses = []
        nodes = [await stack.enter_async_context(node(folder, name, Cut(buses), rules)) for name in ("one", "two")]
        for agent in ("ann", "bob"):
            await nodes[0].hub.staff.add(Newcomer(agent, agent.title(), Role.AGENT, PASSWORD, ("nl",), ()), "test", 0.0)
        yield nodes


@contextlib.asynccontextmanager
async def node(folder, name, bus, rules):
    engine = open_database(desk_databases.address(folder))
    await migrate(engine)
    hub = Hub(engine, bus, rules, staff=Staff(engine, QUICK), tick_s=0.05, name=name)
    app = application(hub)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk = Desk(hub, f"http://127.0.0.1:{runner.addresses[0][1]}", app)
    desk.runner = runner
    try:
        yield desk
    finally:
        await desk.close()
        await runner.cleanup()


def run(folder, talk, rules=USUAL):
    async def all_of_it():
        async with two_nodes(folder, rules) as nodes:
            await talk(*nodes)

    asyncio.run(all_of_it())


def test_a_kiosk_and_a_colleague_at_two_nodes_talk(tmp_path):
    async def talk(one, two):
        door, ann, number = await in_talk(one, two)
        await ann.say("whisper", ticket=number, id=1, text="Gangpad vier.", lang="nl")
        assert (await door.hear("whisper")).text == "Gangpad vier."
        await ann.say("hand-back", ticket=number)
        assert (await door.hear("closed")).outcome == "handed-back"
        cues = [row["cue"] for row in await one.hub.tickets.events(number)]
        done = [cue for cue in cues if cue != "join"]  # which may come after the hand-back, and is nothing then
        assert done == ["ask", "offer", "accept", "hand-back"], "two nodes did nothing twice"

    run(tmp_path, talk)


@pytest.mark.usefixtures("on_both")
def test_while_the_bus_carries_nothing_both_ends_are_told_from_the_database(tmp_path):
    async def talk(one, two):
        door, ann = await one.kiosk("door"), await two.page("ann")
        one.hub.bus.whole = False
        await door.say("ask", key="key-0001", card=card())
        number = (await ann.hear("offered")).ticket.id
        await ann.say("accept", ticket=number)
        assert (await door.hear("accepted")).colleague == "Ann"
        await door.say("joined", ticket=number)
        await ann.say("hand-back", ticket=number)
        assert (await door.hear("closed")).outcome == "handed-back"
        note = {"label": "oat", "mood": "neutral", "result": "answered"}
        await ann.say("wrap-up", ticket=number, note=note)
        assert (await ann.hear("ticket-closed")).outcome == "handed-back"
        await door.say("ask", key="key-0002", card=card())
        again = (await ann.hear("offered")).ticket.id
        await door.say("cancel", key="key-0002")
        assert (await ann.hear("withdrawn", ticket=again)).reason == "ended"

    run(tmp_path, talk, replace(USUAL, drop_s=4.0))


def test_between_nodes_that_do_not_hear_each_other_no_word_is_lost_in_silence(tmp_path):
    async def talk(one, two):
        door, ann, number = await in_talk(one, two)
        one.hub.bus.whole = two.hub.bus.whole = False
        await ann.say("whisper", ticket=number, id=1, text="Gangpad vier.", lang="nl")
        assert (await ann.hear("refusal")).code == "desk.not-delivered"
        line = {"number": 9, "by": "shopper", "text": "Hallo?", "lang": "nl", "at": 1}
        await door.say("said", ticket=number, line=line)
        reading = asyncio.create_task(door.hear("whisper"))
        await asyncio.sleep(0.3)
        one.hub.bus.whole = two.hub.bus.whole = True
        assert (await ann.hear("said")).line.text == "Hallo?"
        await ann.say("whisper", ticket=number, id=2, text="Ik ben er weer.", lang="nl")
        assert (await reading).text == "Ik ben er weer.", "what was told as lost does not come later"

    run(tmp_path, talk, replace(USUAL, receipt_s=0.15))


def test_a_node_ends_in_a_talk_and_the_talk_goes_on_at_the_other(tmp_path):
    async def talk(one, two):
        door, ann, number = await in_talk(one, two)
        await one.runner.cleanup()
        door = await two.kiosk("door", door.token)
        assert (door.welcome.open.ticket.id, door.welcome.open.colleague) == (number, "Ann")
        await ann.say("whisper", ticket=number, id=1, text="Ik ben er nog.", lang="nl")
        assert (await door.hear("whisper")).text == "Ik ben er nog."
        assert "drop" not in [row["cue"] for row in await two.hub.tickets.events(number)]

    run(tmp_path, talk)


async def helps(name, at):
    """Takes every offer, hands back at once and writes what there is to write."""
    page = await at.page(name)
    while True:
        message = await page.hear_any()
        if message.type == "offered":
            await page.say("accept", ticket=message.ticket.id)
        elif message.type == "conversation":
            await page.say("hand-back", ticket=message.ticket.id)
        elif message.type == "ended" and message.wrap_up:
            await page.say("wrap-up", ticket=message.ticket, note={"label": "x", "result": "answered"})


async def outcome(end, key):
    """Of an ask that is sent twice."""
    for _twice in range(2):
        await end.say("ask", key=key, card=card())
    return (await end.hear("closed", key=key)).outcome


@pytest.mark.usefixtures("on_both")
def test_many_asks_while_a_node_and_the_bus_come_and_go_end_once_each(tmp_path):
    async def talk(one, two):
        over = {}

        async def shopper(number):
            at = (one, two)[number % 2]
            end = await at.kiosk(f"k{number}")
            for turn in range(4):
                key = f"key-{number}-{turn:03}"
                while key not in over:
                    try:
                        over[key] = await outcome(end, key)
                    except (WSMessageTypeError, ConnectionError):  # its database was busy for too long: come again
                        end = await at.kiosk(f"k{number}", end.token)
                one.hub.bus.whole = turn % 2 == 0

        pages = [asyncio.create_task(helps(*each)) for each in (("ann", one), ("bob", two))]
        await asyncio.gather(*(shopper(number) for number in range(6)))
        for page in pages:
            page.cancel()
        await asyncio.gather(*pages, return_exceptions=True)
        assert len(over) == 24
        assert set(over.values()) == {"handed-back"}

    run(tmp_path, talk)


def test_what_is_news_and_what_was_missed():
    waiting, talking, over = Stance(7, 1, "waiting"), Stance(7, 2, "talking"), Stance(7, 4, "over")
    assert unsealed(sealed(talking, '{"type":"x"}')) == (talking, False, '{"type":"x"}')
    assert unsealed(sealed(talking, "{}", AGAIN)) == (talking, True, "{}")
    assert unsealed('{"type":"typed"}') == (None, True, '{"type":"typed"}')
    assert is_news(None, talking)
    assert is_news(waiting, talking)
    assert not is_news(talking, talking), "the bus and the database told the same"
    assert not is_news(over, talking), "what comes late is not told after what came later"
    assert was_missed(waiting, talking)
    assert was_missed(talking, Stance(7, 5, "talking")), "another colleague, or the same anew"
    assert not was_missed(None, waiting), "that is told with the place"
    assert not was_missed(over, Stance(7, 5, "over"))


def test_the_database_is_away_and_an_ask_waits_for_it(tmp_path, postgres_server):
    async def talk(one, _two):
        door, ann = await one.kiosk("door"), await one.page("ann")
        postgres_server.kill()
        try:
            await door.say("ask", key="key-0001", card=card())
            async with ann.client.get(f"{one.at}/api/session") as answer:
                assert (answer.status, (await answer.json())["error"]["code"]) == (503, "desk.database-away")
        finally:
            await asyncio.to_thread(postgres_server.start)
        number = (await ann.hear("offered")).ticket.id
        await ann.say("accept", ticket=number)
        assert (await door.hear("accepted")).colleague == "Ann"

    desk_databases.use(postgres_server)
    try:
        run(tmp_path, talk)
    finally:
        desk_databases.use(None)


def test_a_talk_that_went_back_into_the_queue_unheard_is_told_to_the_kiosk(tmp_path):
    async def talk():
        async with served(tmp_path) as desk:
            door, ann = await desk.kiosk("door"), await desk.page("ann")
            await door.say("ask", key="k-1-ask-1", card=card())
            number = (await ann.hear("offered")).ticket.id
            await ann.say("accept", ticket=number)
            await door.hear("accepted")
            tickets = Tickets(desk.hub.engine)
            back = Step(Cue.TRANSFER, "ann", wanted="bob")
            await tickets.step(await tickets.get(number), back, desk.hub.now())  # another node's, before it died
            assert (await door.hear("requeued")).reason == "transferred"

    asyncio.run(talk())
