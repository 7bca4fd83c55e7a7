"""The folder of a desk: its database, its certificate, the token of the kiosk beside it. For its owner alone."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir
from kiosk.settings import Desk

LOCK: Final = "desk.lock"


@dataclass(frozen=True, slots=True)
class Served:
    """What a desk that serves says of itself, for whoever asks on the same machine."""

    url: str
    fingerprint: str
    pid: int
    since: float


@dataclass(frozen=True, slots=True)
class Folder:
    """Where things lie."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is named."""
        return self.path / "desk.sqlite"

    @property
    def certificate(self) -> Path:
        """The certificate that the desk made itself."""
        return self.path / "certificate.pem"

    @property
    def key(self) -> Path:
        """The key of it."""
        return self.path / "key.pem"

    @property
    def token(self) -> Path:
        """The token of the kiosk on this machine."""
        return self.path / "kiosk.token"

    @property
    def joined(self) -> Path:
        """The certificate of the desk elsewhere that this machine's kiosk has joined."""
        return self.path / "joined.pem"

    @property
    def served(self) -> Path:
        """What the desk that serves says of itself."""
        return self.path / "served.json"

    def open(self) -> None:
        """Make it, if need be.

        Raises:
            InputError: `desk.folder`.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(self.path / ".writable", "")
            (self.path / ".writable").unlink()
            os.close(os.open(self.database, os.O_CREAT | os.O_RDWR, 0o600))  # what SQLite puts beside it is as private
        except OSError as fault:
            sentence = f"The desk's folder {self.path} cannot be written: {fault.strerror}."
            raise InputError(
                "desk.folder", sentence, "Give the desk's user the right to it, or set desk.dir."
            ) from fault

    @contextmanager
    def held(self, *, alone: bool = True) -> Iterator[None]:
        """Nobody else serves from it meanwhile: flock(2), which the kernel lets go of however the process ends.

        Not `alone`, others may as well whose database is elsewhere too.

        Raises:
            KioskError: `desk.running`.
        """
        with (self.path / LOCK).open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError as fault:
                sentence = f"Another desk serves from {self.path}."
                raise KioskError(
                    "desk.running", sentence, "End it first, or give this one its own desk.dir."
                ) from fault
            yield

    def running(self) -> Served | None:
        """The desk that serves from it now, if there is one and it has said so."""
        try:
            with (self.path / LOCK).open("r+", encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with suppress(OSError, ValueError, TypeError):
                return Served(**json.loads(self.served.read_text(encoding="utf-8")))
        except OSError:
            return None
        return None

    @contextmanager
    def announced(self, served: Served) -> Iterator[None]:
        """Others on this machine can read meanwhile where it serves."""
        write_private(self.served, json.dumps(asdict(served)))
        try:
            yield
        finally:
            self.served.unlink(missing_ok=True)


def folder_of(settings: Desk) -> Folder:
    """The folder that settings name."""
    return Folder(settings.dir if settings.dir is not None else data_dir() / "desk")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    coming = path.with_name(f"{path.name}.new")
    coming.unlink(missing_ok=True)
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    coming.replace(path)


def token_in(file: Path) -> str:
    """The token that a file holds; empty where there is none yet."""
    return file.read_text(encoding="ascii").strip() if file.is_file() else ""
