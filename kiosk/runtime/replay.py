"""A ledger played again: the same events through the same dialogue must give the same commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, cast, get_args

from kiosk.commands import Command
from kiosk.dialogue.step import begin, step
from kiosk.events import Event

if TYPE_CHECKING:
    from kiosk.runtime.ledger import LedgerRow


@dataclass(frozen=True, slots=True)
class Difference:
    """The first command that came out differently: None for one that is missing on a side."""

    seq: int
    event: Event | None
    recorded: Command | None
    replayed: Command | None


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """How much was compared; `difference` is None if the ledger is reproduced."""

    events: int
    commands: int
    difference: Difference | None = None

    @property
    def same(self) -> bool:
        """Whether every command came out as recorded."""
        return self.difference is None


def replay(rows: Iterable[LedgerRow], *, cut: bool = False) -> ReplayResult:
    """Feed the events of a ledger through the dialogue and compare the commands, up to the first difference.

    A run that was `cut` off may lack commands of its last event.
    """
    state = begin()
    events = commands = 0
    for seq, event, recorded, last in _groups(rows):
        replayed: tuple[Command, ...] = ()
        if event is not None:
            events += 1
            state, replayed = step(state, event)
        for number, (old, new) in enumerate(zip_longest(recorded, replayed), 1):
            if old is None and cut and last:
                break
            if old != new:
                return ReplayResult(events, commands, Difference(seq + number, event, old, new))
            commands += 1
    return ReplayResult(events, commands)


def _groups(rows: Iterable[LedgerRow]) -> Iterator[tuple[int, Event | None, list[Command], bool]]:
    """Each event with its row's number and the commands that follow it, and whether it is the last one.

    What comes before any event stands alone.
    """
    seq, event = -1, None
    commands: list[Command] = []
    for row in rows:
        if isinstance(row.message, get_args(Command)):
            commands.append(cast("Command", row.message))
            continue
        if event is not None or commands:
            yield seq, event, commands, False
        seq, event, commands = row.seq, cast("Event", row.message), []
    if event is not None or commands:
        yield seq, event, commands, True
