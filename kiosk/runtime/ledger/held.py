"""Rows on their way to the disk, between the thread of the dialogue and the thread that writes."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import Final

from kiosk.runtime.ledger.rows import Gap
from kiosk.runtime.ledger.store import StoredRow

ROW_BYTES: Final = 500
"""What a row takes in memory besides its data, roughly: objects, small strings, its place in the queue."""
FULL: Final = "nothing could be written for so long that memory for rows ran out"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be kept next, in order: rows, and the numbers of rows that are lost."""

    items: tuple[StoredRow | Gap, ...]
    closing: bool

    @property
    def rows(self) -> tuple[StoredRow, ...]:
        """The rows."""
        return tuple(item for item in self.items if isinstance(item, StoredRow))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is lost between or after them."""
        return tuple(item for item in self.items if isinstance(item, Gap))

    @property
    def following(self) -> int:
        """The number of the row after this batch; 0 if it is empty."""
        if not self.items:
            return 0
        last = self.items[-1]
        return (last.last if isinstance(last, Gap) else last.seq) + 1


class Held:
    """A queue of rows with a bound in bytes. Past it new rows are counted and dropped until the queue was emptied.

    What is held already is kept rather than what comes: the beginning of a run without a gap can be replayed.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._items: deque[StoredRow | Gap] = deque()
        self._bytes = 0
        self._losing: Gap | None = None
        self._kept = 0
        self._closing = False
        self._changed = threading.Condition()

    def add(self, row: StoredRow) -> None:
        """Take a row, or count it as lost."""
        with self._changed:
            if self._losing is not None:
                self._losing = self._items[-1] = replace(self._losing, last=row.seq)
            elif self._bytes + _size(row) > self._most:
                self._losing = Gap(row.seq, row.seq, FULL)
                self._items.append(self._losing)
            else:
                self._items.append(row)
                self._bytes += _size(row)

    def next(self, within_s: float) -> Batch:
        """All that is held, after `within_s` or when somebody waits for it; it stays held until `kept`."""
        with self._changed:
            if not self._closing:
                self._changed.wait(within_s)
            return Batch(tuple(self._items), self._closing)

    def kept(self, batch: Batch) -> None:
        """A batch is on the disk: there is memory for rows again."""
        with self._changed:
            for item in batch.items:
                self._bytes -= _size(item)
                now = self._items.popleft()
                if isinstance(now, Gap) and now != item:  # it grew while the batch was written
                    self._items.append(replace(now, first=batch.following))
            self._losing = None
            self._kept = max(self._kept, batch.following)
            self._changed.notify_all()

    def wait_until_kept(self, following: int, within_s: float) -> bool:
        """Wait until every row before number `following` is on the disk, or lost and named."""
        with self._changed:
            self._changed.notify_all()
            return bool(self._changed.wait_for(lambda: self._kept >= following, within_s))

    def close(self) -> None:
        """No more rows will come."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()


def _size(item: StoredRow | Gap) -> int:
    return len(item.data) + ROW_BYTES if isinstance(item, StoredRow) else 0
