"""Rows of a table become entries; everything that is wrong is told at once, by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from kiosk.faults import Fault, FaultyInputError, refuse
from kiosk.knowledge.columns import NEEDED, Reading, language_of, understand
from kiosk.knowledge.entry import ENDS_FIRST, Entry
from kiosk.knowledge.form import Table
from kiosk.knowledge.sheet import Place
from kiosk.settings import LANGS
from kiosk.utterance import normal
from kiosk.wording import close, plain

TITLE: Final = 60
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_GOOD: Final[Mapping[str, Any]] = {
    "id": "id", "title": "title", "answer": "answer", "phrasings": ("phrasing",), "valid_from": None, "valid_to": None,
    "tags": (), **dict.fromkeys(("owner", "caption", "action", "place", "picture"), ""),
}  # fmt: skip
"""What stands in for a cell that is wrong, so that the rest is looked at, too."""
_OF_FIELD: Final = {"phrasings": "phrasing"}
Key = tuple[str, str]
"""Language and id."""


@dataclass(slots=True)
class Written:
    """An entry as its rows tell it: texts by column, the phrasings in order, and where each thing stands."""

    texts: dict[str, str] = field(default_factory=dict)
    phrasings: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    spoken_at: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Read:
    """What a table holds: its entries, which columns it has, and what is wrong or may be meant otherwise."""

    entries: dict[Key, Written]
    columns: frozenset[str]
    warnings: list[Fault]
    faults: list[Fault]


def read(table: Table, mapped: Mapping[str, str], lang: str = "") -> Read:
    """The entries of a table; `mapped` says which header is a column, `lang` is the language where none has it.

    Raises:
        FaultyInputError: `knowledge.empty`: there is no entry, and nothing else to mend.
    """
    columns = understand(table.header, mapped)
    faults = list(_lacking(table, columns, mapped, lang))
    found: dict[Key, Written] = {}
    for row in table.rows:
        place = Place(table.file, row.number)
        cells = {column: row.cells.get(header, "") for column, header in columns.headers.items()}
        if row.more:
            message = f"has more cells than there are columns: {row.more[0]!r}"
            remedy = "Put a text with a separator in it into quotes."
            faults.append(place.fault("knowledge.cells", message, remedy, text=row.more[0]))
        elif any(cells.values()):
            more = [text for name in columns.more if (text := row.cells.get(name, ""))]
            _take(cells, more, _placed(place, columns), found, faults, lang)
    warnings = [replace(fault, severity="warning") for fault in _unread(table, columns)]
    warnings += [each for each in faults if each.severity == "warning"]
    found_wrong = [each for each in faults if each.severity == "fault"]
    if not found and not found_wrong:
        raise FaultyInputError([Fault("knowledge.empty", str(table.file), "has no entry", "Give a row an entry.")])
    return Read(found, frozenset(columns.headers), warnings, found_wrong)


def _lacking(table: Table, columns: Reading, mapped: Mapping[str, str], lang: str) -> Iterator[Fault]:
    """That columns are missing which are needed, or named by `mapped`."""
    missing = [each for each in columns.missing if not (each == "language" and lang)]
    unfound = [name for column, name in mapped.items() if column not in columns.headers]
    if missing or unfound:
        there = ", ".join(name for name in table.header if name) or "nothing"
        lacks = " and ".join(missing or unfound)
        message = f"has no column {lacks}; its header has {there}"
        remedy = f"Say which it is: `--map {(missing or ['id'])[0]}=NAME`. Needed are {', '.join(NEEDED)}."
        values = {"columns": ", ".join(missing or unfound), "there": there}
        yield Fault("knowledge.columns", str(table.file), message, remedy, values=values)


def _unread(table: Table, columns: Reading) -> Iterator[Fault]:
    for name in columns.unread:
        message = f"has a column {name!r}, which is not read"
        values = {"kind": "unread", "column": name}
        remedy = "Say what it is with `--map`, or let it be."
        yield Fault("knowledge.columns", str(table.file), message, remedy, values=values)


def _placed(place: Place, columns: Reading) -> dict[str, Place]:
    """The place of each column in a row; of one that is missing, the row."""
    missing = dict.fromkeys(NEEDED, place)
    return missing | {column: Place(place.file, place.row, header) for column, header in columns.headers.items()}


def _take(
    cells: dict[str, str],
    more: Sequence[str],
    at: Mapping[str, Place],
    found: dict[Key, Written],
    faults: list[Fault],
    usual: str,
) -> None:
    """Put a row to its entry. Where a needed column is missing, which is told once, each row is an entry of its own."""
    lang = language_of(cells.pop("language", LANGS[0] if not usual else "") or usual)
    name = cells.pop("id", f"row-{at['id'].row}")
    if lang not in LANGS:
        told = f'is "{lang}", which is no language of Balie' if lang else "is empty"
        values = {"text": lang} if lang else {"kind": "empty"}
        place, langs = at["language"], ", ".join(LANGS)
        faults.append(place.fault("knowledge.language", told, "Name one.", langs, close(lang, LANGS), **values))
    if not name:
        faults.append(at["id"].fault("knowledge.id", "is empty", "Give the entry's id in each of its rows."))
    if not name or lang not in LANGS:
        return
    entry = found.setdefault((lang, name), Written(places=dict(at)))
    for text in (*cells.pop("phrasing", "").split("\n"), *more):
        _phrasing(text.strip(), at["phrasing"], entry, faults)
    for column, text in cells.items():
        told = entry.texts.get(column, "")
        if text and told and text != told:
            row, remedy = entry.places[column].row, "Write it once, or the same in each row."
            message = f"is not what row {row} says of {name!r}"
            faults.append(at[column].fault("knowledge.differs", message, remedy, entry=name, row=f"{row}"))
        elif text and not told:
            entry.texts[column], entry.places[column] = text, at[column]


def _phrasing(text: str, place: Place, entry: Written, faults: list[Fault]) -> None:
    if not text:
        return
    if not normal(text):
        message = f"is {text!r}, which has no word; it is left out"
        told = place.fault("knowledge.wordless", message, "Write a question.", text=text)
        faults.append(replace(told, severity="warning"))
        return
    if text in entry.phrasings:
        message, remedy = f"{text!r} stands there twice; it counts once", "Take one of them out."
        faults.append(replace(place.fault("knowledge.again", message, remedy, text=text), severity="warning"))
        return
    entry.phrasings.append(text)
    entry.spoken_at.append(place)


def build(read: Read, before: Mapping[Key, Entry]) -> dict[Key, Entry]:
    """The entries themselves. Columns that the table does not have stay as they were `before`.

    Raises:
        FaultyInputError: every fault of the table, by row and column.
    """
    faults = list(read.faults)
    _unclash(read, before, faults)
    made = {key: _entry(key, written, read.columns, before.get(key), faults) for key, written in read.entries.items()}
    read.warnings += [fault for fault in faults if fault.severity == "warning"]
    refuse(sorted(faults, key=lambda fault: fault.line or 0))
    return {key: entry for key, entry in made.items() if entry is not None}


def _unclash(read: Read, before: Mapping[Key, Entry], faults: list[Fault]) -> None:
    """A phrasing leads to one entry only: to the one of the store that is not in the table, else to the first."""
    owners = {
        (lang, normal(phrasing)): (name, "")
        for (lang, name), entry in before.items()
        if (lang, name) not in read.entries
        for phrasing in entry.phrasings
    }
    for (lang, name), written in read.entries.items():
        kept = []
        for text, place in zip(written.phrasings, written.spoken_at, strict=True):
            owner, where = owners.setdefault((lang, normal(text)), (name, f", in row {place.row}"))
            if owner == name:
                kept.append((text, place))
                continue
            message = f"{text!r} is a phrasing of {owner!r}{where}; it is left to that one"
            remedy = "A phrasing can lead to one entry only."
            told = place.fault("knowledge.clash", message, remedy, text=text, entry=owner)
            faults.append(replace(told, severity="warning"))
        if written.phrasings and not kept:
            message = f"of {name!r} are all phrasings of other entries"
            remedy = "Give it a phrasing of its own, or join the entries."
            faults.append(written.spoken_at[0].fault("knowledge.clash", message, remedy, kind="all", entry=name))
        written.phrasings = [text for text, _ in kept]
        written.spoken_at = [place for _, place in kept] or written.spoken_at


def _entry(
    key: Key, written: Written, columns: frozenset[str], before: Entry | None, faults: list[Fault]
) -> Entry | None:
    data: dict[str, Any] = {} if before is None else before.model_dump()
    data |= {column: written.texts.get(column, "") for column in columns - {"id", "language", "phrasing"}}
    data |= {"id": key[1], "phrasings": tuple(written.phrasings)}
    if not written.phrasings:
        if not written.spoken_at and "phrasing" in columns:
            message = f"is empty in all rows of {key[1]!r}"
            place, remedy = written.places["phrasing"], "Write how shoppers ask for it."
            faults.append(place.fault("knowledge.phrasing", message, remedy, entry=key[1]))
        data["phrasings"] = (key[1],)  # so that what else is wrong is told, too
    data["title"] = data.get("title") or shortened(data["phrasings"][0])
    if "tags" in columns:
        data["tags"] = [tag.strip() for tag in re.split(r"[,;\n]", data["tags"]) if tag.strip()]
    for column in columns & {"valid_from", "valid_to"}:
        data[column] = _day(data[column])
    return _made(written, data, faults)


def _made(written: Written, data: dict[str, Any], faults: list[Fault]) -> Entry | None:
    """The entry; None with every fault of its cells, and of what they come to without those."""
    try:
        return Entry.model_validate(data)
    except ValidationError as error:
        found = [each for each in error.errors() if each["type"] != "too_short"]  # what a faulty phrasing leaves
        faults += [_fault(written, each) for each in found]
        wrong = {str(each["loc"][0]) for each in found if each["loc"]}
    if wrong:
        _made(written, {name: _GOOD.get(name, data[name]) if name in wrong else data[name] for name in data}, faults)
    return None


def shortened(text: str) -> str:
    """A phrasing as a title: whole words, as many as a button holds."""
    text = text[:1].upper() + text[1:]
    if len(text) <= TITLE:
        return text
    return text[: TITLE - 1].rsplit(" ", 1)[0].strip()[: TITLE - 1] + "…"


def _day(text: str) -> date | str | None:
    """A day as ISO 8601 or day first; as it is where it is none."""
    found = _DAY_FIRST.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else text or None
    except ValueError:
        return text


def _whole_at(kind: str) -> str:
    """The column that a fault of the whole entry is told at."""
    return "valid_to" if kind == ENDS_FIRST else "answer"


def _fault(written: Written, error: Any) -> Fault:  # noqa: ANN401 - details of pydantic
    loc = error["loc"]
    name = _OF_FIELD.get(str(loc[0]), str(loc[0])) if loc else _whole_at(error["type"])
    place = written.places.get(name, next(iter(written.places.values())))
    if name == "phrasing" and len(loc) > 1:
        place = written.spoken_at[int(loc[1])]
    wording = plain(error, Entry)
    remedy, near = "Mend the cell.", wording.did_you_mean
    return place.fault("knowledge.cell", wording.message, remedy, wording.allowed, near, **_values(error))


def _values(error: Any) -> dict[str, str]:  # noqa: ANN401 - details of pydantic
    """What a fault of a cell is made of: which it is, the text, and where it is too long, how long it may be."""
    text, most = str(error.get("input", "")), error.get("ctx", {}).get("max_length", "")
    kind = str(error["type"]).removeprefix("string_").replace("_", "-")
    return {"kind": kind, "text": text[:60], "n": f"{len(text)}", "most": f"{most}"}
