"""The lines at this node: who has one, what they wish, and which end when a right ends."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kiosk.clock import Seconds
from kiosk.desk.auth.staff_accounts import Person
from kiosk.desk.bus.bus import SHUT, Bus, Kind, Unsubscribe, topic
from kiosk.desk.bus.roster import Here, HereAgent
from kiosk.desk.lines.line import Line
from kiosk.desk.messages.records import PresenceState

SESSION_RIGHT: Final = "session "
KIOSK_RIGHT: Final = "kiosk "


def session_right(person: Person) -> str:
    """The right of one browser."""
    return f"{SESSION_RIGHT}{person.session}"


def person_right(name: str) -> str:
    """The right of a colleague, in all browsers."""
    return f"person {name}"


def kiosk_right(name: str) -> str:
    """The right of a kiosk."""
    return f"{KIOSK_RIGHT}{name}"


class Lines:
    """Lines by the name of whose they are: one a kiosk, any number a colleague."""

    def __init__(self, bus: Bus, now: Seconds) -> None:
        self._bus, self._now = bus, now
        self._lines: defaultdict[tuple[Kind, str], list[Line]] = defaultdict(list)
        self._rights: dict[Line, frozenset[str]] = {}
        self._people: dict[str, HereAgent] = {}
        self._new: set[tuple[Kind, str]] = set()

    def start(self) -> Unsubscribe:
        """Begin to heed rights that end."""
        return self._bus.subscribe(SHUT, self.end)

    @contextlib.contextmanager
    def kiosk(self, line: Line) -> Iterator[None]:
        """A kiosk's line while it lasts; the one before, if there is one yet, is closed."""
        for old in self._lines["kiosk", line.name]:
            old.close()
        with self._kept("kiosk", line, kiosk_right(line.name)):
            yield

    @contextlib.contextmanager
    def staff(self, line: Line, person: Person, presence: PresenceState) -> Iterator[None]:
        """A page's line while it lasts. A second page of a colleague changes nothing of what they wish."""
        languages, skills = tuple(sorted(person.languages)), tuple(sorted(person.skills))
        agent = HereAgent(
            name=person.name,
            shown=person.shown,
            presence=presence,
            languages=languages,
            skills=skills,
            since=self._now(),
        )
        self._people.setdefault(person.name, agent)
        with self._kept("staff", line, session_right(person), person_right(person.name)):
            yield

    @contextlib.contextmanager
    def _kept(self, kind: Kind, line: Line, *rights: str) -> Iterator[None]:
        unsubscribe = self._bus.subscribe(topic(kind, line.name), line.hear)
        self._lines[kind, line.name].append(line)
        self._new.add((kind, line.name))
        self._rights[line] = frozenset(rights)
        try:
            yield
        finally:
            unsubscribe()
            del self._rights[line]
            self._lines[kind, line.name].remove(line)
            if not self._lines[kind, line.name]:
                del self._lines[kind, line.name]
                if kind == "staff":
                    del self._people[line.name]

    def has(self, kind: Kind, name: str) -> bool:
        """Whether somebody has a line here."""
        return (kind, name) in self._lines

    def of(self, kind: Kind) -> tuple[Line, ...]:
        """All lines of kiosks, or of pages."""
        return tuple(line for (each, _), lines in self._lines.items() if each == kind for line in lines)

    def at(self, kind: Kind, name: str) -> tuple[Line, ...]:
        """The lines of one kiosk, or of a colleague's pages."""
        return tuple(self._lines.get((kind, name), ()))

    def presence(self, name: str) -> PresenceState | None:
        """What a colleague with a line here wishes."""
        return self._people[name].presence if name in self._people else None

    def wish(self, name: str, presence: PresenceState) -> None:
        """A colleague takes offers from now on, or none."""
        self._people[name] = self._people[name].model_copy(update={"presence": presence, "since": self._now()})
        self._new.add(("staff", name))

    def read(self, name: str, lang: str) -> None:
        """A colleague's page is in this language."""
        if self._people[name].reads != lang:
            self._people[name] = self._people[name].model_copy(update={"reads": lang})
            self._new.add(("staff", name))

    def reads(self, name: str) -> str:
        """The language of a page that has a line here; empty where it was not told."""
        return self._people[name].reads if name in self._people else ""

    def freed(self, name: str) -> None:
        """A colleague is free again: last in the row of those who are."""
        if name in self._people:
            self.wish(name, self._people[name].presence)

    def here(self) -> Here:
        """All of it, for the other nodes."""
        kiosks = tuple(name for kind, name in self._lines if kind == "kiosk")
        return Here(kiosks=kiosks, staff=tuple(self._people.values()))

    def newly_here(self) -> Here | None:
        """What is new of it since this was last asked."""
        new, self._new = self._new, set()
        if not new:
            return None
        kiosks = tuple(name for kind, name in new if kind == "kiosk" and (kind, name) in self._lines)
        return Here(kiosks=kiosks, staff=tuple(agent for name, agent in self._people.items() if ("staff", name) in new))

    def close(self) -> None:
        """End all lines."""
        for line in tuple(self._rights):
            line.close()

    def rights(self) -> frozenset[str]:
        """By what rights there are lines here."""
        return frozenset().union(*self._rights.values())

    def end(self, right: str) -> None:
        """End the lines of a right that ended."""
        for line in [line for line, rights in self._rights.items() if right in rights]:
            line.close()
