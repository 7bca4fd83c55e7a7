"""The queue in virtual time: who is first, who is asked, when it is somebody else's turn, and when nobody comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.desk.bus.roster import Here, Roster
from kiosk.desk.messages.records import HandoverCard
from kiosk.desk.tickets.queue import Agent, Rules, honest_wait, in_line, plan
from kiosk.desk.tickets.transitions import Cue, State, Step, Ticket, changed

RULES = Rules()


def ticket(number=1, **fields):
    card = HandoverCard(reason="asked", lang="nl")
    blank = Ticket(
        number, f"k{number}", f"key-{number}", State.WAITING, 0, card, "nl", 0, (), False, None, None, "", (), (),
        "whisper", None, 0.0, 0.0, 0.0, None, None,
    )  # fmt: skip
    return replace(blank, **fields)


def agent(name, *, since=0.0, presence="available", languages=("nl",), skills=()):
    return Agent(name, presence, frozenset(languages), frozenset(skills), since)


class Shop:
    """Tickets and colleagues over time: what is due is done at once."""

    def __init__(self, tickets, agents, rules=RULES):
        self.tickets = {each.id: each for each in tickets}
        self.agents = {each.name: each for each in agents}
        self.away, self.rules, self.now, self.log = {}, rules, 0.0, []

    def absent(self, kind, name):
        return self.now - self.away.get((kind, name), self.now)

    def do(self, number, step):
        self.tickets[number] = changed(self.tickets[number], step, self.now)
        self.log.append((self.now, number, step.cue, step.agent))

    def to(self, time):
        while self.now <= time:
            while due := plan(self.tickets.values(), self.agents, self.absent, self.now, self.rules):
                for each, step in due:
                    self.do(each.id, step)
            self.now += 0.5
        return self.log

    def rang(self):
        return [(at, who) for at, _, cue, who in self.log if cue is Cue.OFFER]


def test_who_is_first():
    row = [
        ticket(1, asked_at=1.0),
        ticket(2, asked_at=0.0),
        ticket(3, asked_at=2.0, priority=9),
        ticket(4, asked_at=9.0, front=True),
        ticket(5, asked_at=0.0, state=State.OFFERED, agent="ann"),
        ticket(6, asked_at=0.0, state=State.LIVE, agent="bob"),
    ]
    assert [each.id for each in in_line(row)] == [4, 3, 2, 5, 1]


@pytest.mark.parametrize(
    ("place", "answered_in", "wait"),
    [
        (1, (), None),
        (1, (9.0, 11.0), None),
        (1, (5.0, 300.0, 10.0), 10.0),
        (3, (10.0, 10.0, 10.0), 30.0),
        (99, (90.0,) * 3, 3600.0),
    ],
)
def test_a_wait_is_told_only_if_it_is_known(place, answered_in, wait):
    assert honest_wait(place, answered_in) == wait


def test_it_rings_at_who_was_free_longest_and_goes_round_every_15_seconds():
    shop = Shop([ticket()], [agent("ann", since=-5), agent("bob", since=-9), agent("cas", since=-1, presence="hold")])
    shop.to(59)
    assert shop.rang() == [(0.0, "bob"), (15.0, "ann"), (30.0, "bob"), (45.0, "ann")]
    shop.to(60)
    assert shop.log[-1][:3] == (60.0, 1, Cue.NOBODY)
    assert shop.tickets[1].outcome == "nobody"


def test_a_decline_rings_at_the_next_at_once_and_never_there_again():
    shop = Shop([ticket()], [agent("ann", since=-9), agent("bob")])
    shop.to(3)
    shop.do(1, Step(Cue.DECLINE, "ann"))
    shop.to(59)
    assert [who for _, who in shop.rang()] == ["ann", *["bob"] * 4]


def test_skills_are_needed_and_a_language_is_where_anybody_speaks_it():
    ann, bob = agent("ann", since=-9, languages=("nl",)), agent("bob", languages=("ko",), skills=("sign",))
    for wish, who in [
        ({"lang": "ko"}, "bob"),
        ({"lang": "fr"}, "ann"),
        ({"skills": ("sign",)}, "bob"),
        ({"skills": ("fork-lift",)}, None),
    ]:
        shop = Shop([ticket(**wish)], [ann, bob])
        shop.to(1)
        assert [each for _, each in shop.rang()] == ([who] if who else [])


def test_one_ticket_a_colleague():
    shop = Shop([ticket(1), ticket(2, asked_at=1.0)], [agent("ann")])
    shop.to(1)
    assert [(number, who) for _, number, _, who in shop.log] == [(1, "ann")]


def test_nobody_comes_after_60_seconds_but_who_helps_another_is_waited_for():
    alone = Shop([ticket()], [])
    assert alone.to(61) == [(60.0, 1, Cue.NOBODY, None)]
    held = Shop([ticket()], [agent("ann", presence="hold")])
    assert held.to(61) == [(60.0, 1, Cue.NOBODY, None)]
    busy = Shop([ticket(), ticket(2, state=State.LIVE, agent="ann")], [agent("ann")])
    assert busy.to(100) == []
    assert busy.to(901)[-1] == (900.0, 1, Cue.NOBODY, None)


def test_a_ring_that_began_late_has_its_15_seconds():
    shop = Shop([ticket()], [])
    shop.to(55)
    shop.agents["ann"] = agent("ann")
    shop.to(80)
    assert [(at, cue) for at, _, cue, _ in shop.log] == [(55.5, Cue.OFFER), (70.5, Cue.MISS), (70.5, Cue.NOBODY)]


@pytest.mark.parametrize("who", [("staff", "ann"), ("kiosk", "k1")])
def test_a_drop_is_one_only_after_the_time_of_a_reload(who):
    shop = Shop([ticket(state=State.LIVE, agent="ann")], [agent("ann")])
    shop.to(10)
    shop.away[who] = 10.0
    shop.to(13.5)
    assert shop.log == []
    del shop.agents["ann"]
    shop.to(15)
    assert shop.log == [(14.0, 1, Cue.DROP, None)]
    assert (shop.tickets[1].front, shop.tickets[1].asked_at) == (True, 0.0)


def test_a_kiosk_that_stays_away_is_lost_and_rings_nowhere_meanwhile():
    shop = Shop([ticket()], [agent("ann")])
    shop.away["kiosk", "k1"] = -5.0
    shop.to(40)
    assert shop.log == [(25.0, 1, Cue.LOSE, None)]


def test_a_wanted_colleague_is_waited_for_as_long_as_a_ring():
    busy = ticket(2, state=State.LIVE, agent="bob", asked_at=-9)
    shop = Shop([ticket(wanted="bob"), busy], [agent("ann"), agent("bob")])
    shop.to(20)
    assert shop.rang() == [(15.0, "ann")]
    free = Shop([ticket(wanted="bob")], [agent("ann", since=-9), agent("bob")])
    free.to(1)
    assert free.rang() == [(0.0, "bob")]


def test_what_nobody_finishes_ends_by_itself():
    shop = Shop(
        [ticket(1, state=State.ACCEPTED, agent="ann"), ticket(2, state=State.WRAP_UP, agent="bob", outcome="hung-up")],
        [],
    )
    shop.to(121)
    assert [(at, number, cue) for at, number, cue, _ in shop.log] == [
        (20.0, 1, Cue.DROP),
        (80.0, 1, Cue.NOBODY),
        (120.0, 2, Cue.WRAP),
    ]


def test_lines_that_ended_with_their_node_or_before_it_began_have_the_time_to_come_back():
    roster = Roster(0.0, "one", return_s=10.0)
    assert (roster.absent("kiosk", "k1", 10.0), roster.absent("kiosk", "k1", 14.0)) == (0.0, 4.0)
    for at in (1.0, 2.0):
        roster.saw(Here(node="one", kiosks=("k1",), staff=()), at)
        roster.saw(Here(node="two", kiosks=("k2", "k3"), staff=()), at)
    assert roster.absent("kiosk", "k1", 6.0) == 4.0, "a line that ends while its node goes on"
    assert (roster.absent("kiosk", "k2", 6.0), roster.absent("kiosk", "k2", 16.0)) == (0.0, 4.0), "a node that ends"
    roster.saw(Here(node="two", kiosks=("k3",), staff=()), 4.0)
    assert roster.absent("kiosk", "k2", 6.0) == 4.0
    roster.begin(20.0)
    assert (roster.absent("kiosk", "k1", 29.0), roster.absent("kiosk", "k1", 31.0)) == (0.0, 1.0)
    assert not roster.is_here("kiosk", "k1", 20.0, RULES.drop_s), "nobody is shown as there meanwhile"


def test_a_node_that_has_just_begun_says_of_nobody_that_they_did_not_come():
    late = ticket(1, state=State.ACCEPTED, agent="ann")
    row, here = [late, ticket(2)], lambda kind, name: 0.0
    assert [step.cue for _, step in plan(row, {}, here, 100.0, RULES)] == [Cue.DROP, Cue.NOBODY]
    assert plan(row, {}, here, 100.0, RULES, began=95.0) == ()
    assert [step.cue for _, step in plan(row, {}, here, 116.0, RULES, began=95.0)] == [Cue.DROP, Cue.NOBODY]
