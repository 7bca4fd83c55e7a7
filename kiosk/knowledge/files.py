"""Files of knowledge, one a language: `knowledge/<language>.toml` in a store's folder, and what a chain shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import model_validator

from kiosk.faults import Fault, refuse, taking
from kiosk.knowledge import shared
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry, Line
from kiosk.settings import LANGS
from kiosk.toml_file import Strict, Toml, read_toml, shaped
from kiosk.utterance import normal

Entries = dict[str, dict[str, Entry]]


class KnowledgeFile(Strict):
    """`knowledge/<lang>.toml`. `off` are ids of shared entries that this store does not want, in any language."""

    off: tuple[Line, ...] = ()
    entry: tuple[Entry, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> KnowledgeFile:
        if not self.entry and not self.off:
            raise ValueError("has no entry")
        return self


@dataclass(frozen=True)
class Own:
    """What stands in the files of one folder, by language and id, and what they switch off."""

    entries: Entries
    off: tuple[str, ...] = ()


def known(store: Path) -> Entries:
    """The entries of a store's folder, its own and those that it shares, however few there are.

    Raises:
        FaultyInputError: every fault of every file, with its line.
    """
    faults: list[Fault] = []
    own_paths, shared_paths = shared.paths(store)
    own, common = _read(own_paths, faults), _read(shared_paths, faults)
    faults += _both(own, own_paths)
    refuse(faults)
    return _unclashed(shared.merged(own.entries, common.entries, own.off), own.entries)


def load(store: Path) -> Knowledge:
    """What a kiosk can run with: as `known`.

    Raises:
        FaultyInputError: as `known`; or `knowledge.missing`, `knowledge.few`.
    """
    knowledge, folder = Knowledge(known(store)), store / shared.FOLDER
    if not any(shared.paths(store)):
        refuse([Fault("knowledge.missing", str(folder), "has no file <language>.toml", "Add one.")])
    if not knowledge.ids:
        refuse([Fault("knowledge.few", str(folder), "has no entry", "Write one.")])
    return knowledge


def own(store: Path) -> Own:
    """The store's own files alone; nothing where there are none yet.

    Raises:
        FaultyInputError: every fault of every file, with its line.
    """
    return _sound(shared.paths(store)[0])


def common(store: Path) -> Own:
    """What the chain shares, alone.

    Raises:
        FaultyInputError: every fault of every file, with its line.
    """
    return _sound(shared.paths(store)[1])


def _sound(paths: list[Path]) -> Own:
    faults: list[Fault] = []
    found = _read(paths, faults)
    refuse(faults)
    return found


def _read(paths: list[Path], faults: list[Fault]) -> Own:
    faults += [_strange(path) for path in paths if path.stem not in LANGS]
    read = {path.stem: _file(path, faults) for path in paths if path.stem in LANGS}
    entries = {lang: {entry.id: entry for entry in file.entry} for lang, file in read.items() if file}
    return Own(entries, tuple(sorted({name for file in read.values() if file for name in file.off})))


def _both(own: Own, paths: list[Path]) -> Iterator[Fault]:
    """Entries that the store writes and switches off."""
    for path in paths:
        for name in own.entries.get(path.stem, {}):
            if name in own.off:
                message = f"has an entry {name!r}, and the store switches it off"
                yield Fault("knowledge.off", str(path), message, "Take it out of `off`, or remove the entry.")


def _unclashed(entries: Entries, own: Mapping[str, Mapping[str, Entry]]) -> Entries:
    """A phrasing of the store's own is no longer one of a shared entry."""
    taken = {
        lang: {normal(phrasing) for entry in of_lang.values() for phrasing in entry.phrasings}
        for lang, of_lang in own.items()
    }
    found: Entries = {}
    for lang, of_lang in entries.items():
        for name, entry in of_lang.items():
            ours = name in own.get(lang, {})
            left = tuple(each for each in entry.phrasings if ours or normal(each) not in taken.get(lang, ()))
            if left:
                kept = entry if left == entry.phrasings else entry.model_copy(update={"phrasings": left})
                found.setdefault(lang, {})[name] = kept
    return found


def _strange(path: Path) -> Fault:
    message = f"{path.stem!r} is not a language of Balie"
    remedy = "Name the file after a language."
    return Fault("knowledge.language", str(path), message, remedy, allowed=", ".join(LANGS))


def _file(path: Path, faults: list[Fault]) -> KnowledgeFile | None:
    toml = taking(lambda: read_toml(path), faults, path)
    if toml is None:
        return None
    document = taking(lambda: shaped(toml, KnowledgeFile), faults, path)
    faults += _clashes(toml)
    return document.content if document else None


def _clashes(toml: Toml) -> Iterator[Fault]:
    """Ids that are there twice, and phrasings that lead to two entries; also beside other faults of the file."""
    tables = toml.data.get("entry")
    owners: dict[str, tuple[str, int]] = {}
    ids: dict[str, int] = {}
    for number, entry in enumerate(tables if isinstance(tables, list) else ()):
        name = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        if name and name in ids:
            message, remedy = f"{name!r} is there twice, first in line {ids[name]}", "Give each entry an id of its own."
            yield toml.fault("knowledge.twice", message, remedy, ("entry", number, "id"))
        ids.setdefault(name, toml.line("entry", number, "id") or 1)
        phrasings = entry.get("phrasings") if isinstance(entry, dict) else None
        for place, phrasing in enumerate(phrasings if isinstance(phrasings, list) else ()):
            loc = ("entry", number, "phrasings", place)
            text = normal(str(phrasing))
            owner, line = owners.setdefault(text, (name, toml.line(*loc) or 1))
            if owner != name and text:
                message = f"{text!r} stands in {owner!r} too, in line {line}"
                yield toml.fault("knowledge.clash", message, "A phrasing can lead to one entry only.", loc)
