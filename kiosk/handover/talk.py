"""What was said at the kiosk in a visit, as lines for a colleague: kept in memory, forgotten with the visit. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from kiosk.commands import Say
from kiosk.desk.messages.records import LONGEST_TEXT, By, HandoverCard, Line
from kiosk.events import Answered, Heard, HumanSaid, Partial, QuestionTyped

LINES: Final = 200
TRIED: Final = 20
SHORT: Final = 200
Spoken = Heard | HumanSaid | Partial | QuestionTyped | Say


@dataclass(slots=True)
class Talk:
    """One visit. Numbers go on after it, so that no line of the next is taken for one of this."""

    lang: str
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=LINES))
    tried: deque[str] = field(default_factory=lambda: deque(maxlen=TRIED))
    topic: str = ""
    number: int = 0
    whispered: str = ""
    _open: dict[By, Line] = field(default_factory=dict)
    """The line of each that goes on."""

    def begin(self, lang: str) -> None:
        """A new visit: nothing of the last one is known."""
        self.lang, self.topic, self.whispered = lang, "", ""
        self._open.clear()
        self.lines.clear()
        self.tried.clear()

    def take(self, message: Spoken, now: float) -> Line | None:
        """The line that was said, or goes on; none for a colleague's typed words, which the desk has already."""
        match message:
            case Partial(text=text, lang=lang):
                return self._goes_on("shopper", text, lang, now)
            case Heard(text=text, lang=lang):
                return self._ends("shopper", text, lang, now)
            case HumanSaid(text=text, lang=lang, final=final):
                return (self._ends if final else self._goes_on)("colleague", text, lang, now)
            case QuestionTyped(text=text):
                return self._line("shopper", text, self.lang, now)
            case Say(caption=caption, lang=lang):
                mine = self.whispered and caption in self.whispered
                return None if mine else self._line("ai", caption, lang, now)

    def answered(self, message: Answered) -> None:
        """What the AI tried, and what it took the question for."""
        reply = message.reply
        self.topic = reply.triage.topic or self.topic
        told = (reply.caption or reply.entry)[:SHORT]
        if reply.intent == "question" and reply.band != "none" and told:
            self.tried.append(told)

    def card(self, reason: str, lang: str, priority: int, page: bool, question: str, access: str) -> HandoverCard:
        """All that a colleague should know before saying a word."""
        return HandoverCard(
            reason=reason[:SHORT],
            lang=lang,
            priority=min(max(priority, 0), 9),
            page=page,
            question=question[:LONGEST_TEXT],
            topic=self.topic[:SHORT],
            tried=tuple(self.tried),
            access=access[:SHORT],
            transcript=tuple(self.lines),
        )

    def since(self, number: int) -> tuple[Line, ...]:
        """The lines after one."""
        return tuple(line for line in self.lines if line.number > number)

    def _goes_on(self, by: By, text: str, lang: str, now: float) -> Line | None:
        if not text.strip():
            return None
        self._open[by] = self._numbered(by, text, lang, now, final=False)
        return self._open[by]

    def _ends(self, by: By, text: str, lang: str, now: float) -> Line | None:
        if not text.strip():
            return None
        line = self._numbered(by, text, lang, now, final=True)
        self._open.pop(by, None)
        self.lines.append(line)
        return line

    def _line(self, by: By, text: str, lang: str, now: float) -> Line:
        self.number += 1
        line = Line(number=self.number, by=by, text=text[:LONGEST_TEXT], lang=lang or self.lang, at=now)
        self.lines.append(line)
        return line

    def _numbered(self, by: By, text: str, lang: str, now: float, *, final: bool) -> Line:
        """The same line as long as it goes on."""
        before = self._open.get(by)
        self.number += before is None
        number, at = (before.number, before.at) if before else (self.number, now)
        return Line(number=number, by=by, text=text[:LONGEST_TEXT], lang=lang or self.lang, at=at, final=final)
