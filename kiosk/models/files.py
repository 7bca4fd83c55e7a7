"""The files of a model: unpacked, checked, recorded, and put in place whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.models import Model

RECORD = "balie-model.json"
SPARE_BYTES = 50_000_000
GROWS = 3
"""A model takes this many times its archive where its size was not written down."""


class Record(BaseModel):
    """What an installation noted: the hash of the archive (empty for a folder), and of every file."""

    model_config = ConfigDict(frozen=True)
    archive: str = ""
    files: dict[str, str]


def read_record(folder: Path) -> Record:
    """The record in a model's folder."""
    return Record.model_validate_json((folder / RECORD).read_text(encoding="utf-8"))


def tree_of(files: Mapping[str, str]) -> str:
    """The hash of a folder: sha256 over a line `sha256  path` for each file, by path, as `sha256sum` prints them."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def sha256(file: Path) -> str:
    """Of a file's content."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file in a folder by its path in it, but not that of a record."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != RECORD)
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files}


def changed(folder: Path) -> tuple[str, ...]:
    """The recorded files of a folder that are missing or not as recorded."""
    files = read_record(folder).files
    return tuple(
        file for file, digest in files.items() if not (folder / file).is_file() or sha256(folder / file) != digest
    )


def wrong(model: Model, file: Path) -> str:
    """What is wrong with a fetched file, in words that follow its source; empty if it may be the model."""
    digest = sha256(file)
    if model.sha256 and digest != model.sha256:
        return f"gave other bytes (sha256 {digest[:16]}…, not {model.sha256[:16]}…)"
    if not (model.file or model.also or zipfile.is_zipfile(file)):
        return "gave something that is no archive"
    return ""


def check_space(model: Model, *, fetching: bool) -> None:
    """Whether there is room for the archive and for what comes out of it.

    Raises:
        KioskError: `models.no-space`.
    """
    kept = model.unpacked or (model.bytes if model.file else GROWS * model.bytes)
    need = kept + (model.bytes if fetching else 0) + SPARE_BYTES
    free = shutil.disk_usage(model.folder.parent).free
    if free < need:
        sentence = (
            f"{model.name} needs {need / 1e6:.0f} MB on the disk of {model.folder.parent}, {free / 1e6:.0f} are free."
        )
        remedy = (
            "Make room (`kiosk models remove NAME` drops a model), or set XDG_DATA_HOME to a folder on another disk."
        )
        raise KioskError("models.no-space", sentence, remedy)


def install(model: Model, source: Path) -> None:
    """Unpack beside, check, write the record, then take the place of what was there: whole or not at all.

    Raises:
        KioskError: `models.no-space`.
        InputError: `models.wrong-hash`, `models.not-found`.
    """
    folder = model.folder
    check_space(model, fetching=False)
    new = folder.with_name(f"{model.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        archive = "" if source.is_dir() or model.file else _checked(model, source)
        _unpack(model, source, new)
        archive = _checked(model, new / model.file) if model.file else archive
        files = _checked_tree(model, source, new)
        (new / RECORD).write_text(json.dumps({"archive": archive, "files": files}, indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _checked(model: Model, file: Path) -> str:
    digest = sha256(file) if file.is_file() else ""
    if model.sha256 and digest != model.sha256:
        raise InputError(
            "models.wrong-hash",
            f"{file.name} is not {model.title}: its sha256 begins with {digest[:16] or 'nothing'}.",
            f"Fetch or copy it again; it must begin with {model.sha256[:16]}.",
        )
    return digest


def _checked_tree(model: Model, source: Path, new: Path) -> dict[str, str]:
    """The files that were unpacked: a copied folder must be what its own record, and the catalogue, say it is."""
    files = hashes(new)
    own = source / RECORD
    damaged = source.is_dir() and own.is_file() and changed(source)
    foreign = source.is_dir() and model.tree and tree_of(files) != model.tree
    if damaged or foreign:
        sentence = f"{source} is not {model.title} as it was made: {'damaged' if damaged else 'other'} files."
        raise InputError("models.wrong-hash", sentence, "Copy it again, or fetch the original archive.")
    if not files:
        raise InputError("models.not-found", f"{source.name} holds no {model.title}.", "Give the original file.")
    return files


def _unpack(model: Model, source: Path, folder: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(RECORD))
    elif model.file and not zipfile.is_zipfile(source):
        shutil.copyfile(source, folder / model.file)
    elif model.also and not zipfile.is_zipfile(source):
        _copy_all([source, *(source.with_name(url.rsplit("/", 1)[-1]) for url in model.also)], folder)
    elif not zipfile.is_zipfile(source):
        raise InputError(
            "models.not-found", f"{source.name} is no archive of {model.title}.", "Give the original file."
        )
    else:
        _unzip(source, model.member or model.inside, folder)


def _copy_all(files: Sequence[Path], folder: Path) -> None:
    for file in files:
        if not file.is_file():
            raise InputError("models.not-found", f"{file} is not there.", f"It must lie beside {files[0].name}.")
        shutil.copyfile(file, folder / file.name)


def _unzip(source: Path, inside: str, folder: Path) -> None:
    """Take the folder (or file) `inside` out of an archive; nothing can land outside of `folder`."""
    with zipfile.ZipFile(source) as archive:
        for entry in archive.infolist():
            whole = entry.filename == inside
            relative = Path(entry.filename).name if whole else entry.filename.removeprefix(f"{inside}/")
            if entry.is_dir() or (relative == entry.filename and not whole):
                continue
            target = (folder / relative).resolve()
            if target.is_relative_to(folder.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, target.open("wb") as out:
                    shutil.copyfileobj(packed, out)
