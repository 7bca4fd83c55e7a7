"""Between the core, the desk's line and the part of the call: who is told what. No thread, no socket, no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pydantic import BaseModel

from kiosk.access import Access
from kiosk.channels import call_signalling as call
from kiosk.commands import (
    AskHuman,
    CallMode,
    CancelHuman,
    CloseCase,
    CloseSession,
    LeaveMessage,
    OpenSession,
    PageFloor,
    RequestCallBack,
    Say,
)
from kiosk.desk.messages import kiosk as k
from kiosk.desk.messages import shared as b
from kiosk.desk.messages.protocol import VERSION, ToKiosk
from kiosk.desk.messages.records import LONGEST_TEXT, Line
from kiosk.events import (
    Answered,
    DeskLine,
    Event,
    Heard,
    HumanHeld,
    HumanSaid,
    HumanTyped,
    HumanWanted,
    HumanWhispered,
    Partial,
    QuestionTyped,
    Typing,
)
from kiosk.handover.asks import Asks, Out
from kiosk.handover.condition import State
from kiosk.handover.hours import Opening
from kiosk.handover.left import Leavings
from kiosk.handover.pushes import pushed, refused
from kiosk.handover.talk import Talk
from kiosk.ports import Message

Give = Callable[[BaseModel], None]
Post = Callable[[Event], None]
KEPT: Final = 50
"""Lines that wait for a line to the desk, at most."""
_TO_CALL: Final = (b.Offer, b.Answer, b.Candidate, b.CallState, b.Mute, b.Peer)


class DeskPart:
    """Sends with `to_desk`, `post` and `to_call`. `now` is the wall clock, s since 1970; `run` names this run.

    `places` tells those of the store's map.
    """

    def __init__(
        self,
        run: str,
        lang: str,
        to_desk: Give,
        post: Post,
        to_call: Give,
        opens: Callable[[], Opening],
        places: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._to_desk, self._post, self._to_call = to_desk, post, to_call
        self._asks, self._left, self._talk = Asks(run, opens), Leavings(run), Talk(lang)
        self._state = State(lang)
        self._places = places
        self._up: bool | None = None
        self._sent = 0
        self._typed = 0
        self._begun: call.Begin | None = None
        self._fares: b.CallState | None = None

    # --- the core ---------------------------------------------------------------------------------------------------

    def obey(self, message: Message, now: float) -> None:
        """A command, or an event that concerns the desk."""
        self._state.take(message)
        match message:
            case OpenSession(lang=lang):
                self._talk.begin(lang)
            case CloseSession():
                self._talk.begin(self._talk.lang)
            case Heard() | HumanSaid() | Partial() | Say():
                self._say(self._talk.take(message, now))
            case QuestionTyped(text=text):
                self._type(text, done=True)
                self._say(self._talk.take(message, now), told=self._joined)
            case Typing(text=text):
                self._type(text, done=False)
            case Answered():
                self._talk.answered(message)
            case _:
                self._command(message, now)

    def _command(self, message: Message, now: float) -> None:
        match message:
            case AskHuman():
                self._ask(message, now)
            case CancelHuman(case=case):
                self._give(self._asks.cancel(case, "the shopper"))
            case CloseCase(case=case, outcome="joined"):
                self._give(self._asks.joined(case))
                self._catch_up()
            case CloseCase(case=case, detail=detail):
                self._give(self._asks.cancel(case, detail))
            case CallMode():
                self._give(self._asks.mode(message, now))
            case RequestCallBack() | LeaveMessage() | PageFloor():
                self._give([self._left.leave(message, now)])
            case _:
                pass
        self._meet()

    def _ask(self, ask: AskHuman, now: float) -> None:
        """A line that is lost is waited for; where the desk never answered, nobody is promised."""
        card = self._talk.card(ask.reason, ask.lang, ask.priority, ask.page, ask.question, _access(ask.access))
        self._sent = self._talk.number
        self._give(self._asks.ask(ask, card, now))
        self._to_call(call.Prepare(ice=self._asks.ice))
        if ask.page:
            self._give([self._left.leave(PageFloor(ask.case, urgent=True), now)])

    # --- the desk ---------------------------------------------------------------------------------------------------

    def hear(self, message: ToKiosk, now: float) -> None:
        """A message of the desk."""
        match message:
            case k.KioskWelcome():
                self._welcome(message, now)
            case k.Queued():
                self._give(self._asks.queued(message))
            case k.Accepted():
                self._give(self._asks.accepted(message))
            case k.Requeued():
                self._give(self._asks.requeued(message, now))
            case k.Closed():
                self._give(self._asks.closed(message))
            case b.Refusal():
                self._give(self._asks.refused(message))
            case k.Kept():
                self._tell(self._left.kept(message))
            case k.FloorAnswer():
                self._tell(self._left.answered(message))
            case b.Servers():
                self._asks.servers(message)
                if self._asks.now_is.stage in {"asked", "queued"}:
                    self._to_call(call.Prepare(ice=message.ice))
            case _ if message.ticket == self._asks.now_is.ticket and self._joined:
                self._hear_colleague(message)
            case _:
                pass
        self._meet()

    def _hear_colleague(self, message: ToKiosk) -> None:
        case_ = self._asks.now_is.case
        match message:
            case k.Whisper(text=text, lang=lang):
                self._talk.whispered += f" {text}"
                self._post(HumanWhispered(case_, text, lang))
            case b.Typed(line=line, text=text, done=done):
                self._post(HumanTyped(case_, line, text, done))
            case k.Push() if (refusal := refused(message, self._places())) is not None:
                self._to_desk(refusal)
            case k.Push(what=what):
                self._post(pushed(case_, what))
            case k.ShopperHold(on=on):
                self._post(HumanHeld(case_, on))
            case b.ModeWanted(mode=mode):
                self._asks.wants(mode)
                self._post(HumanWanted(case_, mode))
            case b.Offer() | b.Answer() | b.Candidate() | b.CallState() | b.Mute() | b.Peer():
                self._to_call(message)
            case _:
                pass

    def up(self) -> None:
        """There is a line: say hello, and wait for what the desk knows."""
        self._to_desk(k.KioskHello(version=VERSION))

    def down(self) -> None:
        """The line is lost, or never came about."""
        if self._up is not False:
            self._up = False
            self._post(DeskLine(up=False))

    def _welcome(self, welcome: k.KioskWelcome, now: float) -> None:
        self._give(self._asks.welcome(welcome, now))
        self._give(list(self._left.again()))
        if self._up is not True:
            self._up = True
            self._post(DeskLine(up=True))
        if self._joined and self._fares is not None and self._fares.ticket == self._asks.now_is.ticket:
            self._to_desk(self._fares)
        self._tell_state(again=True)
        self._catch_up()

    def _tell_state(self, *, again: bool = False) -> None:
        news = self._state.news(self._asks.now_is.stage, again=again) if self._up else None
        if news is not None:
            self._to_desk(news)

    # --- the call ---------------------------------------------------------------------------------------------------

    def hear_call(self, told: call.Told) -> None:
        """The part of the call tells; one that is met anew is told how things stand."""
        match told:
            case call.Met():
                self._to_call(call.Prepare(ice=self._asks.ice))
                if self._begun is not None:
                    self._to_call(self._begun)
            case b.Offer() | b.Answer() | b.Candidate() | b.CallState() | b.Mute():
                self._fares = told if isinstance(told, b.CallState) else self._fares
                if self._joined and told.ticket == self._asks.now_is.ticket:
                    self._to_desk(told)
            case _:
                pass

    def _meet(self) -> None:
        """Tell the part of the call who is there now."""
        ask = self._asks.now_is
        wanted = None
        if self._joined and ask.ticket:
            wanted = call.Begin(ticket=ask.ticket, case=ask.case, colleague=ask.colleague or "?", ice=self._asks.ice)
        if wanted == self._begun:
            return
        if self._begun is not None and (wanted is None or wanted.ticket != self._begun.ticket):
            self._to_call(call.End(ticket=self._begun.ticket))
        self._begun = wanted
        if wanted is not None:
            self._to_call(wanted)

    # --- time -------------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """What is due; how the kiosk is, if that has changed."""
        self._tell_state()
        self._give(list(self._left.given_up(now)))
        self._give(self._asks.orphaned(now))

    # --- lines ------------------------------------------------------------------------------------------------------

    @property
    def _joined(self) -> bool:
        return self._asks.now_is.stage == "joined"

    def _say(self, line: Line | None, *, told: bool = False) -> None:
        """Send a line as it is spoken, to who has the conversation; what the desk has by another way is not sent."""
        if line is None or not self._joined or not self._up:
            return
        if line.final:
            self._sent = max(self._sent, line.number)
        if not told:
            self._to_desk(b.Said(ticket=self._asks.now_is.ticket, line=line))

    def _catch_up(self) -> None:
        """What was said since the card was written, or while there was no line."""
        if not (self._joined and self._up):
            return
        for line in self._talk.since(self._sent)[-KEPT:]:
            self._say(line)

    def _type(self, text: str, *, done: bool) -> None:
        if self._joined and self._up:
            typed = b.Typed(ticket=self._asks.now_is.ticket, line=self._typed, text=text[:LONGEST_TEXT], done=done)
            self._to_desk(typed)
            self._typed += done

    def _give(self, out: Out) -> None:
        """Events to the core, messages to the desk."""
        for each in out:
            if isinstance(each, BaseModel):
                self._to_desk(each)
            else:
                self._post(each)

    def _tell(self, event: Event | None) -> None:
        if event is not None:
            self._post(event)


def _access(access: Access) -> str:
    """What a colleague should know of how the shopper reads and hears."""
    needs = ("low reach" * access.low_reach, "high contrast" * access.contrast, "by ear" * access.audio_first)
    size = f"{access.text} letters" * (access.text != "normal")
    return ", ".join(filter(None, (size, *needs))) or "standard"
