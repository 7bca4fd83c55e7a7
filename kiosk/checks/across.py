"""What only shows when files are seen together: places and gestures that are not there, languages without words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from kiosk.checks.inspection import Inspection, tables
from kiosk.faults import Fault, taking
from kiosk.knowledge import shared
from kiosk.marks import MARK
from kiosk.resources import languages
from kiosk.toml_file import Toml, present, read_text
from kiosk.toml_lines import Loc
from kiosk.voice import pauses, prosody
from kiosk.wording import close

COLUMNS: Final = ("id", "aisle", "place", "price_eur", "stock", "unit", "picture")
"""What is read of `products.csv`, beside names and synonyms."""
ON_THE_MAP: Final = frozenset({"knowledge.place", "store.staff", "products.place"})
"""What is told of a place that is not on the map."""


def check(seen: Inspection) -> None:
    """All references from one file to another."""
    drawn = seen.store / "map.toml"
    floor = seen.raw(drawn)
    places = [str(place.get("id")) for _, place in tables(floor, "place")] if floor else []
    legible = floor is not None or not present(drawn)
    gestures = [file.stem for file in sorted((seen.config / "gestures").glob("*.toml"))]
    for file in chain.from_iterable(shared.paths(seen.store)):
        if (toml := seen.raw(file)) is not None:
            _knowledge(seen, toml)
            _marks(seen, toml, gestures)
            if legible:
                _places(seen, toml, places)
    if legible:
        _staff(seen, places)
        _products(seen, places)
    if not present(drawn):
        _no_map(seen, drawn)
    _languages(seen)
    seen.note(f"references: {len(places)} places, {len(gestures)} gestures, languages {_offered(seen)}")


def _no_map(seen: Inspection, file: Path) -> None:
    """A store without a map shows no way: one warning for all the places on a map that is not there."""
    named = [fault for fault in seen.faults if fault.code in ON_THE_MAP]
    if named:
        seen.faults = [fault for fault in seen.faults if fault not in named]
        message = f"is not there, and {len(named)} times a place on it is named, first in {Path(named[0].file).name}"
        remedy = "The kiosk runs and shows no way; add the file."
        seen.add(Fault("file.missing", str(file), message, remedy), warning=True)


def _offered(seen: Inspection) -> str:
    return ", ".join(seen.settings.kiosk.langs)


def _knowledge(seen: Inspection, toml: Toml) -> None:
    """What an entry looks up is there."""
    sells = present(seen.store / "products.csv")
    own = seen.raw(seen.store / "store.toml")
    timed = own is None or bool(own.data.get("hours"))
    for number, entry in tables(toml, "entry"):
        loc = ("entry", number, "action")
        if entry.get("action") == "product" and not sells:
            message = "looks up products, and there is no products.csv"
            seen.add(toml.fault("knowledge.action", message, "Add the table, or take it out.", loc), warning=True)
        if entry.get("action") == "hours" and not timed:
            message = "tells the hours, and store.toml has none"
            seen.add(toml.fault("knowledge.action", message, "Write hours there, or take it out.", loc))


def _places(seen: Inspection, toml: Toml, places: list[str]) -> None:
    """Where an entry says that something is, and what it points at, is on the map."""
    for number, entry in tables(toml, "entry"):
        place = entry.get("place", "")
        if isinstance(place, str) and place and place not in places:
            loc: Loc = ("entry", number, "place")
            told = toml.fault("knowledge.place", f'is "{place}", which is not on the map', "Mend it, or map.toml.", loc)
            seen.add(seen.unknown(told, place, places))
        for key, mark in _marked(entry):
            arg = mark[2].strip()
            if mark[1] == "point" and arg not in places:
                message = f"points at {arg!r}, which is not on the map"
                told = toml.fault("knowledge.mark", message, "Mend the mark.", ("entry", number, key))
                seen.add(seen.unknown(told, arg, places))


def _marks(seen: Inspection, toml: Toml, gestures: list[str]) -> None:
    """Every mark in an answer is a gesture, a pause or an emphasis."""
    for number, entry in tables(toml, "entry"):
        for key, mark in _marked(entry):
            loc: Loc = ("entry", number, key)
            if mark[1] == pauses.NAME:
                if not pauses.is_length(mark[2].strip()):
                    message = f"has ^{mark[1]}({mark[2]}), which is no pause"
                    seen.add(toml.fault("knowledge.mark", message, pauses.REMEDY, loc))
            elif mark[1] not in {*gestures, prosody.EMPHASIS}:
                message = f"has ^{mark[1]}(…), and there is no such gesture"
                told = toml.fault("knowledge.mark", message, "Mend the mark.", loc)
                seen.add(seen.unknown(told, mark[1], [*gestures, pauses.NAME, prosody.EMPHASIS]))


def _marked(entry: Mapping[str, Any]) -> Iterator[tuple[str, re.Match[str]]]:
    """The marks in the texts of an entry."""
    for key in ("answer", "caption"):
        yield from ((key, mark) for mark in MARK.finditer(str(entry.get(key, ""))))


def _staff(seen: Inspection, places: list[str]) -> None:
    toml = seen.raw(seen.store / "store.toml")
    if toml is None:
        return
    staff = toml.data.get("staff")
    for kind, place in staff.items() if isinstance(staff, dict) else ():
        if place not in places:
            message = f'is "{place}", which is not on the map'
            told = toml.fault("store.staff", message, "Mend it, or map.toml.", ("staff", kind))
            seen.add(seen.unknown(told, str(place), places))


def _products(seen: Inspection, places: list[str]) -> None:
    """The column `place`; what is an aisle is looked at with the table."""
    file = seen.store / "products.csv"
    if not file.is_file():
        return
    _columns(seen, file)
    told_lines = {fault.line for fault in seen.faults if fault.file == str(file)}
    rows: dict[str, list[int]] = {}
    for line, place in _placed(file) if 1 not in told_lines else ():
        if place not in places and line not in told_lines:
            rows.setdefault(place, []).append(line)
    for place, lines in rows.items():
        more = f", and so in {len(lines) - 1} other rows" if len(lines) > 1 else ""
        message = f'is "{place}", which is not on the map{more}'
        told = Fault("products.place", str(file), message, "Mend it, or map.toml.", line=lines[0], key="place")
        seen.add(seen.unknown(told, place, places))


def _columns(seen: Inspection, file: Path) -> None:
    """Columns that nothing reads, and are named nearly like one that is read."""
    text = taking(lambda: read_text(file), [], file) or ""
    there = next(csv.reader(io.StringIO(text, newline="")), [])
    known = [*COLUMNS, *(f"{kind}_{lang}" for kind in ("name", "synonyms") for lang in languages())]
    for name in there:
        meant = close(name, [each for each in known if each not in there])
        if name not in known and meant and not name.startswith("name_"):
            message = f"has a column {name!r}, which is read by nothing"
            told = Fault("products.columns", str(file), message, "Rename it, or let it be.", line=1, did_you_mean=meant)
            seen.add(told, warning=True)


def _placed(file: Path) -> Iterator[tuple[int, str]]:
    text = taking(lambda: read_text(file), [], file) or ""
    table = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        for row in table:
            if place := (row.get("place") or "").strip():
                yield table.line_num, place
    except csv.Error:
        return  # told with the table


def _languages(seen: Inspection) -> None:
    kiosk = seen.settings.kiosk
    if kiosk.lang not in kiosk.langs:
        message = f'is "{kiosk.lang}", which is not among kiosk.langs'
        told = seen.setting("settings.language", "kiosk.lang", message, "Add it there, or choose one of them.")
        seen.add(seen.unknown(told, kiosk.lang, list(kiosk.langs)))
    written = {path.stem for path in chain.from_iterable(shared.paths(seen.store))}
    for lang in kiosk.langs:
        if lang not in written:
            message = f'offers "{lang}", and there is no knowledge/{lang}.toml'
            remedy = "Questions in it are answered in another language; add the file, or take the language out."
            seen.add(seen.setting("settings.language", "kiosk.langs", message, remedy), warning=True)
        if not (seen.config / "voice" / f"{lang}.toml").is_file():
            message = f'offers "{lang}", and there is no config/voice/{lang}.toml: it cannot be spoken'
            seen.add(seen.setting("settings.language", "kiosk.langs", message, "Add the file, or take it out."))
