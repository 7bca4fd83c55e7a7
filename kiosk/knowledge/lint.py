"""What is wrong with the knowledge of a store, or could be better, in words for who wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from kiosk.faults import Fault, taking
from kiosk.knowledge import files, shared
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry
from kiosk.knowledge.speakable import Reading, troubles
from kiosk.toml_file import Toml, read_toml
from kiosk.utterance import normal

ENOUGH: Final = 10
"""Phrasings an entry needs."""
FEW: Final = 3
"""So many entries that lack the same language are told one by one."""
FOUND: Final = {1: 42, 2: 55, 3: 62, 5: 71, 10: 82}
"""Of a hundred questions so many found their entry with this number of phrasings (BANKING77)."""


@dataclass(frozen=True, slots=True)
class Site:
    """An entry of the store's own files, and where it stands."""

    toml: Toml
    number: int
    lang: str
    entry: Entry

    def fault(
        self, code: str, message: str, remedy: str, key: str = "", *, warning: bool = True, **values: str
    ) -> Fault:
        """A fault of this entry."""
        values = {"entry": self.entry.id, **values}
        keys = [key] if key else []
        told = self.toml.fault(code, f"{self.entry.id!r} {message}", remedy, ("entry", self.number, *keys))
        return replace(told, key="", name="", severity="warning" if warning else "fault", values=values)


def lint(store: Path, today: date, read: Reading, staff: Collection[str] = ()) -> tuple[list[Fault], Knowledge | None]:
    """All that is found, and the knowledge if it can be used. `staff` are the owners who are still there, if known."""
    found: list[Fault] = []
    knowledge = taking(lambda: files.load(store), found, store)
    sites = list(_sites(store))
    langs = sorted({site.lang for site in sites})
    for site in sites:
        found += [*_phrasings(site), *_spoken(site, read), *_over(site, today), *_owner(site, staff)]
    found += [*_languages(sites, langs), *_titles(sites), *_ownerless(sites), *_off(store)]
    return sorted(found, key=lambda fault: (fault.severity != "fault", fault.file, fault.line or 0)), knowledge


def _sites(store: Path) -> Iterator[Site]:
    """The entries of files that are sound."""
    own = taking(lambda: files.own(store), [], store)
    for path in shared.paths(store)[0]:
        toml = taking(lambda path=path: read_toml(path), [], path)  # type: ignore[misc]  # bound at once
        if toml is None or own is None:
            continue
        for number, entry in enumerate(own.entries.get(path.stem, {}).values()):
            yield Site(toml, number, path.stem, entry)


def _phrasings(site: Site) -> Iterator[Fault]:
    count = len({normal(each) for each in site.entry.phrasings})
    if count < ENOUGH:
        share = FOUND[max(least for least in FOUND if least <= count)]
        message = f"has {count} phrasing{'s' if count != 1 else ''}: with so few about {share} of 100 questions find it"
        more = ENOUGH - count
        ways = "way" if more == 1 else "ways"
        remedy = f"Write {more} more {ways} in which shoppers ask it; with ten it is {FOUND[ENOUGH]}."
        yield site.fault("knowledge.phrasings", message, remedy, "phrasings", n=f"{count}", share=f"{share}")


def _spoken(site: Site, read: Reading) -> Iterator[Fault]:
    for trouble in troubles(site.entry.answer, site.entry.caption, site.lang, read):
        remedy = f"{trouble.remedy} `kiosk say` lets you hear it."
        kind, text = trouble.kind, trouble.text
        told = site.fault("knowledge.unspeakable", trouble.message, remedy, "answer", kind=kind, text=text)
        yield replace(told, severity="fault" if trouble.grave else "warning")


def _over(site: Site, today: date) -> Iterator[Fault]:
    end = site.entry.valid_to
    if end and end < today:
        message = f"is over since {end.isoformat()}: nobody is answered with it"
        remedy = "Give it a later day, or take it out."
        yield site.fault("knowledge.expired", message, remedy, "valid_to", day=end.isoformat())


def _owner(site: Site, staff: Collection[str]) -> Iterator[Fault]:
    owner = site.entry.owner
    if owner and staff and normal(owner) not in {normal(name) for name in staff}:
        message = f"belongs to {owner}, who is not among the staff any more"
        yield site.fault("knowledge.owner", message, "Name somebody else as its owner.", "owner", owner=owner)


def _ownerless(sites: Sequence[Site]) -> Iterator[Fault]:
    """Entries that nobody answers for; told once each where some have an owner, else once."""
    bare = [site for site in sites if not site.entry.owner]
    if len(bare) == len(sites):
        yield from (replace(_unowned(site, f"and {len(sites) - 1} others have"), line=None) for site in bare[:1])
    else:
        yield from (_unowned(site, "has") for site in bare)


def _unowned(site: Site, verb: str) -> Fault:
    return site.fault("knowledge.owner", f"{verb} no owner", "Name who keeps the answer right: `owner`.", kind="none")


def _languages(sites: Sequence[Site], langs: Sequence[str]) -> Iterator[Fault]:
    """Entries that lack a language; many that lack the same are told together."""
    spoken: dict[str, list[Site]] = {}
    for site in sites:
        spoken.setdefault(site.entry.id, []).append(site)
    lacking: dict[str, list[Site]] = {}
    for of_id in spoken.values():
        written = {site.lang for site in of_id}
        missing = ", ".join(lang for lang in langs if lang not in written)
        if missing:
            lacking.setdefault(missing, []).append(of_id[0])
    for missing, first in lacking.items():
        others = [site.entry.id for site in first[1:]]
        told = first if len(first) <= FEW else first[:1]
        more = f", and so are {', '.join(others)}" if len(first) > FEW else ""
        for site in told:
            message = f"is missing in {missing}{more}: who speaks it is answered in another language"
            remedy = f"Write it in {missing} under the same id."
            names = ", ".join([site.entry.id, *others]) if len(first) > FEW else site.entry.id
            yield site.fault("knowledge.languages", message, remedy, entry=names, languages=missing)


def _titles(sites: Sequence[Site]) -> Iterator[Fault]:
    """A title is on a button: pressed, it must lead to its own entry."""
    owners: dict[tuple[str, str], Site] = {}
    for site in sites:
        for phrasing in site.entry.phrasings:
            owners.setdefault((site.lang, normal(phrasing)), site)
    for site in sites:
        key = site.lang, normal(site.entry.title)
        other = owners.setdefault(key, site)
        if other.entry.id != site.entry.id:
            message = f"has the title {site.entry.title!r}, which is {other.entry.id!r} as well"
            text, also, remedy = site.entry.title, other.entry.id, "Give it a title of its own."
            yield site.fault("knowledge.title", message, remedy, "title", text=text, other=also)


def _off(store: Path) -> Iterator[Fault]:
    """What is switched off and is not there."""
    own = taking(lambda: files.own(store), [], store)
    told = taking(lambda: files.common(store), [], store)
    known = {name for entries in told.entries.values() for name in entries} if told else set()
    for name in own.off if own else ():
        if name not in known:
            message = f"switches off {name!r}, which no shared entry is called"
            place = str(store / shared.FOLDER)
            remedy, values = "Mend the name, or take it out.", {"entry": name}
            yield Fault("knowledge.off", place, message, remedy, severity="warning", values=values)
