"""The one ask of this kiosk, from AskHuman to its end, against a line that comes and goes. Pure: messages in, out.

The desk is the only truth: what this end believes is corrected by `KioskWelcome` whenever the line comes back. An ask
has a key, the same however often it is sent, so that it is one ask whatever dies in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from pydantic import BaseModel

from kiosk.commands import AskHuman, CallMode
from kiosk.desk.messages import kiosk as k
from kiosk.desk.messages import shared as b
from kiosk.desk.messages.records import HandoverCard, IceServer, Mode, Open
from kiosk.events import Event, HumanJoined, HumanLeft, HumanQueued, HumanUnavailable, HumanUnstaffed
from kiosk.handover.hours import Opening

ORPHAN_S: Final = 2.0
"""A dialogue that wants the ask which the desk knows of says so in this time."""
Stage = Literal["none", "asked", "queued", "joined", "between"]
"""`between` colleagues: the dialogue was told that one is lost, and has not asked again yet."""
Out = list[BaseModel | Event]
WAITING: Final = frozenset({"waiting", "offered"})


@dataclass(frozen=True, slots=True)
class Ask:
    """What this end believes; `ticket` 0 until the desk told, `wanted` what the colleague asked consent for.

    `entered` once the dialogue said that the colleague is there: that first `CallMode` answers nothing. `told` once the
    shopper heard it.
    """

    stage: Stage = "none"
    case: int = 0
    key: str = ""
    ticket: int = 0
    message: k.Ask | None = None
    colleague: str = ""
    mode: Mode = "whisper"
    wanted: Mode | None = None
    entered: bool = False
    told: bool = False
    since: float = 0.0
    last: k.Queued | k.Accepted | None = None


NOBODY: Final = Ask()


class Asks:
    """`opens` tells when the desk is staffed next, for who is told that nobody comes."""

    def __init__(self, run: str, opens: Callable[[], Opening]) -> None:
        self.now_is, self._run, self._opens = NOBODY, run, opens
        self.ice: tuple[IceServer, ...] = ()
        self._taken_back: dict[str, k.Cancel] = {}
        self._adopt: tuple[Open, float] | None = None

    # --- from the dialogue ------------------------------------------------------------------------------------------

    def ask(self, asked: AskHuman, card: HandoverCard, now: float) -> Out:
        """A new ask; one that the desk has already, after a drop or a restart, is gone on with."""
        before = self.now_is
        message = k.Ask(key=f"{self._run}-{asked.case}-ask", card=card)
        self.now_is = Ask("asked", asked.case, message.key, message=message)
        if before.stage == "between":
            return self._once_more(before)
        if self._adopt is not None:
            held, self._adopt = self._adopt[0], None
            return self._go_on(held, now)
        return [message]

    def _once_more(self, before: Ask) -> Out:
        """The same ask at the desk, which has put it at the front; what came of it meanwhile is told now."""
        self.now_is = replace(self.now_is, stage="queued", key=before.key, ticket=before.ticket)
        match before.last:
            case k.Queued():
                return self.queued(before.last)
            case k.Accepted():
                return self.accepted(before.last)
            case None:
                return []

    def cancel(self, case: int, reason: str) -> Out:
        """The shopper wants nobody any more; it is said again until the desk has heard it."""
        ask = self.now_is
        if ask.stage == "none" or ask.case != case:
            return []
        self.now_is = NOBODY
        told = k.Cancel(key=ask.key, reason=reason)
        self._taken_back[ask.key] = told
        return [told]

    def joined(self, case: int) -> Out:
        """The shopper was told that a colleague is there."""
        ask = self.now_is
        if ask.stage != "joined" or ask.case != case or not ask.ticket:
            return []
        self.now_is = replace(ask, told=True)
        return [k.Joined(ticket=ask.ticket)]

    def mode(self, told: CallMode, now: float) -> Out:
        """What the shopper agreed to, or how they talk now."""
        ask = self.now_is
        if self._adopt is not None and told.mode != "none" and ask.stage == "none":
            self.now_is, (held, _), self._adopt = Ask("joined", told.case), self._adopt, None
            out = self._go_on(held, now)
            ask = self.now_is
        else:
            out = []
        if ask.stage != "joined" or ask.case != told.case or told.mode == "none" or not told.heard:
            return out
        mode: Mode = told.mode
        if not ask.entered and mode == "whisper":
            self.now_is = replace(ask, entered=True)
            return out
        if ask.wanted is not None or mode != ask.mode:
            if ask.wanted is None and _rung(mode) > _rung(ask.mode):
                out.append(b.ModeWanted(ticket=ask.ticket, mode=mode))
            consent = k.Consent(ticket=ask.ticket, mode=mode, microphone=told.microphone, camera=told.camera)
            out += [consent, b.ModeNow(ticket=ask.ticket, mode=mode)]
        self.now_is = replace(ask, mode=mode, wanted=None, entered=True)
        return out

    # --- from the desk ----------------------------------------------------------------------------------------------

    def welcome(self, welcome: k.KioskWelcome, now: float) -> Out:
        """The line is there: go on where the desk says that it stands."""
        ask, held, self.ice = self.now_is, welcome.open, welcome.ice
        self._adopt = None
        if held is not None and held.key in self._taken_back:
            return [self._taken_back[held.key], *self._asked_again()]
        self._taken_back.clear()
        if held is None:
            return self._gone() if ask.stage == "joined" else self._asked_again()
        if ask.stage == "none":
            self._adopt = (held, now + ORPHAN_S)
        if ask.stage in {"none", "between"}:
            return []
        return self._go_on(held, now)

    def orphaned(self, now: float) -> Out:
        """An ask that the desk knows of and nobody at this kiosk does: it is over."""
        ask = self.now_is
        if ask.stage == "between" and now >= ask.since + ORPHAN_S:
            return self.cancel(ask.case, "the shopper is gone")
        if self._adopt is None or now < self._adopt[1]:
            return []
        held, self._adopt = self._adopt[0], None
        return [k.Cancel(key=held.key, reason="the kiosk began anew")]

    def queued(self, message: k.Queued) -> Out:
        """The place in line."""
        ask = self.now_is
        if ask.stage == "between" and message.key == ask.key:
            self.now_is = replace(ask, last=message)
        if ask.stage not in {"asked", "queued"} or message.key != ask.key:
            return []
        self.now_is = replace(ask, stage="queued", ticket=message.ticket)
        if not message.staffed:
            opens, in_days = self._opens()
            return [HumanUnstaffed(ask.case, opens, in_days, message.link)]
        return [HumanQueued(ask.case, message.place, message.wait_s)]

    def accepted(self, message: k.Accepted) -> Out:
        """A colleague has it; who comes for an ask that is over is told so."""
        ask = self.now_is
        if ask.stage == "none" or message.key != ask.key:
            back = self._taken_back.get(message.key)
            return [back or k.Cancel(key=message.key, reason="the ask is over")]
        if ask.stage == "between":
            self.now_is = replace(ask, last=message)
            return []
        mode = ask.mode if ask.stage == "joined" else message.mode
        self.ice = message.ice or self.ice
        self.now_is = replace(ask, stage="joined", ticket=message.ticket, colleague=message.colleague, mode=mode)
        return [HumanJoined(ask.case, message.colleague, message.mode)]

    def servers(self, message: b.Servers) -> None:
        """What is made anew from now on goes by these."""
        self.ice = message.ice

    def requeued(self, message: k.Requeued, now: float) -> Out:
        """The colleague was lost, or handed on; the dialogue asks again, and that is the same ask."""
        ask = self.now_is
        if ask.stage != "joined" or message.key != ask.key:
            return []
        return self._between(ask, message.reason, now)

    def _between(self, ask: Ask, reason: Literal["dropped", "transferred"], now: float) -> Out:
        self.now_is = Ask("between", ask.case, ask.key, ask.ticket, since=now)
        return [HumanLeft(ask.case, reason)]

    def wants(self, mode: Mode) -> None:
        """What the colleague asked for; the next `CallMode` answers it."""
        self.now_is = replace(self.now_is, wanted=mode)

    def closed(self, message: k.Closed) -> Out:
        """It is over, and how."""
        ask = self.now_is
        self._taken_back.pop(message.key, None)
        if ask.stage == "none" or message.key != ask.key:
            return []
        self.now_is = NOBODY
        if ask.stage == "joined":
            return [HumanLeft(ask.case, "handed-back" if message.outcome == "handed-back" else "hung-up")]
        return [self.unavailable(ask.case, message.outcome, message.link)]

    def refused(self, message: b.Refusal) -> Out:
        """What the desk did not do. Another ask that is open is met by saying hello again."""
        ask = self.now_is
        if message.code == "desk.no-ask":
            self._taken_back.clear()
        if message.about != "ask" or ask.stage != "asked":
            return []
        if message.code == "desk.one-open":
            return [k.KioskHello(version=1)]
        self.now_is = NOBODY
        return [self.unavailable(ask.case, message.code)]

    def unavailable(self, case: int, reason: str, link: str = "") -> HumanUnavailable:
        """Nobody comes, and when somebody is there again."""
        opens, in_days = self._opens()
        return HumanUnavailable(case, reason, opens, in_days, link)

    def _asked_again(self) -> Out:
        ask = self.now_is
        if ask.stage not in {"asked", "queued"} or ask.message is None:
            return []
        return [ask.message]

    def _gone(self) -> Out:
        """The conversation ended while there was no line."""
        ask, self.now_is = self.now_is, NOBODY
        return [HumanLeft(ask.case, "handed-back")]

    def _go_on(self, held: Open, now: float) -> Out:
        """What the desk holds is this kiosk's ask, by whatever key."""
        ask, ticket = self.now_is, held.ticket
        was = ask.stage
        known = replace(ask, key=held.key, ticket=ticket.id)
        if ticket.state in WAITING:
            if was == "joined":
                return self._between(known, "dropped", now)
            self.now_is = replace(known, stage="queued")
            return []
        self.now_is = replace(known, stage="joined", colleague=held.colleague, mode=ask.mode)
        if was == "joined":
            return [k.Joined(ticket=ticket.id)] if ask.told else []
        return [HumanJoined(ask.case, held.colleague, ticket.mode)]


def _rung(mode: Mode) -> int:
    return ("whisper", "voice", "video").index(mode)
