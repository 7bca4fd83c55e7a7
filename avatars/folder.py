"""The folder of a pack: its files, read, checked alone and against each other."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError

from avatars.outfit import PNG
from avatars.rig import Rig
from avatars.schema import EXPRESSIONS, VISEMES, AvatarFile, BehaviourFile, PhysicsFile, PoseData

THUMB = "thumb.png"
LARGEST_BYTES = 300 * 1024
"""Of a whole pack that is finished."""
UNREAD_BYTES = 8_000_000
"""A file larger than this is no drawing: nobody shall wait until it is read."""
BACKDROP = ("backdrop", "backdrop-light", "backdrop-dark", "backdrop-glow")
"""Colours that every pack needs besides those of its rig."""


class PoseTable(RootModel[dict[str, PoseData]]):
    """Named poses."""


MODELS: Mapping[str, type[BaseModel]] = {
    "avatar.toml": AvatarFile,
    "rig.json": Rig,
    "visemes.json": PoseTable,
    "expressions.json": PoseTable,
    "behaviour.toml": BehaviourFile,
    "physics.toml": PhysicsFile,
}
"""The shape of each file."""
SPRINGS = "physics.toml"
"""May be left out."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a pack; with `advice` a pack works as it is, but would be better otherwise."""

    file: str
    key: str
    message: str
    advice: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a pack's files hold; `images` are the bytes of the rig's pictures and the small one, by their files."""

    about: AvatarFile
    rig: Rig
    visemes: PoseTable
    expressions: PoseTable
    behaviour: BehaviourFile
    physics: PhysicsFile
    images: Mapping[str, bytes]


def read_pack(folder: Path) -> tuple[Contents | None, list[Fault]]:
    """What the files hold, or none where one of them cannot be read, and every fault but the size."""
    models: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, model in MODELS.items():
        if name == SPRINGS and not (folder / name).is_symlink() and not (folder / name).exists():
            continue
        parsed = _parse(folder / name, model)
        if isinstance(parsed, list):
            faults += parsed
        else:
            models[name] = parsed
    pictures = {name: _picture(folder, name) for name in (THUMB, *_wanted_images(models))}
    images = {name: found for name, found in pictures.items() if isinstance(found, bytes)}
    faults += [found for found in pictures.values() if isinstance(found, Fault)]
    faults += _across(models, folder.name)
    if MODELS.keys() - models.keys() - {SPRINGS}:
        return None, faults
    return (
        Contents(
            about=models["avatar.toml"],
            rig=models["rig.json"],
            visemes=models["visemes.json"],
            expressions=models["expressions.json"],
            behaviour=models["behaviour.toml"],
            physics=models.get(SPRINGS, PhysicsFile()),
            images=images,
        ),
        faults,
    )


def data_of(text: str, suffix: str) -> object:
    """The data of a file's text; a JSON file may name its schema as `$schema`. Raises `ValueError`."""
    try:
        data = tomllib.loads(text) if suffix == ".toml" else json.loads(text)
    except RecursionError as error:
        raise json.JSONDecodeError("too many brackets lie within each other", text, 0) from error
    if suffix == ".toml":
        return data
    return {key: value for key, value in data.items() if key != "$schema"} if isinstance(data, dict) else data


def _wanted_images(models: Mapping[str, Any]) -> list[str]:
    return sorted(models["rig.json"].images()) if "rig.json" in models else []


def _parse(file: Path, model: type[BaseModel]) -> BaseModel | list[Fault]:
    """The file as its model, or what is wrong with it."""
    if not file.is_file():
        return [_no_file(file, file.name)]
    try:
        if endless(file):
            return [Fault(file.name, "", f"has more than {UNREAD_BYTES // 10**6} MB: that is no drawing")]
        return model.model_validate(data_of(file.read_text(encoding="utf-8-sig"), file.suffix))
    except ValidationError as error:
        return [
            Fault(file.name, _key(item["loc"]), item["msg"].removeprefix("Value error, ")) for item in error.errors()
        ]
    except (OSError, ValueError) as error:
        return [Fault(file.name, "", f"cannot be read: {error}")]


def endless(file: Path) -> bool:
    """Whether a file is far too large to be read."""
    return file.stat().st_size > UNREAD_BYTES


def _no_file(file: Path, name: str) -> Fault:
    """Why there is nothing to read: a pipe would be waited for without end, a link may lead to itself."""
    there = file.is_symlink() or file.exists()
    return Fault(name, "", "is a folder, a pipe or a broken link instead of a file" if there else "the file is missing")


def _key(loc: tuple[int | str, ...]) -> str:
    """A place in a file, without the kinds of things that pydantic tells between brackets."""
    return ".".join(str(part) for part in loc if not str(part).startswith(("(", "[")))


def _picture(folder: Path, name: str) -> bytes | Fault:
    """A picture of the pack, or what is wrong with it."""
    file = folder / name
    if not file.is_file():
        return _no_file(file, name)
    try:
        data = file.read_bytes()
    except OSError as error:
        return Fault(name, "", f"cannot be read: {error}")
    return data if data.startswith(PNG) else Fault(name, "", "is no PNG picture")


def too_large(folder: Path) -> list[Fault]:
    """A pack too large to be shipped; it can be drawn all the same."""
    sizes = {file: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    total = sum(sizes.values())
    if total <= LARGEST_BYTES:
        return []
    largest = max(sizes, key=sizes.__getitem__)
    told = f"{largest.relative_to(folder)} is the largest with {sizes[largest]}"
    return [Fault(folder.name, "", f"the pack has {total} bytes, more than {LARGEST_BYTES}; {told}")]


def _across(files: Mapping[str, Any], folder: str) -> list[Fault]:
    """What only shows when the files are seen together."""
    faults = []
    about, rig = files.get("avatar.toml"), files.get("rig.json")
    if about and about.id != folder:
        faults.append(Fault("avatar.toml", "id", f"is {about.id!r} in a folder named {folder!r}"))
    if about and rig:
        unknown = sorted(rig.colours() - about.colours.keys())
        faults += [
            Fault("rig.json", "colour", f"{name!r} is not among the colours of avatar.toml{_near(name, about.colours)}")
            for name in unknown
        ]
    if about:
        missing = [name for name in BACKDROP if name not in about.colours]
        faults += [Fault("avatar.toml", f"colours.{name}", "is missing") for name in missing]
    for name, wanted in (("visemes.json", VISEMES), ("expressions.json", EXPRESSIONS)):
        if table := files.get(name):
            faults += [Fault(name, key, "is missing") for key in wanted if key not in table.root]
    if table := files.get("visemes.json"):
        faults += [
            Fault("visemes.json", key, f"is no viseme{_near(key, VISEMES)}") for key in table.root if key not in VISEMES
        ]
    return faults


def _near(name: str, known: Iterable[str]) -> str:
    """A guess of what was meant, to be put behind a sentence."""
    found = get_close_matches(name, known, 1)
    return f"; did you mean {found[0]!r}?" if found else ""
