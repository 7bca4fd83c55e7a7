"""What a kiosk runs with, whatever its files say: what stands there, or the last good one, or the bare store.

The border: what is typed (the command line, the environment) must be right, or the command ends. What stands in files
of the store or of the device may be wrong: the screen comes up all the same. The files that came with Balie count as
part of the program: without a last good copy of them it must be installed again.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from kiosk.checks.check import Report, check
from kiosk.configuration import devices, last_good, layers, snapshot
from kiosk.configuration.layers import TYPED, Layers, Places
from kiosk.configuration.snapshot import CONFIG, STORE, Snapshot
from kiosk.events import ConfigurationRefused
from kiosk.faults import Fault, FaultyInputError, moved
from kiosk.resources import config_dir
from kiosk.settings import Settings

BARE: Final = "bare-store"
LINK: Final = "current"


@dataclass(frozen=True, slots=True)
class Adopted:
    """A configuration that is in order: settings with every device named, `config` for `config/`, and the copy of all.

    The parts are told of `LINK` in place of the copy: a part that lives through a change still finds its files.
    `faults` are those of the files that stand there, if it was not they that were taken up. `bare` tells that there
    was no last good one either. `lost` is what is wrong with the face, which it runs without.
    """

    settings: Settings
    config: Path
    snapshot: Snapshot
    faults: tuple[Fault, ...] = ()
    bare: bool = False
    lost: tuple[Fault, ...] = ()


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
        report = replace(report, found=tuple(self.told(report.found, taken)))
        faults = report.faults
        if typed := [fault for fault in faults if fault.code in TYPED]:
            raise FaultyInputError(typed)
        adopted = self._last_good(faults, report) if faults else None
        adopted = adopted or (self.adopt(taken, lost=faults) if report.runs else self._bare(faults, report))
        self.use(adopted)
        return adopted, report

    def use(self, adopted: Adopted) -> None:
        """Let the parts find this copy from now on, in one step; earlier ones go."""
        fresh = self._copies / f".{LINK}"
        fresh.symlink_to(adopted.snapshot.root.name)
        fresh.replace(self._copies / LINK)
        for other in self._copies.iterdir():
            if other.is_dir() and not other.is_symlink() and other != adopted.snapshot.root:
                shutil.rmtree(other, ignore_errors=True)

    def take(self) -> Snapshot:
        """A copy of the files as they are now."""
        return snapshot.take(self.store, self.places, self._copies / f"configuration-{next(self._numbers)}")

    def told(self, faults: tuple[Fault, ...] | list[Fault], taken: Snapshot) -> list[Fault]:
        """The faults of a copy, as those of the files that it was made from."""
        return moved(faults, taken.origins(self.places))

    def adopt(self, taken: Snapshot, faults: tuple[Fault, ...] = (), lost: tuple[Fault, ...] = ()) -> Adopted:
        """A copy that runs, ready to be run."""
        gathered = layers.gather(taken.store, self.overrides, taken.places)
        return replace(self._adopted(gathered.settings, taken, faults), lost=lost)

    def _adopted(
        self, settings: Settings, taken: Snapshot, faults: tuple[Fault, ...], *, bare: bool = False
    ) -> Adopted:
        link = self._copies / LINK
        store = settings.store.model_copy(update={"dir": link / STORE})
        settings = devices.resolve(settings.model_copy(update={"store": store}), headless=self._headless)
        return Adopted(settings, link / CONFIG, taken, faults, bare)

    def _last_good(self, faults: tuple[Fault, ...], report: Report) -> Adopted | None:
        """The copy that was kept, if it is better than what stands there, of which `report` tells."""
        kept = last_good.find(self.store)
        if kept is None:
            return None
        copy = kept.copy(self._copies / "last-good")
        looked = check(copy.store, self.overrides, copy.places)
        if not looked.runs or (report.runs and not looked.ok):
            return None  # of another version, beside another environment, or it has no face either
        return self.adopt(copy, faults, looked.faults)

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
        return self._adopted(settings, bare, faults, bare=True)

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
