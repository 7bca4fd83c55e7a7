"""A full or failing disk, a kill, a damaged file: the kiosk serves on, and the ledger says what it lacks."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from ledger_support import filled, small_disk, writing_process

from kiosk.errors import InputError
from kiosk.events import Elapsed, PartFailed, PartReady, QuestionTyped
from kiosk.runtime.ledger import Ledger, LedgerRow, export, read
from kiosk.runtime.ledger import writer as module
from kiosk.runtime.ledger.raw import Flaw
from kiosk.runtime.ledger.reader import entries, open_ledger


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon."""
    monkeypatch.setattr(module, "RETRY_S", 0.05)
    monkeypatch.setattr(module, "FLUSH_S", 0.02)


def all_news(ledger: Ledger, count: int, within_s: float = 30.0) -> list[PartFailed | PartReady]:
    found: list[PartFailed | PartReady] = []
    until = time.monotonic() + within_s
    while len(found) < count:
        found += ledger.news()
        assert time.monotonic() < until, f"only {found}"
        time.sleep(0.01)
    return found


def news_of(ledger: Ledger) -> PartFailed | PartReady:
    return all_news(ledger, 1)[0]


def write(ledger: Ledger, first: int, count: int, length: int = 10) -> None:
    for number in range(first, first + count):
        ledger.write(float(number), "event", "stage", QuestionTyped(f"{number} " + "x" * length))


def numbers(path: Path) -> list[int | str]:
    """The numbers of the rows, and the codes of the flaws between them."""
    return [entry.code if isinstance(entry, Flaw) else entry.seq for entry in entries(open_ledger(path))]


def test_a_full_disk_costs_nothing_if_there_is_room_again_in_time(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 400) as disk:
        ledger = Ledger(disk.folder / "ledger.sqlite")
        write(ledger, 0, 20)
        assert ledger.flush()
        disk.fill()
        began = time.monotonic()
        write(ledger, 20, 300, length=300)
        assert time.monotonic() - began < 30.0, "writing waits for no disk"
        failed = news_of(ledger)
        assert (failed.part, failed.code) == ("ledger", "ledger.full")
        assert not ledger.flush(0.3)
        assert list(range(20)) == numbers(disk.folder / "ledger.sqlite"), "what was kept can be read on the full disk"
        disk.empty()
        assert ledger.flush()
        assert news_of(ledger) == PartReady("ledger", "written again; nothing was lost")
        assert not ledger.news(), "told once"
        ledger.close()
        rows = list(read(disk.folder / "ledger.sqlite"))
        assert [row.at for row in rows] == [float(number) for number in range(320)]


def test_the_dialogue_never_waits_for_a_slow_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append = module.Store.append
    written, in_time = threading.Event(), list[bool]()

    def slow(*given: Any) -> None:
        in_time.append(written.wait(60))
        append(*given)

    monkeypatch.setattr(module.Store, "append", slow)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for number in range(10):
        write(ledger, number, 1)
        time.sleep(0.03)
    written.set()
    ledger.close()
    assert all(in_time), "who writes waits for the disk"
    assert numbers(tmp_path / "ledger.sqlite") == list(range(10))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_dies_is_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise AssertionError("a fault of our own")

    monkeypatch.setattr(module.Store, "append", broken)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    write(ledger, 0, 1)
    failed = news_of(ledger)
    assert (failed.part, failed.code) == ("ledger", "ledger.disk")  # type: ignore[union-attr]
    assert not ledger.news(), "told once"
    write(ledger, 1, 1)
    assert not ledger.flush(0.1)
    ledger.close()


def test_what_did_not_fit_into_memory_either_is_a_gap_that_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 400) as disk:
        ledger = Ledger(disk.folder / "ledger.sqlite", held_bytes=20_000)
        write(ledger, 0, 10)
        assert ledger.flush()
        disk.fill()
        write(ledger, 10, 100, length=1000)
        assert news_of(ledger).part == "ledger"
        disk.empty()
        assert ledger.flush()
        ready = news_of(ledger)
        assert isinstance(ready, PartReady)
        assert "rows could not be kept" in ready.detail
        write(ledger, 110, 10)
        ledger.close()
        found = numbers(disk.folder / "ledger.sqlite")
        at = found.index("ledger.gap")
        assert found[:at] == list(range(at)), "the beginning is whole"
        assert at > 20
        assert found[at + 1 :] == list(range(110, 120)), "after it, the rows go on"
        with pytest.raises(InputError, match=f"rows {at} to 109 are not there: nothing could be written") as fault:
            list(read(disk.folder / "ledger.sqlite"))
        assert fault.value.code == "ledger.gap"
        export(disk.folder / "ledger.sqlite", tmp_path / "l.jsonl")
        assert numbers(tmp_path / "l.jsonl") == found, "the export tells it too"


