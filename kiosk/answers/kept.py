"""Where what was learnt is kept in the cache; a kiosk that may not write there learns it anew at every start."""

from __future__ import annotations

import fcntl
import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

log = logging.getLogger(__name__)
_told: set[Path] = set()


@contextmanager
def place(path: Path) -> Iterator[Path]:
    """Where to make what belongs at `path`, while no other process does: who comes second finds it made.

    Where nothing can be written it is a place in a folder that goes afterwards.
    """
    with ExitStack() as ending:
        lock = path.with_suffix(".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held = ending.enter_context(lock.open("w", encoding="utf-8"))
        except OSError as fault:
            unwritable(path.parent, fault)
            yield Path(ending.enter_context(tempfile.TemporaryDirectory())) / path.name
            return
        fcntl.flock(held, fcntl.LOCK_EX)
        ending.callback(lock.unlink, missing_ok=True)
        yield path


def unwritable(folder: Path, fault: Exception) -> None:
    """Tell the log, once a process, that nothing is kept."""
    if folder not in _told:
        _told.add(folder)
        log.warning("nothing can be kept in %s: it is learnt anew at every start", folder, extra={"reason": str(fault)})
