"""Figures of a period, as data and as tables; and what a supervisor sees each second."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from desk_support import card, served

from kiosk.desk.bus.bus import LocalBus
from kiosk.desk.figures.agents import of_agents
from kiosk.desk.figures.asked import Asked, Happened
from kiosk.desk.figures.export import written
from kiosk.desk.figures.period import period
from kiosk.desk.figures.summary import figures
from kiosk.desk.figures.today import in_target, today
from kiosk.desk.lines.conditions import Conditions
from kiosk.desk.messages.kiosk import Condition
from kiosk.desk.tickets.queue import Rules
from kiosk.desk.tickets.transitions import Cue
from kiosk.errors import InputError

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()
DAY = period({"from": "2026-11-22", "to": "2026-11-22", "zone": "Europe/Amsterdam"}, NOON)


def run(folder, talk, **options):
    async def all_of_it():
        async with served(folder, **options) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


def ask(number, after_s, waited_s=None, gave_up_s=None, **fields):
    at = NOON + after_s
    usual = Asked(number, "door", "nl", "returns", "asked", "whisper", at, None, None, None, None, None, None)
    if waited_s is not None:
        answered = {"answered_at": at + waited_s, "ended_at": at + waited_s + 60, "outcome": "handed-back"}
        return replace(usual, **(answered | fields))
    return replace(usual, ended_at=at + gave_up_s, **({"outcome": "cancelled"} | fields))


ASKS = [
    ask(1, 0, waited_s=5.0, label="=1+1", result="sold", mood="positive"),
    ask(2, 10, waited_s=25.0, topic="", kiosk="cellar"),
    ask(3, 20, gave_up_s=3.0),
    ask(4, 3600, gave_up_s=61.0, outcome="nobody"),
]
STEPS = [
    Happened(1, NOON + 1, Cue.OFFER, "desk", "bob"),
    Happened(1, NOON + 2, Cue.MISS, "desk", "no answer"),
    Happened(1, NOON + 3, Cue.OFFER, "desk", "ann"),
    Happened(1, NOON + 5, Cue.ACCEPT, "ann", ""),
    Happened(1, NOON + 65, Cue.HAND_BACK, "ann", ""),
    Happened(1, NOON + 85, Cue.WRAP, "ann", ""),
    Happened(2, NOON + 11, Cue.OFFER, "desk", "ann"),
    Happened(2, NOON + 12, Cue.DECLINE, "ann", "busy"),
    Happened(2, NOON + 35, Cue.PICK, "bob", ""),
    Happened(2, NOON + 95, Cue.TRANSFER, "bob", ""),
    Happened(3, NOON + 23, Cue.CANCEL, "door", "went away"),
    Happened(4, NOON + 3661, Cue.NOBODY, "desk", "nobody in 61 s"),
]


def test_a_period_in_numbers():
    found = figures(ASKS, STEPS, {"ann": "Ann"}, DAY, Rules())
    assert (found.all.asked, found.all.answered, found.all.abandoned, found.all.handed_back) == (4, 2, 2, 2)
    assert found.all.in_target == 1 / 3, "who gave up within the target does not count against it"
    assert (found.all.median_answer_s, found.all.p90_answer_s, found.all.median_handling_s) == (15.0, 25.0, 60.0)
    assert [(each.hour, each.asked) for each in found.hours] == [("2026-11-22T12:00", 3), ("2026-11-22T13:00", 1)]
    assert [(each.topic, each.asked, each.in_target) for each in found.topics] == [("returns", 3, 0.5), ("", 1, 0.0)]
    assert [(each.kiosk, each.asked) for each in found.kiosks] == [("door", 3), ("cellar", 1)]
    why = [(each.outcome, each.reason, each.count) for each in found.abandoned]
    assert why == [("cancelled", "went away", 1), ("nobody", "", 1)]
    assert [(each.result, each.count) for each in found.results] == [("sold", 1)]


def test_of_colleagues_their_process_is_counted():
    ann, bob = of_agents(STEPS, {"ann": "Ann"})
    assert (ann.shown, ann.taken, ann.declined, ann.missed, ann.handed_back) == ("Ann", 1, 1, 0, 1)
    assert (ann.median_pick_s, ann.median_handling_s, ann.median_wrap_up_s) == (2.0, 60.0, 20.0)
    assert (bob.taken, bob.missed, bob.transferred, bob.median_pick_s) == (1, 1, 1, None)
    assert not {"mood", "label", "text"} & set(type(ann).model_fields), "nothing of feelings or words"


@pytest.mark.parametrize(
    "query",
    [{"from": "yesterday"}, {"zone": "Mars/Olympus"}, {"from": "2026-11-22", "to": "2026-11-21"}, {"zone": "../../etc"},
     {"from": "2026-01-01", "to": "2026-11-21"}, {"to": "9999-12-31"}],
)  # fmt: skip
def test_days_that_cannot_be_counted_are_refused(query):
    with pytest.raises(InputError) as refused:
        period(query, NOON)
    assert refused.value.code == "desk.period"


def test_a_day_without_a_name_is_today_where_the_reader_is():
    late = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("UTC")).timestamp()
    assert period({"zone": "Europe/Amsterdam"}, late).first.isoformat() == "2026-11-23"
    assert DAY.end - DAY.begin == 86_400
    assert in_target(0, 0, 0) is None


def test_no_cell_is_a_formula():
    cells = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "a=1", 'say "hi", twice', "é한", 1.5, 20.0, None, 7]
    text = written(["a"] * len(cells), [cells], bom=True)
    assert text.startswith("\ufeff")
    (row,) = list(csv.reader(io.StringIO(text)))[1:]
    assert row == ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'＝1", "a=1", 'say "hi", twice', "é한", "1.5", "20", "", "7"]


NOTE = {"label": "=cmd", "summary": ["Shown the aisle."], "mood": "neutral", "result": "to-the-shelf"}


def test_figures_and_tables_over_the_routes(tmp_path, on_both):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("ask", key="key-0001", card=card(topic="returns", question="Secret words"))
        number = (await ann.hear("offered")).ticket.id
        await ann.say("accept", ticket=number)
        await door.hear("accepted")
        await ann.say("hand-back", ticket=number)
        await ann.hear("ended")
        await ann.say("wrap-up", ticket=number, note=NOTE)
        await ann.hear("ticket-closed")
        ticket = await desk.hub.tickets.get(number)
        just = ticket.answered_at - ticket.asked_at + 1e-6
        assert (await today(desk.hub.engine, 0.0, just)).in_target == 1.0, "a long conversation is no long wait"
        boss = await desk.signed_in("supervisor")
        async with boss.get(f"{desk.at}/api/figures") as answer:
            found = await answer.json()
        assert (found["all"]["asked"], found["all"]["in_target"], found["zone"]) == (1, 1.0, "UTC")
        assert [each["name"] for each in found["agents"]] == ["ann"]
        for name, expected in (("tickets", "'=cmd"), ("topics", "returns"), ("agents", "Ann"), ("kiosks", "door")):
            async with boss.get(f"{desk.at}/api/export/{name}.csv?bom=1&zone=Europe/Paris") as answer:
                text = (await answer.read()).decode()
            assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
            assert f'filename="{name}-' in answer.headers["Content-Disposition"]
            assert text.startswith("\ufeff")
            assert expected in text
            assert "Secret" not in text
            assert name == "agents" or "ann" not in text.lower()
        async with boss.get(f"{desk.at}/api/figures?from=never") as answer:
            assert answer.status == 400

    run(tmp_path, talk)


def test_a_supervisor_watches_kiosks_and_the_queue_and_nobody_else_does(tmp_path, on_both):
    async def talk(desk):
        door, ann, boss = (
            await desk.kiosk("door"),
            await desk.page("ann", "hold"),
            await desk.page("supervisor", "hold"),
        )
        await ann.say("watch", on=True)
        assert (await ann.hear("refusal", about="watch")).code == "desk.role"
        await boss.say("watch", on=True)
        assert (await boss.hear("kiosks")).kiosks[0].online
        assert (await boss.hear("figures")).asked_today == 0
        await door.say("condition", state="talking", missing=["microphone"], asked="Waar staat de melk?", lang="nl")
        await door.say("ask", key="key-0001", card=card())
        await door.hear("queued")
        clock[0] += 2
        await desk.hub.look()
        seen = await boss.hear("kiosks")
        assert (seen.kiosks[0].state, seen.kiosks[0].missing) == ("talking", ("microphone",))
        assert seen.kiosks[0].asked == "Waar staat de melk?"
        figures_ = await boss.hear("figures", waiting=1)
        assert (figures_.asked_today, figures_.longest_wait_s, figures_.on_hold) == (1, 2.0, 2)
        await door.say("cancel", key="key-0001", reason="went away")
        await door.hear("closed")
        clock[0] += 2
        await desk.hub.look()
        figures_ = await boss.hear("figures", waiting=0)
        assert (figures_.abandoned["cancelled"], figures_.reasons) == (1, {"went away": 1})
        await boss.say("watch", on=False)
        await boss.say("presence", state="away")
        team = await ann.hear("team", colleagues=(await boss.hear("team")).colleagues)
        assert {each.name for each in team.colleagues} == {"ann", "supervisor"}

    clock = [NOON]
    run(tmp_path, talk, now=lambda: clock[0], rules=replace(Rules(), drop_s=1e6, lost_s=1e6, nobody_s=1e6))


def test_a_node_that_begins_learns_how_kiosks_are(tmp_path):
    async def talk():
        bus, here = LocalBus(), SimpleNamespace(of=lambda _kind: [SimpleNamespace(name="door")])
        first, second = Conditions(bus, here), Conditions(bus, SimpleNamespace(of=lambda _kind: []))
        first.start()
        await first.tell("door", Condition(state="talking", asked="melk?", lang="nl"))
        second.start()
        assert second.of(["door"], {"door": True})[0].state == ""
        await second.ask()
        await first.look()
        assert second.of(["door"], {"door": True})[0].asked == "melk?"
        assert second.of(["door"], {"door": False})[0].asked == "", "of who is away nothing is known"

    asyncio.run(talk())


def test_nobody_is_handed_on_to_who_is_not_there(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("ask", key="key-0001", card=card())
        number = (await ann.hear("offered")).ticket.id
        await ann.say("accept", ticket=number)
        await ann.hear("conversation")
        for wish, code in (
            ({"to": "bob"}, "desk.no-colleague"),
            ({"to": "ann"}, "desk.yourself"),
            ({"skill": "sign-language"}, "desk.no-skill"),
        ):
            await ann.say("transfer", ticket=number, **wish)
            assert (await ann.hear("refusal")).code == code
        await desk.page("bob")
        await ann.hear("team")
        await ann.say("transfer", ticket=number, to="bob")
        assert (await ann.hear("ended")).reason == "transferred"

    run(tmp_path, talk)
