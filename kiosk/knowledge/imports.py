"""From a table to the files of a store: what would change, and the files that make it so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from kiosk.faults import Fault
from kiosk.knowledge import changes, files, rows, write
from kiosk.knowledge.changes import Change, Key
from kiosk.knowledge.entry import Entry
from kiosk.knowledge.form import Table

ABOUT = "# Written by `kiosk knowledge import`. Hours, places and a look of your own: docs/staff.md.\n\n"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `files` become other texts; `entries` are all of the store's own afterwards."""

    store: Path
    changes: tuple[Change, ...]
    files: write.Files
    warnings: tuple[Fault, ...]
    entries: Mapping[Key, Entry]
    new: bool


def plan(table: Table, store: Path, mapped: Mapping[str, str], lang: str = "", *, whole: bool = False) -> Plan:
    """What becomes of a store by a table. Entries that are not in it stay, or go if it is the `whole` knowledge.

    Raises:
        FaultyInputError: every fault of the table by row and column, or of the files that are there.
    """
    before = flat(files.own(store).entries)
    found = rows.read(table, mapped, lang)
    told = rows.build(found, _only(before, found) if whole else before)
    after = told if whole else {**before, **told}
    new = not (store / "store.toml").is_file()
    made = {**write.texts(store, nested(after)), **(_new_store(store, after) if new else {})}
    return Plan(store, tuple(changes.between(before, after)), made, tuple(found.warnings), after, new)


def _only(before: Mapping[Key, Entry], found: rows.Read) -> dict[Key, Entry]:
    """The entries that the table has too: their other columns stay."""
    return {key: entry for key, entry in before.items() if key in found.entries}


def flat(entries: Mapping[str, Mapping[str, Entry]]) -> dict[Key, Entry]:
    """Entries by language and id in one."""
    return {(lang, name): entry for lang, of_lang in entries.items() for name, entry in of_lang.items()}


def nested(entries: Mapping[Key, Entry]) -> dict[str, dict[str, Entry]]:
    """Entries by language, then id."""
    found: dict[str, dict[str, Entry]] = {}
    for (lang, name), entry in entries.items():
        found.setdefault(lang, {})[name] = entry
    return found


def _new_store(store: Path, entries: Mapping[Key, Entry]) -> dict[Path, str]:
    """The least that a store needs beside its knowledge: a name, and the languages, the fullest first."""
    langs = [lang for lang, _ in Counter(lang for lang, _ in entries).most_common()]
    facts = {
        "name": store.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize() or "Store",
        "languages": langs,
        "visitors": "en" if "en" in langs else langs[0],
    }
    settings = {"kiosk": {"lang": langs[0], "langs": langs}}
    made = {store / "store.toml": ABOUT + tomlkit.dumps(facts)}
    if not (store / "kiosk.toml").is_file():
        made[store / "kiosk.toml"] = tomlkit.dumps(settings)
    return made
