"""Versions of a store's knowledge: what stood in its files after each change, who made it, and the way back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import tomlkit

from kiosk.curation import shelf
from kiosk.errors import InputError
from kiosk.knowledge import write
from kiosk.knowledge.shared import FOLDER
from kiosk.sentence import Sentence
from kiosk.toml_file import Strict, read

NOTE: Final = "version.toml"
KEPT: Final = 50
"""So many versions are kept; the oldest go first."""
BY_HAND: Final = Sentence("by-hand", "as it was, changed by hand")
AT_FIRST: Final = Sentence("at-first", "as it was before the first change")


def imported(file: str) -> Sentence:
    """That a table was brought in."""
    return Sentence("imported", "imported {file}", {"file": file})


class Note(Strict):
    """`version.toml`: when, by whom, and what was done, as a sentence and as its name and values."""

    at: datetime
    by: str = ""
    what: str = ""
    key: str = ""
    values: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its number, from 1, and its folder."""

    number: int
    folder: Path
    note: Note


def versions(store: Path) -> list[Version]:
    """All versions that are kept, the oldest first.

    Raises:
        FaultyInputError: a note that was damaged.
    """
    folders = sorted(path for path in _home(store).glob("[0-9][0-9][0-9][0-9]") if (path / NOTE).is_file())
    return [Version(int(path.name), path, read(path / NOTE, Note).content) for path in folders]


def change(store: Path, files: write.Files, by: str, what: Sentence) -> Version:
    """Write files, and keep what stood there before and stands there now.

    Raises:
        KioskError: `knowledge.write`.
    """
    before = versions(store)
    if _content(store) and (not before or _content(store) != _content(before[-1].folder)):
        _keep(store, "", BY_HAND if before else AT_FIRST)
    write.put(files)
    return _keep(store, by, what)


def back(store: Path, number: int | None, by: str) -> tuple[Version, Version]:
    """Make the files what they were in a version, by default the one before the last; that one, and the new one.

    Raises:
        InputError: `knowledge.version`.
    """
    with shelf.alone(store):
        found = _wanted(versions(store), number)
        then, now = _content(found.folder), _content(store)
        files: dict[Path, str | None] = {store / name: None for name in now.keys() - then.keys()}
        files |= {store / name: text for name, text in then.items() if now.get(name) != text}
        return found, change(store, files, by, Sentence("back", "back to version {n}", {"n": f"{found.number}"}))


def _wanted(kept: list[Version], number: int | None) -> Version:
    wanted = number if number is not None else kept[-2].number if len(kept) > 1 else None
    found = next((each for each in kept if each.number == wanted), None)
    if found is None:
        numbers = ", ".join(str(each.number) for each in kept) or "none"
        sentence = "There is no version before this one." if wanted is None else f"There is no version {wanted}."
        raise InputError("knowledge.version", sentence, f"There are: {numbers}. See `kiosk knowledge history`.")
    return found


def _keep(store: Path, by: str, what: Sentence) -> Version:
    """Copy what stands in the files to a new version."""
    kept = versions(store)
    number = kept[-1].number + 1 if kept else 1
    folder = _home(store) / f"{number:04}"
    at, values = datetime.now(UTC).replace(microsecond=0), dict(what.values)
    note = Note(at=at, by=by, what=str(what), key=what.key, values=values)
    text = tomlkit.dumps(note.model_dump())
    write.put({**{folder / name: content for name, content in _content(store).items()}, folder / NOTE: text})
    for old in kept[: max(0, len(kept) + 1 - KEPT)]:
        shelf.remove(old.folder)
    return Version(number, folder, note)


def _home(store: Path) -> Path:
    return store / shelf.FOLDER / "versions"


def _content(folder: Path) -> Mapping[str, str]:
    """The files that make a version, by their path in the store."""
    paths = [*sorted((folder / FOLDER).glob("*.toml")), folder / shelf.FOLDER / shelf.CASES]
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8-sig") for path in paths if path.is_file()}


def mark(folder: Path) -> str:
    """Changes with any of these files."""
    return hashlib.sha256(repr(sorted(_content(folder).items())).encode()).hexdigest()[:12]
