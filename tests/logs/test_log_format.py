"""The log: one JSON object a line, no shopper's words, a size that is kept to, and a full disk that harms nobody."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.commands import Say
from kiosk.errors import KioskError
from kiosk.events import Answered, Failed, Heard, PartFailed, Partial, PartReady, QuestionTyped, Reply
from kiosk.logs import jsonl
from kiosk.logs.chronicle import Chronicle
from kiosk.logs.journal import FILE, MASK, SPELL_S, Journal
from kiosk.logs.jsonl import Entry
from kiosk.monitoring.upkeep import Upkeep
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Logs, Settings

CANARY = "zanzibarquark"


def entries(folder: Path) -> list[Entry]:
    lines = [line for file in sorted(folder.glob(f"{FILE}*")) for line in file.read_text().splitlines()]
    found = [jsonl.decode(line) for line in lines]
    assert all(isinstance(entry, Entry) for entry in found), found
    return [entry for entry in found if isinstance(entry, Entry)]


def raised(error: Exception) -> Exception:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise error from cause
    except type(error) as caught:
        return caught


def test_an_entry_survives_the_way_to_a_line_and_back() -> None:
    entry = Entry(jsonl.now(), "warning", "hearing", "microphone.gone", "é → \n", {"seconds": 1.5, "names": ["a"]})
    line = jsonl.encode(entry)
    assert "\n" not in line
    assert jsonl.decode(line) == entry
    assert "+" in entry.time or "-" in entry.time[10:], "the zone is told"


@pytest.mark.parametrize("line", ["ALSA lib pcm.c", '{"time": 1}', '{"time": "x", "level": "loud"}', '{"time"', ""])
def test_what_is_no_entry_stays_as_it_is(line: str) -> None:
    assert jsonl.decode(line) == line


def test_the_text_of_an_exception_is_kept_only_where_it_cannot_hold_words() -> None:
    told = jsonl.described(raised(ValueError(CANARY)), words=False)
    assert CANARY not in json.dumps(told)
    assert "test_log_format.py" in told["traceback"]
    assert "KeyError" in told["traceback"], "the cause is told"
    assert "No such device" in jsonl.described(raised(OSError(19, "No such device")), words=False)["traceback"]
    assert "Plug it in" in jsonl.described(raised(KioskError("a.b", "Gone.", "Plug it in.")), words=False)["traceback"]
    assert CANARY in jsonl.described(raised(ValueError(CANARY)), words=True)["traceback"]


def test_what_libraries_say_is_kept_without_the_words_that_were_heard(tmp_path: Path) -> None:
    with Journal(tmp_path, Logs()) as journal:
        chronicle = Chronicle(journal)
        chronicle.see("hearing", Partial(1, f"where {CANARY}", "en"))
        chronicle.see("hearing", Heard(1, "the melk", "en", 0.9, ("der Kelp",)))
        chronicle.see("stage", QuestionTyped("Wo ist 도서관"))
        journal.output("hearing", f"LOG (Vosk) decoded {CANARY.upper()} or melk, kelp, 도서관")
        logging.getLogger("urllib3").warning("GET /search?q=melk")
        logging.getLogger("kiosk.test").warning("the microphone is gone", extra={"code": "microphone.gone"})
    text = (tmp_path / FILE).read_text().casefold()
    for word in (CANARY, "melk", "kelp", "도서관"):
        assert word not in text
    noise, library, ours = entries(tmp_path)
    assert (noise.code, noise.part, noise.message.count(MASK)) == (jsonl.OUTPUT, "hearing", 4)
    assert (library.code, library.fields) == (jsonl.LIBRARY, {"logger": "urllib3"})
    assert ours.message == "the microphone is gone", "our own sentences carry no words, and stay readable"


def test_words_are_kept_only_where_a_setting_allows_it(tmp_path: Path) -> None:
    for allowed in (False, True):
        with Journal(tmp_path / str(allowed), Logs(words=allowed)) as journal:
            chronicle = Chronicle(journal)
            chronicle.see("stage", QuestionTyped(CANARY))
            chronicle.see("voice", Say(1, CANARY, CANARY, "en"))
            chronicle.see("answers", Failed("Answer", 1, "answers.refused", CANARY))
            chronicle.see("answers", Answered(1, Reply("question", "answer", 0.9, "en", CANARY, CANARY), 12.0))
        assert (CANARY in (tmp_path / str(allowed) / FILE).read_text()) is allowed


def test_an_exception_of_a_task_does_not_show_the_event_it_held(tmp_path: Path) -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(int, QuestionTyped(CANARY))
        await asyncio.sleep(0.01)

    with Journal(tmp_path, Logs()):
        asyncio.run(story())
    (entry,) = entries(tmp_path)
    assert entry.level == "error"
    assert entry.fields["exception"] == "TypeError"
    assert CANARY not in (tmp_path / FILE).read_text()


def test_parts_are_told_of_when_they_fail_and_when_they_are_back(tmp_path: Path) -> None:
    with Journal(tmp_path, Logs()) as journal:
        chronicle = Chronicle(journal)
        chronicle.see("stage", PartFailed("stage", "stage.no-screen", "No window."))
        for message in (
            PartReady("stage", "dummy 540x960", simulated=True),
            PartFailed("stage", "part.died", "Its process ended (signal 9)."),
            PartReady("stage", "dummy 540x960", simulated=True),
        ):
            chronicle.see("stage", message)
    assert [(entry.level, entry.code) for entry in entries(tmp_path)] == [
        ("warning", "stage.no-screen"),
        ("info", "part.ready"),
        ("error", "part.died"),
        ("info", "part.restored"),
    ]


@pytest.mark.parametrize(("code", "level"), [("camera.off", "info"), ("camera.none", "warning")])
def test_what_is_switched_off_is_no_fault(tmp_path: Path, code: str, level: str) -> None:
    with Journal(tmp_path, Logs()) as journal:
        Chronicle(journal).see("sight", PartFailed("sight", code, "No camera."))
    assert [entry.level for entry in entries(tmp_path)] == [level]


def test_the_status_line_does_not_miss_what_is_switched_off(tmp_path: Path) -> None:
    upkeep, parts = Upkeep(Settings(), tmp_path / "ledger.sqlite"), dict[str, Any]()
    for name in ("hearing", "sight"):
        parts[name] = Supervisor(name, "", Settings(), tmp_path, lambda *_: None, lambda *_: None)
        parts[name].serves, parts[name].off = name == "hearing", name == "sight"
    upkeep.open(parts)
    assert upkeep.status() == "starting, all parts work, sight switched off; 0 shoppers since the start"
    parts["sight"].off = False
    assert upkeep.status() == "starting, without sight; 0 shoppers since the start"
    upkeep.close()


def test_the_log_keeps_to_its_size_and_its_level(tmp_path: Path) -> None:
    with Journal(tmp_path, Logs(size_mb=0.002, keep=2, level="warning")) as journal:
        for number in range(100):
            journal.tell("warning", "test.one", f"number {number}")
            journal.tell("info", "test.two", "not asked for")
    files = sorted(tmp_path.glob(f"{FILE}*"))
    assert [file.name for file in files] == [FILE, f"{FILE}.1", f"{FILE}.2"]
    assert all(file.stat().st_size <= 2000 for file in files)
    assert {entry.code for entry in entries(tmp_path)} == {"test.one"}
    assert json.loads((tmp_path / FILE).read_text().splitlines()[-1])["message"] == "number 99", "the newest is kept"


def test_a_flood_of_output_is_cut_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("kiosk.logs.journal.time", SimpleNamespace(monotonic=lambda: now[0]))
    with Journal(tmp_path, Logs()) as journal:
        for _ in range(1000):
            journal.output("hearing", "ALSA underrun")
        journal.output("sight", "one line")
        now[0] = SPELL_S + 0.1
        journal.output("hearing", "the last line")
    found = entries(tmp_path)
    assert len(found) == 103
    assert found[-2].message == "900 lines of its output were left out"
    assert found[-1].message == "the last line"


def test_a_disk_that_cannot_be_written_loses_entries_and_says_so_later(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with Journal(tmp_path, Logs()) as journal:
        for _ in range(3):
            journal.tell("info", "test.lost", "nobody reads this")
        (tmp_path / FILE).rmdir()
        journal.tell("info", "test.kept", "the disk is back")
    lost, kept = entries(tmp_path)
    assert lost.code == "log.lost"
    assert "3 entries" in lost.message
    assert "directory" in lost.message, "and why"
    assert kept.message == "the disk is back"


def test_the_logging_of_the_process_is_left_as_it_was(tmp_path: Path) -> None:
    before = (logging.getLogger().handlers[:], logging.getLogger("kiosk").level)
    with Journal(tmp_path, Logs(level="debug")):
        assert logging.getLogger("kiosk").level == logging.DEBUG
    assert (logging.getLogger().handlers, logging.getLogger("kiosk").level) == before


def test_the_last_words_of_a_part_that_ends_later_do_not_open_the_file_again(tmp_path: Path) -> None:
    with Journal(tmp_path, Logs()) as journal:
        journal.output("hearing", "bye")
    file = tmp_path / FILE
    before = file.read_text()
    journal.output("hearing", "one more thing")
    assert file.read_text() == before
    assert not [each for each in Path("/proc/self/fd").iterdir() if each.exists() and each.samefile(file)]
