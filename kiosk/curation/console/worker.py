"""The process of a store's knowledge: a task a line on standard input, its result a line on standard output.

    {"task": "entry", "args": {"name": "toilets"}}  →  {"done": {…}}, or {"refused": {"code": …, "sentence": …, …}}

It ends with its input. What it is given was looked over before: whoever starts it is the only one who can send to it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from kiosk.curation.console import entries, growth, tables
from kiosk.errors import InputError, KioskError
from kiosk.faults import FaultyInputError

Task = Callable[..., Mapping[str, Any]]
QUICK: Final[Mapping[str, Task]] = {**entries.TASKS, **growth.TASKS, **tables.TASKS}


def task(name: str) -> Task:
    """A task by its name; those that need the retriever are fetched when one of them is wanted first."""
    if name in QUICK:
        return QUICK[name]
    from kiosk.curation.console import answering, assisting

    found: Task = {**answering.TASKS, **assisting.TASKS}[name]
    return found


def main() -> None:
    """Serve the store of the first argument; only results go to standard output, whatever prints."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as results:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(Path(sys.argv[1]), sys.stdin, results)


def serve(store: Path, tasks: TextIO, results: TextIO) -> None:
    """Do one task after the other."""
    for line in tasks:
        wish = json.loads(line)
        results.write(json.dumps(_result(store, wish["task"], wish["args"]), ensure_ascii=False) + "\n")
        results.flush()


def _result(store: Path, name: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return {"done": task(name)(store, **args)}
    except KioskError as refused:
        told = {"code": refused.code, "sentence": refused.sentence, "remedy": refused.remedy}
        faults = refused.faults if isinstance(refused, FaultyInputError) else ()
        typed = isinstance(refused, InputError)
        return {"refused": {**told, "typed": typed, "faults": [fault.to_data() for fault in faults]}}


if __name__ == "__main__":
    main()
