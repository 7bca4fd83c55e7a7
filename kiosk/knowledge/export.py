"""Entries as rows of a table: a phrasing a row, everything else in the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kiosk.knowledge.entry import Entry


def rows(entries: Mapping[str, Mapping[str, Entry]], langs: Iterable[str] = ()) -> Iterator[dict[str, str]]:
    """The rows of all entries, by language and id; of `langs` only, if there are any."""
    wanted = set(langs) or set(entries)
    for lang in sorted(wanted & set(entries)):
        for entry in entries[lang].values():
            yield from _rows(lang, entry)


def _rows(lang: str, entry: Entry) -> Iterator[dict[str, str]]:
    first, *rest = entry.phrasings
    single = {name: getattr(entry, name) for name in ("title", "answer", "caption", "action", "owner")}
    single |= {"place": entry.place, "picture": entry.picture, "tags": ", ".join(entry.tags)}
    days = {"valid_from": entry.valid_from, "valid_to": entry.valid_to}
    single |= {name: day.isoformat() for name, day in days.items() if day}
    yield {"id": entry.id, "language": lang, **single, "phrasing": first}
    yield from ({"id": entry.id, "language": lang, "phrasing": phrasing} for phrasing in rest)
