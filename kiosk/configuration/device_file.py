"""`device.toml`, as commands that measure write it: a line a value, with who measured it, when, and the one before."""

from __future__ import annotations

import getpass
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.errors import KioskError
from kiosk.resources import data_dir
from kiosk.toml_file import present, read_text, read_toml
from kiosk.toml_lines import lines_of

Key = tuple[str, str]
_NOTED: Final = re.compile(r"#\s*kiosk [\w ]+, [^;]+(?:; before: (-?[\d.]+))?$")
_HEADER: Final = re.compile(r"\s*\[\s*([\w-]+)\s*\]")


@dataclass(frozen=True, slots=True)
class Written:
    """A value of `section.key`, and the one that stood in the file before; None for none."""

    key: str
    value: float | None
    before: Any


def default_path() -> Path:
    """The file of this machine."""
    return data_dir() / "device.toml"


def check(path: Path | None = None) -> None:
    """Whether it can be written, before somebody takes the trouble of a measurement.

    Raises:
        FaultyInputError: the file as it stands is no TOML, or cannot be read.
        KioskError: `calibrate.device-file` if nothing can be written there.
    """
    path = path or default_path()
    if present(path):
        read_toml(path)
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        raise _refused(path, f"{there} takes no files")


def write(values: Mapping[Key, float], command: str, *, path: Path | None = None, dry: bool = False) -> list[Written]:
    """Set values by section and key; all other lines stay as they are. `dry` only tells what would be written.

    Raises:
        FaultyInputError: the file as it stands is no TOML.
        KioskError: `calibrate.device-file` if it cannot be written.
    """
    path = path or default_path()
    text = read_text(path) if present(path) else ""
    data = read_toml(path).data if text else {}
    told = []
    for (section, key), value in values.items():
        before = data.get(section, {}).get(key)
        text = _with(text, section, key, f"{key} = {value:g}  # {_note(command, before)}")
        told.append(Written(f"{section}.{key}", value, before))
    _look_over(text, values, path)
    if not dry:
        _replace(path, text)
    return told


def undo(keys: Sequence[Key], *, path: Path | None = None, dry: bool = False) -> list[Written]:
    """Put back what stood there before the last measurement, or take out what it brought. What nobody measured stays.

    Raises:
        FaultyInputError: the file as it stands is no TOML.
        KioskError: `calibrate.device-file` if it cannot be written; `calibrate.nothing-before` without a measurement.
    """
    path = path or default_path()
    text = read_text(path) if present(path) else ""
    data = read_toml(path).data if text else {}
    told = []
    for section, key in keys:
        place = lines_of(text).get((section, key))
        found = _NOTED.search(text.splitlines()[place - 1]) if place is not None else None
        if place is None or found is None:
            continue
        before = float(found[1]) if found[1] else None
        text = _put_back(text, place, key, before)
        told.append(Written(f"{section}.{key}", before, data[section][key]))
    if not told:
        names = " or ".join(f"{section}.{key}" for section, key in keys)
        raise KioskError("calibrate.nothing-before", f"No measurement of {names} is in {path}.", "Measure first.")
    if not dry:
        _replace(path, text)
    return told


def _put_back(text: str, place: int, key: str, before: float | None) -> str:
    lines = text.splitlines()
    lines[place - 1 : place] = [] if before is None else [f"{key} = {before:g}  # put back, {_who_and_when()}"]
    return "\n".join(lines) + "\n"


def _note(command: str, before: object) -> str:
    return f"{command}, {_who_and_when()}" + ("" if before is None else f"; before: {before}")


def _who_and_when() -> str:
    return f"{getpass.getuser()}, {datetime.now().astimezone():%Y-%m-%d %H:%M}"


def _with(text: str, section: str, key: str, line: str) -> str:
    """The text with the line in the place of the one that set it, else first in its section, else at the end."""
    lines = text.splitlines()
    place = lines_of(text).get((section, key)) if text else None
    if place is not None:
        lines[place - 1] = line
        return "\n".join(lines) + "\n"
    headers = [at for at, each in enumerate(lines) if (found := _HEADER.match(each)) and found[1] == section]
    if headers:
        lines.insert(headers[0] + 1, line)
    else:
        lines += [*([""] if lines else []), f"[{section}]", line]
    return "\n".join(lines) + "\n"


def _look_over(text: str, values: Mapping[Key, float], path: Path) -> None:
    """Read what would be written: a file in an unusual shape is left to its owner."""
    try:
        data = tomllib.loads(text)
        right = all(data[section][key] == float(f"{value:g}") for (section, key), value in values.items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        right = False
    if not right:
        lines = ", ".join(f"{section}.{key} = {value:g}" for (section, key), value in values.items())
        raise KioskError("calibrate.device-file", f"{path} cannot be changed by a command.", f"Write into it: {lines}.")


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".toml.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as fault:
        raise _refused(path, fault.strerror or str(fault)) from fault


def _refused(path: Path, why: str) -> KioskError:
    return KioskError("calibrate.device-file", f"{path} cannot be written: {why}.", "Run it as the kiosk's user.")
