"""Installed models copied to a stick or folder, from which `kiosk models get --from` takes them on another machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.models.files import RECORD


def export(folder: Path, names: Sequence[str]) -> list[Path]:
    """Copy each model, with its record, into a folder of its name; what is there already is replaced.

    Raises:
        KioskError: `models.missing`, `models.broken`, `models.no-space`, `models.unwritable`.
    """
    size = sum(_size(name) for name in names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < size:
            sentence = f"{folder} has room for {free / 1e6:.0f} MB; these models take {size / 1e6:.0f} MB."
            raise KioskError("models.no-space", sentence, "Take a larger stick, or name fewer models.")
        return [_copied(name, folder / name) for name in names]
    except OSError as fault:
        sentence = f"{folder} cannot be written: {fault.strerror or fault}."
        raise InputError(
            "models.unwritable", sentence, "Give a folder that can, or a stick that is mounted."
        ) from fault


def _size(name: str) -> int:
    """Bytes of an installed model that is whole."""
    if models.verify(name):
        sentence = f"{name} is not whole on this machine."
        raise KioskError(
            "models.broken", sentence, f"Get it again first: `kiosk models get {name} --from` a good copy."
        )
    folder = models.find(name).folder
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _copied(name: str, target: Path) -> Path:
    """The record goes last: a copy that was broken off has none."""
    source = models.find(name).folder
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(RECORD))
    shutil.copyfile(source / RECORD, target / RECORD)
    return target
