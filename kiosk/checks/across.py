"""What only shows when files are seen together: places and gestures that are not there, languages without words."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from kiosk.checks.inspection import Inspection, tables
from kiosk.faults import Fault, taking
from kiosk.knowledge import shared
from kiosk.marks import DISPLAY, MARK, named, split
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
    aiming = {name for name in gestures if _aims(seen, name)}
    for file in chain.from_iterable(shared.paths(seen.store)):
        if (toml := seen.raw(file)) is not None:
            _knowledge(seen, toml)
            _marks(seen, toml, gestures)
            _miswritten(seen, toml)
            if legible:
                _places(seen, toml, places, aiming)
    for file in sorted((seen.store / "lang").glob("*.toml")):
        if (toml := seen.raw(file)) is not None:
            _sentences(seen, toml, gestures)
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


def _aims(seen: Inspection, gesture: str) -> bool:
    """Whether a gesture is turned to a place."""
    toml = seen.raw(seen.config / "gestures" / f"{gesture}.toml")
    return toml is not None and any(frame.get("aim") for _, frame in tables(toml, "keyframes"))


def _places(seen: Inspection, toml: Toml, places: list[str], aiming: Collection[str]) -> None:
    """Where an entry says that something is, and what it points at, is on the map."""
    for number, entry in tables(toml, "entry"):
        place = entry.get("place", "")
        if isinstance(place, str) and place and place not in places:
            loc: Loc = ("entry", number, "place")
            told = toml.fault("knowledge.place", f'is "{place}", which is not on the map', "Mend it, or map.toml.", loc)
            seen.add(seen.unknown(told, place, places))
        for key, name, arg in _marked(entry):
            if name in aiming and arg not in places and (arg or name == "point"):
                message = f"{name}s at {arg!r}, which is not on the map" if arg else f"has ^{name} without a place"
                told = toml.fault("knowledge.mark", message, "Mend the mark.", ("entry", number, key))
                seen.add(seen.unknown(told, arg, places))


def _marks(seen: Inspection, toml: Toml, gestures: list[str]) -> None:
    """The marks of every answer."""
    for number, entry in tables(toml, "entry"):
        for key, name, arg in _marked(entry):
            _mark(seen, toml, gestures, name, arg, ("entry", number, key))


def _mark(seen: Inspection, toml: Toml, gestures: list[str], name: str, arg: str, loc: Loc) -> None:
    """A mark is a gesture, a pause, an emphasis or something for a display."""
    if name == pauses.NAME:
        if not pauses.is_length(arg):
            message = f"has ^{name}({arg}), which is no pause"
            seen.add(toml.fault("knowledge.mark", message, pauses.REMEDY, loc))
    elif name == DISPLAY and not arg:
        message = f"has ^{name} without what it shows"
        seen.add(toml.fault("knowledge.mark", message, "Write it in brackets: ^display(B 12).", loc))
    elif name not in {*gestures, prosody.EMPHASIS, DISPLAY}:
        message = f"has ^{name}(…), and there is no such gesture"
        told = toml.fault("knowledge.mark", message, "Mend the mark.", loc)
        seen.add(seen.unknown(told, name, [*gestures, pauses.NAME, prosody.EMPHASIS, DISPLAY]))


def _sentences(seen: Inspection, toml: Toml, gestures: list[str]) -> None:
    """The marks of the store's own sentences."""
    phrases = toml.data.get("phrases")
    for key, texts in phrases.items() if isinstance(phrases, dict) else ():
        for mark in MARK.finditer(" ".join(map(str, texts)) if isinstance(texts, list) else ""):
            _mark(seen, toml, gestures, *named(mark), ("phrases", key))


def _miswritten(seen: Inspection, toml: Toml) -> None:
    """Signs of a mark that none comes of, and marks where they would be shown or are for nothing."""
    remedy = "Write it as ^nod or ^point(service-desk), before a word of the answer."
    for number, entry in tables(toml, "entry"):
        for key, text in _texts(entry):
            for told in dict.fromkeys(_misses(key, text)):
                seen.add(toml.fault("knowledge.mark", told, remedy, ("entry", number, key)))


def _texts(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and text of all that shoppers hear, read or say."""
    yield from ((key, str(entry.get(key, ""))) for key in ("answer", "caption", "title"))
    phrasings = entry.get("phrasings")
    yield from (("phrasings", str(text)) for text in (phrasings if isinstance(phrasings, list) else ()))


def _misses(key: str, text: str) -> Iterator[str]:
    for mark in MARK.finditer(text):
        if key != "answer":
            yield f"has the mark {mark[0].strip()}, which only an answer may have"
        elif mark["unclosed"] is not None:
            yield f"has {mark[0].strip()}, whose bracket is not closed"
        elif mark["arg"] is None and text[mark.end() :].startswith("("):
            yield f"has a space between {mark[0].strip()} and its bracket, which would be read out"
    if "^" in split(text)[0]:
        yield "has a ^ that begins no mark, and would be shown"


def _marked(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Key, name and argument of the marks in an answer."""
    yield from (("answer", *named(mark)) for mark in MARK.finditer(str(entry.get("answer", ""))))


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
