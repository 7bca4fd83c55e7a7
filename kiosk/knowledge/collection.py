"""All that a store knows: its entries by language and id."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.knowledge.entry import Action, Entry


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

    def langs(self, name: str) -> tuple[str, ...]:
        """The languages in which an entry is written."""
        return tuple(lang for lang in sorted(self.entries) if name in self.entries[lang])

    def entry(self, name: str, langs: tuple[str, ...]) -> tuple[str, Entry] | None:
        """The entry in the first of `langs` that has it, and that language."""
        return next(((lang, self.entries[lang][name]) for lang in langs if name in self.entries.get(lang, {})), None)

    def action(self, name: str) -> Action:
        """What an entry does, in whichever language it is written."""
        found = self.entry(name, tuple(self.entries))
        return found[1].action if found else ""
