"""A desk on this machine as one file: its database as it is at a moment, its certificate and its keys.

Whoever has the file has the desk: it is written for its owner alone.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import tempfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk import __version__
from kiosk.desk.storage.database import newest
from kiosk.desk.storage.encryption import FILE as NUMBERS
from kiosk.desk.storage.folder import Folder
from kiosk.desk.storage.still_over import keep_over
from kiosk.errors import InputError, KioskError

ABOUT: Final = "about.json"
DATABASE: Final = "desk.sqlite"
SECRETS: Final = ("certificate.pem", "key.pem", "kiosk.token", NUMBERS)
KNOWN: Final = frozenset({ABOUT, DATABASE, *SECRETS})
COUNTED: Final = ("staff", "kiosk", "ticket")
LARGEST: Final = 8 << 30
"""Bytes of a file in it: years of a busy desk."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file holds: when and by which version it was made, and how many rows of each kind."""

    made_at: float
    version: str
    tables: str
    staff: int
    kiosks: int
    tickets: int


def backup(folder: Folder, file: Path) -> About:
    """Write a desk into a file, while it serves or not; nobody waits for it.

    Raises:
        InputError: `desk.no-desk`: there is none; `desk.backup`: the file is there already, or cannot be written.
        KioskError: `desk.damaged`.
    """
    if not folder.database.is_file() or not folder.database.stat().st_size:
        raise InputError("desk.no-desk", f"There is no desk in {folder.path}.", "Give its folder with --dir.")
    try:
        with tempfile.TemporaryDirectory(dir=folder.path) as scratch:
            copy = Path(scratch) / DATABASE
            about = _copied(folder.database, copy)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _filled(handle, about, copy, folder)
            except OSError:
                file.unlink(missing_ok=True)  # half a backup is none, and would be in the way of the next
                raise
    except FileExistsError as fault:
        raise InputError("desk.backup", f"{file} is there already.", "Give a name that is new.") from fault
    except OSError as fault:
        sentence = f"{file} cannot be written: {fault.strerror}."
        raise InputError("desk.backup", sentence, "Give another place; `df -h` shows where there is room.") from fault
    return about


def _filled(handle: int, about: About, copy: Path, folder: Folder) -> None:
    with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as archive:
        _put(archive, ABOUT, json.dumps(asdict(about)).encode())
        archive.add(copy, DATABASE)
        for name in SECRETS:
            if (folder.path / name).is_file():
                archive.add(folder.path / name, name)


def look(file: Path) -> About:
    """What a file holds.

    Raises:
        InputError: `desk.archive`: it is no backup of a desk.
        KioskError: `desk.newer`: its tables are of a newer version than this desk knows.
    """
    try:
        with tarfile.open(file, "r:gz") as archive:
            return _about(archive)
    except (OSError, tarfile.TarError, EOFError, ValueError, TypeError, KeyError) as fault:
        raise _no_archive(file) from fault


def restore(file: Path, folder: Folder) -> Path | None:
    """Put a desk in place of the one that is there; where that one is kept, if there was one.

    What was over at that one stays over: revoked kiosks, colleagues who were removed, numbers that were called.

    Raises:
        InputError: `desk.archive`, `desk.folder`.
        KioskError: `desk.running`; `desk.newer`; `desk.damaged`: the database in it is not whole.
    """
    folder.open()
    with folder.held(), tempfile.TemporaryDirectory(dir=folder.path) as scratch:
        coming = _unpacked(file, Path(scratch))
        _whole(Path(scratch) / DATABASE)
        before = _kept(folder) if folder.database.stat().st_size else None
        keep_over(Path(scratch) / DATABASE, folder.database if before and folder.database.is_file() else None)
        for rest in folder.path.glob(f"{DATABASE}-*"):  # the log of the database that goes
            rest.unlink()
        for name in coming:
            (Path(scratch) / name).replace(folder.path / name)
    return before


def _kept(folder: Folder) -> Path:
    """What is there now, as a backup; a database that is damaged as it is."""
    stamp = f"{datetime.now():%Y%m%d-%H%M%S-%f}"  # noqa: DTZ005 - a name for people of this place
    file = folder.path / f"before-restore-{stamp}.tar.gz"
    try:
        backup(folder, file)
    except KioskError as fault:
        if fault.code != "desk.damaged":
            raise
        file = folder.path / f"damaged-{stamp}.sqlite"
        folder.database.replace(file)
    return file


def _unpacked(file: Path, into: Path) -> list[str]:
    """The files of a desk, by name; links, folders and strangers are refused."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            _about(archive)
            members = [member for member in archive if member.name != ABOUT]
            if any(not each.isfile() or each.name not in KNOWN or each.size > LARGEST for each in members):
                raise _no_archive(file)
            archive.extractall(into, members, filter="data")
    except (OSError, tarfile.TarError, EOFError, ValueError, TypeError, KeyError) as fault:
        raise _no_archive(file) from fault
    names = [member.name for member in members]
    for name in names:
        (into / name).chmod(0o600)
    return names


def _about(archive: tarfile.TarFile) -> About:
    entry = archive.extractfile(ABOUT)
    if entry is None:
        raise ValueError("nothing says what it is")
    about = About(**json.loads(entry.read(4096)))
    if about.tables > newest():
        sentence = f"The backup is of a newer desk, version {about.version}; this one is {__version__}."
        raise KioskError("desk.newer", sentence, "Bring this desk to that version first. Nothing was changed.")
    return about


def _no_archive(file: Path) -> InputError:
    return InputError("desk.archive", f"{file} is no backup of a desk.", "Give a file that `kiosk desk backup` wrote.")


def _copied(database: Path, copy: Path) -> About:
    """SQLite's online backup: https://www.sqlite.org/backup.html."""
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            counts = [_one(target, f"SELECT count(*) FROM {table}") for table in COUNTED]  # noqa: S608 - names of ours
            return About(time.time(), __version__, _one(target, "SELECT version_num FROM alembic_version"), *counts)
    except sqlite3.DatabaseError as fault:
        raise _damaged(database, str(fault)) from fault


def _whole(database: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            said = _one(connection, "PRAGMA integrity_check")
    except sqlite3.DatabaseError as fault:
        said = str(fault)
    if said != "ok":
        raise _damaged(database, str(said))


def _one(connection: sqlite3.Connection, query: str) -> Any:  # noqa: ANN401 - a value of any column
    return connection.execute(query).fetchone()[0]


def _put(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(time.time()), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _damaged(database: Path, why: str) -> KioskError:
    sentence = f"The database {database} is damaged: {why[:160]}."
    return KioskError("desk.damaged", sentence, "Put back another backup: `kiosk desk restore FILE`.")
