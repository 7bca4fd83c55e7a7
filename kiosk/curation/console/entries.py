"""What a store knows: an overview, entries by a search, one in all its languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from kiosk.configuration import layers
from kiosk.curation import drafts, history
from kiosk.knowledge import files
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry
from kiosk.toml_file import read_toml
from kiosk.utterance import normal

MOST: Final = 50
"""Entries of a page of a search."""


def overview(store: Path) -> dict[str, Any]:
    """The store's name and languages, how much it knows, what waits."""
    entries, settings, versions = files.known(store), layers.load(store), history.versions(store)
    return {
        "name": str(read_toml(store / "store.toml").data.get("name", store.name)),
        "lang": settings.kiosk.lang,
        "langs": _langs(store, entries),
        "entries": {lang: len(of_lang) for lang, of_lang in entries.items()},
        "drafts": len(drafts.load(store).draft),
        "version": versions[-1].number if versions else 0,
    }


def _langs(store: Path, entries: files.Entries) -> list[str]:
    """The kiosk's languages, then others that are written."""
    return list(dict.fromkeys([*layers.load(store).kiosk.langs, *sorted(entries)]))


def found(store: Path, query: str, lang: str, first: int) -> dict[str, Any]:
    """Entries that hold every word of a query, those that have it in their title first.

    `lang` leaves out what is written in that language: what is still to be translated.
    """
    entries, own = files.known(store), files.own(store).entries
    knowledge, langs = Knowledge(entries), _langs(store, entries)
    ranked = sorted(_ranked(knowledge, normal(query).split()))
    names = [name for _, name in ranked if not lang or name not in entries.get(lang, {})]
    shared = {name for name in names if not any(name in of_lang for of_lang in own.values())}
    rows = [_row(knowledge, name, langs, shared=name in shared) for name in names[first : first + MOST]]
    return {"total": len(names), "first": first, "entries": rows, "langs": langs}


def _ranked(knowledge: Knowledge, words: list[str]) -> Iterator[tuple[int, str]]:
    for name in knowledge.ids:
        written = [knowledge.entries[lang][name] for lang in knowledge.langs(name)]
        titles = normal(" ".join([name, *(entry.title for entry in written)]))
        whole = " ".join([titles, *(_text(entry) for entry in written)])
        if all(word in whole for word in words):
            yield (0 if all(word in titles for word in words) else 1), name


def _text(entry: Entry) -> str:
    return normal(" ".join([entry.answer, entry.caption, entry.owner, *entry.tags, *entry.phrasings]))


def _row(knowledge: Knowledge, name: str, langs: list[str], *, shared: bool) -> dict[str, Any]:
    there = knowledge.langs(name)
    entry = knowledge.entries[there[0]][name]
    return {
        "id": name,
        "titles": {lang: knowledge.entries[lang][name].title for lang in there},
        "missing": [lang for lang in langs if lang not in there],
        "owner": entry.owner,
        "action": entry.action,
        "shared": shared,
        "valid": entry.valid(date.today()),  # noqa: DTZ011 - the store's own clock, which is this machine's
    }


def entry(store: Path, name: str) -> dict[str, Any]:
    """An entry in all languages in which it is written, and the drafts that would change it; empty where it is new."""
    entries, own = files.known(store), files.own(store).entries
    written = {lang: data(of_lang[name]) for lang, of_lang in entries.items() if name in of_lang}
    waiting = [drafted(draft) for draft in drafts.load(store).draft if draft.id == name]
    shared = bool(written) and not any(name in of_lang for of_lang in own.values())
    return {"id": name, "langs": _langs(store, entries), "written": written, "shared": shared, "drafts": waiting}


def data(entry: Entry) -> dict[str, Any]:
    """An entry for JSON."""
    return entry.model_dump(mode="json")


def drafted(draft: drafts.Draft) -> dict[str, Any]:
    """A draft for JSON."""
    return draft.model_dump(mode="json")


TASKS: Final[Mapping[str, Any]] = {"overview": overview, "entries": found, "entry": entry}
