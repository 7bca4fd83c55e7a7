"""Who has a line to which node, as the nodes tell each other; who was not told of for a while is gone."""

from __future__ import annotations

from typing import Final

from kiosk.desk.bus.bus import Kind
from kiosk.desk.messages.records import PresenceState, Record
from kiosk.desk.tickets.queue import Agent

ELSEWHERE_S: Final = 2.0
TOLD_S: Final = 1.0
"""A node tells of all its lines twice a second: who was left out for so long has none there any more."""


class HereAgent(Record):
    """A colleague with a line; `since` is when they became free or available."""

    name: str
    shown: str = ""
    presence: PresenceState
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    since: float
    reads: str = ""
    """The language of the page, once it was told."""


class Here(Record):
    """All lines of a node, or those that are new there. `node` is its name in a desk of several."""

    node: str = ""
    kiosks: tuple[str, ...]
    staff: tuple[HereAgent, ...]


class Roster:
    """What a node, `node`, knows of all lines.

    Lines that ended with a node, or that this node could not see from before it `began`, have `return_s` to come back:
    until then nobody of them is gone.
    """

    def __init__(self, began: float, node: str = "", return_s: float = 0.0) -> None:
        self.began, self._node, self._return_s = began, node, return_s
        self._told_by: dict[str, float] = {}
        self._where: dict[tuple[Kind, str], str] = {}
        self._elsewhere: dict[tuple[Kind, str], float] = {}
        self._seen: dict[tuple[Kind, str], float] = {}
        self._agents: dict[str, HereAgent] = {}

    def saw(self, here: Here, now: float) -> None:
        """Take in what a node told."""
        self._told_by[here.node] = now
        for kiosk in here.kiosks:
            self._seen["kiosk", kiosk] = now
            self._saw_where("kiosk", kiosk, here.node, now)
        for agent in here.staff:
            self._saw_where("staff", agent.name, here.node, now)
            self._seen["staff", agent.name] = now
            self._agents[agent.name] = agent

    def absent(self, kind: Kind, name: str, now: float) -> float:
        """Seconds since somebody was told of last, or since all had the time to come back."""
        seen = self._seen.get((kind, name), float("-inf"))
        if seen < self.began:
            return max(0.0, now - self.began - self._return_s)
        where = self._where[kind, name]
        if where != self._node and self._told_by[where] - seen < TOLD_S:  # gone with its node, if it is gone
            return max(0.0, now - self._told_by[where] - self._return_s)
        return now - seen

    def begin(self, now: float) -> None:
        """See again, after seeing nothing for a while."""
        self.began = now

    def elsewhere(self, kind: Kind, name: str, now: float) -> bool:
        """Whether another node told of late that they have a line there."""
        return now - self._elsewhere.get((kind, name), float("-inf")) <= ELSEWHERE_S

    def _saw_where(self, kind: Kind, name: str, node: str, now: float) -> None:
        self._where[kind, name] = node
        if node != self._node:
            self._elsewhere[kind, name] = now

    def presence(self, name: str) -> PresenceState | None:
        """What a colleague last wished, for a page that is loaded again."""
        known = self._agents.get(name)
        return None if known is None else known.presence

    def here(self, now: float, drop_s: float) -> tuple[HereAgent, ...]:
        """The colleagues with a line, as the nodes told of them."""
        return tuple(each for name, each in self._agents.items() if self.is_here("staff", name, now, drop_s))

    def is_here(self, kind: Kind, name: str, now: float, drop_s: float) -> bool:
        """Whether somebody was told of in the last `drop_s`."""
        return now - self._seen.get((kind, name), float("-inf")) < drop_s

    def here_of(self, name: str) -> HereAgent | None:
        """What was told of a colleague last."""
        return self._agents.get(name)

    def agents(self, now: float, drop_s: float) -> dict[str, Agent]:
        """The colleagues with a line."""
        return {
            each.name: Agent(each.name, each.presence, frozenset(each.languages), frozenset(each.skills), each.since)
            for each in self.here(now, drop_s)
        }

    def staffed(self, now: float, drop_s: float) -> bool:
        """Whether anybody takes asks, or may, as long as not all had the time to come back."""
        settled = now >= self.began + self._return_s
        return not settled or any(each.presence == "available" for each in self.here(now, drop_s))

    def forget(self, now: float, after_s: float) -> None:
        """Forget who is gone for long."""
        for kind, name in [key for key, at in self._seen.items() if now - at > after_s]:
            del self._seen[kind, name]
            self._elsewhere.pop((kind, name), None)
            self._where.pop((kind, name), None)
            if kind == "staff":
                self._agents.pop(name, None)
