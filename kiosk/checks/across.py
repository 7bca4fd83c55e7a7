"""What only shows when files are seen together: places and gestures that are not there, languages without words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kiosk.checks.inspection import Inspection, tables
from kiosk.faults import Fault, taking
from kiosk.marks import MARK
from kiosk.resources import languages
from kiosk.toml_file import Toml, read_text


def check(seen: Inspection) -> None:
    """All references from one file to another."""
    floor = seen.raw(seen.store / "map.toml")
    places = [str(place.get("id")) for _, place in tables(floor, "place")] if floor else []
    gestures = [file.stem for file in sorted((seen.config / "gestures").glob("*.toml"))]
    for file in sorted((seen.store / "knowledge").glob("*.toml")):
        if (toml := seen.raw(file)) is not None:
            _knowledge(seen, toml, places, gestures)
    _staff(seen, places)
    _products(seen, places)
    _stories(seen)
    _languages(seen)
    seen.note(f"references: {len(places)} places, {len(gestures)} gestures, languages {_offered(seen)}")


def _offered(seen: Inspection) -> str:
    return ", ".join(seen.settings.kiosk.langs)


def _knowledge(seen: Inspection, toml: Toml, places: list[str], gestures: list[str]) -> None:
    sells = (seen.store / "products.csv").is_file()
    own = seen.raw(seen.store / "store.toml")
    timed = own is None or bool(own.data.get("hours"))
    for number, entry in tables(toml, "entry"):
        place = entry.get("place", "")
        if isinstance(place, str) and place and place not in places:
            loc = ("entry", number, "place")
            told = toml.fault("knowledge.place", f'is "{place}", which is not on the map', "Mend it, or map.toml.", loc)
            seen.add(seen.unknown(told, place, places))
        if entry.get("action") == "product" and not sells:
            message = "looks up products, and there is no products.csv"
            told = toml.fault(
                "knowledge.action", message, "Add the table, or take it out.", ("entry", number, "action")
            )
            seen.add(told, warning=True)
        if entry.get("action") == "hours" and not timed:
            message = "tells the hours, and store.toml has none"
            remedy = "Write hours there, or take it out."
            seen.add(toml.fault("knowledge.action", message, remedy, ("entry", number, "action")))
        for key in ("answer", "caption"):
            _marks(seen, toml, (number, key), str(entry.get(key, "")), (places, gestures))


def _marks(seen: Inspection, toml: Toml, at: tuple[int, str], text: str, known: tuple[list[str], list[str]]) -> None:
    places, gestures = known
    loc = ("entry", *at)
    for mark in MARK.finditer(text):
        name, arg = mark[1], mark[2].strip()
        if name not in gestures:
            told = toml.fault("knowledge.mark", f"has ^{name}(…), and there is no such gesture", "Mend the mark.", loc)
            seen.add(seen.unknown(told, name, gestures))
        elif name == "point" and arg not in places:
            message = f"points at {arg!r}, which is not on the map"
            seen.add(seen.unknown(toml.fault("knowledge.mark", message, "Mend the mark.", loc), arg, places))


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
    for line, place in _placed(file):
        if place not in places:
            message = f'is "{place}", which is not on the map'
            told = Fault("products.place", str(file), message, "Mend it, or map.toml.", line=line, key="place")
            seen.add(seen.unknown(told, place, places))


def _placed(file: Path) -> Iterator[tuple[int, str]]:
    text = taking(lambda: read_text(file), [], file) or ""
    table = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        for row in table:
            if place := (row.get("place") or "").strip():
                yield table.line_num, place
    except csv.Error:
        return  # told with the table


def _stories(seen: Inspection) -> None:
    for file in sorted((seen.store / "stories").glob("*.toml")):
        toml = seen.raw(file)
        lang = toml.data.get("lang") if toml else None
        if toml and isinstance(lang, str) and lang not in languages():
            told = toml.fault("story.language", f'is "{lang}"', "Mend it.", ("lang",))
            seen.add(seen.unknown(told, lang, list(languages())))


def _languages(seen: Inspection) -> None:
    kiosk = seen.settings.kiosk
    if kiosk.lang not in kiosk.langs:
        message = f'is "{kiosk.lang}", which is not among kiosk.langs'
        told = seen.setting("settings.language", "kiosk.lang", message, "Add it there, or choose one of them.")
        seen.add(seen.unknown(told, kiosk.lang, list(kiosk.langs)))
    for lang in kiosk.langs:
        if not (seen.store / "knowledge" / f"{lang}.toml").is_file():
            message = f'offers "{lang}", and there is no knowledge/{lang}.toml'
            remedy = "Questions in it are answered in another language; add the file, or take the language out."
            seen.add(seen.setting("settings.language", "kiosk.langs", message, remedy), warning=True)
        if not (seen.config / "voice" / f"{lang}.toml").is_file():
            message = f'offers "{lang}", and there is no config/voice/{lang}.toml: it cannot be spoken'
            seen.add(seen.setting("settings.language", "kiosk.langs", message, "Add the file, or take it out."))
