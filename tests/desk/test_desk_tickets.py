"""Tickets with many who act at once: none is lost, none is done twice, each ends with one outcome."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import desk_databases
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from kiosk.desk.messages.records import HandoverCard
from kiosk.desk.storage.database import migrate, open_database
from kiosk.desk.storage.tables import TICKET, TICKET_EVENT
from kiosk.desk.tickets.ticket_store import StaleError, Tickets
from kiosk.desk.tickets.transitions import OPEN, OUTCOMES, TABLE, TALKING, Cue, State, Step
from kiosk.errors import KioskError

pytestmark = pytest.mark.usefixtures("on_both")
CARD = HandoverCard(reason="asked", lang="nl")
KIOSKS, AGENTS = ("door", "cellar"), ("ann", "bob")
TAKES = {Cue.OFFER, Cue.ACCEPT, Cue.PICK}


def test_the_table_ends_always_and_every_way_out_has_one_outcome():
    for (state, cue), after in TABLE.items():
        left = state in OPEN and after not in OPEN
        assert left == (cue in OUTCOMES), (state, cue)
    reached = {State.CLOSED}
    while new := {state for (state, _), after in TABLE.items() if after in reached} - reached:
        reached |= new
    assert reached == set(State)
    assert not [state for state, _ in TABLE if state is State.CLOSED]


class Actors(RuleBasedStateMachine):
    """Kiosks, colleagues and two nodes, each of which acts on what it saw, however old that is."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.engine = open_database(desk_databases.address(Path(self.folder.name)))
        self.loop.run_until_complete(migrate(self.engine))
        self.nodes = [Tickets(self.engine), Tickets(self.engine)]
        self.now, self.keys, self.asked, self.seen = 0.0, 0, {}, []

    def do(self, *deeds):
        self.now += 1.0

        async def together():
            return await asyncio.gather(*deeds, return_exceptions=True)

        done = self.loop.run_until_complete(together())
        for each in done:
            if isinstance(each, BaseException) and not isinstance(each, KioskError):
                raise each
        return done

    @rule(kiosk=st.sampled_from(KIOSKS))
    def asks_at_both_nodes(self, kiosk):
        self.keys += 1
        key = f"key-{self.keys:04}"
        done = self.do(*(node.ask(kiosk, key, CARD, self.now) for node in self.nodes))
        faults = [each for each in done if isinstance(each, KioskError)]
        if faults:
            assert len(faults) == 2
            assert {each.code for each in faults} == {"desk.one-open"}
        else:
            assert done[0].id == done[1].id, "an ask that is sent twice is one"
            self.asked[kiosk, key] = done[0].id
            self.seen.append(done[0])

    @rule(data=st.data())
    def asks_again_what_was_asked(self, data):
        if self.asked:
            kiosk, key = data.draw(st.sampled_from(sorted(self.asked)))
            (again,) = self.do(self.nodes[0].ask(kiosk, key, CARD, self.now))
            assert again.id == self.asked[kiosk, key]

    @rule(data=st.data(), cues=st.lists(st.sampled_from(Cue), min_size=2, max_size=4))
    def act_at_once_on_what_they_saw(self, data, cues):
        if not self.seen:
            return
        ticket = data.draw(st.sampled_from(self.seen))
        steps = [Step(cue, "test", data.draw(st.sampled_from(AGENTS)) if cue in TAKES else None) for cue in cues]
        done = self.do(*(self.nodes[i % 2].step(ticket, step, self.now) for i, step in enumerate(steps)))
        moved = [each for each in done if not isinstance(each, KioskError)]
        assert len(moved) <= 1, "of those who try at once one succeeds"
        assert all(isinstance(each, StaleError) for each in done if isinstance(each, KioskError))
        self.seen += moved

    @invariant()
    def holds(self):
        rows, events = self.loop.run_until_complete(self.look())
        assert len(rows) == len(self.asked), "none is lost and none doubled"
        for names, states in (("kiosk", OPEN), ("agent", {State.OFFERED, State.WRAP_UP, *TALKING})):
            held = [row[names] for row in rows if State(row["state"]) in states]
            assert len(held) == len(set(held))
        for row in rows:
            told = [(each["cue"], each["state"]) for each in events if each["ticket_id"] == row["id"]]
            assert len(told) == row["epoch"] + 1, "a step has one event"
            assert told[-1][1] == row["state"]
            ends = [OUTCOMES[Cue(cue)] for cue, _ in told[1:] if Cue(cue) in OUTCOMES]
            assert ends == ([row["outcome"]] if row["outcome"] else []), "one outcome, never another"
            assert (row["outcome"] is None) == (State(row["state"]) in OPEN)

    async def look(self):
        async with self.engine.connect() as connection:
            rows = (await connection.execute(select(TICKET))).mappings().all()
            events = (await connection.execute(select(TICKET_EVENT).order_by(TICKET_EVENT.c.id))).mappings().all()
        return rows, events

    def teardown(self):
        """Whatever happened, every ticket can be brought to its end."""
        numbers = list(self.loop.run_until_complete(self.nodes[0].open_marks()))
        for open_ in self.loop.run_until_complete(self.nodes[0].these(numbers)):
            ticket = open_
            while ticket.state is not State.CLOSED:
                cue = next(cue for state, cue in TABLE if state is ticket.state and cue in {*OUTCOMES, Cue.WRAP})
                (ticket,) = self.do(self.nodes[0].step(ticket, Step(cue, "test"), self.now))
                assert not isinstance(ticket, KioskError)
        self.loop.run_until_complete(self.engine.dispose())
        self.loop.close()
        self.folder.cleanup()


def test_whatever_many_do_at_once_holds():
    run_state_machine_as_test(Actors, settings=settings(max_examples=8, stateful_step_count=15, deadline=None))


def test_twenty_colleagues_pick_the_same_shopper_and_one_has_them(tmp_path):
    async def talk():
        engine = open_database(desk_databases.address(tmp_path))
        await migrate(engine)
        tickets = Tickets(engine)
        ticket = await tickets.ask("door", "key-0001", CARD, 0.0)
        picks = (tickets.step(ticket, Step(Cue.PICK, f"s{i}", f"s{i}"), 1.0) for i in range(20))
        done = await asyncio.gather(*picks, return_exceptions=True)
        assert sum(not isinstance(each, StaleError) for each in done) == 1
        async with engine.connect() as connection:
            assert (await connection.execute(select(func.count()).select_from(TICKET_EVENT))).scalar_one() == 2
        assert (await tickets.of_agent((await tickets.get(ticket.id)).agent)).id == ticket.id
        with pytest.raises(KioskError, match="no ticket"):
            await tickets.get(99)
        await engine.dispose()

    asyncio.run(talk())


def test_what_was_seen_before_a_round_is_too_old_though_the_state_is_the_same(tmp_path):
    async def talk():
        engine = open_database(desk_databases.address(tmp_path))
        await migrate(engine)
        tickets = Tickets(engine)
        seen = await tickets.ask("door", "key-0001", CARD, 0.0)
        rung = await tickets.step(seen, Step(Cue.OFFER, "desk", "ann"), 1.0)
        waiting = await tickets.step(rung, Step(Cue.DECLINE, "ann"), 2.0)
        assert waiting.state is seen.state
        with pytest.raises(StaleError):
            await tickets.step(seen, Step(Cue.OFFER, "desk", "ann"), 3.0)
        assert await tickets.get(seen.id) == waiting
        await engine.dispose()

    asyncio.run(talk())
