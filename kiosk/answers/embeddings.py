"""Vectors of curated phrasings on disk, by content: after a change only new phrasings are encoded.

One SQLite file an encoder; the key is a hash of the text. What shoppers say is never put here.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.answers import kept
from kiosk.answers.encoder import Encoder, Vectors

AT_ONCE = 256
MOST = 400_000
"""Vectors that a file keeps; the oldest go first."""
BUSY_S = 30.0
STORED = np.float16
DAMAGED: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
"""What SQLite says of a file that can only be made again; of one that is busy, or on a full disk, it says others."""
Told = Callable[[int, int], None]
"""Gets how many of all texts are encoded."""


def silent(_done: int, _of: int) -> None:
    """Tells nobody."""


class Remembered:
    """An encoder whose vectors are looked up first. They are those of the file either way: rounded to 16 bits."""

    def __init__(self, encoder: Encoder, folder: Path, tell: Told = silent) -> None:
        self._encoder, self._tell = encoder, tell
        self._file = folder / f"vectors-{re.sub(r'[^a-z0-9.]+', '-', encoder.name.casefold())}.sqlite"

    @property
    def name(self) -> str:
        """The encoder's."""
        return self._encoder.name

    @property
    def width(self) -> int:
        """The encoder's."""
        return self._encoder.width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, width)."""
        if self.width == 0:
            return self._encoder.encode(texts)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            return self._looked_up(texts)
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)
        except OSError as fault:
            kept.unwritable(self._file.parent, fault)
        return self._fresh(list(texts), len(texts), 0)

    def _give_up(self, fault: sqlite3.DatabaseError) -> None:
        """Begin a damaged file anew the next time; leave every other one as it is."""
        if getattr(fault, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
        else:
            kept.unwritable(self._file.parent, fault)

    def _looked_up(self, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        with closing(sqlite3.connect(self._file, timeout=BUSY_S)) as file:
            file.execute("create table if not exists vectors (key blob unique, vector blob)")
            known = self._known(file, keys)
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            for start in range(0, len(new), AT_ONCE):
                some = list(new)[start : start + AT_ONCE]
                made = self._fresh([new[key] for key in some], len(texts), len(texts) - len(new) + start)
                rows = [(key, vector.astype(STORED).tobytes()) for key, vector in zip(some, made, strict=True)]
                with file:
                    file.executemany("insert or ignore into vectors values (?, ?)", rows)
                known.update(rows)
            self._prune(file)
        found = np.frombuffer(b"".join(known[key] for key in keys), STORED)
        return found.astype(np.float32).reshape(len(keys), self.width)

    def _known(self, file: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            known.update(file.execute(f"select key, vector from vectors where key in ({marks})", some))  # noqa: S608
        return {key: vector for key, vector in known.items() if len(vector) == self.width * STORED().itemsize}

    def _fresh(self, texts: list[str], of: int, done: int) -> Vectors:
        made = self._encoder.encode(texts).astype(STORED).astype(np.float32)
        self._tell(done + len(texts), of)
        return made

    @staticmethod
    def _prune(file: sqlite3.Connection) -> None:
        with file:
            file.execute("delete from vectors where rowid <= (select max(rowid) from vectors) - ?", (MOST,))
