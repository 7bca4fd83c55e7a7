"""Notices that files have changed while the kiosk runs, has them checked, and tells which parts a change concerns."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from kiosk.checks.process import faults_of
from kiosk.configuration import last_good, snapshot
from kiosk.configuration.runnable import Adopted, Configuration
from kiosk.configuration.snapshot import Snapshot
from kiosk.errors import InputError
from kiosk.faults import Fault
from kiosk.settings import Settings

Faults = tuple[Fault, ...]
POLL_S: Final = 0.5
QUIET_S: Final = 0.4
"""An editor writes in several steps: so long nothing may have changed before the files are read."""

ALL: Final = ("stage", "voice", "hearing", "answers", "sight", "body", "devices", "shop", "call")
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "kiosk": ("stage", "voice", "hearing", "body", "devices", "sight"),
    "store": ("answers", "shop"),
    "sight": ("sight", "shop"),
    "hearing": ("hearing", "shop"),
    "voice": ("voice", "shop"),
    "stage": ("stage", "shop"),
    "body": ("body", "devices"),
    "answers": ("answers",),
    "call": ("call",),
    "wording": ("answers",),
    "shop": ("shop",),
    "dialogue": (),
    "models": ("hearing", "sight"),
    "runtime": (),
}
"""The parts that read a section when they start; a section that is not named here concerns all of them."""
AT_START: Final = frozenset({"logs", "metrics", "ledger", "desk"})
"""Sections that belong to the kiosk's own process: they count from its next start."""
FILES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("store/knowledge/*", ("answers", "hearing")),
    ("store/products.csv", ("answers", "hearing", "shop")),
    ("store/orders.csv", ("shop",)),
    ("store/slots.csv", ("shop",)),
    ("store/store.toml", ("answers", "stage", "sight")),
    ("store/triage.toml", ("answers",)),
    ("store/pronunciation.toml", ("voice",)),
    ("store/pictures/*", ("stage",)),
    ("store/map.toml", ("answers", "stage", "body")),
    ("store/lang/*", ()),
    ("store/hearing/*", ("hearing",)),
    ("store/stories/*", ()),
    ("store/rehearsals/*", ()),
    ("store/kiosk.toml", ()),
    ("device.toml", ()),
    ("devices/*", ("body",)),
    ("calibration/*", ("body",)),
    ("config/lang/screen.toml", ("stage",)),
    ("config/lang/display.toml", ("devices",)),
    ("config/lang/*", ()),
    ("config/answers/*", ("answers",)),
    ("config/triage/*", ("answers",)),
    ("config/triage.toml", ("answers",)),
    ("config/wording/*", ("answers",)),
    ("config/tone/*", ()),
    ("config/voice/*", ("voice",)),
    ("config/hearing/*", ("hearing",)),
    ("config/gestures/*", ("stage", "body", "devices")),
    ("config/devices/*", ("body", "devices")),
    ("config/default.toml", ()),
    ("config/*.toml", ()),
)
"""The parts that read a file; the first pattern counts. Settings and sentences reach the parts in other ways."""


def affected(before: Adopted, after: Adopted) -> frozenset[str]:
    """The parts that must begin anew to go by a change."""
    files = changed(before.snapshot, after.snapshot)
    return frozenset({*_by_files(files), *_by_settings(before.settings, after.settings)})


def changed(before: Snapshot, after: Snapshot) -> list[str]:
    """The files that are new, gone or different."""
    names = sorted(before.files.keys() | after.files.keys())
    return [name for name in names if before.files.get(name) != after.files.get(name)]


