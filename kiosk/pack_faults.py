"""What is wrong with the files of an avatar, in plain words: the one wording for every command that tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

import avatars
from avatars.errors import AvatarError
from avatars.folder import MODELS, data_of, endless
from avatars.pack import FaultyPackError
from kiosk.faults import Fault, FaultyInputError
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


def sentence(error: AvatarError) -> str:
    """What an error of an avatar says; of a pack that cannot be drawn its first fault, as `lint` tells it."""
    if not isinstance(error, FaultyPackError):
        return error.sentence
    first = next(fault for fault in worded(error.folder, error.faults) if fault.severity == "fault")
    return f"Avatar {error.folder.name}: {replace(first, file=Path(first.file).name)}"


def worded(folder: Path, found: Sequence[avatars.Fault]) -> list[Fault]:
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
    if shape is None or not file.is_file() or endless(file):
        return ()
    try:
        if file.suffix == ".toml":
            read(file, shape)
        else:
            shape.model_validate(data_of(read_text(file), file.suffix))
    except FaultyInputError as refused:
        return refused.faults
    except ValidationError as error:
        found = faults_of(Toml(file, {}, ""), error, shape)
        return tuple(replace(fault, line=None) for fault in found)  # nobody writes JSON line by line
    except json.JSONDecodeError as error:
        reason = JSON_SAYS.get(error.msg, error.msg)
        message = f"is no JSON: {reason}"
        return (Fault("file.json", str(file), message, "Mend the line.", line=error.lineno, column=error.colno),)
    return ()
