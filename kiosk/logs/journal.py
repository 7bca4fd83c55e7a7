"""Writes the log: one file for the core and all parts, rotated by size and count."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from kiosk.logs import jsonl
from kiosk.logs.jsonl import Entry, Level
from kiosk.settings import Logs

FILE: Final = "kiosk.jsonl"
FOLDER: Final = "logs"
KNOWN_WORDS: Final = 400
MASK: Final = "▒▒▒"
LONGEST_LINE: Final = 2000
LINES_A_SPELL: Final = 100
SPELL_S: Final = 10.0
WORD: Final = re.compile(r"\w{3,}")
GRAVE: Final = ("Fatal Python error", "Traceback")

Listener = Callable[[Entry], None]


def folder_of(ledger: Path) -> Path:
    """The log lies beside the ledger: in the data folder, or where `--out` says."""
    return ledger.parent / FOLDER


class Journal:
    """Takes entries, the records of the core's own logging while it is open, and the raw lines of the parts.

    `listeners` get every entry that is written. A disk that is full loses entries, never the kiosk: how many were lost
    is the first thing that is written again.
    """

    def __init__(self, folder: Path, settings: Logs) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._file = _File(folder / FILE, settings)
        self._core = _Core(self)
        self._levels = {name: logging.getLogger(name).level for name in jsonl.OURS}
        self._said: OrderedDict[str, None] = OrderedDict()
        self._spells: dict[str, _Spell] = {}
        self.listeners: list[Listener] = []

    def __enter__(self) -> Journal:
        logging.getLogger().addHandler(self._core)
        jsonl.speak_up(self._settings.level)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)
        logging.getLogger().removeHandler(self._core)
        with suppress(OSError):  # a full disk: what was lost cannot be told any more
            self._file.close()

    @property
    def words(self) -> bool:
        """Whether what shoppers say and are told may be written down."""
        return self._settings.words

    def tell(
        self, level: Level, code: str, message: str, fields: Mapping[str, object] | None = None, part: str = "core"
    ) -> None:
        """Write an entry of the core's, or of what it knows of a part."""
        self.write(Entry(jsonl.now(), level, part, code, message, fields or {}))

    def write(self, entry: Entry) -> None:
        """Write an entry if its level is asked for."""
        if not jsonl.at_least(entry.level, self._settings.level):
            return
        if entry.code in {jsonl.OUTPUT, jsonl.LIBRARY}:
            entry = replace(entry, message=self._masked(entry.message))
        if self._file.lost:
            self._file.own_up()
        self._file.line(jsonl.encode(entry))
        for listener in self.listeners:
            listener(entry)

    def output(self, part: str, line: str) -> None:
        """Take a line that a part wrote: an entry of its own, or whatever a library said."""
        held = self._spells.setdefault(part, _Spell()).hold()
        if held < 0:
            return
        if held:
            self.tell("warning", "output.flood", f"{held} lines of its output were left out", part=part)
        found = jsonl.decode(line)
        if isinstance(found, Entry):
            self.write(replace(found, part=part))
        elif found.strip():
            level: Level = "error" if found.startswith(GRAVE) else "info"
            self.write(Entry(jsonl.now(), level, part, jsonl.OUTPUT, found[:LONGEST_LINE].rstrip()))

    def hide(self, text: str) -> None:
        """A shopper's words: they are masked in what libraries say from now on. Kept in memory, the last ones only."""
        for word in WORD.findall(text.casefold()):
            self._said[word] = None
            self._said.move_to_end(word)
        while len(self._said) > KNOWN_WORDS:
            self._said.popitem(last=False)

    def _masked(self, text: str) -> str:
        if self.words:
            return text
        return WORD.sub(lambda found: MASK if found[0].casefold() in self._said else found[0], text)


class _File(RotatingFileHandler):
    """The file; what cannot be written is counted."""

    def __init__(self, path: Path, settings: Logs) -> None:
        super().__init__(path, "a", round(settings.size_mb * 1e6), settings.keep, encoding="utf-8", delay=True)
        self.lost, self.reason = 0, ""
        self._ended = False

    def line(self, text: str) -> None:
        """Append a line."""
        self.handle(logging.makeLogRecord({"msg": text}))

    def emit(self, record: logging.LogRecord) -> None:
        """Write it, but for the last words of a part that ends later: the standard library would open the file anew."""
        if not self._ended:
            super().emit(record)

    def close(self) -> None:
        """Close the file for good."""
        with self.lock or nullcontext():
            self._ended = True
            super().close()

    def own_up(self) -> None:
        """Write how many lines were lost, if it can be written by now."""
        lost, self.lost = self.lost, 0
        text = f"{lost} entries could not be written: {self.reason}"
        self.line(jsonl.encode(Entry(jsonl.now(), "error", "core", "log.lost", text)))
        if self.lost:
            self.lost = lost

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the standard library's name
        """Called where a line cannot be written."""
        self.lost += 1
        self.reason = str(sys.exc_info()[1])


class _Core(logging.Handler):
    """Brings the records of the core's own process to the journal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in jsonl.OURS or record.levelno >= logging.WARNING:
            self._journal.write(jsonl.of_record(record, "core", words=self._journal.words))


class _Spell:
    """Lets so many lines through in a while, and counts the rest."""

    def __init__(self) -> None:
        self._began, self._passed, self._held = 0.0, 0, 0
        self._lock = threading.Lock()

    def hold(self) -> int:
        """-1 if a line is to be left out; else how many were left out since the last one that passed."""
        with self._lock:
            if time.monotonic() - self._began > SPELL_S:
                self._began, self._passed = time.monotonic(), 0
            if self._passed >= LINES_A_SPELL:
                self._held += 1
                return -1
            self._passed += 1
            held, self._held = self._held, 0
            return held
