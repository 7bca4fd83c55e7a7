"""The avatar that the settings name: whether there is one, and every fault of its files in plain words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

import avatars
from avatars.errors import AvatarError
from avatars.pack import FOLDER, PoseTable
from avatars.rig import Rig
from avatars.schema import AvatarFile, BehaviourFile
from kiosk.checks.inspection import Inspection
from kiosk.faults import Fault, FaultyInputError
from kiosk.toml_file import Toml, faults_of, read, read_text

SHAPES: Final[dict[str, type[BaseModel]]] = {
    "avatar.toml": AvatarFile,
    "behaviour.toml": BehaviourFile,
    "rig.json": Rig,
    "visemes.json": PoseTable,
    "expressions.json": PoseTable,
}


def check(seen: Inspection) -> None:
    """The pack that is set."""
    name = seen.settings.kiosk.avatar
    try:
        found = avatars.lint(name)
    except AvatarError as fault:
        told = seen.setting("avatar.unknown", "kiosk.avatar", f'is "{name}"', fault.remedy)
        seen.add(seen.unknown(told, name, list(avatars.packs())))
        return
    folder = Path(name) if "/" in name else FOLDER / name
    worded = [fault for file in dict.fromkeys(each.file for each in found) for fault in _worded(folder / file)]
    seen.faults += worded
    told_of = {Path(fault.file).name for fault in worded}
    for each in found:
        if each.file not in told_of:
            file = str(folder if each.file == folder.name else folder / each.file)
            seen.add(Fault("avatar.faulty", file, each.message, "Mend it, then run kiosk avatar lint.", key=each.key))
    seen.note(f"avatar {name}")


def _worded(file: Path) -> tuple[Fault, ...]:
    """What is wrong with the shape of a file of the pack; nothing if that is right, or the file is not there."""
    shape = SHAPES.get(file.name)
    if shape is None or not file.is_file():
        return ()
    try:
        if file.suffix == ".toml":
            read(file, shape)
        else:
            shape.model_validate(json.loads(read_text(file)))
    except FaultyInputError as refused:
        return refused.faults
    except ValidationError as error:
        found = faults_of(Toml(file, {}, {}), error, shape)
        return tuple(replace(fault, line=None) for fault in found)  # nobody writes JSON line by line
    except json.JSONDecodeError as error:
        message = f"is no JSON: {error.msg}"
        return (Fault("file.json", str(file), message, "Mend the line.", line=error.lineno, column=error.colno),)
    return ()
