"""What would become other entries: added, changed with what, removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.knowledge.entry import Entry
from kiosk.sentence import Sentence

Kind = Literal["added", "changed", "removed"]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry in one language. `details` tell what is different, one a column."""

    kind: Kind
    lang: str
    id: str
    title: str
    details: tuple[Sentence, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """For `--json`."""
        own = {"change": self.kind, "language": self.lang, "id": self.id, "title": self.title}
        return {
            **own,
            "details": [str(each) for each in self.details],
            "told": [each.to_data() for each in self.details],
        }


def between(before: Mapping[Key, Entry], after: Mapping[Key, Entry]) -> list[Change]:
    """What is different, in the order of language and id."""
    return list(_between(before, after))


def _between(before: Mapping[Key, Entry], after: Mapping[Key, Entry]) -> Iterator[Change]:
    for lang, name in sorted({*before, *after}):
        old, new = before.get((lang, name)), after.get((lang, name))
        if old is None and new is not None:
            yield Change("added", lang, name, new.title, (_count(new),))
        elif old is not None and new is None:
            yield Change("removed", lang, name, old.title, (_count(old),))
        elif old is not None and new is not None and old != new:
            yield Change("changed", lang, name, new.title, tuple(_details(old, new)))


def _count(entry: Entry) -> Sentence:
    count = len(entry.phrasings)
    return Sentence("phrasings", "{n} phrasing" if count == 1 else "{n} phrasings", {"n": f"{count}"})


def _details(old: Entry, new: Entry) -> Iterator[Sentence]:
    for name in Entry.model_fields:
        mine, theirs = getattr(old, name), getattr(new, name)
        if name == "phrasings" and mine != theirs:
            more, fewer = len(set(theirs) - set(mine)), len(set(mine) - set(theirs))
            if more or fewer:
                yield Sentence(
                    "phrasings-differ", "phrasings +{more} −{fewer}", {"more": f"{more}", "fewer": f"{fewer}"}
                )
            else:
                yield Sentence("phrasings-order", "phrasings in another order")
        elif mine != theirs:
            yield Sentence(
                f"of-{name}", name + ": {before} → {after}", {"before": _short(mine), "after": _short(theirs)}
            )


def _short(value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value or "–")
    return text if len(text) <= 40 else f"{text[:39]}…"
