"""What is handed on: whole and readable, or without a word of a shopper; and what is wrong is told with its line."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from ledger_support import filled
from typer.testing import CliRunner

from kiosk import commands as c
from kiosk import events as e
from kiosk.errors import KioskError
from kiosk.ledger_cli import app
from kiosk.ports import Message
from kiosk.runtime import wire
from kiosk.runtime.ledger import Ledger, export, read, redact
from kiosk.runtime.ledger.quotes import Quotes
from kiosk.runtime.ledger.raw import Flaw, RawRow
from kiosk.runtime.ledger.reader import entries, open_ledger
from kiosk.runtime.ledger.redact import NAMES, OURS, SHOPPERS, mark, text_fields
from kiosk.runtime.ledger.schema import document
from kiosk.runtime.ledger.sqlite_form import summaries
from kiosk.runtime.ledger.transcript import TOLD
from kiosk.timeline import Phoneme, Timeline, Word

DOCS = Path(__file__).parents[2] / "docs"


def canary(name: str) -> str:
    """A text that says which field it stood in: `heard-text` is found again in whatever quotes it."""
    return f"canary{name.replace('.', '').casefold()}"


def instance(kind: Any, name: str = "") -> Any:
    """A value of any type of the vocabulary, with a canary in every text."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{each.name: instance(hints[each.name], f"{kind.__name__}.{each.name}") for each in fields(kind)})
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is UnionType:
        return instance(get_args(kind)[0], name)
    if get_origin(kind) is tuple:
        return tuple(instance(inner, name) for inner in get_args(kind) if inner is not Ellipsis)
    if get_origin(kind) is not None and len(get_args(kind)) == 2:
        return {"key": instance(get_args(kind)[1], name)}
    return {str: canary(name), int: 1, float: 1.0, bool: True}[kind]


def ledger_of(folder: Path, messages: Iterable[Message]) -> Path:
    path = folder / "ledger.sqlite"
    ledger = Ledger(path)
    for number, message in enumerate(messages):
        kind = "event" if type(message).__name__ in wire.EVENTS else "command"
        ledger.write(float(number), kind, "part", message)
    ledger.close()
    return path


def redacted(folder: Path, *messages: Message) -> list[dict[str, Any]]:
    """The rows of a redacted export."""
    out = folder / "redacted.jsonl"
    export(ledger_of(folder, messages), out, redacted=True)
    header, *rows, end = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert header["redacted"] is True
    assert end == {"kind": "end", "rows": len(messages)}
    return rows


def test_somebody_has_decided_on_every_text_of_the_vocabulary() -> None:
    found = {name for kind in wire.TYPES.values() for name in text_fields(kind)}
    decided = [*SHOPPERS, *OURS, *NAMES]
    assert found - set(decided) == set(), "put these into SHOPPERS, OURS or NAMES of kiosk/runtime/ledger/redact.py"
    assert set(decided) - found == set(), "these are gone"
    assert len(decided) == len(set(decided)), "one is in two tables"


def test_no_shoppers_word_is_left_and_every_word_of_the_kiosk_is() -> None:
    """Each type alone, so that no sentence of the kiosk repeats what a shopper said in another."""
    for name, kind in wire.TYPES.items():
        row = {"seq": 0, "at": 1.0, "kind": "event", "part": "x", "type": name, "data": wire.to_data(instance(kind))}
        text = json.dumps(redact.redacted(row, redact.listen([RawRow("here", row)])), ensure_ascii=False)
        for field in text_fields(kind):
            assert (canary(field) in text) is (field not in SHOPPERS), field


def test_a_field_that_nobody_decided_on_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.runtime.ledger.redact.OURS", OURS - {"Say.text"})
    (row,) = redacted(tmp_path, instance(c.Say))
    assert row["data"]["text"] == "[1 word]"
    assert row["data"]["caption"] == canary("Say.caption")


