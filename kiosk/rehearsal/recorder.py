"""From a ledger on disk to the text of a rehearsal that passes today."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.errors import InputError
from kiosk.rehearsal.record import Recorded, record, toml, visits, without
from kiosk.rehearsal.rehearse import rehearse
from kiosk.rehearsal.script import Rehearsal
from kiosk.rehearsal.world import Store
from kiosk.runtime.ledger import read
from kiosk.runtime.ledger.reader import open_whole


@dataclass(frozen=True, slots=True)
class Made:
    """The text of a rehearsal, and which visit of the ledger it is; `dropped` is what came then and not today."""

    text: str
    visit: int
    visits: int
    turns: int
    dropped: tuple[str, ...]


def record_visit(ledger: Path, visit: int | None, store: Store) -> Made:
    """The rehearsal of a visit (the last one by default), without the expectations that are not met today.

    Raises:
        InputError: as reading a ledger, or `record.visit`.
    """
    rows = list(read(ledger))
    spans = visits(rows)
    number = len(spans) if visit is None else visit
    if not 1 <= number <= len(spans):
        held = {0: "no visit", 1: "one visit"}.get(len(spans), f"{len(spans)} visits")
        sentence = f"{ledger} holds {held}{f', and no visit {number}' if number and spans else ''}."
        raise InputError("record.visit", sentence, "Give another with --visit, or another ledger.")
    span = spans[number - 1]
    moment = _moment(ledger, rows[span[0]].at, store.memory.answerer.store.facts.zone)
    recorded, dropped = _passing(record(rows, span, moment), ledger, store)
    return Made(toml(recorded, ledger, dropped), number, len(spans), len(recorded.turns), tuple(dropped))


def _moment(ledger: Path, at: float, zone: ZoneInfo) -> datetime | None:
    """The time of day of a row, where the ledger tells the date of its run."""
    date = open_whole(ledger).run.date(at)
    return date.astimezone(zone) if date else None


def _passing(recorded: Recorded, ledger: Path, store: Store) -> tuple[Recorded, list[str]]:
    """What is left of the expectations when those that are not met are taken out, and these."""
    rehearsal = Rehearsal.model_validate(tomllib.loads(toml(recorded, ledger)))
    dropped: list[str] = []
    for fault in rehearse(rehearsal, store).faults:
        if fault.turn:
            recorded = without(recorded, fault.turn, fault.wanted.partition(" = ")[0])
            dropped.append(f"turn {fault.turn}, {fault.wanted}: {fault.came}")
    return recorded, dropped
