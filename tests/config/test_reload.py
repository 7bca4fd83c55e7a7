"""Files that change while the kiosk runs: what a change concerns, when it is taken up, and that nobody is disturbed."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.configuration.reload import AT_START, SECTIONS, Reload, affected, waiting
from kiosk.configuration.runnable import Adopted, Configuration
from kiosk.resources import config_dir
from kiosk.runtime.ledger import read
from kiosk.runtime.replay import replay
from kiosk.settings import Settings


def adopted(configuration: Configuration) -> Adopted:
    return configuration.adopt(configuration.take())


CHANGES: dict[str, tuple[str, str, str, set[str]]] = {
    "an answer": ("knowledge/en.toml", "Toilets", "Rest rooms", {"answers", "hearing"}),
    "a product": ("products.csv", "1.29", "1.39", {"answers", "hearing", "shop"}),
    "an order of the simulated back end": ("orders.csv", "204519,preparing", "204519,ready", {"shop"}),
    "a time of the simulated back end": ("slots.csv", "14:30", "16:30", {"shop"}),
    "a place": ("map.toml", "x = 2.5", "x = 2.6", {"answers", "stage", "body"}),
    "hours": ("store.toml", "08:00-21:00", "08:00-20:00", {"answers", "sight", "stage"}),
    "a sentence": ("lang/en.toml", "People", "Colleagues", set()),
    "a story": ("stories/demo.en.toml", "A first visit", "A visit", set()),
    "a time of the dialogue": ("kiosk.toml", "[store]", "[dialogue]\nsilence_s = 8\n[store]", set()),
    "a rate of speech": ("kiosk.toml", "[store]", "[voice]\nwpm = 150\n[store]", {"voice", "shop"}),
    "a frame rate": ("kiosk.toml", "[store]", "[stage]\nfps = 25\n[store]", {"stage", "shop"}),
    "the back end": ("kiosk.toml", "1.6", "1.5", {"answers", "shop"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_the_parts_that_a_change_concerns_begin_anew(name: str, store: Path, tmp_path: Path) -> None:
    file, old, new, parts = CHANGES[name]
    configuration = Configuration(store, {}, tmp_path / "run", headless=True)
    before = adopted(configuration)
    text = (store / file).read_text(encoding="utf-8")
    assert old in text
    (store / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert affected(before, adopted(configuration)) == parts


def test_nothing_changed_concerns_nobody(store: Path, tmp_path: Path) -> None:
    configuration = Configuration(store, {}, tmp_path / "run", headless=True)
    assert affected(adopted(configuration), adopted(configuration)) == frozenset()


def test_every_section_says_whom_it_concerns() -> None:
    assert Settings.model_fields.keys() <= SECTIONS.keys() | AT_START


def test_what_needs_a_restart_is_known() -> None:
    begun = Settings()
    other = begun.model_copy(update={"metrics": begun.metrics.model_copy(update={"port": 9105})})
    both = other.model_copy(update={"ledger": begun.ledger.model_copy(update={"keep_days": 3})})
    assert waiting(begun, begun, begun) == ()
    assert waiting(begun, begun, other) == ("metrics",)
    assert waiting(begun, other, both) == ("ledger",), "the one before was told already"
    assert waiting(begun, other, begun) == (), "it is as it was at the start"


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Make room"),
        (errno.EACCES, "right to it"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "kiosk doctor"),
    ],
)
def test_a_copy_that_fails_is_told_with_a_remedy_for_what_is_the_matter(
    number: int, remedy: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take() -> None:
        raise OSError(number, os.strerror(number), str(store / "products.csv"))

    async def told() -> Adopted | tuple[Any, ...]:
        configuration = Configuration(store, {}, tmp_path / "run", headless=True)
        reload = Reload(configuration, adopted(configuration))
        monkeypatch.setattr(configuration, "take", take)
        (store / "products.csv").touch()
        return await asyncio.wait_for(anext(reload.changes()), 90)

    found = asyncio.run(told())
    assert not isinstance(found, Adopted)
    assert remedy in found[0].remedy
    assert "products.csv" in found[0].message


def test_a_change_is_taken_up_when_the_editor_is_done_and_what_is_typed_goes_on_winning(
    store: Path, tmp_path: Path
) -> None:
    async def changes() -> None:
        configuration = Configuration(store, {"voice": {"wpm": 120}}, tmp_path / "run", headless=True)
        begun, _ = configuration.open()
        reload = Reload(configuration, begun)
        told: list[str] = []
        reload.tell = lambda faults: told.extend(str(fault) for fault in faults)
        coming = reload.changes()
        good = (store / "kiosk.toml").read_text()

        (store / "kiosk.toml").write_text(good + "[voice]\nwpm = 1500\nwmp = 1\n")
        found = await asyncio.wait_for(anext(coming), 90)
        assert not isinstance(found, Adopted)
        assert [Path(fault.file) for fault in found] == [store / "kiosk.toml"] * 2
        assert len(told) == 2

        (store / "kiosk.toml").write_text(good)
        mended = await asyncio.wait_for(anext(coming), 90)
        assert isinstance(mended, Adopted)
        assert mended.snapshot.digest == begun.snapshot.digest

        (store / "kiosk.toml").write_text("")  # an editor that empties the file before it writes it
        await asyncio.sleep(0.1)
        (store / "kiosk.toml").write_text(good + "[voice]\nwpm = 150\npitch = 60\n")
        changed = await asyncio.wait_for(anext(coming), 90)
        assert isinstance(changed, Adopted)
        assert (changed.settings.voice.wpm, changed.settings.voice.pitch) == (120, 60)
        reload.use(changed)
        assert len([each for each in (tmp_path / "run").iterdir() if not each.is_symlink()]) == 1, "copies pile up"

    asyncio.run(changes())


# --- a whole kiosk ----------------------------------------------------------------------------------------------------

QUIET = {
    "KIOSK__KIOSK__LANG": "en",
    "KIOSK__SIGHT__CAMERA": "none",
    "KIOSK__HEARING__MICROPHONE": "none",
    "KIOSK__VOICE__SPEAKER": "clock:8",
    "KIOSK__BODY__PORT": "none",
    "KIOSK__DIALOGUE__CLOSE_AFTER_S": "5.1",
}
OFF = frozenset({"camera.off", "microphone.off", "body.none"})
"""What parts that `QUIET` gives nothing to work with tell each time they begin."""


class Running:
    """`kiosk run` in a process of its own, and its live ledger."""

    def __init__(self, store: Path, out: Path) -> None:
        command = [sys.executable, "-P", "-m", "kiosk", "run", "--headless", "--store", str(store), "--out", str(out)]
        self.ledger, self.said = out / "ledger.sqlite", out.parent / "said.txt"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, env=os.environ | QUIET
            )

    def wait_ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.said.read_text()

    def type(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def rows(self) -> list[tuple[int, str, dict[str, Any]]]:
        with closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True)) as base:
            rows = base.execute("SELECT seq, type, data FROM ledger ORDER BY seq").fetchall()
        return [(seq, kind, json.loads(data)) for seq, kind, data in rows]

    def until(self, kind: str, since: int = -1, within_s: float = 90.0) -> tuple[int, dict[str, Any]]:
        """The first row of a type after another row."""
        ends = time.monotonic() + within_s
        while time.monotonic() < ends:
            for seq, name, data in self.rows():
                if name == kind and seq > since:
                    return seq, data
            time.sleep(0.1)
        raise AssertionError(f"no {kind} within {within_s} s: {self.rows()[-5:]}\n{self.said.read_text()[-2000:]}")


@contextmanager
def running(store: Path, out: Path) -> Iterator[Running]:
    kiosk = Running(store, out)
    try:
        kiosk.wait_ready()
        yield kiosk
    finally:
        kiosk.process.terminate()
        kiosk.process.wait(20)
        for pipe in (kiosk.process.stdin, kiosk.process.stdout):
            if pipe is not None:
                pipe.close()


def test_a_kiosk_whose_files_are_wrong_comes_up_says_so_and_takes_up_the_mended_ones_between_shoppers(
    store: Path, tmp_path: Path
) -> None:
    good = (store / "kiosk.toml").read_text()
    (store / "kiosk.toml").write_text(good + "[voice]\nwpm = 1500\n")
    line = len(good.splitlines()) + 2
    question = "are you open on sunday"
    with running(store, tmp_path / "out") as kiosk:
        assert f"line {line}: voice.wpm is 1500. Allowed: 80 to 300 words a minute." in kiosk.said.read_text()
        at, refused = kiosk.until("ConfigurationRefused")
        assert refused["file"] == str(store / "kiosk.toml")
        _, shown = kiosk.until("Show", at)
        assert "There is a mistake in my settings: I can only call a colleague for you." in shown["scene"]["notices"]

        kiosk.type(question)
        at, answered = kiosk.until("Answered", at)
        assert "colleague" in answered["reply"]["text"], "the bare store sends to people"
        (store / "kiosk.toml").write_text(good + "[ledger]\nkeep_days = 3\n")
        closed, _ = kiosk.until("CloseSession", at)
        taken, _ = kiosk.until("Reconfigured", at)
        assert taken > closed, "nothing is taken up under a shopper"
        at, _ = kiosk.until("PartReady", taken)
        failed = [each for seq, kind, each in kiosk.rows() if kind == "PartFailed" and seq > taken]
        assert {each["code"] for each in failed} <= {"part.renewed", *OFF}, failed
        while not any(
            kind == "PartReady" and each["part"] == "answers" for seq, kind, each in kiosk.rows() if seq > taken
        ):
            time.sleep(0.1)
        scene = [each for _, kind, each in kiosk.rows() if kind == "Show"][-1]["scene"]
        assert not any("mistake" in notice for notice in scene["notices"])

        assert "The change in [ledger] counts only after a restart of the kiosk" in kiosk.said.read_text()

        kiosk.type(question)
        _, answered = kiosk.until("Answered", taken)
        assert "10" in answered["reply"]["text"], "the store's own hours"
    assert kiosk.process.returncode in {0, 130}
    assert replay(read(kiosk.ledger)).same


def test_the_bare_store_is_in_order() -> None:
    from kiosk.checks.check import check

    assert [str(fault) for fault in check(config_dir() / "bare-store").found] == []
