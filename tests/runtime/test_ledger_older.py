"""Ledgers of schema 2, with one access mode of four, are read, shown, handed on and replayed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.access import Access
from kiosk.commands import Scene, Show
from kiosk.events import AccessPressed, PartReady, Policy, ShopperEngaged, Started
from kiosk.runtime.ledger import Ledger, read
from kiosk.runtime.ledger.export import export
from kiosk.runtime.ledger.rows import SCHEMA
from kiosk.runtime.replay import replay

STARTED = Started(1, "en", ("en",), Policy(), {"en": {"greeting": ("Hello.",)}}, ("stage",))
EVENTS = (STARTED, PartReady("stage"), ShopperEngaged(1, 1.4, "low"))


def older(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a kiosk of schema 2 wrote it."""
    data = row["data"]
    if row["type"] == "Show":
        scene = {name: value for name, value in data["scene"].items() if name not in {"watching", "volume"}}
        return row | {"data": {"scene": scene | {"access": str(Access(**scene["access"]))}}}
    if row["type"] == "AccessPressed":
        return row | {"data": {"mode": "large"}}
    if row["type"] == "Started":
        del data["policy"]["volume"]
    return row


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A live ledger of schema 2: low eyes, then large letters."""
    from kiosk.dialogue.step import begin, step

    state, live = begin(), Ledger(tmp_path / "ledger.sqlite")
    for event in (*EVENTS, AccessPressed(Access("large"))):
        live.write(0.0, "event", "stage", event)
        state, commands = step(state, event)
        for command in commands:
            live.write(0.0, "command", "stage", command)
    live.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as base:
        for number, kind, data in base.execute("SELECT rowid, type, data FROM ledger").fetchall():
            old = older({"type": kind, "data": json.loads(data)})
            base.execute("UPDATE ledger SET data = ? WHERE rowid = ?", (json.dumps(old["data"]), number))
        base.execute("UPDATE header SET schema = 2")
    base.close()
    return tmp_path / "ledger.sqlite"


def shown(path: Path) -> list[Scene]:
    return [row.message.scene for row in read(path) if isinstance(row.message, Show)]


def test_a_ledger_of_modes_is_read_and_gives_the_same_commands(ledger: Path) -> None:
    assert {scene.access for scene in shown(ledger)} >= {Access(low_reach=True), Access("large")}
    assert replay(read(ledger)).same


def test_what_is_handed_on_of_it_is_of_today(ledger: Path, tmp_path: Path) -> None:
    export(ledger, tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])["schema"] == SCHEMA
    assert replay(read(tmp_path / "out.jsonl")).same
    assert '"mode": "large"' not in (tmp_path / "out.jsonl").read_text()


def test_a_live_ledger_goes_on_in_the_new_form_with_its_old_rows(ledger: Path) -> None:
    Ledger(ledger).close()
    with sqlite3.connect(ledger) as base:
        assert base.execute("SELECT schema FROM header").fetchone() == (SCHEMA,)
    base.close()
    (first,) = [run for (run,) in sqlite3.connect(ledger).execute("SELECT DISTINCT run FROM ledger")]
    assert replay(read(ledger, first)).same
