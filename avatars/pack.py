"""Avatar packs: folders of data beside this file, read, checked and handed out whole."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError

from avatars.colour import Rgb, resolve
from avatars.errors import AvatarError
from avatars.outfit import PNG, Outfit
from avatars.pose import PARAMETERS, Pose, Range
from avatars.rig import Rig
from avatars.schema import EXPRESSIONS, VISEMES, AvatarFile, BehaviourFile, PhysicsFile, PoseData

FOLDER = Path(__file__).parent
FILES = ("avatar.toml", "rig.json", "visemes.json", "expressions.json", "behaviour.toml", "thumb.png")
SPRINGS = "physics.toml"
"""May be left out."""
LARGEST_BYTES = 300 * 1024
BACKDROP = ("backdrop", "backdrop-light", "backdrop-dark", "backdrop-glow")
"""Colours that every pack needs besides those of its rig."""


class PoseTable(RootModel[dict[str, PoseData]]):
    """Named poses."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a pack."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


@dataclass(frozen=True)
class Pack:
    """An avatar: who she is, what she can do, how she looks."""

    id: str
    names: Mapping[str, str]
    licence: str
    schema: int
    voice: str
    visemes: Mapping[str, Pose]
    expressions: Mapping[str, Pose]
    behaviour: BehaviourFile
    physics: PhysicsFile
    colours: Mapping[str, Rgb]
    rig: Rig
    logo: Path | None
    """A PNG for the rig's `logo` box."""
    digest: str
    """Changes whenever the drawing would: names the bake in the cache."""

    @property
    def parameters(self) -> Mapping[str, Range]:
        """Every parameter of a pose: (lowest, default, highest)."""
        return PARAMETERS

    def expression(self, name: str) -> Pose:
        """The pose of an expression; `AvatarError` avatar.expression for one that the pack does not have."""
        if name not in self.expressions:
            known = ", ".join(self.expressions)
            raise AvatarError("avatar.expression", f"{self.id} has no expression {name!r}.", f"Use one of: {known}.")
        return self.expressions[name]

    def viseme(self, name: str) -> Pose:
        """The pose of a mouth shape; `AvatarError` avatar.viseme for one that the pack does not have."""
        if name not in self.visemes:
            known = ", ".join(self.visemes)
            raise AvatarError("avatar.viseme", f"{self.id} has no mouth shape {name!r}.", f"Use one of: {known}.")
        return self.visemes[name]


def packs() -> tuple[str, ...]:
    """The ids of the packs that are there."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/avatar.toml")))


def load(pack_id: str, outfit: Outfit | None = None) -> Pack:
    """Read a pack, by name or by the path of its folder, in its own clothes or in a store's.

    Raises `AvatarError` for an unknown pack, or a faulty one with the first fault's file and key.
    """
    return load_folder(_folder(pack_id), outfit)


def load_folder(folder: Path, outfit: Outfit | None = None) -> Pack:
    """Read the pack in a folder of one's own; errors as for `load`."""
    outfit = outfit or Outfit()
    files, faults = _read(folder)
    if faults:
        raise AvatarError(
            "avatar.faulty", f"Avatar {folder.name}: {faults[0]}.", "Mend it, then run kiosk avatar lint."
        )
    about, rig, visemes, expressions, behaviour = (files[name] for name in FILES[:5])
    colours = resolve(outfit.worn(about.colours))
    drawn = (rig.model_dump_json() + repr(sorted(colours.items()))).encode() + outfit.logo_data()
    return Pack(
        id=about.id,
        names=about.names,
        licence=about.licence,
        schema=about.schema_version,
        voice=about.voice,
        visemes=visemes.root,
        expressions=expressions.root,
        behaviour=behaviour,
        physics=files.get(SPRINGS, PhysicsFile()),
        colours=colours,
        rig=rig,
        logo=outfit.logo,
        digest=sha256(drawn).hexdigest(),
    )


def lint(pack_id: str) -> list[Fault]:
    """Every fault of a pack, with file and key; an empty list for a good one."""
    return lint_folder(_folder(pack_id))


def lint_folder(folder: Path) -> list[Fault]:
    """Every fault of the pack in this folder."""
    return _read(folder)[1]


def _folder(pack_id: str) -> Path:
    """The shipped pack of that name, or a folder of one's own where a path is given."""
    own = Path(pack_id).expanduser()
    if "/" in pack_id and own.is_dir():
        return own
    if pack_id not in packs():
        raise AvatarError(
            "avatar.unknown",
            f"There is no avatar {pack_id!r}.",
            f"Use one of: {', '.join(packs())}; or a folder, such as ./noor.",
        )
    return FOLDER / pack_id


def _read(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    models: tuple[type[BaseModel], ...] = (AvatarFile, Rig, PoseTable, PoseTable, BehaviourFile)
    files: dict[str, Any] = {}
    faults: list[Fault] = []
    wanted = [*zip(FILES, models, strict=False)]
    if (folder / SPRINGS).is_file():
        wanted.append((SPRINGS, PhysicsFile))
    for name, model in wanted:
        parsed = _parse(folder / name, model)
        if isinstance(parsed, list):
            faults += parsed
        else:
            files[name] = parsed
    return files, faults + _missing_thumb(folder) + _too_large(folder) + _across(files, folder.name)


def _parse(file: Path, model: type[BaseModel]) -> BaseModel | list[Fault]:
    """The file as its model, or what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8")
        data = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
        return model.model_validate(data)
    except FileNotFoundError:
        return [Fault(file.name, "", "the file is missing")]
    except ValidationError as error:
        return [Fault(file.name, ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
    except ValueError as error:
        return [Fault(file.name, "", f"cannot be read: {error}")]


def _missing_thumb(folder: Path) -> list[Fault]:
    file = folder / "thumb.png"
    if not file.is_file():
        return [Fault(file.name, "", "the file is missing")]
    if file.read_bytes()[:8] != PNG:
        return [Fault(file.name, "", "is no PNG picture")]
    return []


def _too_large(folder: Path) -> list[Fault]:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return (
        [Fault(folder.name, "", f"the pack has {size} bytes, more than {LARGEST_BYTES}")]
        if size > LARGEST_BYTES
        else []
    )


def _across(files: Mapping[str, Any], folder: str) -> list[Fault]:
    """What only shows when the files are seen together."""
    faults = []
    about, rig = files.get("avatar.toml"), files.get("rig.json")
    if about and about.id != folder:
        faults.append(Fault("avatar.toml", "id", f"is {about.id!r} in a folder named {folder!r}"))
    if about and rig:
        unknown = sorted(rig.colours() - about.colours.keys())
        faults += [Fault("rig.json", "colour", f"{name!r} is not among the colours of avatar.toml") for name in unknown]
    if about:
        missing = [name for name in BACKDROP if name not in about.colours]
        faults += [Fault("avatar.toml", f"colours.{name}", "is missing") for name in missing]
    for name, wanted in (("visemes.json", VISEMES), ("expressions.json", EXPRESSIONS)):
        if table := files.get(name):
            faults += [Fault(name, key, "is missing") for key in wanted if key not in table.root]
    if table := files.get("visemes.json"):
        faults += [Fault("visemes.json", key, "is no viseme") for key in table.root if key not in VISEMES]
    return faults
