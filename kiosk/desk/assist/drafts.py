"""The note after a conversation, as it begins: put into `Ended` where one is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.assist import draft
from kiosk.desk.assist.canned_replies import Replies
from kiosk.desk.assist.draft import Words
from kiosk.desk.messages.protocol import ToStaff
from kiosk.desk.messages.staff import Ended
from kiosk.desk.storage import transcripts
from kiosk.desk.tickets.transitions import Ticket


class Drafts:
    """Notes of a node. `reads` tells a colleague's languages, `title` the entry that came nearest in a conversation."""

    def __init__(
        self,
        engine: AsyncEngine,
        words: Words,
        replies: Replies,
        reads: Callable[[str], Sequence[str]],
        title: Callable[[int], str],
    ) -> None:
        self._engine, self._words, self._reads, self._title = engine, words, reads, title
        self._ready = {text for reply in replies for text in reply.text.values()}

    async def put_in(self, message: ToStaff | None, ticket: Ticket) -> ToStaff | None:
        """The message, with a draft where it asks for a note."""
        if not isinstance(message, Ended) or not message.wrap_up:
            return message
        lines = (*ticket.card.transcript, *await transcripts.of_ticket(self._engine, ticket.id))
        lines = tuple(each for each in lines if each.text not in self._ready)  # a greeting answers nothing
        reads = self._reads(ticket.agent or "")
        begun = draft.draft(ticket.card, lines, ticket.outcome, self._words, reads, self._title(ticket.id))
        return message.model_copy(update={"draft": begun})
