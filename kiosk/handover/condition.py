"""How this kiosk is, for who watches over all of them: told when it changes, and kept nowhere. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.commands import CloseSession, OpenSession, Say
from kiosk.desk.messages.kiosk import Condition
from kiosk.desk.messages.records import LONGEST_TEXT
from kiosk.events import Heard, PartFailed, PartReady, QuestionTyped
from kiosk.handover.asks import Stage
from kiosk.ports import Message
from kiosk.privacy.masking import unnumbered

MOST_PARTS: Final = 20
_STATES: Final[Mapping[Stage, str]] = {
    "asked": "waiting",
    "queued": "waiting",
    "between": "waiting",
    "joined": "colleague",
}


class State:
    """What is known of it."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._visit = False
        self._missing: set[str] = set()
        self._asked = ""
        self._told: Condition | None = None

    def take(self, message: Message) -> None:
        """What happened at the kiosk."""
        match message:
            case OpenSession(lang=lang):
                self._visit, self._lang = True, lang
            case CloseSession():
                self._visit, self._asked = False, ""
            case Heard(text=text, lang=lang) if text:
                self._ask(text, lang)
            case QuestionTyped(text=text):
                self._ask(text, self._lang)
            case Say(lang=lang):
                self._lang = lang
            case PartReady(part=part):
                self._missing.discard(part)
            case PartFailed(part=part):
                self._missing.add(part)
            case _:
                pass

    def _ask(self, text: str, lang: str) -> None:
        """The question of this moment, without what finds or pays a person."""
        self._lang = lang or self._lang
        if self._visit:
            self._asked = " ".join(unnumbered(text))[:LONGEST_TEXT]

    def news(self, stage: Stage, *, again: bool = False) -> Condition | None:
        """How it is, if that has changed since it was told; anyway to a desk that was just met."""
        now = Condition(
            state=_STATES.get(stage, "visit" if self._visit else "idle"),
            missing=tuple(sorted(self._missing))[:MOST_PARTS],
            asked=self._asked,
            lang=self._lang,
        )
        if now == self._told and not again:
            return None
        self._told = now
        return now
