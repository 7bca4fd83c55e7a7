"""The thread that keeps a ledger: it writes what is held, tries again on a bad disk, and erases what is old."""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.clock import WallClock
from kiosk.events import PartFailed, PartReady
from kiosk.privacy.private_file import keep_private
from kiosk.runtime.ledger.held import Batch, Held
from kiosk.runtime.ledger.rows import Gap
from kiosk.runtime.ledger.store import NewerSchema, Store

FLUSH_S: Final = 0.25
RETRY_S: Final = 2.0
TEND_S: Final = 3600.0
DAY_S: Final = 86_400.0
CLOCK_SET_S: Final = 60.0
"""The wall clock went so far otherwise than CLOCK_MONOTONIC: somebody set it."""
ROOM: Final = 1 << 20
"""A disk with fewer free bytes is full, whatever error it gives."""
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
SUFFIXES: Final = ("", "-wal", "-shm")
HOLDING: Final = "Rows are kept in memory for now."
LOST: Final = "the file that held them is gone or was damaged"

News = PartFailed | PartReady
_log = logging.getLogger(__name__)


class Writer:
    """Owns the file. `tell` is called, in this thread, when the ledger can no longer be written, and when it can again.

    A file that is damaged, or that a newer version wrote, is set aside under another name, and a new one begun.
    """

    def __init__(
        self, path: Path, held: Held, tell: Callable[[News], None], keep_days: float, clock: WallClock, avatar: str
    ) -> None:
        self._path, self._held, self._tell, self._clock, self._avatar = path, held, tell, clock, avatar
        self._keep_s = keep_days * DAY_S
        self._began_at = time.monotonic()
        self._began = self._now()
        self._run: str | None = None
        self._store: Store | None = None
        self._fault = ""
        self._written = 0
        self._tend_at = self._began_at

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def run(self) -> None:
        """Write until the ledger is closed; on a bad disk the last try is then the last."""
        while True:
            batch = self._held.next(RETRY_S if self._fault else FLUSH_S)
            kept = self._try(batch)
            if batch.closing:
                break
        if not kept and batch.items:
            _log.error("the last %d rows of %s are lost", len(batch.rows), self._path)
        if self._store is not None:
            with suppress(sqlite3.Error):  # the end mark is there or it is not: the reader says which
                self._store.close()

    def _try(self, batch: Batch) -> bool:
        """Keep a batch; once more at once if what was in the way was set aside."""
        for _ in range(2):
            try:
                self._keep(batch)
            except (sqlite3.Error, OSError) as fault:
                if not self._failed(fault):
                    return False
            else:
                if self._fault:
                    self._mended(batch)
                return True
        return False

    def _keep(self, batch: Batch) -> None:
        store, run = self._opened()
        gaps = (*self._lost(store, run), *batch.gaps)
        if batch.rows or gaps:
            store.append(run, batch.rows, gaps)
            self._written = max(self._written, batch.following)
        self._held.kept(batch)
        self._follow_clock(store, run)
        if time.monotonic() >= self._tend_at:
            self._tend_at = time.monotonic() + TEND_S
            self._erase_old(store, run)
        if batch.closing:
            store.end(run)

    def _opened(self) -> tuple[Store, str]:
        """The file, opened again after a fault of the disk, with the run entered in it."""
        if self._store is None:
            keep_private(self._path)  # what SQLite puts beside it is as private
            self._store = Store(self._path)
        if self._run is None or self._fault:
            self._run = self._store.begin(self._run, self._began, self._began_at, self._avatar)
        return self._store, self._run

    def _lost(self, store: Store, run: str) -> tuple[Gap, ...]:
        """Rows that were written and are no longer in the file."""
        if not self._fault:
            return ()
        following = store.next_seq(run)
        return (Gap(following, self._written - 1, LOST),) if following < self._written else ()

    # --- faults ----------------------------------------------------------------------------------------------------

    def _failed(self, fault: sqlite3.Error | OSError) -> bool:
        """Tell of a fault, once; whether the file was set aside, so that a new one can be begun now."""
        full = _code(fault) == sqlite3.SQLITE_FULL or _is_full(self._path.parent)
        if not full and self._store is not None:
            with suppress(sqlite3.Error):
                self._store.close()
            self._store = None
        unusable = "newer" if isinstance(fault, NewerSchema) else "damaged" if _code(fault) in DAMAGED else ""
        aside = self._set_aside(unusable) if unusable else None
        if aside is not None:
            self._report("ledger.set-aside", f"{self._path} cannot be used: {fault}. It is {aside.name} now.")
        elif full:
            self._report("ledger.full", f"The disk of {self._path} is full. {HOLDING} Make room on it.")
        else:
            self._report("ledger.disk", f"{self._path} cannot be written: {fault}. {HOLDING} Check the disk.")
        return aside is not None

    def _report(self, code: str, sentence: str) -> None:
        if self._fault != code:
            self._fault = code
            self._tell(PartFailed("ledger", code, sentence))

    def _mended(self, batch: Batch) -> None:
        lost = sum(gap.last - gap.first + 1 for gap in batch.gaps)
        self._fault = ""
        detail = f"written again; {lost} rows could not be kept" if lost else "written again; nothing was lost"
        self._tell(PartReady("ledger", detail))

    def _set_aside(self, why: str) -> Path | None:
        """Give the file another name; None on a disk that cannot even do this."""
        stamp = self._clock.now().strftime("%Y%m%d-%H%M%S")
        aside = self._path.with_name(f"{self._path.stem}.{why}-{stamp}{self._path.suffix}")
        for suffix in SUFFIXES:
            file = self._path.with_name(self._path.name + suffix)
            try:
                if file.is_file():
                    file.rename(aside.with_name(aside.name + suffix))
            except OSError as fault:
                _log.error("%s cannot be set aside: %s", file, fault)
                return None
        return aside

    # --- tending ---------------------------------------------------------------------------------------------------

    def _follow_clock(self, store: Store, run: str) -> None:
        """When the wall clock was set, so is the date of the run; a clock that jumped erases nothing for an hour."""
        began = self._now() - (time.monotonic() - self._began_at)
        if abs(began - self._began) > CLOCK_SET_S:
            self._began = began
            self._tend_at = time.monotonic() + TEND_S
            store.set_date(run, began)

    def _erase_old(self, store: Store, run: str) -> None:
        moment, days = self._now() - self._keep_s, self._keep_s / DAY_S
        erased = store.erase_before(moment, run, f"older than {days:g} days: erased")
        if erased:
            _log.info("%d rows older than %g days were erased from %s", erased, days, self._path)
        for file in self._path.parent.glob(f"{self._path.stem}.*-*{self._path.suffix}*"):
            if file.stat().st_mtime < moment:
                file.unlink()
                _log.info("%s was erased: it is older than %g days", file, days)


def _code(fault: sqlite3.Error | OSError) -> int:
    """SQLite's primary result code (sqlite.org/rescode.html)."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < ROOM
    except OSError as fault:
        return fault.errno == errno.ENOSPC