def test_what_was_made_of_spelled_words_is_left_out_too(tmp_path: Path) -> None:
    """An order number is said in words and written in digits; a first name stands alone."""
    memo = (("order", "BA-4711"), ("name", "Wilhelmina"))
    rows = redacted(
        tmp_path,
        e.Heard(1, "B A four seven double one", "en", 0.9),
        e.Answered(1, e.Reply("question", "ask", 1.0, "en", "order", "Is it B A 4 7 1 1?", "x", memo=memo)),
        c.Say(1, "A table for Wilhelmina?", "A table for Wilhelmina?", "en"),
        c.Answer(2, "yes", "en", memo=memo),
        c.Say(2, "It is at the service desk.", "It is at the service desk.", "en"),
    )
    assert "Wilhelmina" not in json.dumps(rows)
    assert "4711" not in json.dumps(rows)
    assert "4 7 1 1" not in json.dumps(rows)
    assert rows[4]["data"]["text"] == "It is at the service desk."


@pytest.mark.parametrize(
    "told",
    [
        e.QuestionTyped("my number is 4711-0815, thank you"),
        e.Heard(1, "my number is 4711 0815 thank you", "en", 0.9),
        e.Heard(1, "", "en", 0.9, ("well my number is 4711",)),
        e.Partial(1, "my number is", "en"),
        e.HumanJoined(1, "4711", "voice"),
    ],
)
def test_a_sentence_of_the_kiosk_that_repeats_a_person_is_left_out_with_its_sounds(
    told: Message, tmp_path: Path
) -> None:
    said = "You said: my number is 4711 0815."
    timeline = Timeline(said, "en", "e", 22050, 22050, (Word("number", 13, 6, 0, 1),), (Phoneme("n", 0, 1),))
    rows = redacted(
        tmp_path,
        told,
        c.Say(1, said, said, "en"),
        e.SpeechStarted(1, 1.0, timeline),
        c.Say(2, "The milk is in aisle 4.", "The milk is in aisle 4.", "en"),
    )
    assert rows[1]["data"]["text"] == rows[1]["data"]["caption"] == "[4 to 7 words]"
    spoken = rows[2]["data"]["timeline"]
    assert (spoken["text"], spoken["words"], spoken["phonemes"]) == ("[4 to 7 words]", [], [])
    assert rows[3]["data"]["text"] == "The milk is in aisle 4."
    assert "4711" not in json.dumps(rows)


@pytest.mark.parametrize(
    ("heard", "sentence", "quoted"),
    [
        ("where is the milk please", "Did you say: where is the milk?", True),
        ("where is the milk", "The milk is in aisle 4.", False),
        ("the milk", "You'll find the milk in aisle 4.", False),
        ("jan de vries", "Welkom, Jan de Vries!", True),
        ("mail me at jan@example.org", "I wrote to Jan@example.org.", True),
        ("500 grams", "It is 500 grams.", False),
        ("bel 06 1234 5678", "Uw nummer: 06-12345678", True),
        ("저지방 우유가 어디에 있어요", "“저지방 우유가 어디에 있어요” 하셨죠?", True),
    ],
)
def test_what_is_a_quotation(heard: str, sentence: str, quoted: bool) -> None:
    quotes = Quotes()
    quotes.hear(heard)
    assert quotes.found_in(sentence) is quoted


def test_marks_tell_a_length_class_only() -> None:
    assert [mark(" ".join(["x"] * count)) for count in (0, 1, 2, 3, 4, 8, 16, 99)] == [
        *("", "[1 word]", "[2 to 3 words]", "[2 to 3 words]", "[4 to 7 words]", "[8 to 15 words]"),
        *("[16 words or more]", "[16 words or more]"),
    ]


def test_a_row_of_another_version_is_left_out_of_a_redacted_export_and_told(tmp_path: Path) -> None:
    source = filled(tmp_path / "l.sqlite")
    export(source, tmp_path / "l.jsonl")
    text = (tmp_path / "l.jsonl").read_text().replace("QuestionTyped", "QuestionSung")
    (tmp_path / "l.jsonl").write_text(text)
    export(tmp_path / "l.jsonl", tmp_path / "r.jsonl", redacted=True)
    assert "melk" in text
    assert "melk" not in (tmp_path / "r.jsonl").read_text()
    flaw = next(entry for entry in entries(open_ledger(tmp_path / "r.jsonl")) if isinstance(entry, Flaw))
    assert "line 2" in flaw.sentence
    assert "left out" in flaw.sentence


