"""The files of a store's folder, each by itself."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import Final

import holidays

from kiosk import floor as floors
from kiosk import phrases, turn_words
from kiosk.answers import facts, products
from kiosk.answers.facts import StoreFacts
from kiosk.answers.hours import Hours
from kiosk.answers.triage import table
from kiosk.checks import back_end
from kiosk.checks.inspection import Inspection, tables
from kiosk.faults import Fault, taking
from kiosk.knowledge import files
from kiosk.rehearsal import read as rehearsal
from kiosk.resources import languages
from kiosk.simulation import story
from kiosk.store import mapping
from kiosk.toml_file import present
from kiosk.voice import dictionary
from kiosk.wording import close

FILES: Final = ("store.toml", "kiosk.toml", "map.toml", "products.csv", dictionary.FILE, mapping.FILE, table.FILE)
FOLDERS: Final = ("knowledge", "lang", "stories", "rehearsals", "pictures")


def check(seen: Inspection) -> None:
    """Every file of the store."""
    _strays(seen)
    _facts(seen)
    found = seen.take(lambda: files.load(seen.store), seen.store / "knowledge")
    if found is not None:
        counts = ", ".join(f"{lang} {len(entries)}" for lang, entries in found.entries.items())
        seen.note(f"knowledge: entries {counts}")
    _sentences(seen)
    _turn_words(seen)
    _pronunciation(seen)
    _triage(seen)
    for file in sorted((seen.store / "stories").glob("*.toml")):
        seen.take(lambda file=file: story.load(file), file)  # type: ignore[misc]  # bound at once
    _rehearsals(seen)
    back_end.check(seen)


def _facts(seen: Inspection) -> None:
    floor = seen.store / "map.toml"
    places: Container[str] = frozenset()
    store = seen.take(lambda: facts.load(seen.store), seen.store / "store.toml")
    if store is not None:
        places = list(store.places)
        _calendar(seen, store.facts)
        seen.note(f"store.toml: {store.facts.name}; map.toml: {len(places)} places")
        seen.take(lambda: floors.read(floor), floor)
    elif present(floor):
        raw = seen.raw(floor)
        places = [str(place.get("id")) for _, place in tables(raw, "place")] if raw else Anything()
    table = seen.take(lambda: products.load(seen.store, places), seen.store / "products.csv")
    if table is not None and table.products:
        seen.note(f"products.csv: {len(table.products)} products in {', '.join(table.words)}")


class Anything:
    """Holds every name: for a map that cannot be read, so that nothing is said to be missing on it."""

    def __contains__(self, _name: object) -> bool:
        return True


def _calendar(seen: Inspection, store: StoreFacts) -> None:
    """Country and province are known to the calendar of public holidays, and the hours can be counted."""
    toml = seen.raw(seen.store / "store.toml")
    known = holidays.list_supported_countries(include_aliases=False)
    if toml is None:
        return
    if store.country not in known:
        remedy = "Give the two letters of ISO 3166 of a country with a calendar."
        told = toml.fault("store.country", f'is "{store.country}", which has no calendar', remedy, ("country",))
        seen.add(seen.unknown(told, store.country, list(known)))
    elif store.province and store.province not in known[store.country]:
        told = toml.fault("store.province", f'is "{store.province}"', "Leave it out, or mend it.", ("province",))
        seen.add(seen.unknown(told, store.province, list(known[store.country])))
    elif store.hours:
        Hours(store, datetime.now(store.zone).date()).week()


def _sentences(seen: Inspection) -> None:
    """Overlays, also of a language that is not on offer; those of `config/lang` are looked at elsewhere."""
    for file in sorted((seen.store / "lang").glob("*.toml")):
        if file.stem not in languages():
            told = Fault("phrases.language", str(file), "is named after no language", "Name it after one.")
            seen.add(seen.unknown(told, file.stem, list(languages())))
            continue
        sentences = phrases.own(seen.store, file.stem, seen.faults)
        seen.note(f"lang/{file.name}: {len(sentences)} sentences of the store's own")


def _turn_words(seen: Inspection) -> None:
    """What the store adds to the words by which turns are taken."""
    for file in sorted((seen.store / turn_words.FOLDER).glob("*.toml")):
        if file.stem not in languages():
            told = Fault("phrases.language", str(file), "is named after no language", "Name it after one.")
            seen.add(seen.unknown(told, file.stem, list(languages())))
        elif seen.read(file, turn_words.TurnWords) is not None:
            seen.note(f"{turn_words.FOLDER}/{file.name}: words by which turns are taken")


def _pronunciation(seen: Inspection) -> None:
    """The store's own words, each in a language that the product speaks."""
    file = seen.store / dictionary.FILE
    words = seen.read(file, dictionary.StoreWords) if present(file) else None
    if words is None:
        return
    for lang in words.content.root:
        if lang not in languages():
            told = words.toml.fault("voice.language", "is named after no language", "Name it after one.", (lang,))
            seen.add(seen.unknown(told, lang, list(languages())))
    counts = ", ".join(f"{lang} {len(said)}" for lang, said in words.content.root.items())
    seen.note(f"{dictionary.FILE}: words {counts}")


def _triage(seen: Inspection) -> None:
    """What follows from what is said besides a question, where the store has it otherwise."""
    if not present(seen.store / table.FILE):
        return
    if seen.take(lambda: table.load(seen.store), seen.store / table.FILE) is not None:
        seen.note(f"{table.FILE}: what follows from what is said besides a question")


def _rehearsals(seen: Inspection) -> None:
    folder = seen.store / "rehearsals"
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        return
    names = _names(seen.store)
    good = [file for file in paths if seen.take(lambda file=file: rehearsal.load(file, names), file)]  # type: ignore[misc]
    seen.note(f"rehearsals: {len(good)}")


def _names(store: Path) -> rehearsal.Known:
    """What rehearsals may name; nothing of a kind whose file is at fault, which is told where it stands."""
    told: list[Fault] = []
    entries = taking(lambda: files.load(store).ids, told, store) or ()
    places = taking(lambda: facts.load(store).places, told, store)
    known = Anything() if places is None else places
    sold = taking(lambda: products.load(store, known).products, told, store) or ()
    return rehearsal.Known(entries, tuple(places or ()), tuple(product.id for product in sold))


def _strays(seen: Inspection) -> None:
    """Files that nothing reads, and are named nearly like one that is read."""
    for path in sorted(seen.store.iterdir()):
        known = FOLDERS if path.is_dir() else FILES
        meant = close(path.name, known)
        if path.name in known or not meant or (seen.store / meant).exists():
            continue
        message = "is read by nothing"
        told = Fault("store.stray", str(path), message, "Rename it, or take it out.", did_you_mean=meant)
        seen.add(told, warning=True)
