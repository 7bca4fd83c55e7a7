"""Does what `kiosk.service` has planned."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.service.units import OURS, Account, File, Plan


def apply(chosen: Plan) -> None:
    """Do it. What is as wanted is left alone; what was there and differs is kept beside it.

    Raises:
        KioskError: `service.unwritable` or `service.command`.
    """
    for command in chosen.before:
        _run(command)
    try:
        for file in chosen.files:
            _put(file, chosen)
        for folder in chosen.folders:
            _make(folder, chosen.account)
    except OSError as fault:
        sentence = f"{fault.filename} cannot be written: {fault.strerror}."
        raise KioskError("service.unwritable", sentence, "Give a place that can be written, or use sudo.") from fault
    for command in chosen.after:
        _run(command)


def backup(path: Path) -> Path:
    """The first free name beside a file: `.bak`, `.bak1`, …; systemd and udev do not read these."""
    names = (path.with_name(f"{path.name}.bak{number or ''}") for number in count())
    return next(name for name in names if not name.exists())


def _put(file: File, chosen: Plan) -> None:
    if file.state == "changed":
        shutil.copy2(file.path, backup(file.path))
    if file.state == "there":
        _take_away(file)
    elif file.wanted is not None and file.state != "same":
        _make(file.path.parent, None if chosen.system else chosen.account)
        file.path.write_text(file.wanted, encoding="utf-8")
        if not chosen.system and os.geteuid() == 0:
            os.chown(file.path, chosen.account.uid, chosen.account.gid)


def _take_away(file: File) -> None:
    """What somebody else had put there before comes back."""
    former = file.path.with_name(f"{file.path.name}.bak")
    if former.is_file() and OURS not in former.read_text(encoding="utf-8"):
        former.replace(file.path)
    else:
        file.path.unlink()


def _make(folder: Path, owner: Account | None) -> None:
    """The folder and those above it; new ones belong to `owner`."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    if owner is not None and os.geteuid() == 0:
        for each in new:
            os.chown(each, owner.uid, owner.gid)


def _run(command: tuple[str, ...]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as fault:
        remedy = "Install systemd and udev, or do without the service."
        raise KioskError("service.command", f"There is no {command[0]} here.", remedy) from fault
    if done.returncode != 0:
        sentence = f"{' '.join(command)} failed: {done.stderr.strip() or done.returncode}."
        raise KioskError("service.command", sentence, "Mend what it says, and run this again.")
