"""Where the loop of curation keeps its files: `curation/` in the store's folder. One at a time works in it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.errors import KioskError
from kiosk.knowledge.write import unwritable

FOLDER: Final = "curation"
CASES: Final = "regression.tsv"
DRAFTS: Final = "drafts.toml"
DISMISSED: Final = "dismissed.tsv"
STAFF: Final = "staff.txt"


@contextmanager
def alone(store: Path) -> Iterator[None]:
    """Nobody else writes meanwhile.

    Raises:
        KioskError: `knowledge.busy`, or `knowledge.write` where nothing can be written.
    """
    folder = store / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as fault:
        raise unwritable(folder, fault) from fault
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            sentence = "Somebody else is changing the knowledge of this store just now."
            raise KioskError("knowledge.busy", sentence, "Try again in a moment.") from fault
        yield


def remove(folder: Path) -> None:
    """Remove a folder of one's own; what cannot be removed stays."""
    shutil.rmtree(folder, ignore_errors=True)
