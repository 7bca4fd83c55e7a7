"""Suggestions for a colleague, from what was said so far or from their own words; why is told with each.

Objections are matched here, by lists. What needs the retriever is asked of a process of its own, which begins with
the first conversation and ends when nobody needs it: the node stays small.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.assist import objections
from kiosk.desk.assist import reasons as why
from kiosk.desk.assist.objections import Objection
from kiosk.desk.assist.reasons import Reasons
from kiosk.desk.messages.records import LONGEST_TEXT, Line, Suggestion
from kiosk.desk.messages.staff import Suggestions
from kiosk.desk.storage import transcripts
from kiosk.desk.tickets.transitions import Ticket
from kiosk.errors import KioskError

LOG: Final = logging.getLogger(__name__)
LINES: Final = 3
"""So many of a shopper's last lines are looked at."""
MOST: Final = 12
FIRST: Final = ("en", "nl")
Tell = Callable[[str, BaseModel], Awaitable[None]]
"""Tells a colleague, by name."""


class Tasks(Protocol):
    """What knows the store: `kiosk.desk.assist.knowledge_workers.Knowledge`."""

    async def do(self, task: str, **args: object) -> dict[str, Any]:
        """The result of a task."""
        ...


@dataclass(frozen=True, slots=True)
class Curated:
    """What staff wrote for colleagues."""

    objections: Sequence[Objection]
    reasons: Mapping[str, Reasons]


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants suggestions for what; `words` are the colleague's own, empty for the conversation."""

    agent: str
    reads: str
    words: str = ""


def load(store: Path | None = None, config: Path | None = None) -> Curated:
    """What is shipped, and what a store adds.

    Raises:
        FaultyInputError: as `kiosk.toml_file.read`, each fault with file and line.
    """
    return Curated(objections.load(store, config), why.load(config))


class Assist:
    """The suggestions of a node. Of wishes for one conversation the newest is served."""

    def __init__(self, engine: AsyncEngine, tell: Tell, curated: Curated, tasks: Tasks | None) -> None:
        self._engine, self._tell, self._curated, self._tasks = engine, tell, curated, tasks
        self._wishes: dict[int, tuple[Ticket, Wish]] = {}
        self._running: dict[int, asyncio.Task[None]] = {}
        self._titles: dict[int, str] = {}
        self._waking: asyncio.Task[None] | None = None
        self._begun = tasks is None

    def soon(self, ticket: Ticket, wish: Wish) -> None:
        """Tell a colleague what is suggested, as soon as it is known."""
        self._wishes[ticket.id] = (ticket, wish)
        if ticket.id not in self._running:
            self._running[ticket.id] = asyncio.create_task(self._serve(ticket.id))

    def awake(self) -> None:
        """Somebody is being called: let what knows the store begin, so that nobody waits for it."""
        if self._tasks is not None and (self._waking is None or self._waking.done()):
            self._waking = asyncio.create_task(self._wake(self._tasks))

    async def _wake(self, tasks: Tasks) -> None:
        try:
            await tasks.do("assist", texts=[], lang=FIRST[0], reads=FIRST[0])
            self._begun = True
        except KioskError as fault:
            LOG.warning("%s", fault.sentence, extra={"code": fault.code})

    def title(self, number: int) -> str:
        """The entry that came nearest in a conversation, as the colleague reads it; empty where none did."""
        return self._titles.get(number, "")

    def keep(self, numbers: Collection[int]) -> None:
        """Of these conversations; what was known of others is forgotten."""
        self._titles = {number: title for number, title in self._titles.items() if number in numbers}

    async def close(self) -> None:
        """End what is under way."""
        running = [*self._running.values(), *([self._waking] if self._waking is not None else [])]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _serve(self, number: int) -> None:
        try:
            while number in self._wishes:
                ticket, wish = self._wishes.pop(number)
                items = await self._suggested(ticket, wish)
                await self._tell(wish.agent, Suggestions(ticket=number, items=items))
        except SQLAlchemyError:
            LOG.exception("the database of the desk does not answer: nothing is suggested")
        finally:
            del self._running[number]

    async def _suggested(self, ticket: Ticket, wish: Wish) -> tuple[Suggestion, ...]:
        texts = await self._texts(ticket, wish)
        lang, reads = ticket.lang, wish.reads
        reasons = self._reasons(reads)
        helped = objections.suggested(self._curated.objections, texts, lang, reads, reasons.words)
        if helped and not self._begun:  # what knows the store takes seconds to begin
            await self._tell(wish.agent, Suggestions(ticket=ticket.id, items=helped[:MOST]))
        known = await self._known(texts, lang, reads, reasons)
        entry = next((each.title for each in known if each.kind == "entry"), "")
        if entry and not wish.words:
            self._titles[ticket.id] = entry
        return tuple(sorted((*helped, *known), key=lambda each: -each.score))[:MOST]

    async def _texts(self, ticket: Ticket, wish: Wish) -> list[tuple[str, str]]:
        """(language, text), the newest last: the colleague's own words, or what the shopper asked and said."""
        if wish.words:
            return [(wish.reads, wish.words)]
        lines: tuple[Line, ...] = (*ticket.card.transcript, *await transcripts.of_ticket(self._engine, ticket.id))
        said = [(each.lang, each.text) for each in lines if each.by == "shopper" and each.final][-LINES:]
        asked = (ticket.lang, ticket.card.question)
        return [*([asked] if asked[1] and asked not in said else []), *said]

    async def _known(
        self, texts: Sequence[tuple[str, str]], lang: str, reads: str, reasons: Reasons
    ) -> tuple[Suggestion, ...]:
        """What the store's own knowledge suggests; nothing where it cannot be asked, which is no reason to stop."""
        if self._tasks is None or not texts:
            return ()
        try:
            found = await self._tasks.do("assist", texts=texts, lang=lang, reads=reads)
        except KioskError as fault:
            LOG.warning("%s", fault.sentence, extra={"code": fault.code})
            return ()
        said = self._reasons(lang)
        self._begun = True
        return tuple(_suggestion(item, lang, reads, said, reasons) for item in found["items"] if item["text"])

    def _reasons(self, reads: str) -> Reasons:
        langs = (reads, *FIRST)
        return next(self._curated.reasons[lang] for lang in langs if lang in self._curated.reasons)


def _suggestion(item: Mapping[str, Any], lang: str, reads: str, said: Reasons, reasons: Reasons) -> Suggestion:
    """An item with its reason; a choice between entries is asked in the desk's words, not in a kiosk's."""
    why = getattr(reasons, item["because"]).replace("{words}", item["words"])
    text, reading = item["text"], item["reading"]
    if choices := item.get("choices", {}).get(lang):
        text = _meant(choices, said)
        reading = _meant(item["choices"][reads], reasons) if reads != lang else ""
    return Suggestion(
        kind=item["kind"],
        title=item["title"][:200],
        text=text[:LONGEST_TEXT],
        reading=reading[:LONGEST_TEXT],
        entry=item["entry"],
        place=item["place"],
        why=why[:200],
        score=min(1.0, max(0.0, item["score"])),
    )


def _meant(choices: Sequence[str], reasons: Reasons) -> str:
    *first, last = choices
    words = f"{', '.join(first)} {reasons.or_} {last}" if first else last
    return reasons.mean.replace("{words}", words)
