"""A drawing as a pack: a rig, colours and a small picture, in a folder of one's own."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
from pydantic import BaseModel

import avatars
from avatars.folder import THUMB
from avatars.inspection import unused
from avatars.rig import Layer, Rig
from avatars.schema import AvatarFile
from kiosk.errors import InputError
from kiosk.studio.copying import begin, point_to_schemas
from kiosk.studio.svg_import import take
from kiosk.studio.svg_read import Problem, read

THUMB_PX = 96


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a drawing."""

    folder: Path
    layers: int
    shapes: int
    problems: tuple[Problem, ...]


def import_drawing(drawing: Path, origin: str, out: Path, *, again: bool) -> Imported:
    """Make the pack `out` of a drawing, moving as the pack `origin` does; `again` draws anew what is there.

    Raises:
        InputError: a drawing that cannot be used, or a folder that is there without `again`.
        AvatarError: an unknown origin.
    """
    pack = avatars.load(origin)
    taken = take(read(drawing), pack)
    if not again or not out.exists():
        begin(out.name, origin, out)
    elif not (out / "avatar.toml").is_file():
        raise InputError("avatar.exists", f"{out} is there and is no avatar.", "Name another folder.")
    about = out / "avatar.toml"
    text = coloured(about.read_text(encoding="utf-8"), taken.colours)
    about.write_text(pruned(text, taken.rig), encoding="utf-8")
    (out / "rig.json").write_text(rig_text(taken.rig), encoding="utf-8")
    point_to_schemas(out)
    _write_thumb(out)
    shapes = sum(len(layer.shapes) for layer in taken.rig.layers)
    return Imported(out, len(taken.rig.layers), shapes, taken.problems)


def coloured(text: str, colours: Mapping[str, str]) -> str:
    """An avatar.toml in which these colours (`#RRGGBB`) are plain ones of that value."""
    new = []
    for name, colour in colours.items():
        text, found = re.subn(rf"^{re.escape(name)} = .*$", f'{name} = "{colour}"', text, flags=re.MULTILINE)
        if not found:
            new.append(f'{name} = "{colour}"\n')
    head, table, rest = text.partition("[colours]\n")
    return head + table + "".join(new) + rest


def pruned(text: str, rig: Rig) -> str:
    """An avatar.toml without the colours that nothing is drawn in any more."""
    about = AvatarFile.model_validate(tomllib.loads(text))
    for name in unused(about, rig):
        text = re.sub(rf"^{re.escape(name)} = .*\n", "", text, flags=re.MULTILINE)
    return text


def rig_text(rig: Rig) -> str:
    """A rig.json, a line a shape, without what goes without saying."""
    head = _json({"$schema": "../schemas/rig.schema.json", **_short(rig, "layers")}).removesuffix("}")
    return f'{head},"layers":[\n' + ",\n".join(map(_layer_text, rig.layers)) + "\n]}\n"


def _layer_text(layer: Layer) -> str:
    head = _json(_short(layer, "shapes")).removesuffix("}")
    shapes = [_json(_short(shape)) for shape in layer.shapes]
    return f'{head},"shapes":[\n' + ",\n".join(shapes) + "\n]}" if shapes else head + "}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _short(model: BaseModel, *without: str) -> dict[str, object]:
    """The data with whole numbers as such, points without the zeros at their end, and nothing that is as by default."""
    data = model.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, exclude={*without})
    return {name: _shorter(name, value) for name, value in data.items()}


def _shorter(key: str, value: object) -> object:
    if isinstance(value, dict):
        return {name: _shorter(name, item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        if key == "points":
            return [_point(point) for point in value]
        return _point(list(value)) if key in {"from", "to"} else [_shorter("", item) for item in value]
    return int(value) if isinstance(value, float) and value == int(value) else value


def _point(point: list[float]) -> list[object]:
    while len(point) > 2 and point[-1] == 0:
        point = point[:-1]
    return [_shorter("", value) for value in point]


def _write_thumb(folder: Path) -> None:
    pack = avatars.load(f"{folder.parent}/{folder.name}")
    size = 4 * THUMB_PX
    drawn = avatars.open_renderer(pack, size, size, framing="head").draw(pack.expression("smile"))
    small = cv2.resize(drawn[..., 2::-1], (THUMB_PX, THUMB_PX), interpolation=cv2.INTER_AREA)
    (folder / THUMB).write_bytes(cv2.imencode(".png", small)[1].tobytes())
