"""What the figures of a period hold, as `GET /api/figures` gives them. Of colleagues: their process, nothing else."""

from __future__ import annotations

from datetime import date

from kiosk.desk.messages.records import Mood, Outcome, Record, Result


class Group(Record):
    """Some asks in numbers. Times are medians, s, none where there are none; `in_target` is a share of 0 to 1."""

    asked: int
    answered: int
    abandoned: int
    in_target: float | None
    median_answer_s: float | None
    p90_answer_s: float | None
    median_handling_s: float | None
    handed_back: int


class Hour(Group):
    """The asks of an hour, which begins at `hour`: ISO 8601 in the zone of the period, without its offset."""

    hour: str


class Topic(Group):
    """The asks about a topic; empty for those about none."""

    topic: str


class OfKiosk(Group):
    """The asks of a kiosk."""

    kiosk: str


class Abandoned(Record):
    """So many gave up, for a reason that the kiosk told."""

    outcome: Outcome
    reason: str
    count: int


class OfResult(Record):
    """So many notes told this result."""

    result: Result
    count: int


class OfMood(Record):
    """So many notes told this mood of the shopper's words."""

    mood: Mood
    count: int


class OfAgent(Record):
    """How a colleague's work went, as a process.

    `median_pick_s` is from the ring to the answer, `median_handling_s` from there until the shopper went,
    `median_wrap_up_s` until the note was there.
    """

    name: str
    shown: str
    taken: int
    declined: int
    missed: int
    handed_back: int
    hung_up: int
    transferred: int
    dropped: int
    median_pick_s: float | None
    median_handling_s: float | None
    median_wrap_up_s: float | None


class PeriodFigures(Record):
    """The figures of a period."""

    first: date
    last: date
    zone: str
    target_s: float
    goal: float
    all: Group
    hours: tuple[Hour, ...]
    topics: tuple[Topic, ...]
    kiosks: tuple[OfKiosk, ...]
    abandoned: tuple[Abandoned, ...]
    results: tuple[OfResult, ...]
    moods: tuple[OfMood, ...]
    agents: tuple[OfAgent, ...]
