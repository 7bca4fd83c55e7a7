"""The other nodes of a desk, heard over the bus and seen in the database; who is not heard is read instead.

A node that misses another, or the bus, says in its row that it is deaf. As long as any is, every node writes into its
own row who has a line to it: kiosks and colleagues are not taken for lost because nodes do not hear each other.
"""

from __future__ import annotations

from typing import Final

from kiosk.desk.bus.bus import Bus
from kiosk.desk.bus.nodes import NodeRow, Nodes
from kiosk.desk.bus.roster import Here, Roster
from kiosk.desk.lines.lines import Lines

EACH_S: Final = 1.0
DEAF_S: Final = 2.0
"""A node tells of itself twice a second: so long, and it is not heard."""
GONE_S: Final = 10.0
FORGET_S: Final = 3600.0


class Neighbours:
    """What a node knows of the others. Their clocks are not compared with its own: a row that changes is alive."""

    def __init__(self, name: str, nodes: Nodes, bus: Bus, lines: Lines, roster: Roster) -> None:
        self._name, self._nodes, self._bus, self._lines, self._roster = name, nodes, bus, lines, roster
        self._heard: dict[str, float] = {}
        self._rows: dict[str, tuple[float, float]] = {}
        self._any = self._deaf = False
        self._looked = float("-inf")

    @property
    def any(self) -> bool:
        """Whether there was another node of late."""
        return self._any

    @property
    def deaf(self) -> bool:
        """Whether this node misses another, or the bus."""
        return self._deaf

    def heard(self, node: str, now: float) -> None:
        """A node told of itself over the bus."""
        self._heard[node] = now

    async def look(self, now: float) -> None:
        """Read the others' rows and write the own one, once a second, and at once when the bus comes or goes."""
        due = not 0 <= now - self._looked < EACH_S
        if not due and self._bus.up != self._deaf:
            return
        self._looked = now
        rows = await self._nodes.others(self._name)
        alive = [row for row in rows if self._alive(row, now)]
        self._any = bool(alive)
        self._deaf = not self._bus.up or any(now - self._heard.get(row.name, 0.0) > DEAF_S for row in alive)
        telling = self._deaf or any(row.deaf for row in alive)
        here = self._here().model_dump_json() if telling else None
        await self._nodes.write(NodeRow(name=self._name, at=now, deaf=self._deaf, here=here))
        if old := [row.name for row in rows if row not in alive and now - row.at > FORGET_S]:
            await self._nodes.remove(old)

    async def leave(self) -> None:
        """Serve no more."""
        await self._nodes.remove([self._name])

    def _here(self) -> Here:
        return self._lines.here().model_copy(update={"node": self._name})

    def _alive(self, row: NodeRow, now: float) -> bool:
        """Whether it changed of late; what it tells anew is taken in."""
        known = self._rows.get(row.name)
        if known is None or known[0] != row.at:
            self._rows[row.name] = (row.at, now)
            if known is not None and row.here is not None:
                self._roster.saw(Here.model_validate_json(row.here), now)
        return now - self._rows[row.name][1] <= GONE_S
