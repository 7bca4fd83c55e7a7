"""Files of knowledge, one a language: `knowledge/<language>.toml` in a store's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from kiosk.faults import Fault, refuse, taking
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry, Strict
from kiosk.settings import LANGS
from kiosk.toml_file import Toml, read_toml, shaped
from kiosk.utterance import normal

FEWEST: Final = 3


class KnowledgeFile(Strict):
    """`knowledge/<lang>.toml`."""

    entry: Annotated[tuple[Entry, ...], Field(min_length=1)]


def load(store: Path) -> Knowledge:
    """The entries of `knowledge/<lang>.toml` in a store's folder.

    Raises:
        FaultyInputError: every fault of every file, with its line.
    """
    folder = store / "knowledge"
    files = sorted(folder.glob("*.toml"))
    faults = [_strange(path) for path in files if path.stem not in LANGS]
    read = {path.stem: _entries(path, faults) for path in files if path.stem in LANGS}
    refuse(faults)
    knowledge = Knowledge(read)
    if not files:
        refuse([Fault("knowledge.missing", str(folder), "has no file <language>.toml", "Add one.")])
    if len(knowledge.ids) < FEWEST:
        message = f"has {len(knowledge.ids)} entries, and {FEWEST} are needed to tell one from another"
        refuse([Fault("knowledge.few", str(folder), message, "Write more of them.")])
    return knowledge


def _strange(path: Path) -> Fault:
    message = f"{path.stem!r} is not a language of Balie"
    remedy = "Name the file after a language."
    return Fault("knowledge.language", str(path), message, remedy, allowed=", ".join(LANGS))


def _entries(path: Path, faults: list[Fault]) -> dict[str, Entry]:
    toml = taking(lambda: read_toml(path), faults, path)
    if toml is None:
        return {}
    document = taking(lambda: shaped(toml, KnowledgeFile), faults, path)
    faults += _clashes(toml)
    return {entry.id: entry for entry in document.content.entry} if document else {}


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
