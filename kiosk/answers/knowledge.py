"""What the store's staff wrote: entries with their answers and the ways shoppers ask for them, per language."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.answers.features import normal
from kiosk.errors import InputError
from kiosk.settings import LANGS

Action = Literal["", "hours", "product"]
Shape = TypeVar("Shape", bound=BaseModel)
REMEDY = "Mend the file and try again."


class Strict(BaseModel):
    """A table of a store's file: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(Strict):
    """One question of one language. An entry with an action may leave its answer to that action."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    answer: str = ""
    caption: str = ""
    phrasings: Annotated[tuple[str, ...], Field(min_length=2)]
    action: Action = ""
    tags: tuple[str, ...] = ()
    place: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Entry:
        if not self.answer and not self.action:
            raise ValueError("has neither an answer nor an action")
        if any(not normal(phrasing) for phrasing in self.phrasings):
            raise ValueError("has an empty phrasing")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("ends before it begins")
        return self

    def valid(self, day: date) -> bool:
        """Whether it may be answered on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class _File(Strict):
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
        InputError: `knowledge.…`; its sentence names the file and the line or the entry of every fault.
    """
    files = sorted((store / "knowledge").glob("*.toml"))
    if not files:
        raise InputError("knowledge.missing", f"There is no {store / 'knowledge'}/<language>.toml.", "Add one.")
    entries = {path.stem: _entries(path) for path in files}
    if strange := sorted(set(entries) - set(LANGS)):
        raise InputError(
            "knowledge.language", f"{strange[0]}.toml: not a language of Balie.", f"Use {', '.join(LANGS)}."
        )
    knowledge = Knowledge(entries)
    if len(knowledge.ids) < 3:
        raise InputError("knowledge.few", f"{store / 'knowledge'} has fewer than three entries.", "Write more of them.")
    return knowledge


def _entries(path: Path) -> dict[str, Entry]:
    text, file = read_toml(path, _File)
    owners: dict[str, str] = {}
    for entry in file.entry:
        for phrasing in {normal(each) for each in entry.phrasings}:
            if phrasing in owners:
                sentence = (
                    f"{path}, line {entry_line(text, entry.id)}: {phrasing!r} stands in {owners[phrasing]!r} too."
                )
                raise InputError("knowledge.clash", sentence, "A phrasing can lead to one entry only.")
            owners[phrasing] = entry.id
    ids = [entry.id for entry in file.entry]
    if twice := next((each for each in ids if ids.count(each) > 1), None):
        sentence = f"{path}, line {entry_line(text, twice)}: the id {twice!r} is there twice."
        raise InputError("knowledge.twice", sentence, REMEDY)
    return {entry.id: entry for entry in file.entry}


def read_toml(path: Path, shape: type[Shape]) -> tuple[str, Shape]:
    """Text and validated content of a TOML file of a store.

    Raises:
        InputError: `knowledge.file`, `knowledge.toml` or `knowledge.value`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return text, shape.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("knowledge.file", f"{path} cannot be read: {fault}.", REMEDY) from fault
    except tomllib.TOMLDecodeError as fault:
        raise InputError("knowledge.toml", f"{path}: {fault}.", REMEDY) from fault
    except ValidationError as fault:
        sentences = " ".join(f"{path}{_where(text, error['loc'])}: {error['msg']}." for error in fault.errors())
        raise InputError("knowledge.value", sentences, REMEDY) from fault


def _where(text: str, loc: tuple[Any, ...]) -> str:
    """`, line 12 (entry 3, answer)` of a fault; TOML tables of a list are counted."""
    if len(loc) > 1 and isinstance(loc[1], int):
        heads = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{loc[0]}]]"]
        field = f", {'.'.join(map(str, loc[2:]))}" if len(loc) > 2 else ""
        return f", line {heads[loc[1]] if loc[1] < len(heads) else 1} ({loc[0]} {loc[1] + 1}{field})"
    keys = [number for number, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[*{loc[-1]}\b", line)]
    return f"{f', line {keys[0]}' if keys else ''} ({'.'.join(map(str, loc))})"


def entry_line(text: str, name: str) -> int:
    """The last line that gives an entry this id."""
    wanted = re.compile(rf'\s*id\s*=\s*["\']{re.escape(name)}["\']')
    return max((number for number, line in enumerate(text.splitlines(), 1) if wanted.match(line)), default=1)
