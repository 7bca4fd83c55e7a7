"""What is left at the desk where nobody comes: sent until the desk has it, or its time is over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.commands import LeaveMessage, PageFloor, RequestCallBack
from kiosk.desk.messages import kiosk as k
from kiosk.desk.messages.records import LONGEST_TEXT
from kiosk.events import DeskKept, Event, Failed, FloorAnswered

PATIENCE_S: Final = 5.0
Left = RequestCallBack | LeaveMessage | PageFloor
Told = k.CallBack | k.LeaveMessage | k.PageFloor
_WHAT: Final[dict[str, Literal["call-back", "message", "page"]]] = {
    "call-back": "call-back",
    "leave-message": "message",
    "page-floor": "page",
}
_COMMANDS: Final = {"call-back": "RequestCallBack", "leave-message": "LeaveMessage", "page-floor": "PageFloor"}


@dataclass(frozen=True, slots=True)
class _Sent:
    case: int
    message: Told
    until: float


class Leavings:
    """What was left in this run. A number is forgotten as soon as the desk has it, or it is given up."""

    def __init__(self, run: str) -> None:
        self._run, self._count = run, 0
        self._open: dict[str, _Sent] = {}
        self._pages: dict[str, int] = {}

    def leave(self, left: Left, now: float) -> Told:
        """The message to send; it is one that the desk keeps once, however often it comes."""
        self._count += 1
        key = f"{self._run}-{left.case}-{self._count}"
        message = _message(left, key)
        self._open[key] = _Sent(left.case, message, now + PATIENCE_S)
        if isinstance(left, PageFloor):
            self._pages[key] = left.case
        return message

    def again(self) -> tuple[Told, ...]:
        """What the desk has not confirmed yet, for a line that came back."""
        return tuple(each.message for each in self._open.values())

    def kept(self, kept: k.Kept) -> DeskKept | None:
        """The desk has it."""
        sent = self._open.pop(kept.key, None)
        return None if sent is None else DeskKept(sent.case, _WHAT[kept.what])

    def answered(self, answer: k.FloorAnswer) -> FloorAnswered | None:
        """Somebody comes from the floor, or nobody does."""
        case = self._pages.pop(answer.key, None)
        return None if case is None else FloorAnswered(case, answer.colleague)

    def given_up(self, now: float) -> tuple[Event, ...]:
        """What did not reach the desk in time: it is not sent any more, so that nothing is done that was taken back."""
        late = [key for key, sent in self._open.items() if now >= sent.until]
        gone = [self._open.pop(key) for key in late]
        return tuple(Failed(_COMMANDS[sent.message.type], sent.case, "desk.not-kept") for sent in gone)


def _message(left: Left, key: str) -> Told:
    match left:
        case RequestCallBack(number=number, lang=lang, question=question):
            return k.CallBack(key=key, number=number, lang=lang, question=question[:LONGEST_TEXT])
        case LeaveMessage(text=text, lang=lang):
            return k.LeaveMessage(key=key, text=text[:LONGEST_TEXT], lang=lang)
        case PageFloor(urgent=urgent):
            return k.PageFloor(key=key, urgent=urgent)
