"""A pack that is read again as soon as one of its files changes: the loop of whoever draws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import avatars
from avatars.errors import AvatarError
from avatars.pack import folder_of
from kiosk.faults import Fault
from kiosk.pack_faults import worded

CALM_S = 0.15
"""Files are read when nothing was written for so long: an editor writes in several steps."""


class Watched:
    """The pack of a folder. `faults` say why its newest files are not shown."""

    def __init__(self, pack_id: str) -> None:
        self.folder: Path = folder_of(pack_id)
        self._id = pack_id
        self.pack = avatars.load(pack_id)
        self.faults: tuple[str, ...] = ()
        self._stamp = self._now()
        self._waiting: tuple[float, object] | None = None

    def renewed(self, now: float) -> bool:
        """Look at the files; whether there is something new to show, be it only a fault."""
        stamp = self._now()
        if stamp == self._stamp:
            self._waiting = None
            return False
        if self._waiting is None or self._waiting[1] != stamp:
            self._waiting = (now, stamp)
            return False
        if now - self._waiting[0] < CALM_S:
            return False
        self._stamp, self._waiting = stamp, None
        self._read()
        return True

    def _read(self) -> None:
        try:
            self.pack, self.faults = avatars.load(self._id), ()
        except AvatarError as error:
            found = worded(self.folder, avatars.lint(self._id)) if self.folder.is_dir() else []
            self.faults = tuple(_told(fault) for fault in found if fault.severity == "fault") or (str(error),)

    def _now(self) -> object:
        """What the files look like from outside."""
        try:
            files = sorted(file for file in self.folder.rglob("*") if file.is_file())
            return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        except OSError:
            return ()


def _told(fault: Fault) -> str:
    """A fault by the name of its file: the folder is known."""
    return str(replace(fault, file=Path(fault.file).name))