def test_a_kiosk_that_starts_on_a_full_disk_keeps_its_rows_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 200) as disk:
        disk.fill()
        ledger = Ledger(disk.folder / "ledger.sqlite")
        write(ledger, 0, 5)
        assert news_of(ledger).code == "ledger.full"  # type: ignore[union-attr]
        disk.empty()
        assert ledger.flush()
        ledger.close()
        assert numbers(disk.folder / "ledger.sqlite") == list(range(5))


def test_a_run_whose_last_rows_found_no_room_is_no_whole_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with small_disk(tmp_path / "disk", 400) as disk:
        ledger = Ledger(disk.folder / "ledger.sqlite")
        write(ledger, 0, 5)
        assert ledger.flush()
        disk.fill()
        write(ledger, 5, 300, length=300)
        ledger.close()
        disk.empty()  # SQLite needs room for its index of the journal, even to read
        source = open_ledger(disk.folder / "ledger.sqlite")
        assert not source.run.ended
        assert len(list(source.rows)) == 5
    assert "the last 300 rows" in caplog.text


def test_after_a_kill_at_any_moment_every_kept_row_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    process = writing_process(path)
    assert process.stdout is not None
    kept = -1
    for _ in range(20):
        kept = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    source = open_ledger(path)
    rows = list(entries(source))
    assert not source.run.ended
    assert all(isinstance(row, LedgerRow) for row in rows)
    assert len(rows) > kept
    assert [row.message.token for row in rows] == list(range(len(rows)))  # type: ignore[union-attr]
    ledger = Ledger(path)
    ledger.write(1.0, "event", "core", Elapsed("next", 1))
    ledger.close()
    assert len(list(read(path))) == 1, "and the next run begins beside it"
    assert open_ledger(path, "2").run.ended


def test_a_damaged_file_is_set_aside_and_the_kiosk_writes_a_new_one(tmp_path: Path) -> None:
    path = filled(tmp_path / "ledger.sqlite")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    ledger = Ledger(path)
    write(ledger, 0, 3)
    assert ledger.flush()
    failed, ready = all_news(ledger, 2)
    assert failed.code == "ledger.set-aside"  # type: ignore[union-attr]
    assert isinstance(ready, PartReady)
    ledger.close()
    assert numbers(path) == [0, 1, 2]
    assert len(list(tmp_path.glob("ledger.damaged-*.sqlite"))) == 1


def test_a_file_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = filled(tmp_path / "ledger.sqlite")
    base = sqlite3.connect(path)
    base.execute("UPDATE header SET schema = 99").connection.commit()
    base.close()
    ledger = Ledger(path)
    write(ledger, 0, 1)
    ledger.close()
    assert numbers(path) == [0]
    newer = next(tmp_path.glob("ledger.newer-*.sqlite"))
    with pytest.raises(InputError, match="schema 99"):
        read(newer)


def test_rows_that_vanish_with_their_file_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails and comes back empty: the run goes on, and says that its beginning is gone."""
    path = tmp_path / "ledger.sqlite"
    ledger = Ledger(path)
    write(ledger, 0, 4)
    assert ledger.flush()
    append = module.Store.append

    def refuse(*_: object) -> None:
        for file in tmp_path.glob("ledger.sqlite*"):
            file.unlink()
        monkeypatch.setattr(module.Store, "append", append)
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(module.Store, "append", refuse)
    write(ledger, 4, 3)
    assert news_of(ledger).code == "ledger.disk"  # type: ignore[union-attr]
    assert ledger.flush()
    ledger.close()
    assert numbers(path) == ["ledger.gap", 4, 5, 6]
