"""The figures of the greeting table, from walks whose outcome is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

import pytest

from kiosk.bench import sight_greetings
from kiosk.bench.row import Done, Row, Skipped
from kiosk.bench.sight_greetings import ALONE, LEAST, WEIGHTS, Greetings, rows, unseen
from kiosk.bench.sight_walks import Walked
from kiosk.simulation.film import COMING, PASSING, Kind


def came(kind: Kind, *greeted: float, left: float = 13.0, peer: tuple[float, ...] = ()) -> Walked:
    """Stands before the kiosk from 5 to 10 s."""
    return Walked(kind, greeted, greeted, (left,), ((5.0, 10.0),), (0.0,), {"peer": peer})


def passed(kind: Kind, *greeted: float) -> Walked:
    return Walked(kind, greeted, (), (), (), (), {"peer": (3.0,)})


def queued(*greeted: float) -> Walked:
    return Walked("queue", greeted, (), (), ((5.0, 10.0), (13.0, 18.0)), (0.0, 0.0), {"peer": ()})


def table(*walks: Walked) -> dict[str, float]:
    every = [came(kind, 3.6) for kind in ALONE] + [passed(kind) for kind in PASSING] + [queued(3.6, 14.0), *walks]
    return {row.name.removeprefix("here: "): row.value for row in rows("here", every)}


def test_all_is_well() -> None:
    seen = table()
    assert seen["shoppers greeted"] == 1
    assert seen["false greetings per 100 passers-by"] == 0
    assert seen["precision when 10 % stop"] == 1
    assert seen["greeting after the stand still, median"] == pytest.approx(-1.4)
    assert seen["session end after the shopper turned away, p95"] == pytest.approx(3.0)
    assert seen["next in a queue greeted"] == 1


def test_who_is_greeted_too_late_or_much_too_early_is_not_greeted() -> None:
    seen = table(came("approach", 10.5), came("child", 0.5))
    assert seen["shoppers greeted"] == pytest.approx(1 - 2 * 0.5 / len(ALONE))
    assert seen["greetings too early, of 100 shoppers"] == pytest.approx(100 / 7)


def test_a_passer_by_counts_as_often_as_such_pass() -> None:
    seen = table(passed("divert", 2.0))
    assert seen["false greetings per 100 passers-by"] == pytest.approx(100 * 0.5 * WEIGHTS["divert"])
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
    assert set(WEIGHTS) == set(PASSING)
    assert seen["precision when 10 % stop"] == pytest.approx(0.1 / (0.1 + 0.9 * 0.04))


def test_dropped_sessions_and_second_greetings_are_told() -> None:
    seen = table(came("group", 3.0, 9.0, left=6.0), queued(3.6))
    assert seen["shoppers greeted twice, of 100"] == pytest.approx(100 / 6)
    assert seen["sessions dropped while the shopper stands there, of 100"] == pytest.approx(100 / 6)
    assert seen["next in a queue greeted"] == 0.5


def test_the_peer_is_judged_on_the_same_walks() -> None:
    every = [came(kind, 3.6, peer=(6.0,)) for kind in COMING if kind != "queue"] + [passed(kind) for kind in PASSING]
    found = {row.name.removeprefix("here: "): row.peer for row in rows("here", every)}
    recall, false = found["shoppers greeted"], found["false greetings per 100 passers-by"]
    assert recall is not None
    assert false is not None
    assert (recall.name, recall.value) == ("peer", 1.0)
    assert false.value == pytest.approx(100)


class Pool:
    imap_unordered = staticmethod(map)


@contextmanager
def crew(*_begin: object) -> Iterator[Pool]:
    yield Pool()


def test_how_sure_some_walks_make() -> None:
    assert unseen(40) == pytest.approx(0.072, abs=0.001)
    assert unseen(200) == pytest.approx(0.015, abs=0.001)
    assert unseen(0) == pytest.approx(0.95)


def test_who_gives_up_does_not_wait_for_the_walks_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def threads(*_begin: object) -> Iterator[ThreadPool]:
        with ThreadPool(1) as pool:
            yield pool

    monkeypatch.setattr(sight_greetings, "crew", threads)
    monkeypatch.setattr(sight_greetings, "_in_pixels", lambda task: passed(task[1]))
    told = Greetings(Path(), pixels=1000, frames=0).pixel_rows()
    assert next(told) == Done(1, 13_000)
    told.close()


@pytest.mark.parametrize(("seconds", "walked"), [(0.0, LEAST), (1e9, 5)])
def test_walks_in_pixels_are_as_many_of_each_kind_as_there_is_time_for(
    monkeypatch: pytest.MonkeyPatch, seconds: float, walked: int
) -> None:
    def in_pixels(task: tuple[Path, Kind, int]) -> Walked:
        kind = task[1]
        return queued(3.6, 14.0) if kind == "queue" else came(kind, 3.6) if kind in COMING else passed(kind)

    monkeypatch.setattr(sight_greetings, "crew", crew)
    monkeypatch.setattr(sight_greetings, "_in_pixels", in_pixels)
    told: list[Any] = list(Greetings(Path(), pixels=5, frames=0, pixels_s=seconds).pixel_rows())
    named = {one.name.partition(":")[0] for one in told if isinstance(one, Row)}
    assert named == {f"{walked} walks of each kind in pixels"}
    assert any(one.goal is not None for one in told if isinstance(one, Row)) == (walked == 5), "a few prove nothing"
    short = [one.name for one in told if isinstance(one, Skipped) and "walks" in one.name]
    assert short == ([] if walked == 5 else ["3 of 5 walks of each kind in pixels"])