def bare(schema: Any) -> Any:
    """Without the prose: another wording is no other schema."""
    if isinstance(schema, dict):
        return {key: bare(value) for key, value in schema.items() if key != "description" or not isinstance(value, str)}
    return [bare(item) for item in schema] if isinstance(schema, list) else schema


def test_the_schema_in_the_docs_is_that_of_the_vocabulary() -> None:
    shipped = json.loads((DOCS / "ledger.schema.json").read_text(encoding="utf-8"))
    assert bare(shipped) == bare(document()), "write it anew: kiosk ledger schema > docs/ledger.schema.json"


def test_every_line_of_an_export_is_one_of_the_schema(tmp_path: Path) -> None:
    schema = document()
    export(ledger_of(tmp_path, [instance(kind) for kind in wire.TYPES.values()]), tmp_path / "l.jsonl")
    for line in map(json.loads, (tmp_path / "l.jsonl").read_text(encoding="utf-8").splitlines()):
        (branch,) = (each for each in schema["oneOf"] if each["title"] == line.get("type", line["kind"]))
        assert set(line) == set(branch["required"])
        constants = {name: value["const"] for name, value in branch["properties"].items() if "const" in value}
        assert {name: line[name] for name in constants} == constants
        if "data" in line:
            place = branch["properties"]["data"]["$ref"].rpartition("/")[2]
            assert set(line["data"]) == set(schema["$defs"][place].get("properties", {}))


def test_every_line_of_a_transcript_can_be_told() -> None:
    for kind, tell in TOLD.items():
        who, text = tell(instance(kind))
        assert who
        assert text
    silent = set(wire.TYPES) - {kind.__name__ for kind in TOLD}
    assert "Heard" not in silent
    assert "Say" not in silent


def test_all_runs_stand_in_one_file_and_each_can_be_read(tmp_path: Path) -> None:
    path = filled(tmp_path / "l.sqlite")
    ledger = Ledger(path, avatar="maya")
    ledger.write(9.0, "event", "stage", e.QuestionTyped("second run"))
    ledger.close()
    export(path, tmp_path / "l.jsonl", ["1", "2"])
    assert len(list(read(tmp_path / "l.jsonl"))) == 3
    assert [row.message for row in read(tmp_path / "l.jsonl", "2")] == [e.QuestionTyped("second run")]
    run = open_ledger(tmp_path / "l.jsonl", "2").run
    assert run == open_ledger(path, "2").run
    assert (run.avatar, run.ended) == ("maya", True)


def flaws_of(path: Path) -> list[str]:
    return [entry.sentence for entry in entries(open_ledger(path)) if isinstance(entry, Flaw)]


def test_every_flaw_of_a_file_is_told_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    export(filled(tmp_path / "l.sqlite"), tmp_path / "l.jsonl")
    header, *rows, end = (tmp_path / "l.jsonl").read_bytes().split(b"\n")[:-1]
    bad = [header, rows[0], b"\xff\xfe", b"[1]", rows[1].replace(b"Remind", b"Forget"), rows[2], rows[2][:40]]
    (tmp_path / "bad.jsonl").write_bytes(b"\n".join(bad))
    found = flaws_of(tmp_path / "bad.jsonl")
    for line, words in ((3, "not JSON"), (4, "no JSON object"), (5, "Forget"), (7, "cut short"), (7, "no end line")):
        assert any(f"line {line}" in sentence and words in sentence for sentence in found), (line, words, found)
    whole = [entry for entry in entries(open_ledger(tmp_path / "bad.jsonl")) if not isinstance(entry, Flaw)]
    assert [row.seq for row in whole] == [0, 2]
    (tmp_path / "cut.jsonl").write_bytes(b"\n".join([header, *rows, b""]))
    assert flaws_of(tmp_path / "cut.jsonl") == [
        f"{tmp_path / 'cut.jsonl'} has no end line after line 4: it was cut off there."
    ]
    (tmp_path / "ends.jsonl").write_bytes(b"\n".join([header, *rows[:2], end]))
    assert flaws_of(tmp_path / "ends.jsonl") == [
        f"{tmp_path / 'ends.jsonl'}, line 4, tells of 3 rows, and 2 are there."
    ]


