"""The colleague at the desk: joins, declines, does not answer, asks to be heard or seen, hands back or is lost."""

from __future__ import annotations

from kiosk.commands import AskHuman, CancelHuman, LeaveMessage, PageFloor, RequestCallBack
from kiosk.events import DeskKept, FloorAnswered, HumanJoined, HumanLeft, HumanQueued, HumanUnavailable, HumanWanted
from kiosk.ports import Message
from kiosk.rehearsal.part import Post, RehearsedPart
from kiosk.rehearsal.script import Circumstances, Colleague

QUEUE_S, MINUTE_S = 0.3, 60.0
KEPT_S, FLOOR_S = 0.4, 3.0


class RehearsedDesk(RehearsedPart):
    """Does by itself what the circumstances say, and at once what a turn says."""

    name = "desk"

    def __init__(self, post: Post, circumstances: Circumstances) -> None:
        super().__init__(post)
        self._how = circumstances
        self._case = 0

    def take(self, message: Message) -> None:
        """An ask, or its end."""
        match message:
            case AskHuman(case=case):
                self._case = case
                self._asked()
            case CancelHuman(case=case) if case == self._case:
                self.forget()
            case RequestCallBack(case=case):
                self.soon(KEPT_S, DeskKept(case, "call-back"))
            case LeaveMessage(case=case):
                self.soon(KEPT_S, DeskKept(case, "message"))
            case PageFloor(case=case):
                self.soon(KEPT_S, DeskKept(case, "page"))
                self.soon(FLOOR_S, FloorAnswered(case, self._how.colleague_name))

    def does(self, what: Colleague) -> None:
        """The colleague does something now."""
        self.forget()
        match what:
            case "joins":
                self._post(self.name, HumanJoined(self._case, self._how.colleague_name, self._how.joins_by))
            case "declines":
                self._post(self.name, HumanUnavailable(self._case, "declined"))
            case "hands back":
                self._post(self.name, HumanLeft(self._case, "handed-back"))
            case "drops":
                self._post(self.name, HumanLeft(self._case, "dropped"))
            case "asks for sound":
                self._post(self.name, HumanWanted(self._case, "voice"))
            case "asks for picture":
                self._post(self.name, HumanWanted(self._case, "video"))

    def _asked(self) -> None:
        if self._how.queue:
            self.soon(QUEUE_S, HumanQueued(self._case, self._how.queue, self._how.queue * MINUTE_S))
        if self._how.desk == "joins":
            self.call(self._how.desk_after_s, lambda: self.does("joins"))
        elif self._how.desk == "declines":
            self.call(self._how.desk_after_s, lambda: self.does("declines"))
