"""The avatar that the settings name: whether there is one, and every fault of its files in plain words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

import avatars
from avatars.errors import AvatarError
from avatars.folder import MODELS, data_of
from avatars.pack import folder_of
from kiosk.checks.inspection import Inspection
from kiosk.faults import Fault, FaultyInputError
from kiosk.layers import TYPED
from kiosk.toml_file import Toml, faults_of, read, read_text

JSON_SAYS = {
    "Expecting ',' delimiter": "a comma is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting value": "a value is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing, or a comma is too many",
    "Invalid control character at": "the line ends within a text: its closing quote is missing",
    "Unterminated string starting at": "the file ends within a text: its closing quote is missing",
    "Extra data": "something stands behind its end",
}
"""What Python's reader says, as a sentence for who wrote the file."""


def check(seen: Inspection) -> None:
    """The pack that is set: whatever is wrong with it, the kiosk runs without a face. What is typed must be right."""
    name = seen.settings.kiosk.avatar
    try:
        found = avatars.lint(name)
    except AvatarError as fault:
        told = seen.setting("avatar.unknown", "kiosk.avatar", f'is "{name}"', fault.remedy)
        told = seen.unknown(told, name, list(avatars.packs()))
        seen.add(told if told.code in TYPED else replace(told, severity="loss"))
        return
    seen.faults += [
        fault if fault.severity == "warning" else replace(fault, severity="loss")
        for fault in worded(folder_of(name), found)
    ]
    seen.note(f"avatar {name}")


def worded(folder: Path, found: list[avatars.Fault]) -> list[Fault]:
    """What is wrong with a pack, with what is allowed and what may be meant wherever its shape tells."""
    shaped = [fault for file in dict.fromkeys(each.file for each in found) for fault in _worded(folder / file)]
    told_of = {Path(fault.file).name for fault in shaped}
    remedy = "Mend it, then run kiosk avatar lint."
    return shaped + [
        Fault(
            "avatar.faulty",
            str(folder if each.file == folder.name else folder / each.file),
            each.message,
            remedy,
            key=each.key,
            severity="warning" if each.advice else "fault",
        )
        for each in found
        if each.advice or each.file not in told_of
    ]


def _worded(file: Path) -> tuple[Fault, ...]:
    """What is wrong with the shape of a file of the pack; nothing if that is right, or the file is not there."""
    shape = MODELS.get(file.name)
    if shape is None or not file.is_file():
        return ()
    try:
        if file.suffix == ".toml":
            read(file, shape)
        else:
            shape.model_validate(data_of(read_text(file), file.suffix))
    except FaultyInputError as refused:
        return refused.faults
    except ValidationError as error:
        found = faults_of(Toml(file, {}, {}), error, shape)
        return tuple(replace(fault, line=None) for fault in found)  # nobody writes JSON line by line
    except json.JSONDecodeError as error:
        reason = JSON_SAYS.get(error.msg, error.msg)
        message = f"is no JSON: {reason}"
        return (Fault("file.json", str(file), message, "Mend the line.", line=error.lineno, column=error.colno),)
    return ()
