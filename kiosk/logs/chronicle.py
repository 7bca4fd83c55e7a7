"""What of the conversation and of the parts a technician reads in the log: not every frame, no shopper's words."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.commands import AskHuman, CloseCase, CloseSession, OpenSession, Say
from kiosk.events import (
    Answered,
    BodyCleared,
    BodyStopped,
    CodeShown,
    ConfigurationRefused,
    DeskLine,
    Failed,
    Heard,
    HumanJoined,
    HumanLeft,
    HumanQueued,
    HumanUnavailable,
    PartFailed,
    Partial,
    PartReady,
    QuestionTyped,
    Reconfigured,
    SourceEnded,
)
from kiosk.logs.journal import Journal
from kiosk.logs.jsonl import Level
from kiosk.monitoring.delays import Delays
from kiosk.ports import Message
from kiosk.runtime.supervise import OFF

SLOW_S: Final = 2.0
"""A shopper never waits longer without a sentence (the seventh law); longer is worth a line."""
DIED: Final = frozenset({"part.died", "part.given-up"})


BANDS: Final = {
    "answer": "a question was answered",
    "ask": "a question was asked back",
    "none": "a question was not known",
}


def _level(code: str) -> Level:
    """How bad it is that a part does not serve."""
    if code in OFF:
        return "info"
    return "error" if code in DIED else "warning"


@dataclass
class _Session:
    opened: float
    bands: Counter[str] = field(default_factory=Counter)


class Chronicle:
    """Sees every event and command, in order, and writes down what matters to a technician."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._sessions: dict[int, _Session] = {}
        self._served: set[str] = set()
        self._failed: dict[str, float] = {}
        self._delays = Delays()

    def see(self, part: str, message: Message) -> None:
        """Take what passed just now."""
        now = time.monotonic()
        self._words(message)
        self._measure(now, message)
        match message:
            case PartReady() | PartFailed() | SourceEnded() | BodyStopped() | BodyCleared():
                self._part(now, message)
            case Failed(command=name, id=number, code=code, detail=detail):
                more = {} if name in {"Answer", "Say"} or not detail else {"detail": detail}  # theirs may quote
                text = f"{name} was not done"
                self._journal.tell("warning", code, text, {"command": name, "id": number} | more, part)
            case OpenSession() | CloseSession() | Answered():
                self._session(now, message)
            case (
                AskHuman() | CloseCase() | HumanQueued() | HumanJoined() | HumanLeft() | HumanUnavailable() | DeskLine()
            ):
                self._handover(message)
            case ConfigurationRefused(file=file, reason=reason):
                text = f"{Path(file).name}: {reason} It is not taken up; the kiosk goes on without it."
                self._journal.tell("error", "configuration.refused", text, {"file": file})
            case Reconfigured(langs=langs):
                self._journal.tell("info", "configuration.taken", "Changed files were taken up", {"langs": langs})
            case _:
                pass

    def _words(self, message: Message) -> None:
        """Words are told if they may be; those of a shopper are hidden from what libraries say, whole or in part."""
        match message:
            case Heard(text=text, alternatives=others):
                self._journal.hide(" ".join((text, *others)))
                self._said("shopper.said", text)
            case QuestionTyped(text=text) | CodeShown(text=text):
                self._journal.hide(text)
                self._said("shopper.said", text)
            case Partial(text=text):
                self._journal.hide(text)
            case Say(caption=caption):
                self._said("kiosk.said", caption)
            case _:
                pass

    def _said(self, code: str, text: str) -> None:
        if self._journal.words:
            self._journal.tell("info", code, text)

    def _measure(self, now: float, message: Message) -> None:
        for delay in self._delays.see(now, message):
            if delay.kind == "wait" and delay.seconds > SLOW_S:
                text = f"A shopper waited {delay.seconds:.1f} s without a sentence"
                self._journal.tell("warning", "turn.slow", text, {"seconds": round(delay.seconds, 2)})

    def _part(self, now: float, message: Message) -> None:
        tell = self._journal.tell
        match message:
            case PartReady(part=part, detail=detail, simulated=simulated):
                after = now - self._failed.pop(part, now)
                self._served.add(part)
                text = f"ready again after {after:.1f} s" if after else "ready"
                text += f": {detail}" if detail else ""
                fields = {"simulated": simulated} | ({"after_s": round(after, 2)} if after else {})
                tell("info", "part.restored" if after else "part.ready", text, fields, part)
            case PartFailed(part=part, code=code, reason=reason):
                if part in self._served:
                    self._failed.setdefault(part, now)
                tell(_level(code), code, reason, part=part)
            case SourceEnded(part=part):
                tell("info", "source.ended", "the recording has ended", part=part)
            case BodyStopped():
                tell("warning", "body.stopped", "the emergency stop was pressed", part="body")
            case BodyCleared():
                tell("info", "body.cleared", "the emergency stop was cleared", part="body")
            case _:
                pass

    def _session(self, now: float, message: Message) -> None:
        tell = self._journal.tell
        match message:
            case OpenSession(session=number, lang=lang):
                self._sessions = {number: _Session(now)}
                tell("info", "session.opened", "a shopper is served", {"session": number, "lang": lang})
            case CloseSession(session=number, reason=reason):
                session = self._sessions.pop(number, _Session(now))
                seconds = round(now - session.opened, 1)
                text = f"the shopper was served for {seconds:g} s ({reason})"
                fields = {"session": number, "seconds": seconds, "reason": reason, "questions": session.bands.total()}
                tell("info", "session.closed", text, fields | dict(session.bands))
            case Answered(reply=reply, ms=ms):
                for session in self._sessions.values():
                    session.bands[reply.band] += 1
                text = BANDS[reply.band]
                entry = reply.entry if self._journal.words else ""  # what was asked about
                tell("info", "turn", text, {"band": reply.band, "ms": round(ms)} | ({"entry": entry} if entry else {}))
            case _:
                pass

    def _handover(self, message: Message) -> None:
        tell = self._journal.tell
        match message:
            case AskHuman(case=case, reason=reason):
                tell("info", "handover.asked", f"a person is asked for ({reason})", {"case": case})
            case HumanQueued(case=case, place=place, wait_s=wait):
                tell("info", "handover.queued", f"{place} in the desk's queue", {"case": case, "wait_s": wait})
            case HumanJoined(case=case, mode=mode):
                tell("info", "handover.joined", f"a colleague joined ({mode})", {"case": case, "mode": mode})
            case HumanLeft(case=case, reason=reason):
                tell("info", "handover.left", f"the colleague left ({reason})", {"case": case, "reason": reason})
            case HumanUnavailable(case=case, reason=reason):
                tell("warning", "handover.unavailable", f"nobody can come ({reason})", {"case": case, "reason": reason})
            case DeskLine(up=up):
                tell(
                    "info" if up else "warning", "handover.line", "the desk is there" if up else "the desk is lost", {}
                )
            case CloseCase(case=case, outcome=outcome, detail=detail):
                text = f"the ask for a person ended: {outcome}"
                tell("info", "handover.closed", text, {"case": case, "outcome": outcome, "detail": detail})
            case _:
                pass