def _by_files(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield from next((parts for pattern, parts in FILES if fnmatch(name, pattern)), ALL)


def _by_settings(before: Settings, after: Settings) -> Iterable[str]:
    for section in Settings.model_fields:
        old, new = getattr(before, section), getattr(after, section)
        if section == "store":
            old = old.model_copy(update={"dir": new.dir})  # another copy of the folder is no change
        if old != new and section not in AT_START:
            yield from SECTIONS.get(section, ALL)


def waiting(begun: Settings, before: Settings, after: Settings) -> tuple[str, ...]:
    """The sections that a change from `before` to `after` touches and that a process begun with others goes on without.

    Of one that is as it was at the start again, there is nothing to say.
    """
    sections = [(name, getattr(after, name)) for name in sorted(AT_START)]
    return tuple(name for name, new in sections if new not in (getattr(begun, name), getattr(before, name)))


def _copy_fault(place: str, error: OSError) -> Fault:
    """Why the files cannot be copied, with a remedy for what is the matter."""
    message = f"cannot be copied: {error.filename or place}: {error.strerror}"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Fault("config.copy", place, message, "Make room on the disk.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Fault("config.copy", place, message, "Give the kiosk's user the right to it: `ls -l` shows who has it.")
    if error.errno == errno.EROFS:
        return Fault("config.copy", place, message, "The disk is read-only: `dmesg` says why; a worn SD card turns so.")
    return Fault("config.copy", place, message, "Look at the file and its disk; `kiosk doctor` checks the disk.")


class Reload:
    """Watches the files of a configuration; `current` is what runs.

    `tell` gets all faults of files that changed; `say` what somebody at the terminal must know of a change.
    """

    def __init__(self, configuration: Configuration, current: Adopted) -> None:
        self._configuration, self.current = configuration, current
        self.tell: Callable[[Faults], None] = lambda _: None
        self.say: Callable[[str], None] = lambda _: None
        self._seen = self._signature()

    @property
    def store(self) -> Path:
        """The store's own folder, of which the parts read a copy."""
        return self._configuration.store

    def _signature(self) -> object:
        return snapshot.signature(self._configuration.store, self._configuration.places)

    async def changes(self) -> AsyncIterator[Adopted | Faults]:
        """What to take up, or why what stands there cannot be; without end."""
        while True:
            await asyncio.sleep(POLL_S)
            now = await asyncio.to_thread(self._signature)
            if now == self._seen:
                continue
            while True:
                await asyncio.sleep(QUIET_S)
                later, now = now, await asyncio.to_thread(self._signature)
                if later == now:
                    break
            self._seen = now
            found = await self._look()
            if not isinstance(found, Adopted):
                self.tell(found)
            yield found

    async def _look(self) -> Adopted | Faults:
        configuration = self._configuration
        try:
            configuration.store = await asyncio.to_thread(configuration.origin)
            taken = await asyncio.to_thread(configuration.take)
        except InputError as fault:
            return (Fault(fault.code, str(configuration.store), fault.sentence.rstrip("."), fault.remedy),)
        except OSError as fault:
            return (_copy_fault(str(configuration.store), fault),)
        if taken.digest == self.current.snapshot.digest and not self.current.bare:
            shutil.rmtree(taken.root, ignore_errors=True)
            return replace(self.current, faults=())
        train = "answers" in _by_files(changed(self.current.snapshot, taken))
        faults = tuple(configuration.told(await faults_of(taken, configuration.overrides, train=train), taken))
        if self._refuses(faults):
            shutil.rmtree(taken.root, ignore_errors=True)
            return faults
        return await asyncio.to_thread(self._adopt, taken, faults)

    def _refuses(self, faults: Faults) -> bool:
        """Whether what runs had better stay: also if a face that is shown would be lost."""
        return any(fault.severity == "fault" for fault in faults) or bool(faults and not self.current.lost)

    def use(self, adopted: Adopted) -> None:
        """It runs from now on."""
        self.current = adopted
        self._configuration.use(adopted)

    def _adopt(self, taken: Snapshot, lost: Faults) -> Adopted:
        adopted = self._configuration.adopt(taken, lost=lost)
        keep(adopted)
        return adopted


def keep(adopted: Adopted) -> str:
    """Keep it as the last good one if nothing of it is lost; what stands against that, or nothing."""
    if adopted.lost:
        return ""
    try:
        last_good.keep(adopted.snapshot)
    except OSError as fault:
        return f"No last good configuration can be kept in the data folder: {fault.strerror}."
    return ""
