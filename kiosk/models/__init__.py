"""Speech and face models: what there is, what is here and whether it is whole, and how to get or drop one."""

from __future__ import annotations

import difflib
import shutil
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.errors import InputError, KioskError
from kiosk.models import files, sources
from kiosk.models.files import RECORD, Record
from kiosk.models.sources import Origins, Passed
from kiosk.resources import config_dir, data_dir

Progress = Callable[[str, int, int], None]
LEFT_S = 86_400.0
"""What a fetch that was killed left behind is cleared away after this time."""


class Model(BaseModel):
    """One entry of `config/models.toml`; `file` for a single file, `inside` for a folder of an archive.

    `lang` is the only language that it is for, empty for all. `sha256` is that of the file or of the archive, `tree`
    that of an unpacked folder (see `files.tree_hash`); both empty where nobody published one. `bytes` is what is
    fetched, `unpacked` what is kept, `memory_mb` what it takes in use; 0 where that is not known. `also` are
    addresses of files that belong beside that of `url`. An `optional` one is nothing that a language needs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str
    licence: str
    used_for: str
    lang: str = ""
    bytes: int = 0
    unpacked: int = 0
    memory_mb: int = 0
    sha256: str = ""
    tree: str = ""
    url: str = ""
    package: str = ""
    member: str = ""
    file: str = ""
    inside: str = ""
    also: tuple[str, ...] = ()
    optional: bool = False

    @property
    def place(self) -> Path:
        """The file or folder where it is kept."""
        return self.folder / self.file if self.file else self.folder

    @property
    def folder(self) -> Path:
        """The folder where it is kept, with the record of its installation."""
        return data_dir() / "models" / self.name

    @property
    def asset(self) -> str:
        """The name of the file that a mirror or a stick holds."""
        wheel = f"{self.package.replace('-', '_').replace('==', '-')}-py3-none-any.whl" if self.package else ""
        return self.file or self.url.rsplit("/", 1)[-1] or wheel


def catalogue() -> dict[str, Model]:
    """All models by name."""
    entries = tomllib.loads((config_dir() / "models.toml").read_text(encoding="utf-8"))
    return {name: Model(name=name, **entry) for name, entry in entries.items()}


def find(name: str) -> Model:
    """The model of that name; `InputError` models.unknown otherwise."""
    known = catalogue()
    if name not in known:
        close = difflib.get_close_matches(name, known, 1)
        remedy = f"Did you mean {close[0]}?" if close else f"Choose one of: {', '.join(known)}."
        raise InputError("models.unknown", f"There is no model {name!r}.", remedy)
    return known[name]


def needed(lang: str) -> tuple[str, ...]:
    """The models that a language needs: its own, and those of all languages.

    Raises:
        InputError: `models.language`.
    """
    known = catalogue()
    own = sorted({model.lang for model in known.values() if model.lang})
    if lang not in own:
        raise InputError("models.language", f"No model is for {lang!r}.", f"There are models for {', '.join(own)}.")
    return tuple(name for name, model in known.items() if model.lang in {"", lang} and not model.optional)


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


def get(
    name: str,
    *,
    given: Path | None = None,
    offline: bool = False,
    progress: Progress | None = None,
    origins: Origins | None = None,
    passed: Passed = lambda _: None,
) -> Path:
    """Take a model from `given` (a file, or a folder that holds it), or fetch it; check it; keep it.

    `progress(what, done_bytes, total_bytes)` is called while bytes come in; the total is 0 where it is unknown.
    `passed(sentence)` is called for each source that was passed over, also when the next one succeeds.

    Raises:
        KioskError: `models.unreachable`, `models.wrong-hash`, `models.not-found`, `models.no-space`.
    """
    model = find(name)
    if installed(name) and given is None:
        return model.place
    work = _work_folder()
    with tempfile.TemporaryDirectory(prefix="taken-", dir=work) as folder:
        if given is not None:
            source = sources.given(model, given)
        else:
            source = sources.fetched(
                model, Path(folder), origins or Origins(), progress, offline=offline, passed=passed
            )
        files.install(model, source)
    return model.place


def verify(name: str) -> tuple[str, ...]:
    """The files of an installed model that are missing or changed since it was installed."""
    path(name)
    return files.changed(find(name).folder)


def record(name: str) -> Record:
    """What was written down when an installed model was installed."""
    path(name)
    return files.read_record(find(name).folder)


def proven(name: str) -> bool:
    """Whether an installed model has a sha256 that was known beforehand; else it was taken as it came."""
    model, found = find(name), record(name)
    by_archive = bool(model.sha256) and found.archive == model.sha256
    return by_archive or (bool(model.tree) and files.tree_of(found.files) == model.tree)


def remove(name: str) -> None:
    """Drop an installed model.

    Raises:
        KioskError: `models.missing`, `models.unwritable`.
    """
    path(name)
    try:
        shutil.rmtree(find(name).folder)
    except OSError as fault:
        sentence = f"{find(name).folder} cannot be removed: {fault.strerror}."
        raise KioskError("models.unwritable", sentence, "Do it as the user who installed it.") from fault


def _work_folder() -> Path:
    """Where bytes are put together: on the same disk as the models, for /tmp may be small memory."""
    work = data_dir() / "models" / "partial"
    try:
        work.mkdir(parents=True, exist_ok=True)
        for left in (old for old in work.glob("taken-*") if time.time() - old.stat().st_mtime > LEFT_S):
            shutil.rmtree(left, ignore_errors=True)
    except OSError as fault:
        sentence = f"The data folder {data_dir()} cannot be written: {fault.strerror}."
        raise InputError("models.unwritable", sentence, "Set XDG_DATA_HOME to a folder that can.") from fault
    return work
