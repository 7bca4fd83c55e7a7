"""A drill is judged by the shoppers' log: logs with a fault in them must miss the bar that is for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.bench.row import Row, meets
from kiosk.drill.book import Book
from kiosk.drill.hurt import Done
from kiosk.drill.judge import judge
from kiosk.drill.picture import draw
from kiosk.drill.plan import KILLS, Fault
from kiosk.drill.report import passed, title
from kiosk.drill.run import Outcome, Record
from kiosk.drill.turns import Line
from kiosk.drill.watch import Weight

KILL = KILLS[0]
FAULT_AT = 52.0


def visit(
    number: int, at: float, verdict: str = "right", *, sign: float | None = 0.1, after: float = 0.4, **ask: Any
) -> Iterator[Line]:
    """One shopper with one typed question."""
    line = {"visit": number}
    yield {"at": at, "kind": "comes", "manner": "one question", "lang": "en", **line}
    yield {"at": at, "kind": "ask", "how": "type", "text": "milk", "attempt": 1, "lit": True, **line, **ask}
    if sign is not None:
        yield {"at": at + sign, "kind": "reaction", "after_s": sign, **line}
    yield {
        "at": at + after,
        "kind": "reply",
        "verdict": verdict,
        "after_s": after,
        "caption": "x",
        "attempt": 1,
        **line,
    }
    yield {"at": at + after, "kind": "leaves", **line}


def record(*more: Any, recovery_s: float | None = 0.8, late_mb: float = 100.0, **changes: Any) -> Record:
    """Twenty shoppers served well, one fault that nobody noticed, memory that does not grow."""
    lines = [line for number in range(20) for line in visit(number, 10.0 + 4 * number)]
    lines += [line for shopper in more for line in shopper]
    outcome = Outcome(Done(KILL, FAULT_AT, FAULT_AT), 0.01, recovery_s)
    weights = [_weight(at, 100.0 if at < 80 else late_mb) for at in range(5, 100, 5)]
    made = Record(
        0.0, sorted(lines, key=lambda line: line["at"]), [outcome], weights, 4.0, 20.0, 85.0, 100.0, weighed=True
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _weight(at: float, own_mb: float) -> Weight:
    return Weight(at, {"core": own_mb + 30.0}, {"core": own_mb})


def missed(made: Record) -> list[str]:
    return [row.name for row in judge(made).rows if not meets(row)]


def test_a_drill_in_which_nobody_noticed_anything_passes() -> None:
    judged = judge(record())
    assert passed(judged)
    assert judged.shoppers == 20
    assert judged.faults[0].shopper == ()
    assert (judged.faults[0].lost, judged.faults[0].recovery_s) == (0, 0.8)


@pytest.mark.parametrize("verdict", ["nothing", "told", "wrong"])
def test_a_turn_lost_that_no_fault_hit_misses_the_bar(verdict: str) -> None:
    assert missed(record(visit(99, 61.0, verdict))) == ["turns lost that were not in progress when a fault hit"]


def test_the_turn_in_progress_may_be_lost_and_is_told() -> None:
    judged = judge(record(visit(99, FAULT_AT - 0.2, "nothing", after=1.9)))
    assert passed(judged)
    assert judged.faults[0].lost == 1
    assert judged.faults[0].shopper == ("“milk” got no answer",)


def test_who_speaks_and_is_misheard_blames_no_fault() -> None:
    assert missed(record(visit(99, 61.0, "wrong", how="say"))) == []
    assert missed(record(visit(99, 61.0, "nothing", how="say", after=1.0))) != []


@pytest.mark.parametrize(("sign", "after"), [(2.6, 2.9), (None, 2.5)])
def test_silence_misses_the_bar_also_where_a_fault_hit(sign: float | None, after: float) -> None:
    assert missed(record(visit(99, 50.9, sign=sign, after=after))) == [
        "longest time without a sign to a shopper who asked"
    ]


def test_silence_does_not_count_while_the_screen_is_gone_but_a_long_blackness_does() -> None:
    gone = {"at": 50.8, "kind": "screen", "lit": False, "black": True, "visit": 0}
    back = {"at": 52.8, "kind": "screen", "lit": True, "black": False, "visit": 0}
    assert missed(record(visit(99, 50.7, sign=2.5, after=2.6), [gone, back])) == []
    assert missed(record([gone, {**back, "at": 54.3}])) == ["longest black screen"]


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({"recovery_s": 3.4}, "longest recovery of a part"),
        ({"recovery_s": None}, "parts that did not come back"),
        ({"late_mb": 106.0}, "memory of all processes, growth without files' pages"),
        ({"orphans": {4711: "voice"}}, "processes left behind"),
        ({"ended_by_itself": False}, "ends of the kiosk that nobody wanted"),
        ({"lines": []}, "turns"),
    ],
)
def test_each_bar_can_be_missed(changes: dict[str, Any], bar: str) -> None:
    assert missed(record(**changes)) == [bar]


def test_memory_may_shrink() -> None:
    assert missed(record(late_mb=80.0)) == []


def test_what_could_not_be_done_is_no_merit() -> None:
    skipped = Outcome(Done(Fault("disk", "full", what="fill the disk"), 60.0, 60.0, "no disk of its own"))
    told = judge(record(outcomes=[skipped])).faults[0]
    assert (told.skipped, told.turns, told.shopper) == ("no disk of its own", 0, ())


def test_the_picture_shows_faults_turns_and_memory() -> None:
    made = record(visit(99, 61.0, "nothing"))
    drawn = draw(made, judge(made))
    assert drawn.count("<circle") == 21
    assert 'class="late"' in drawn
    assert drawn.count("<polyline") == 2


def test_rows_are_rows_of_a_bench() -> None:
    assert all(isinstance(row, Row) for row in judge(record()).rows)


def test_who_asks_while_a_device_is_away_is_in_progress_but_not_while_the_back_end_is() -> None:
    for family, late in (("unplug", []), ("backend", ["turns lost that were not in progress when a fault hit"])):
        outcome = Outcome(Done(Fault(family, "thing", what="take it away"), 58.0, 63.0))
        assert missed(record(visit(99, 61.0, "told"), outcomes=[outcome])) == late


def test_sessions_stand_beside_shoppers() -> None:
    made = record(sessions=17)
    assert title(made, judge(made)) == "Drill: 20 shoppers in 17 sessions, and 1 faults, in 100 s"


def test_sessions_are_counted_from_the_last_run_of_the_ledger(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    book = Book(file)
    assert book.sessions() == 0, "there is none yet"
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE ledger (run TEXT, seq INTEGER, at REAL, kind TEXT, part TEXT, type TEXT, data TEXT)")
        for run, seq, kind in (
            ("1", 0, "OpenSession"),
            ("2", 0, "OpenSession"),
            ("2", 1, "Say"),
            ("2", 2, "OpenSession"),
        ):
            base.execute("INSERT INTO ledger VALUES (?, ?, 1.0, 'command', 'core', ?, '{}')", (run, seq, kind))
        base.commit()
        assert book.sessions() == 2
        base.execute("INSERT INTO ledger VALUES ('2', 3, 2.0, 'command', 'core', 'OpenSession', '{}')")
        base.commit()
    assert book.sessions() == 3
