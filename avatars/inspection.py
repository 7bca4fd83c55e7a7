"""What can be wrong with a pack beyond the shape of its files: for `kiosk avatar lint`, tests and benches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from avatars import pixels
from avatars.colour import to_oklab
from avatars.folder import BACKDROP, Fault, read_pack, too_large
from avatars.outfit import CLOTHES
from avatars.pack import Pack, load_folder
from avatars.pixels import Progress
from avatars.pose import BODILY
from avatars.rig import Rig
from avatars.schema import AvatarFile, Tone

LIVE_SHAPES, LIVE_POINTS = 110, 2800
"""What a small computer draws in 3.5 ms while only the mouth moves."""
STANCE = BODILY - {"hairSway"}
"""Parameters that move the whole head or body, whatever the rig says."""
TOLD_APART = (("eye-white", "skin"), ("lip", "skin"), ("iris", "eye-white"))
"""Colours side by side on a face."""
LEAST_CONTRAST = 0.06
"""OKLab distance below which two colours side by side cannot be told apart across a counter."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is drawn in every frame, and what the pack takes on the disk, bytes by file."""

    live_shapes: int
    live_points: int
    sizes: Mapping[str, int]


def budget(folder: Path) -> Budget:
    """The budget of the pack in a folder; `AvatarError` for a faulty one."""
    rig = load_folder(folder).rig
    sizes = {str(f.relative_to(folder)): f.stat().st_size for f in sorted(folder.rglob("*")) if f.is_file()}
    return Budget(*live(rig), sizes)


def live(rig: Rig) -> tuple[int, int]:
    """Shapes and points that are drawn in every frame."""
    shapes = [shape for layer in rig.layers if layer.kind == "live" for shape in layer.shapes]
    return len(shapes), sum(len(shape.points) for shape in shapes)


def inspect(folder: Path, progress: Progress | None = None) -> list[Fault]:
    """Every fault and all advice. A pack whose files are faulty is not drawn; `progress` is told 0 to 1."""
    contents, faults = read_pack(folder)
    found = too_large(folder)
    if contents is None or faults:
        return faults + found
    pack = load_folder(folder)
    found += [*inert(pack), *opaque(pack.rig), *_unused(contents.about, pack.rig), *_faint(pack), *_costly(pack.rig)]
    return found + drawn_faults(pack, progress)


def drawn_faults(pack: Pack, progress: Progress | None = None) -> list[Fault]:
    """Every fault that only the drawn picture shows; takes about two seconds."""
    tell = progress or (lambda _: None)
    checks = (_holes, _alike_visemes, _alike_expressions, _open_lips)
    found: list[Fault] = []
    for done, check in enumerate(checks):
        found += check(pack)
        tell((done + 1) / len(checks))
    return found


def inert(pack: Pack) -> list[Fault]:
    """Expressions and mouth shapes that move nothing of the face; `neutral` and `sil` may be at rest."""
    keys = {key for layer in pack.rig.layers if layer.mesh for key in layer.mesh.keys}
    keys |= {key for layer in pack.rig.layers for shape in layer.shapes for key in shape.driven_by}
    moved = STANCE | {name for key in keys for name in key.split("*")}
    tables = (("visemes.json", pack.visemes, "sil"), ("expressions.json", pack.expressions, "neutral"))
    return [
        Fault(file, name, "moves nothing: its parameters are 0, or the rig does nothing with them")
        for file, table, rest in tables
        for name, pose in table.items()
        if name != rest and not any(value and key in moved for key, value in pose.items())
    ]


def opaque(rig: Rig) -> list[Fault]:
    """Shapes more than opaque or less than invisible, without a `fade` that such an alpha would be for."""
    told = "is outside 0 (not seen) to 1 (opaque), and no fade brings it there"
    return [
        Fault("rig.json", f"{layer.id}.{shape.id}.alpha", f"{shape.alpha:g} {told}")
        for layer in rig.layers
        for shape in layer.shapes
        if not 0 <= shape.alpha <= 1 and not shape.fade
    ]


def unused(about: AvatarFile, rig: Rig) -> list[str]:
    """Colours that nothing is drawn in, nor any tone of them; those of the clothes and the backdrop may be unused."""
    used = rig.colours() | {*BACKDROP, *CLOTHES}
    used |= {tone.of for name, tone in about.colours.items() if isinstance(tone, Tone) and name in used}
    return [name for name in about.colours if name not in used]


def _unused(about: AvatarFile, rig: Rig) -> list[Fault]:
    """Colours that nothing is drawn in, as advice."""
    told = "is used by nothing: take it out"
    return [Fault("avatar.toml", f"colours.{name}", told, advice=True) for name in unused(about, rig)]


def _faint(pack: Pack) -> list[Fault]:
    """Colours side by side that are hard to tell apart, as advice."""
    known = [(a, b) for a, b in TOLD_APART if a in pack.colours and b in pack.colours]
    return [
        Fault("avatar.toml", f"colours.{a}", f"is too close to {b} to be seen beside it", advice=True)
        for a, b in known
        if np.linalg.norm(to_oklab(np.array(pack.colours[a])) - to_oklab(np.array(pack.colours[b]))) < LEAST_CONTRAST
    ]


def _costly(rig: Rig) -> list[Fault]:
    """A drawing too heavy for a small computer, as advice."""
    shapes, points = live(rig)
    if shapes <= LIVE_SHAPES and points <= LIVE_POINTS:
        return []
    most = f"more than {LIVE_SHAPES} and {LIVE_POINTS} cost frames on a small computer"
    told = f"{shapes} shapes with {points} points are live; {most}: move what never moves by itself into a baked layer"
    return [Fault("rig.json", "layers", told, advice=True)]


def _holes(pack: Pack) -> list[Fault]:
    found = pixels.holes(pack)
    if not found:
        return []
    worst = max(found, key=lambda hole: hole.pixels)
    where = f"headYaw={worst.yaw:g} headPitch={worst.pitch:g} jawOpen={worst.jaw:g}"
    told = f"the head has a hole in {len(found)} poses, the largest at {where}: widen what lies behind it"
    return [Fault("rig.json", "layers", told)]


def _alike_visemes(pack: Pack) -> list[Fault]:
    least = pixels.ALIKE
    return [
        Fault("visemes.json", a, f"looks like {b!r}: {apart:.1f} of 255 apart over the mouth, {least:g} at least")
        for (a, b), apart in pixels.viseme_distances(pack).items()
        if apart < least and {a, b} != pixels.TWINS
    ]


def _alike_expressions(pack: Pack) -> list[Fault]:
    least = pixels.EXPRESSIONS_ALIKE
    return [
        Fault("expressions.json", a, f"looks like {b!r}: {apart:.1f} of 255 apart over what moves, {least:g} at least")
        for (a, b), apart in pixels.expression_distances(pack).items()
        if apart < least
    ]


def _open_lips(pack: Pack) -> list[Fault]:
    """Lips that stay open where p, b and m close them."""
    if not pixels.inside_when_open(pack):
        names = ", ".join(f"{name}…" for name in pixels.INSIDE)
        return [Fault("visemes.json", "aa", f"shows no inside of the mouth: draw it in colours named {names}")]
    name, shown = max(pixels.inside_at_closure(pack).items(), key=lambda found: found[1])
    if shown <= pixels.LEAKING:
        return []
    told = f"does not close the lips: with the expression {name!r} {shown} pixels show between"
    return [Fault("visemes.json", "PP", told)]
