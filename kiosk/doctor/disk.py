"""The data folder: can it be written, how much room is left, how large the ledger is."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.resources import data_dir

AREA = "disk"
COST = "The kiosk does not start: it cannot keep its ledger."
UNKEPT = "Nothing is kept of what happens, and models cannot be fetched."
ROOM = "Make room: `du -xh / | sort -h | tail -30` shows what is large."
LOW_MB = 500.0
TRIAL = bytes(1 << 16)


def check(site: Site, folder: Path | None = None) -> list[Finding]:  # noqa: ARG001 - every check is given the site
    """Findings for the folder, or for the one it would be made in."""
    data = folder or data_dir()
    there = next(place for place in (data, *data.parents) if place.exists())
    if not there.is_dir():
        return [failed(AREA, f"{there} is no folder.", COST, f"Move it away: `mv {there} {there}.old`.")]
    free_mb = shutil.disk_usage(there).free / 1e6
    if fault := _unwritable(there, free_mb):
        return [fault]
    note = "" if there == data else " (it is made at the first start)"
    found = f"{data}{note}: {free_mb / 1000:.1f} GB free, ledger {_ledger_mb(data):.1f} MB."
    figures = {"free_mb": round(free_mb), "ledger_mb": round(_ledger_mb(data), 1)}
    if free_mb < LOW_MB:
        cost = "Soon nothing is kept of what happens; models cannot be fetched."
        return [warning(AREA, found, cost, f"{ROOM} Keep {LOW_MB:.0f} MB free.", **figures)]
    return [ok(AREA, found, **figures)]


def _unwritable(folder: Path, free_mb: float) -> Finding | None:
    """A finding if a file of 64 kB cannot be kept there."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(TRIAL)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            found = f"The disk of {folder} is full: {free_mb:.0f} MB free."
            return failed(AREA, found, UNKEPT, ROOM, free_mb=round(free_mb))
        found = f"{folder} cannot be written: {fault.strerror}."
        if fault.errno == errno.EROFS:
            remedy = "`dmesg` says why; a worn SD card turns read-only: replace it. Else `sudo mount -o remount,rw /`."
            return failed(AREA, found, COST, remedy)
        owner = f"sudo chown -R $USER {folder}"
        return failed(AREA, found, COST, f"Run `{owner}`, or set XDG_DATA_HOME to a folder that can be written.")
    return None


def _ledger_mb(folder: Path) -> float:
    """The ledger with what SQLite keeps beside it."""
    return sum(file.stat().st_size for file in folder.glob("ledger.sqlite*")) / 1e6
