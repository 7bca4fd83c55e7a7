"""Writes entries into the files of a store: whole or not at all, and nothing of a file that is not meant."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Table

from kiosk.errors import KioskError
from kiosk.knowledge.entry import Entry
from kiosk.knowledge.shared import FOLDER

HEAD: Final = "# What the store knows: an entry is one question, its answer, and the ways shoppers put it.\n"
Entries = Mapping[str, Mapping[str, Entry]]
Files = Mapping[Path, str | None]
"""What becomes of files: their text, or None for one that goes."""


def texts(store: Path, entries: Entries) -> dict[Path, str | None]:
    """What the files of a store become with these `entries` of its own, by language and id; only those that change.

    What is the same in a file stays as it stands, with its comments.
    """
    folder = store / FOLDER
    langs = sorted({*entries, *(path.stem for path in folder.glob("*.toml"))})
    found = {folder / f"{lang}.toml": _text(folder / f"{lang}.toml", entries.get(lang, {})) for lang in langs}
    return {path: text for path, text in found.items() if text != _there(path)}


def _there(path: Path) -> str | None:
    return path.read_text(encoding="utf-8-sig") if path.is_file() else None


def _text(path: Path, entries: Mapping[str, Entry]) -> str | None:
    """A file with these entries; where it cannot be edited in place, as new; none without any."""
    old = _there(path) or HEAD
    off = tomllib.loads(old).get("off")
    if not entries and not off:
        return None
    with suppress(TOMLKitError, ValidationError, KeyError, TypeError, ValueError, IndexError):
        new = _edited(old, entries)
        if _entries(new) == list(entries.values()):
            return new
    document = tomlkit.parse(HEAD)
    if off:
        document["off"] = off
    document["entry"] = _all(entries)
    return tomlkit.dumps(document)


def _entries(text: str) -> list[Entry]:
    return [Entry.model_validate(each) for each in tomllib.loads(text).get("entry", ())]


def _edited(old: str, entries: Mapping[str, Entry]) -> str:
    document = tomlkit.parse(old)
    found = document.get("entry")
    if isinstance(found, AoT):
        _mend(found, entries)
    elif entries:
        document["entry"] = _all(entries)
    return tomlkit.dumps(document)


def _mend(found: AoT, entries: Mapping[str, Entry]) -> None:
    for place in reversed(range(len(found))):
        if str(found[place]["id"]) not in entries:
            del found[place]
    there = {str(each["id"]): each for each in found}
    for name, entry in entries.items():
        if name in there:
            _change(there[name], Entry.model_validate(there[name].unwrap()), entry)
        else:
            found.append(_table(entry))


def _change(there: Table, old: Entry, new: Entry) -> None:
    """Change the keys that are different, and of the phrasings those that are."""
    wanted = table(new)
    for name in Entry.model_fields:
        if getattr(old, name) == getattr(new, name):
            continue
        if name not in wanted:
            del there[name]
        elif name == "phrasings":
            _listed(there, old.phrasings, new.phrasings)
        else:
            there[name] = wanted[name]


def _listed(there: Table, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Take phrasings out of the list and add some behind it; a list in another order is written anew."""
    kept = [place for place, text in enumerate(old) if text in new]
    if [old[place] for place in kept] != list(new[: len(kept)]):
        there["phrasings"] = _array(new)
        return
    array = there["phrasings"]
    if isinstance(array, Array):
        for place in reversed(range(len(old))):
            if place not in kept:
                del array[place]
        array.extend(new[len(kept) :])


def _all(entries: Mapping[str, Entry]) -> AoT:
    found = tomlkit.aot()
    for entry in entries.values():
        found.append(_table(entry))
    return found


def table(entry: Entry) -> dict[str, Any]:
    """An entry as it stands in a file: what is empty is left out."""
    data = entry.model_dump()
    return {name: data[name] for name in Entry.model_fields if data[name] not in {"", (), None}}


def _table(entry: Entry) -> Table:
    made = tomlkit.table()
    for name, value in table(entry).items():
        made.add(name, _array(value) if name == "phrasings" else list(value) if isinstance(value, tuple) else value)
    return made


def _array(phrasings: Iterable[str]) -> Array:
    made = tomlkit.array()
    made.extend(phrasings)
    return made.multiline(multiline=True)


def put(files: Files) -> None:
    """Write all files, each whole or not at all; a running kiosk takes them up together, when it is quiet for a moment.

    Raises:
        KioskError: `knowledge.write`.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in files}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                _whole(parts[path], text)
        for path, text in files.items():
            if text is None:
                path.unlink(missing_ok=True)
            else:
                parts[path].replace(path)
    except OSError as fault:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise unwritable(next(iter(files), ""), fault) from fault


def unwritable(where: Path | str, fault: OSError) -> KioskError:
    """What to say when nothing can be written there."""
    sentence = f"{fault.filename or where} cannot be written: {fault.strerror}."
    return KioskError("knowledge.write", sentence, "Make room, or give yourself the right to write there.")


def _whole(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
