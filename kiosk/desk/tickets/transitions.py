"""What can happen to an ask for a person: a table, and which end of it is recorded. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from kiosk.desk.messages.records import HandoverCard, Mode, Outcome


class State(Enum):
    """Where an ask is: the first four are open at the kiosk."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    LIVE = "live"
    WRAP_UP = "wrap-up"
    CLOSED = "closed"


class Cue(Enum):
    """What happens to an ask."""

    OFFER = "offer"
    """It rings at one colleague."""
    ACCEPT = "accept"
    """That colleague takes it."""
    PICK = "pick"
    """A colleague takes one that rings nowhere."""
    DECLINE = "decline"
    MISS = "miss"
    """It rang too long, or its colleague went away."""
    JOIN = "join"
    """The shopper was told."""
    DROP = "drop"
    """The colleague, or the kiosk, is gone in the middle: back to the front of the queue."""
    TRANSFER = "transfer"
    HAND_BACK = "hand-back"
    HANG_UP = "hang-up"
    CANCEL = "cancel"
    NOBODY = "nobody"
    LOSE = "lose"
    """The kiosk did not come back."""
    WRAP = "wrap"
    """The colleague's note is there, or its time is over."""


_OPEN: Final = (State.WAITING, State.OFFERED)
_TALKING: Final = (State.ACCEPTED, State.LIVE)

TABLE: Final[Mapping[tuple[State, Cue], State]] = (
    {
        (State.WAITING, Cue.OFFER): State.OFFERED,
        (State.WAITING, Cue.PICK): State.ACCEPTED,
        (State.OFFERED, Cue.ACCEPT): State.ACCEPTED,
        (State.OFFERED, Cue.DECLINE): State.WAITING,
        (State.OFFERED, Cue.MISS): State.WAITING,
        (State.ACCEPTED, Cue.JOIN): State.LIVE,
        (State.WRAP_UP, Cue.WRAP): State.CLOSED,
    }
    | {(state, cue): State.CLOSED for state in _OPEN for cue in (Cue.CANCEL, Cue.NOBODY, Cue.LOSE)}
    | {(state, cue): State.WAITING for state in _TALKING for cue in (Cue.DROP, Cue.TRANSFER)}
    | {(state, cue): State.WRAP_UP for state in _TALKING for cue in (Cue.HAND_BACK, Cue.HANG_UP)}
)
"""A pair that is not here cannot happen."""

OUTCOMES: Final[Mapping[Cue, Outcome]] = {
    Cue.HAND_BACK: "handed-back",
    Cue.HANG_UP: "hung-up",
    Cue.CANCEL: "cancelled",
    Cue.NOBODY: "nobody",
    Cue.LOSE: "lost",
}
"""The outcome that a cue records: every way out of the open states has one, and none comes after it."""
OPEN: Final = frozenset({*_OPEN, *_TALKING})
QUEUED: Final = frozenset(_OPEN)
TALKING: Final = frozenset(_TALKING)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A row: what everybody who decides about it saw. See `kiosk.desk.storage.tables` for the columns."""

    id: int
    kiosk: str
    key: str
    state: State
    epoch: int
    card: HandoverCard
    lang: str
    priority: int
    skills: tuple[str, ...]
    front: bool
    agent: str | None
    wanted: str | None
    briefing: str
    declined: tuple[str, ...]
    missed: tuple[str, ...]
    mode: Mode
    outcome: Outcome | None
    asked_at: float
    since: float
    queued_at: float
    answered_at: float | None
    ended_at: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A wish for a ticket: what happens, by whom, with which colleague from then on."""

    cue: Cue
    by: str
    agent: str | None = None
    detail: str = ""
    wanted: str | None = None
    briefing: str = ""
    skill: str = ""


_AGAIN: Final = frozenset({Cue.DROP, Cue.TRANSFER})
"""What puts a shopper who already had a colleague at the front of the queue."""
_TAKES: Final = frozenset({Cue.OFFER, Cue.ACCEPT, Cue.PICK})


def changed(seen: Ticket, step: Step, now: float) -> Ticket:
    """The ticket after a step that its state allows."""
    state = TABLE[seen.state, step.cue]
    after = replace(seen, state=state, epoch=seen.epoch + 1, since=now)
    if step.cue in _TAKES:
        after = replace(after, agent=step.agent)
    if state is State.WAITING:
        after = replace(after, agent=None)
    if state is State.ACCEPTED and seen.answered_at is None:
        after = replace(after, answered_at=now)
    if step.cue in OUTCOMES:
        after = replace(after, outcome=OUTCOMES[step.cue], ended_at=now)
    return _passed_on(seen, after, step, now)


def _passed_on(seen: Ticket, after: Ticket, step: Step, now: float) -> Ticket:
    """Who was asked already, and who shall be next."""
    agent = () if seen.agent is None else (seen.agent,)
    if step.cue in _AGAIN:
        after = replace(after, front=True, queued_at=now, mode="whisper", missed=(), declined=())
    if step.cue is Cue.TRANSFER:
        skills = tuple(sorted({*seen.skills, *filter(None, [step.skill])}))
        return replace(after, wanted=step.wanted, briefing=step.briefing, declined=agent, skills=skills)
    if step.cue is Cue.DECLINE:
        return replace(after, declined=(*seen.declined, *agent))
    if step.cue is Cue.MISS:
        return replace(after, missed=(*seen.missed, *agent))
    return after
