"""A copy of all files that make a configuration, as they were at one moment: what is checked is what is run."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.configuration.layers import Places
from kiosk.store_theme import PICTURE, PICTURES
from kiosk.toml_file import present

STORE: Final = "store"
CONFIG: Final = "config"
DEVICE: Final = "device.toml"
STORE_FILES: Final = ("store.toml", "kiosk.toml", "map.toml", "products.csv", "pronunciation.toml", "backend.toml",
                      "triage.toml", "orders.csv", "slots.csv")  # fmt: skip
STORE_FOLDERS: Final = ("knowledge", "knowledge/shared", "lang", "hearing", "stories", "rehearsals")
DEVICE_FOLDERS: Final = ("devices", "calibration")
"""Beside the device's own settings: profiles of one's own, and what was measured."""
_NOWHERE: Final = Path("/nonexistent")
_PLAIN: Final = frozenset({".toml", ".csv"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy below `root`; `origin` is the store's own folder, `files` the SHA-256 of every copied file by its path.

    `unusable` are names under which there is a folder or a link to nothing: they are so in the copy, too, for a check
    to find, and are not copied on.
    """

    root: Path
    origin: Path
    files: Mapping[str, str]
    unusable: tuple[str, ...] = ()

    @property
    def store(self) -> Path:
        """The copy of the store's folder."""
        return self.root / STORE

    @property
    def places(self) -> Places:
        """The copies of the rest."""
        return Places(self.root / CONFIG, self.root / DEVICE, self.origin)

    @property
    def digest(self) -> str:
        """Another one for any other content."""
        return hashlib.sha256(repr((sorted(self.files.items()), *self.unusable)).encode()).hexdigest()

    def origins(self, places: Places) -> Mapping[Path, Path]:
        """Where each copy comes from, for whoever must mend it."""
        return {self.store: self.origin, self.root / CONFIG: places.config, self.root / DEVICE: places.device}

    def copy(self, root: Path) -> Snapshot:
        """The same files at another place."""
        for name in self.files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.root / name, root / name)
        return Snapshot(root, self.origin, self.files)


def sources(store: Path, places: Places) -> Iterator[tuple[str, Path]]:
    """Every file that counts: its path in a copy, and where it lies."""
    for name in STORE_FILES:
        yield f"{STORE}/{name}", store / name
    for folder in STORE_FOLDERS:
        for file in sorted((store / folder).glob("*.toml")):
            yield f"{STORE}/{folder}/{file.name}", file
    for file in sorted((store / PICTURES).glob("*")):
        if PICTURE.fullmatch(file.name):
            yield f"{STORE}/{PICTURES}/{file.name}", file
    yield from _of_the_product(places.config)
    yield DEVICE, places.device
    for folder in DEVICE_FOLDERS:
        for file in sorted((places.device.parent / folder).glob("*.toml")):
            yield f"{folder}/{file.name}", file


def _of_the_product(config: Path) -> Iterator[tuple[str, Path]]:
    """Of `config/`, without the stores that lie there."""
    for file in sorted(config.glob("*.toml")):
        yield f"{CONFIG}/{file.name}", file
    for folder in sorted(each.name for each in config.iterdir() if each.is_dir()):
        if not (config / folder / "store.toml").is_file():
            for file in sorted((config / folder).glob("*")):
                if file.suffix in _PLAIN:
                    yield f"{CONFIG}/{folder}/{file.name}", file


def take(store: Path, places: Places, root: Path) -> Snapshot:
    """Copy all that is there to `root`; `OSError` if that cannot be done."""
    files: dict[str, str] = {}
    unusable = []
    for folder in (root / STORE, root / CONFIG):
        folder.mkdir(parents=True, exist_ok=True)
    for name, file in sources(store, places):
        if not present(file):
            continue
        if not file.is_file():
            _unusable(root / name, file)
            unusable.append(name)
            continue
        content = file.read_bytes()
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
        files[name] = hashlib.sha256(content).hexdigest()
    return Snapshot(root, store, files, tuple(unusable))


def _unusable(copy: Path, file: Path) -> None:
    """What is no file, as it is: a link to nothing, or a folder."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        copy.mkdir(exist_ok=True)
    else:
        copy.symlink_to(_NOWHERE)


def signature(store: Path, places: Places) -> tuple[tuple[str, int, int, int], ...]:
    """Changes when a file is written, comes or goes. Cheap: nothing is read."""
    found = []
    for name, file in sources(store, places):
        try:
            status = file.stat() if file.exists() else file.lstat()
        except OSError:
            continue
        found.append((name, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)
