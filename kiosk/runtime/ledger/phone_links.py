"""The link with which a shopper's phone goes on is a key to the conversation: a ledger keeps where it leads, not it."""

from __future__ import annotations

from kiosk.commands import CloseSession
from kiosk.events import HumanUnavailable, HumanUnstaffed
from kiosk.ports import Message
from kiosk.runtime.ledger.texts import changed


class PhoneLinks:
    """Follows a run row by row."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def kept(self, message: Message) -> Message:
        """The message without the links of this visit."""
        if isinstance(message, HumanUnavailable | HumanUnstaffed) and message.link:
            self._known[message.link] = f"{message.link.rpartition('/')[0]}/…"
        kept = changed(message, self._without) if self._known else message
        if isinstance(message, CloseSession):
            self._known = {}
        return kept

    def _without(self, text: str, _name: str) -> str:
        for link, told in self._known.items():
            text = text.replace(link, told)
        return text
