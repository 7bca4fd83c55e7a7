"""What shoppers asked and was not answered, from the ledger; without anything personal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from kiosk import commands as c
from kiosk import events as e
from kiosk.curation.mask import masked
from kiosk.memo import NAME
from kiosk.ports import Message
from kiosk.runtime.ledger import reader, sqlite_form
from kiosk.runtime.ledger.raw import Flaw
from kiosk.runtime.ledger.rows import Run
from kiosk.utterance import normal

Why = Literal["not answered", "asked back", "handed over"]
AFTER_S: Final = 60.0
"""Whom a person is called for within so many seconds of a reply, was not helped by it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, masked, why it counts, and when it was asked, if that is known."""

    lang: str
    text: str
    why: Why
    at: datetime | None = None


@dataclass(slots=True)
class _Turn:
    command: c.Answer
    at: float
    reply: e.Reply | None = None
    helped: bool = False
    person: bool = False


@dataclass(slots=True)
class _Session:
    turns: list[_Turn] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def unanswered(ledger: Path) -> list[Asked]:
    """The questions of all runs of a ledger, or of the one of an export, the oldest first.

    Raises:
        InputError: no ledger, or one that was redacted: nothing is left to learn from.
    """
    runs = [each.run.run for each in reader.summaries(ledger)] if _is_live(ledger) else [None]
    return [asked for run in runs for asked in _of_run(ledger, run)]


def _is_live(ledger: Path) -> bool:
    return ledger.is_file() and sqlite_form.is_sqlite(ledger)


def _of_run(ledger: Path, run: str | None) -> Iterator[Asked]:
    source = reader.open_whole(ledger, run)
    rows = ((row.at, row.message) for row in reader.entries(source) if not isinstance(row, Flaw))
    return of_messages(rows, source.run)


def of_messages(rows: Iterable[tuple[float, Message]], run: Run | None = None) -> Iterator[Asked]:
    """The questions of messages with their times, session by session."""
    session = _Session()
    for at, message in rows:
        if isinstance(message, c.OpenSession | c.CloseSession):
            yield from _left(session, run)
            session = _Session()
        else:
            _note(session, at, message)
    yield from _left(session, run)


def _note(session: _Session, at: float, message: Message) -> None:
    turns = session.turns
    match message:
        case c.Answer(partial=False, need=False):
            turns.append(_Turn(message, at))
        case e.Answered(query=query, reply=reply):
            for turn in turns:
                if turn.command.query == query:
                    turn.reply = reply
        case e.ChoicePressed() if turns:
            turns[-1].helped = True
        case c.AskHuman() if turns and at - turns[-1].at < AFTER_S:
            turns[-1].person = True
        case e.HumanJoined(name=name):
            session.names.add(name)
        case _:
            pass


def _left(session: _Session, run: Run | None) -> Iterator[Asked]:
    """What was left open of a session."""
    memos = (turn.reply.memo for turn in session.turns if turn.reply)
    names = session.names | {value for memo in memos for name, value in memo if name == NAME}
    for place, turn in enumerate(session.turns):
        why = _why(turn, session.turns[place + 1 :])
        if why is not None and turn.reply is not None:
            lang = turn.reply.asked_in or turn.command.lang
            text = masked(turn.command.text, lang, names)
            yield Asked(lang, text, why, run.date(turn.at) if run else None)


def _why(turn: _Turn, later: list[_Turn]) -> Why | None:
    reply = turn.reply
    if reply is None or reply.intent != "question" or not normal(turn.command.text):
        return None
    if turn.person:
        return "handed over"
    if reply.band == "none":
        return "not answered"
    resolved = turn.helped or any(each.reply and each.reply.band == "answer" for each in later[:1])
    return "asked back" if reply.band == "ask" and reply.entry and not resolved else None


def unknown(found: Iterable[Asked], known: Iterable[tuple[str, str]]) -> list[Asked]:
    """Without questions that are dealt with, (language, text) each, and without what is nothing but a mask."""
    dealt = {(lang, normal(text)) for lang, text in known}
    return [each for each in found if normal(each.text) and (each.lang, normal(each.text)) not in dealt]
