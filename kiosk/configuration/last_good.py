"""The last configuration that was in order, kept in the data folder: what runs when the files are wrong.

`last-good/<store>/<digest>/` holds the files with a manifest of their SHA-256, and `last-good/<store>/current` names
the copy that counts. That name is replaced in one step, so that a cut of the power leaves the old copy or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from kiosk import __version__
from kiosk.configuration.snapshot import Snapshot
from kiosk.resources import data_dir

FOLDER: Final = "last-good"
CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"


def keep(snapshot: Snapshot) -> bool:
    """Keep it as the last good one of its store; false if it was already. Raises `OSError` if it cannot be written."""
    folder = _folder(snapshot.origin)
    name = snapshot.digest[:16]
    if _current(folder) == name and find(snapshot.origin) is not None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        snapshot.copy(fresh)
        manifest = {"version": __version__, "store": str(snapshot.origin), "files": dict(snapshot.files)}
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _sync(fresh)
        if (folder / name).exists():
            shutil.rmtree(folder / name)  # it was damaged: a sound one was found above
        fresh.rename(folder / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _point(folder, name)
    return True


def find(store: Path) -> Snapshot | None:
    """The last good configuration of a store; None if there is none, or one that is not as it was written."""
    folder = _folder(store)
    name = _current(folder)
    if not name:
        return None
    try:
        manifest: dict[str, Any] = json.loads((folder / name / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        whole = all(_digest(folder / name / file) == digest for file, digest in files.items())
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return Snapshot(folder / name, store, files) if whole else None


def _folder(store: Path) -> Path:
    """A store's own, named after it and told apart from another of that name."""
    return data_dir() / FOLDER / f"{store.name}-{hashlib.sha256(str(store).encode()).hexdigest()[:8]}"


def _current(folder: Path) -> str:
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _point(folder: Path, name: str) -> None:
    """Name the copy that counts, then let the others go."""
    fresh = folder / f".{CURRENT}-{os.getpid()}"
    fresh.write_text(name, encoding="utf-8")
    _sync(fresh)
    fresh.replace(folder / CURRENT)
    for other in folder.iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def _sync(place: Path) -> None:
    """Bring a file, or all files of a folder, to the disk."""
    for file in (place,) if place.is_file() else (each for each in place.rglob("*") if each.is_file()):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
