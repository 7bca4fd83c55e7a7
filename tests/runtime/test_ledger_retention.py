"""Nothing a shopper said stays for ever; a run knows its date, also when the clock was wrong at its start."""

from __future__ import annotations

import logging
import sqlite3
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace

import pytest
from ledger_support import filled

from kiosk.events import QuestionTyped
from kiosk.runtime.ledger import Ledger, read
from kiosk.runtime.ledger import writer as module
from kiosk.runtime.ledger.raw import Flaw
from kiosk.runtime.ledger.reader import entries, open_ledger, summaries

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Calendar:
    """A wall clock that is turned by hand, and runs."""

    def __init__(self, at: datetime = NOON) -> None:
        self.ahead = at - datetime.now(UTC)

    def now(self, zone: tzinfo = UTC) -> datetime:
        return (datetime.now(UTC) + self.ahead).astimezone(zone)

    def turn(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def run(path: Path, clock: Calendar, said: str, keep_days: float = 14) -> None:
    ledger = Ledger(path, keep_days=keep_days, clock=clock)
    for text in ("how it began", said):
        ledger.write(time.monotonic(), "event", "stage", QuestionTyped(text))
    ledger.close()


def runs(path: Path) -> list[str]:
    return [each.run.run for each in summaries(path)]


def flaws(path: Path) -> list[Flaw]:
    return [entry for entry in entries(open_ledger(path)) if isinstance(entry, Flaw)]


def test_old_runs_are_erased_at_the_start_and_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, clock = tmp_path / "ledger.sqlite", Calendar()
    caplog.set_level(logging.INFO)
    run(path, clock, "my secret question")
    clock.turn(days=10)
    run(path, clock, "a younger one")
    clock.turn(days=5)
    run(path, clock, "today's")
    assert runs(path) == ["2", "3"]
    assert "rows older than 14 days were erased" in caplog.text
    for file in tmp_path.glob("ledger.sqlite*"):
        assert b"secret" not in file.read_bytes(), "it is overwritten, not only forgotten"
    clock.turn(days=30)
    run(path, clock, "later")
    assert runs(path) == ["4"], "a number is never given twice"


def test_a_run_without_end_loses_its_old_rows_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TEND_S", 0.05)
    monkeypatch.setattr(module, "FLUSH_S", 0.02)
    passed_s = 0.0
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + passed_s))
    path, clock = tmp_path / "ledger.sqlite", Calendar()
    ledger = Ledger(path, clock=clock)
    ledger.write(time.monotonic(), "event", "core", QuestionTyped("how it began"))
    ledger.write(time.monotonic(), "event", "stage", QuestionTyped("old"))
    assert ledger.flush()
    assert not flaws(path)
    passed_s = 20 * 86_400
    clock.turn(days=20)
    ledger.write(time.monotonic() + passed_s, "event", "stage", QuestionTyped("new"))
    until = time.monotonic() + 30
    while ledger.flush() and not flaws(path):
        assert time.monotonic() < until
        time.sleep(0.02)
    first, gap, last = entries(open_ledger(path))
    assert isinstance(gap, Flaw)
    assert "rows 1 to 1 are not there: older than" in gap.sentence
    assert (first.message, last.message) == (QuestionTyped("how it began"), QuestionTyped("new"))  # type: ignore[union-attr]
    ledger.close()


def test_a_run_knows_its_date_and_follows_a_clock_that_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FLUSH_S", 0.02)
    path, clock = tmp_path / "ledger.sqlite", Calendar(datetime(1970, 1, 2, tzinfo=UTC))
    ledger = Ledger(path, clock=clock)
    ledger.write(time.monotonic(), "event", "core", QuestionTyped("x"))
    assert ledger.flush()
    date = open_ledger(path).run.date()
    assert date is not None
    assert date.year == 1970
    clock.ahead = NOON - datetime.now(UTC)
    ledger.write(time.monotonic(), "event", "core", QuestionTyped("y"))
    assert ledger.flush()
    ledger.close()
    source = open_ledger(path)
    date = source.run.date()
    assert date is not None
    assert abs(date - NOON) < timedelta(seconds=5)
    later = source.run.date(source.run.began_at + 60)
    assert later is not None
    assert later - date == timedelta(seconds=60)


def test_a_clock_that_jumps_ahead_for_a_while_erases_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FLUSH_S", 0.02)
    path, clock = tmp_path / "ledger.sqlite", Calendar()
    run(path, clock, "yesterday's")
    ledger = Ledger(path, clock=clock)
    ledger.write(time.monotonic(), "event", "core", QuestionTyped("x"))
    assert ledger.flush()
    clock.turn(days=400)
    ledger.write(time.monotonic(), "event", "core", QuestionTyped("y"))
    assert ledger.flush()
    clock.turn(days=-400)
    ledger.close()
    assert runs(path) == ["1", "2"]


def older(path: Path) -> Path:
    """A live ledger as schema 1 was."""
    base = sqlite3.connect(filled(path))
    with base:
        base.execute("DROP TABLE runs")
        base.execute("DROP TABLE gaps")
        base.execute("UPDATE header SET schema = 1")
    base.close()
    return path


def test_a_ledger_of_the_first_schema_is_read_and_gone_on_with(tmp_path: Path) -> None:
    path, clock = older(tmp_path / "ledger.sqlite"), Calendar()
    assert len(list(read(path))) == 3
    assert open_ledger(path).run.date() is None
    run(path, clock, "new")
    assert runs(path) == ["1", "2"]
    assert len(list(read(path, "1"))) == 3
    assert len(list(read(path, "2"))) == 2
    clock.turn(days=15)
    run(path, clock, "newer")
    assert runs(path) == ["3"], "a run without a date is older than every run with one"


def test_what_was_set_aside_is_erased_in_its_time(tmp_path: Path) -> None:
    path, clock = tmp_path / "ledger.sqlite", Calendar(datetime.now(UTC))
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    run(path, clock, "x")
    assert len(list(tmp_path.glob("ledger.damaged-*"))) == 1
    clock.turn(days=15)
    run(path, clock, "y")
    assert not list(tmp_path.glob("ledger.damaged-*"))


def test_only_its_owner_can_read_a_ledger(tmp_path: Path) -> None:
    for file in (filled(tmp_path / "ledger.sqlite"), tmp_path / "ledger.lock"):
        assert file.stat().st_mode & 0o077 == 0
