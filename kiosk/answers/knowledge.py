"""What the store's staff wrote: entries with their answers and the ways shoppers ask for them, per language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kiosk.faults import Fault, refuse, taking
from kiosk.settings import LANGS
from kiosk.toml_file import Toml, read_toml, shaped
from kiosk.utterance import normal

Action = Literal["", "hours", "product"]
FEWEST = 3


class Strict(BaseModel):
    """A table of a store's file: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _worded(phrasing: str) -> str:
    if not normal(phrasing):
        raise ValueError("is an empty phrasing: it has no word")
    return phrasing


Phrasing = Annotated[str, AfterValidator(_worded)]


class Entry(Strict):
    """One question of one language. An entry with an action may leave its answer to that action."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    answer: str = ""
    caption: str = ""
    phrasings: Annotated[tuple[Phrasing, ...], Field(min_length=2)]
    action: Action = ""
    tags: tuple[str, ...] = ()
    place: str = ""
    picture: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Entry:
        if not self.answer and not self.action:
            raise ValueError("has neither an answer nor an action")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("ends before it begins")
        return self

    def valid(self, day: date) -> bool:
        """Whether it may be answered on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class KnowledgeFile(Strict):
    """`knowledge/<lang>.toml`."""

    entry: Annotated[tuple[Entry, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Knowledge:
    """All entries by language and id. The ids of all languages, in order, are the classes of the retriever."""

    entries: Mapping[str, Mapping[str, Entry]]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the entries of all languages, sorted."""
        return tuple(sorted({entry for of_lang in self.entries.values() for entry in of_lang}))

    @property
    def phrasings(self) -> list[tuple[str, str, str]]:
        """(language, entry, phrasing) of every phrasing, in a stable order."""
        return [
            (lang, entry.id, phrasing)
            for lang in sorted(self.entries)
            for entry in self.entries[lang].values()
            for phrasing in entry.phrasings
        ]

    @property
    def fingerprint(self) -> str:
        """Changes with any phrasing, id or language."""
        return hashlib.sha256(repr(self.phrasings).encode()).hexdigest()

    def entry(self, name: str, langs: tuple[str, ...]) -> tuple[str, Entry] | None:
        """The entry in the first of `langs` that has it, and that language."""
        return next(((lang, self.entries[lang][name]) for lang in langs if name in self.entries.get(lang, {})), None)

    def action(self, name: str) -> Action:
        """What an entry does, in whichever language it is written."""
        found = self.entry(name, tuple(self.entries))
        return found[1].action if found else ""


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
