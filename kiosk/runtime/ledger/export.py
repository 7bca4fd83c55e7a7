"""Hands a run on as JSON lines: a header, its rows, what is missing of them, an end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.errors import InputError
from kiosk.privacy.private_file import write_private
from kiosk.runtime.ledger import redact
from kiosk.runtime.ledger.raw import Flaw, Raw, RawGap
from kiosk.runtime.ledger.reader import open_ledger
from kiosk.runtime.ledger.rows import SCHEMA, Run

Change = Callable[[Mapping[str, Any]], dict[str, Any]]
"""What becomes of the fields of a row."""


def export(
    ledger: Path,
    out: Path,
    runs: Sequence[str | None] = (None,),
    *,
    redacted: bool = False,
    flaws: list[str] | None = None,
) -> int:
    """Write runs of a ledger (of a live one the last by default) as JSON lines, for the owner alone; how many rows.

    `flaws` gets what could not be read, as it stands in the file too.

    Raises:
        InputError: `ledger.…` if it cannot be read, or `ledger.out` if nothing can be written there.
    """
    count = 0
    try:
        with write_private(out) as stream:
            for line in (line for run in runs for line in lines(ledger, run, redacted=redacted)):
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += line["kind"] in ("event", "command")
                if line["kind"] == "flaw" and flaws is not None:
                    flaws.append(line["sentence"])
    except OSError as fault:
        raise InputError("ledger.out", f"{out} cannot be written: {fault.strerror}.", "Name another file.") from fault
    return count


def lines(ledger: Path, run: str | None, *, redacted: bool = False) -> Iterator[dict[str, Any]]:
    """The lines of one run."""
    source = open_ledger(ledger, run)
    change: Change = dict
    if redacted:
        change = partial(redact.redacted, quotes=redact.listen(open_ledger(ledger, run).rows))
    yield _header(source.run, redacted=redacted)
    rows = 0
    for raw in source.rows:
        line = _line(raw, change)
        rows += line["kind"] in ("event", "command")
        yield line
    yield {"kind": "end", "rows": rows}


def _header(run: Run, *, redacted: bool) -> dict[str, Any]:
    head = {"kind": "header", "schema": SCHEMA, "product": "balie", "version": run.version}
    dates = {"run": run.run, "began": run.began, "began_at": run.began_at, "ended": run.ended, "avatar": run.avatar}
    return head | {"redacted": redacted or run.redacted} | dates


def _line(raw: Raw, change: Change) -> dict[str, Any]:
    match raw:
        case Flaw(sentence=sentence):
            return {"kind": "flaw", "sentence": sentence}
        case RawGap(gap=gap):
            return {"kind": "gap", "first": gap.first, "last": gap.last, "reason": gap.reason}
        case _:
            return {"kind": ""} | change(raw.fields)
