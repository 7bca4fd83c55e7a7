"""Avatar packs: folders of data beside this file, read, checked and handed out whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from avatars.colour import Rgb, resolve
from avatars.errors import AvatarError
from avatars.folder import Fault, read_pack, too_large
from avatars.outfit import Logo, Outfit
from avatars.pose import PARAMETERS, Pose, Range
from avatars.rig import Rig
from avatars.schema import EXPRESSIONS, VISEMES, BehaviourFile, PhysicsFile

FOLDER = Path(__file__).parent


class FaultyPackError(AvatarError):
    """A pack that cannot be drawn; its sentence tells the first fault, `faults` holds all of them."""

    def __init__(self, folder: Path, faults: Sequence[Fault]) -> None:
        self.folder, self.faults = folder, tuple(faults)
        super().__init__("avatar.faulty", f"Avatar {folder.name}: {faults[0]}.", "Mend it, then run kiosk avatar lint.")


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
    images: Mapping[str, bytes]
    """PNG files of the pack: `thumb.png`, and those of bitmap layers as `layers/….png`."""
    logo: Logo | None
    """What is printed into the rig's `logo` box."""
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

    Raises `AvatarError` for an unknown pack, `FaultyPackError` for one that cannot be drawn.
    """
    return load_folder(folder_of(pack_id), outfit)


def load_folder(folder: Path, outfit: Outfit | None = None) -> Pack:
    """Read the pack in a folder of one's own; errors as for `load`."""
    outfit = outfit or Outfit()
    contents, faults = read_pack(folder)
    if contents is None or faults:
        raise FaultyPackError(folder, faults)
    about, rig = contents.about, contents.rig
    colours, logo = resolve(outfit.worn(about.colours)), outfit.read_logo()
    drawn = (rig.model_dump_json() + repr(sorted(colours.items()))).encode() + (logo.png if logo else b"")
    drawn += b"".join(contents.images[name] for name in sorted(rig.images()))
    return Pack(
        id=about.id,
        names=about.names,
        licence=about.licence,
        schema=about.schema_version,
        voice=about.voice,
        visemes=_in_order(contents.visemes.root, VISEMES),
        expressions=_in_order(contents.expressions.root, EXPRESSIONS),
        behaviour=contents.behaviour,
        physics=contents.physics,
        colours=colours,
        rig=rig,
        images=contents.images,
        logo=logo,
        digest=sha256(drawn).hexdigest(),
    )


def _in_order(poses: Mapping[str, Pose], order: Sequence[str]) -> Mapping[str, Pose]:
    """The same poses, those that every pack has first and in one order."""
    return {name: poses[name] for name in dict.fromkeys((*order, *poses))}


def lint(pack_id: str) -> list[Fault]:
    """Every fault of a pack, with file and key; an empty list for a good one."""
    return lint_folder(folder_of(pack_id))


def lint_folder(folder: Path) -> list[Fault]:
    """Every fault of the pack in this folder."""
    return read_pack(folder)[1] + too_large(folder)


def folder_of(pack_id: str) -> Path:
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
