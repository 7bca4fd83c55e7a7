"""What would become other entries: added, changed with what, removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

from kiosk.knowledge.entry import Entry
from kiosk.sentence import Sentence

Kind = Literal["added", "changed", "removed"]
Key = tuple[str, str]
SHOWN, KEPT = 40, 8  # letters of a text that are shown, and of those before a difference


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
            before, after = _differing(_text(mine), _text(theirs))
            yield Sentence(f"of-{name}", name + ": {before} → {after}", {"before": before, "after": after})


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "–")


def _differing(before: str, after: str) -> tuple[str, str]:
    """Both, short, and so that one sees what is different: a long beginning that they share is left out."""
    alike = (one == other for one, other in zip(before, after, strict=False))
    same = sum(1 for _ in takewhile(bool, alike))
    if max(len(before), len(after)) <= SHOWN or same < SHOWN // 2:
        return _short(before), _short(after)
    start = before.rfind(" ", 0, max(0, same - KEPT)) + 1
    lead = "…" if start else ""
    return lead + _short(before[start:]), lead + _short(after[start:])


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
