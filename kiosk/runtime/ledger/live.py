"""The live ledger: the dialogue hands rows in, a thread writes them down, and a bad disk harms neither."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections import deque
from pathlib import Path
from typing import Final

from kiosk.clock import SystemClock, WallClock
from kiosk.errors import InputError
from kiosk.events import PartFailed
from kiosk.ports import Message
from kiosk.runtime import wire
from kiosk.runtime.ledger.held import Held
from kiosk.runtime.ledger.numbers import Numbers
from kiosk.runtime.ledger.phone_links import PhoneLinks
from kiosk.runtime.ledger.rows import Kind
from kiosk.runtime.ledger.said_numbers import SaidNumbers
from kiosk.runtime.ledger.store import StoredRow
from kiosk.runtime.ledger.writer import News, Writer

NAME: Final = "ledger"
HELD_BYTES: Final = 8 << 20
KEEP_DAYS: Final = 14.0
CLOSE_S: Final = 5.0
"""A disk that takes longer to keep the last rows is not waited for."""


class Ledger:
    """Rows are handed to the operating system within a second, and survive the death of the process.

    `write` never waits for the disk, and hides what is no ledger's: numbers that shoppers leave or say, and the key
    of a link (`Private`).
    While nothing can be written, rows of up to `held_bytes` are kept in memory;
    those beyond are lost, and the ledger says which. Rows older than `keep_days` are erased. One process at a time
    writes a ledger. `avatar` is the pack that is on the screen, for a film of the run.

    Raises:
        InputError: `ledger.busy` or `ledger.folder`.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep_days: float = KEEP_DAYS,
        held_bytes: int = HELD_BYTES,
        clock: WallClock | None = None,
        avatar: str = "",
    ) -> None:
        self.path = path
        self._lock = _locked(path)
        self._seq, self._private = 0, Private()
        self._held = Held(held_bytes)
        self._news: deque[News] = deque()
        writer = Writer(path, self._held, self._news.append, keep_days, clock or SystemClock(), avatar)
        self._thread = threading.Thread(target=writer.run, name=NAME, daemon=True)
        self._thread.start()
        self._died = False

    def write(self, at: float, kind: Kind, part: str, message: Message) -> None:
        """Append a row."""
        message = self._private.kept(message)
        data = json.dumps(wire.to_data(message), ensure_ascii=False)
        data = data.encode(
            "utf-8", "backslashreplace"
        ).decode()  # half a character, typed or piped in, is a JSON escape
        self._held.add(StoredRow(self._seq, at, kind, part, type(message).__name__, data))
        self._seq += 1

    def flush(self, within_s: float = CLOSE_S) -> bool:
        """Wait until all that was written is kept; false if it was not within that time."""
        return self._held.wait_until_kept(self._seq, within_s)

    def news(self) -> tuple[News, ...]:
        """What has become of the ledger since the last call: it cannot write (`PartFailed`), it can again."""
        if not self._thread.is_alive() and not self._died:
            self._died = True
            self._news.append(PartFailed(NAME, "ledger.disk", f"{self.path} is written no more: see the log."))
        return tuple(self._news.popleft() for _ in range(len(self._news)))

    def close(self) -> None:
        """Keep what was written, mark the run as ended, and let the file go."""
        self._held.close()
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            logging.getLogger(__name__).error("the last rows of %s may be lost: its disk does not answer", self.path)
        os.close(self._lock)


class Private:
    """Follows a run row by row, and hides in each what nobody may read there. What is kept still replays."""

    def __init__(self) -> None:
        self._numbers, self._said, self._links = Numbers(), SaidNumbers(), PhoneLinks()

    def kept(self, message: Message) -> Message:
        """The message as a ledger may keep it."""
        return self._links.kept(self._said.kept(self._numbers.kept(message), message))


def _locked(path: Path) -> int:
    """The open lock file of a ledger."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_suffix(".lock"), os.O_CREAT | os.O_WRONLY, 0o600)
    except OSError as fault:
        sentence = f"No ledger can be kept in {path.parent}: {fault.strerror}."
        raise InputError("ledger.folder", sentence, "Give another folder with --out.") from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(lock)
        sentence = f"Another kiosk writes {path} already."
        raise InputError("ledger.busy", sentence, "End it, or give this one a folder with --out.") from fault
    return lock


def in_use(path: Path) -> bool:
    """Whether a kiosk writes this ledger now."""
    try:
        lock = os.open(path.with_suffix(".lock"), os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
