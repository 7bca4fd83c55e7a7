"""What a kiosk runs with, whatever its files say: what stands there, or the last good one, or the bare store.

The border: what is typed (the command line, the environment) must be right, or the command ends. What stands in files
of the store or of the device may be wrong: the screen comes up all the same. The files that came with Balie count as
part of the program: without a last good copy of them it must be installed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from kiosk import devices, last_good, layers, snapshot
from kiosk.checks.check import Report, check
from kiosk.events import ConfigurationRefused
from kiosk.faults import Fault, FaultyInputError, moved
from kiosk.layers import TYPED, Layers, Places
from kiosk.resources import config_dir
from kiosk.settings import Settings
from kiosk.snapshot import Snapshot

BARE: Final = "bare-store"


@dataclass(frozen=True, slots=True)
class Adopted:
    """A configuration that is in order: settings with every device named, the product's files, and the copy of both.

    `faults` are those of the files that stand there, if it was not they that were taken up. `bare` tells that there
    was no last good one either.
    """

    settings: Settings
    snapshot: Snapshot
    faults: tuple[Fault, ...] = ()
    bare: bool = False

    @property
    def config(self) -> Path:
        """The copy of the product's own files."""
        return self.snapshot.places.config

    @property
    def refused(self) -> ConfigurationRefused | None:
        """What the dialogue is told of the faults."""
        return refusal(self.faults) if self.faults else None


def refusal(faults: tuple[Fault, ...]) -> ConfigurationRefused:
    """The first fault, as an event."""
    first = faults[0]
    return ConfigurationRefused(first.file, f"{f'line {first.line}: ' if first.line else ''}{first.what}")


class Configuration:
    """Where the files lie, and the copies of them that are checked and run, in `copies`."""

    def __init__(
        self, store: Path | None, overrides: Mapping[str, Any], copies: Path, *, headless: bool = False
    ) -> None:
        self.overrides, self._typed, self._headless = dict(overrides), store, headless
        self._copies, self._numbers = copies, count(1)
        self.places = Places()
        self.store = self.origin()

    def origin(self) -> Path:
        """The store's folder, as the command line or the highest layer names it; raises as `layers.gather`."""
        return layers.gather(self._typed, self.overrides, self.places).store

    def open(self) -> tuple[Adopted, Report]:
        """What to begin with, and what was found in the files that stand there.

        Raises:
            FaultyInputError: what was typed is wrong, or a file of Balie itself that has no good copy.
        """
        taken = self.take()
        report = check(taken.store, self.overrides, taken.places)
        faults = tuple(self.told(report.faults, taken))
        if typed := [fault for fault in faults if fault.code in TYPED]:
            raise FaultyInputError(typed)
        if not faults:
            return self.adopt(taken), report
        return self._last_good(faults) or self._bare(faults, report), report

    def take(self) -> Snapshot:
        """A copy of the files as they are now."""
        return snapshot.take(self.store, self.places, self._copies / f"configuration-{next(self._numbers)}")

    def told(self, faults: tuple[Fault, ...] | list[Fault], taken: Snapshot) -> list[Fault]:
        """The faults of a copy, as those of the files that it was made from."""
        return moved(faults, taken.origins(self.places))

    def adopt(self, taken: Snapshot, faults: tuple[Fault, ...] = ()) -> Adopted:
        """A copy without faults, ready to be run."""
        gathered = layers.gather(taken.store, self.overrides, taken.places)
        return Adopted(self._resolved(gathered.settings), taken, faults)

    def _resolved(self, settings: Settings) -> Settings:
        return devices.resolve(settings, headless=self._headless)

    def _last_good(self, faults: tuple[Fault, ...]) -> Adopted | None:
        kept = last_good.find(self.store)
        if kept is None:
            return None
        copy = kept.copy(self._copies / "last-good")
        if not check(copy.store, self.overrides, copy.places).ok:
            return None  # of another version, or beside another environment
        return self.adopt(copy, faults)

    def _bare(self, faults: tuple[Fault, ...], report: Report) -> Adopted:
        """The shipped settings, what is sound of the device's own, and a store that knows nothing."""
        shipped = [fault for fault in faults if fault.file.startswith(str(self.places.config)) and self._ours(fault)]
        if shipped:
            raise FaultyInputError(shipped)
        store = config_dir() / BARE
        bare = snapshot.take(store, Places(self.places.config, Path("/nonexistent")), self._copies / "bare")
        kept = _sound(report.layers, faults)
        gathered = layers.gather(bare.store, self.overrides, bare.places)
        merged = Layers(bare.store, (*gathered.layers[:1], *kept, *gathered.layers[1:]))
        try:
            settings = merged.settings
        except ValueError:
            settings = gathered.settings
        return Adopted(self._resolved(settings), bare, faults, bare=True)

    def _ours(self, fault: Fault) -> bool:
        """Whether a file came with Balie and is no store's."""
        return not fault.file.startswith(str(self.store))


def _sound(found: Layers, faults: tuple[Fault, ...]) -> list[layers.Layer]:
    """The layers of files without any key that has a fault, and of the store only the languages."""
    bad = {fault.key for fault in faults}
    sound = []
    for layer in found.layers:
        if layer.toml is None or layer.name == "shipped":
            continue
        data = {
            section: {key: value for key, value in table.items() if f"{section}.{key}" not in bad}
            for section, table in layer.data.items()
            if layer.name == "device" or section == "kiosk"
        }
        data.pop("store", None)
        sound.append(layers.Layer(layer.name, data))
    return sound
