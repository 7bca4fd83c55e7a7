"""From a ledger to a rehearsal: what was heard and pressed comes back, and passes."""

import json
import tomllib
from dataclasses import replace

import pytest
from rehearsal_support import REHEARSALS, play, store

from kiosk.cli import main
from kiosk.errors import InputError
from kiosk.events import Answered, Heard
from kiosk.rehearsal.read import load
from kiosk.rehearsal.recorder import record_visit
from kiosk.rehearsal.rehearse import rehearse
from kiosk.runtime.ledger import Ledger


def ledger_of(rows, folder):
    """A live ledger on disk, as a kiosk writes it."""
    ledger = Ledger(folder / "ledger.sqlite")
    for row in rows:
        ledger.write(row.at, row.kind, row.part, row.message)
    ledger.close()
    return folder / "ledger.sqlite"


def played(name):
    path = next(REHEARSALS.glob(f"{name}-*.toml"))
    return load(path), rehearse(load(path), store())


@pytest.mark.parametrize("name", ["15", "19", "26", "27", "29", "31", "33", "38"])
def test_a_recorded_visit_passes_and_says_the_same(name, tmp_path):
    original, verdict = played(name)
    made = record_visit(ledger_of(verdict.talk.rows, tmp_path), None, store())
    assert made.dropped == ()
    again = play(made.text, tmp_path)
    assert again.ok, again.faults
    assert again.rehearsal.lang == original.lang
    spoken = [row.message.text for row in verdict.talk.rows if isinstance(row.message, Heard)]
    assert [turn.says for turn in again.rehearsal.turn if turn.says] == spoken
    assert [turn.types for turn in again.rehearsal.turn if turn.types] == [t.types for t in original.turn if t.types]
    for old in original.turn:
        assert old.entry is None or old.entry in [turn.entry for turn in again.rehearsal.turn]


def test_what_does_not_come_today_is_left_out_and_told(tmp_path):
    _, verdict = played("03")

    def other(row):
        if not isinstance(row.message, Answered) or row.message.reply.entry != "holiday-hours":
            return row
        return replace(row, message=replace(row.message, reply=replace(row.message.reply, entry="parking")))

    made = record_visit(ledger_of(map(other, verdict.talk.rows), tmp_path), None, store())
    assert len(made.dropped) == 1
    assert "entry = parking" in made.dropped[0]
    assert f"# Then, but not today: {made.dropped[0]}" in made.text
    assert "parking" not in str(tomllib.loads(made.text))
    assert play(made.text, tmp_path).ok


def test_one_visit_of_several(tmp_path):
    first, second = (played(name)[1].talk.rows for name in ("02", "01"))
    later = [replace(row, at=row.at + 1000.0) for row in second]
    ledger = ledger_of([*first, *later[1:]], tmp_path)
    one, two = record_visit(ledger, 1, store()), record_visit(ledger, None, store())
    assert (one.visit, two.visit, two.visits) == (1, 2, 2)
    assert "pindakaas" in one.text
    assert "meal" in two.text
    with pytest.raises(InputError) as refused:
        record_visit(ledger, 3, store())
    assert refused.value.code == "record.visit"


def run(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["kiosk", "rehearse", *map(str, arguments)])
    monkeypatch.setattr("kiosk.rehearsal.rehearse.open_store", lambda settings: store())  # once for all tests
    try:
        main()
    except SystemExit as end:
        return end.code
    return 0


def test_the_command_records_and_plays(tmp_path, monkeypatch, capsys):
    _, verdict = played("01")
    ledger, out = ledger_of(verdict.talk.rows, tmp_path), tmp_path / "new" / "visit.toml"
    assert run(monkeypatch, "--record", ledger, "--out", out) == 0
    assert "own words" in capsys.readouterr().err
    assert run(monkeypatch, "--record", ledger, "--out", out) == 2
    assert "record.exists" in capsys.readouterr().err
    assert run(monkeypatch, out, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True
    row = document["rehearsals"][0]
    assert row.keys() == {"file", "title", "lang", "ok", "seconds", "turns", "faults"}
    assert (row["file"], row["lang"], row["turns"], row["faults"]) == (str(out), "en", 4, [])


def test_one_that_fails_ends_with_1_and_a_bad_one_with_2(tmp_path, monkeypatch, capsys):
    talk = tmp_path / "talk.toml"
    talk.write_text('title = "t"\nlang = "en"\n[[turn]]\ncomes = true\nsentence = "goodbye"\n', encoding="utf-8")
    assert run(monkeypatch, talk) == 1
    told = capsys.readouterr()
    assert "✗ talk" in told.out
    assert "must be: sentence = goodbye" in told.out
    assert "rehearsal.failed" in told.err
    assert run(monkeypatch, talk, "--json") == 1
    fault = json.loads(capsys.readouterr().out)["rehearsals"][0]["faults"][0]
    assert (fault["turn"], fault["wanted"]) == (1, "sentence = goodbye")
    talk.write_text('title = "t"\nlang = "en"\n[[turn]]\nsay = "x"\n', encoding="utf-8")
    assert run(monkeypatch, talk) == 2
    assert "Did you mean says?" in capsys.readouterr().err
    assert run(monkeypatch, tmp_path / "nothing") == 2
    assert run(monkeypatch, REHEARSALS, "--only", "no-such-name") == 2