@pytest.mark.parametrize("said", ["a\u2028b\u0085c\nd\x1ee", "half a letter: \udc80", "emoji 🥛 en 우유"])
def test_any_text_comes_back(said: str, tmp_path: Path) -> None:
    path = ledger_of(tmp_path, [e.QuestionTyped(said)])
    export(path, tmp_path / "l.jsonl")
    for file in (path, tmp_path / "l.jsonl"):
        assert [row.message for row in read(file)] == [e.QuestionTyped(said)]


def test_defaults_make_an_older_row_readable() -> None:
    """A field that is added to the vocabulary must have a default, or ledgers of before could not be read."""
    assert wire.from_data("Heard", {"utterance": 1, "text": "x", "lang": "en", "confidence": 1.0}) == e.Heard(
        1, "x", "en", 1.0
    )
    assert any(each.default is not MISSING for each in fields(e.Heard))


def test_words_of_a_row_that_cannot_be_read_are_not_handed_on_in_what_is_said_of_it(tmp_path: Path) -> None:
    live, out = filled(tmp_path / "ledger.sqlite"), tmp_path / "r.jsonl"
    with sqlite3.connect(live) as base:
        broken = b'{"lang": "en", "text": "my name is Wilhelmina \xff\xfe"}'
        base.execute("UPDATE ledger SET data = CAST(? AS TEXT) WHERE seq = 1", (broken,))
    base.close()
    flaws: list[str] = []
    assert export(live, out, redacted=True, flaws=flaws) == 1
    (flaw,) = flaws
    assert "cannot be read after row 0" in flaw
    assert "Wilhelmina" not in out.read_text(encoding="utf-8")
    done = CliRunner().invoke(app, ["export", str(live), "--out", str(out)])
    assert isinstance(done.exception, KioskError)
    assert (done.exception.code, done.exception.status) == ("ledger.flawed", 1)


def test_a_damaged_run_is_listed_as_such(tmp_path: Path) -> None:
    live = ledger_of(tmp_path, [e.QuestionTyped("word " * 50)] * 400)
    whole = bytearray(live.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = bytes([255]) * 4096
    live.write_bytes(whole)
    done = CliRunner().invoke(app, ["list", str(live), "--json"])
    assert done.exit_code == 0, done.exception
    assert [each["state"] for each in json.loads(done.stdout)["runs"]] == ["damaged"]
    CliRunner().invoke(app, ["export", str(live), "--out", str(tmp_path / "out.jsonl")])
    assert not list(tmp_path.glob("*.sqlite-*")), "reading leaves nothing beside it"


def test_rows_that_wait_in_a_wal_are_read_too(tmp_path: Path) -> None:
    live, copy = ledger_of(tmp_path, [e.QuestionTyped("milk")]), tmp_path / "after a power cut.sqlite"
    with closing(sqlite3.connect(live)) as base:
        before = base.execute("SELECT count(*) FROM ledger").fetchone()[0]
        base.execute("PRAGMA wal_autocheckpoint=0")
        base.execute("INSERT INTO ledger SELECT run, 99, at, kind, part, type, data FROM ledger LIMIT 1")
        base.commit()
        for end in ("", "-wal"):
            shutil.copyfile(f"{live}{end}", f"{copy}{end}")
    (found,) = summaries(copy)
    assert found.rows == before + 1


def test_what_is_handed_on_is_for_its_owner_alone_even_where_a_file_of_that_name_was_for_everybody(
    tmp_path: Path,
) -> None:
    ledger = ledger_of(tmp_path, [e.QuestionTyped("where is the milk")])
    out = tmp_path / "ledger.jsonl"
    for number in range(2):
        export(ledger, out)
        assert out.stat().st_mode & 0o777 == 0o600, number
        out.chmod(0o644)
