"""A ledger is whole, in order, and says what is wrong with one that is not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from ledger_support import filled

from kiosk.commands import Remind
from kiosk.errors import InputError
from kiosk.events import Elapsed, QuestionTyped
from kiosk.runtime.ledger import Ledger, export, read


def test_what_was_written_is_read_back_in_order_from_both_forms(tmp_path: Path) -> None:
    live = filled(tmp_path / "ledger.sqlite")
    assert export(live, tmp_path / "ledger.jsonl") == 3
    rows = list(read(live))
    assert [row.message for row in rows] == [
        QuestionTyped("Waar is de melk?"),
        Remind("filler", 1, 0.7),
        Elapsed("filler", 1),
    ]
    assert rows == list(read(tmp_path / "ledger.jsonl"))


def test_flushed_rows_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.write(1.0, "event", "stage", QuestionTyped("x"))
    ledger.flush()
    assert len(list(read(tmp_path / "ledger.sqlite"))) == 1
    ledger.close()


def test_two_kiosks_do_not_write_one_ledger(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with pytest.raises(InputError, match="Another kiosk"):
        Ledger(tmp_path / "ledger.sqlite")
    ledger.close()
    Ledger(tmp_path / "ledger.sqlite").close()


def test_each_run_is_its_own(tmp_path: Path) -> None:
    filled(tmp_path / "ledger.sqlite")
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.write(9.0, "event", "stage", QuestionTyped("second run"))
    ledger.close()
    assert [row.message for row in read(tmp_path / "ledger.sqlite")] == [QuestionTyped("second run")]


def broken(path: Path, change: str) -> Path:
    export(filled(path / "l.sqlite"), path / "l.jsonl")
    lines = (path / "l.jsonl").read_text().splitlines()
    match change:
        case "json":
            lines[2] = "{"
        case "type":
            lines[2] = lines[2].replace("Remind", "Forget")
        case "field":
            lines[2] = lines[2].replace('"token"', '"tokens"')
        case "gap":
            del lines[2]
        case "kind":
            lines[2] = lines[2].replace('"kind": "command"', '"kind": "event"')
        case "time":
            lines[2] = lines[2].replace('"at": 1.1', '"at": null')
        case "schema":
            lines[0] = json.dumps(json.loads(lines[0]) | {"schema": 99})
        case "redacted":
            lines[0] = json.dumps(json.loads(lines[0]) | {"redacted": True})
    (path / "l.jsonl").write_text("\n".join(lines))
    return path / "l.jsonl"


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ("json", "ledger.format", "line 3"),
        ("type", "ledger.format", "line 3"),
        ("field", "ledger.format", "line 3"),
        ("gap", "ledger.gap", "line 3"),
        ("kind", "ledger.format", "line 3"),
        ("time", "ledger.format", "line 3"),
        ("schema", "ledger.schema", "99"),
        ("redacted", "ledger.redacted", "redacted"),
    ],
)
def test_a_broken_ledger_is_refused_with_its_line(tmp_path: Path, change: str, code: str, words: str) -> None:
    with pytest.raises(InputError) as fault:
        list(read(broken(tmp_path, change)))
    assert fault.value.code == code
    assert words in fault.value.sentence


def test_no_ledger_and_no_ledger_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no ledger"):
        read(tmp_path / "absent")
    (tmp_path / "empty").write_text("")
    with pytest.raises(InputError):
        list(read(tmp_path / "empty"))
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(InputError, match="no ledger"):
        list(read(tmp_path / "other.sqlite"))
