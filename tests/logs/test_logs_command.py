"""`kiosk logs`: what a technician asks for is shown, across rotated files, and damage is not hidden."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kiosk.errors import InputError
from kiosk.logs import cli, reader
from kiosk.logs.journal import FILE, Journal
from kiosk.logs.jsonl import Entry, encode
from kiosk.logs.reader import Wanted
from kiosk.settings import Logs

APP = typer.Typer()
APP.command()(cli.show)


def entry(minutes_ago: float, level: Any = "info", part: str = "core", message: str = "hello", **fields: Any) -> str:
    at = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).astimezone().isoformat(timespec="milliseconds")
    return encode(Entry(at, level, part, "test.code", message, fields)) + "\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / f"{FILE}.2").write_text(entry(300, message="first"))
    (tmp_path / f"{FILE}.1").write_text(entry(90, "error", "hearing", "second", traceback="  File x\nValueError"))
    (tmp_path / f"{FILE}.lock").write_text("not of the log")
    (tmp_path / FILE).write_text(
        entry(5, "warning", "stage", "third", wait_s=2.5) + entry(1, "debug", message="fourth")
    )
    return tmp_path


def shown(log: Path, *options: str) -> str:
    done = CliRunner().invoke(APP, ["--dir", str(log), *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def messages(text: str) -> list[str]:
    return [word for word in ("first", "second", "third", "fourth") if word in text]


def test_it_shows_the_last_entries_of_all_files_in_order(log: Path) -> None:
    text = shown(log)
    assert messages(text) == ["first", "second", "third"], "debug is not asked for"
    assert text.index("first") < text.index("second") < text.index("third")
    assert "warning stage" in text
    assert "wait_s=2.5" in text
    assert "[test.code]" in text
    assert "    ValueError" in text, "the story of a crash stands below it"
    assert "\x1b" not in text, "no colours where no terminal is"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--level", "debug"), ["first", "second", "third", "fourth"]),
        (("--level", "warning"), ["second", "third"]),
        (("--part", "hearing"), ["second"]),
        (("--since", "10m"), ["third"]),
        (("--since", "2h"), ["second", "third"]),
        (("--lines", "1"), ["third"]),
        (("--since", "1m", "--level", "error"), []),
    ],
)
def test_it_shows_what_is_asked_for(log: Path, options: tuple[str, ...], expected: list[str]) -> None:
    assert messages(shown(log, *options)) == expected


def test_json_is_one_document(log: Path) -> None:
    document = json.loads(shown(log, "--json", "--part", "stage"))
    (one,) = document["entries"]
    assert (one["message"], one["fields"]) == ("third", {"wait_s": 2.5})


def test_half_a_line_is_shown_and_not_skipped(log: Path) -> None:
    with (log / FILE).open("a") as stream:
        stream.write(entry(0)[:40])
    assert "log.damaged" in shown(log, "--level", "error", "--since", "1s")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--level", "loud"), "logs.level"),
        (("--part", "hering"), "logs.part"),
        (("--part", "hering", "--follow"), "logs.part"),
        (("--since", "yesterday"), "logs.since"),
        (("--dir", "/nowhere"), "logs.none"),
    ],
)
def test_mistakes_are_told(log: Path, options: tuple[str, ...], code: str) -> None:
    done = CliRunner().invoke(APP, ["--dir", str(log), *options])
    assert isinstance(done.exception, InputError)
    assert done.exception.code == code


def test_an_unknown_part_is_refused_with_what_may_be_meant_and_one_that_said_nothing_is_not(log: Path) -> None:
    done = CliRunner().invoke(APP, ["--dir", str(log), "--part", "hering"])
    assert isinstance(done.exception, InputError)
    assert done.exception.remedy == "Did you mean hearing?"
    for part in ("core", "voice", "ledger", "shop"):
        assert messages(shown(log, "--part", part)) in ([], ["first"])
    (log / FILE).write_text(entry(1, part="a-part-of-another-version", message="fourth"))
    assert messages(shown(log, "--part", "a-part-of-another-version")) == ["fourth"]


def test_following_goes_on_across_a_rotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "POLL_S", 0.01)
    found: list[str] = []
    with Journal(tmp_path, Logs(size_mb=0.001, keep=50)) as journal:
        journal.tell("info", "test.before", "this was there before")
        following = reader.follow(tmp_path, Wanted(part="core"))

        def write() -> None:
            for number in range(40):
                journal.tell("info", "test.one", str(number))
                threading.Event().wait(0.005)

        first = threading.Timer(0.2, write)
        first.start()
        for each in following:
            found.append(each.message)
            if len(found) == 40:
                break
        first.join()
    assert found == [str(number) for number in range(40)]
    assert len(list(tmp_path.glob(f"{FILE}.*"))) > 3
