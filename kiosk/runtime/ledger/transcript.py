"""A ledger as a technician reads it: who did what, when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk import commands as c
from kiosk import events as e
from kiosk.runtime.ledger.raw import Flaw
from kiosk.runtime.ledger.rows import LedgerRow
from kiosk.volume import LOUDEST


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody did something `at` a monotonic second; `turn` counts the questions, as `kiosk replay --turn` does."""

    at: float
    who: str
    text: str
    turn: int | None = None


Tell = Callable[[Any], tuple[str, str]]
TOLD: Final[Mapping[type, Tell]] = {
    e.Started: lambda m: ("kiosk", f"starts: {', '.join(m.langs)}"),
    e.Reconfigured: lambda m: ("kiosk", f"takes up changed settings: {', '.join(m.langs)}"),
    e.ConfigurationRefused: lambda m: ("kiosk", f"refuses {m.file}: {m.reason}"),
    e.PartReady: lambda m: (m.part, f"ready{', simulated' * m.simulated}{': ' * bool(m.detail)}{m.detail}"),
    e.PartFailed: lambda m: (m.part, f"FAILED [{m.code}] {m.reason}"),
    e.SourceEnded: lambda m: (m.part, "the recording has ended"),
    e.Failed: lambda m: ("kiosk", f"NOT DONE: {m.command} {m.id or ''} [{m.code}] {m.detail}".rstrip()),
    e.ShopperApproaching: lambda m: ("shopper", f"comes closer, {m.distance_m:.1f} m away"),
    e.ShopperEngaged: lambda m: ("shopper", f"stands before the kiosk, {m.distance_m:.1f} m away"),
    e.ShopperLeaving: lambda _: ("shopper", "turns away"),
    e.ShopperLeft: lambda _: ("shopper", "has left"),
    e.Heard: lambda m: ("shopper", f"“{m.text}” ({m.lang}, {m.confidence:.2f})"),
    e.HeardNothing: lambda m: ("shopper", f"was heard, but no words: {m.reason}"),
    e.VoiceLasting: lambda m: ("shopper", f"goes on speaking: {m.voiced_ms / 1000:.1f} s"),
    e.EarsReady: lambda m: ("hearing", f"hears {', '.join(m.langs) or 'nothing'}{', while it speaks' * m.duplex}"),
    e.ScreenTouched: lambda _: ("shopper", "touches the screen"),
    e.HumanPressed: lambda _: ("shopper", "presses the button to a person"),
    e.LanguagePressed: lambda m: ("shopper", f"chooses the language {m.lang}"),
    e.ChoicePressed: lambda m: ("shopper", f"chooses {m.choice}"),
    e.QuestionTyped: lambda m: ("shopper", f"types “{m.text}”"),
    e.CodeShown: lambda m: ("shopper", f"shows the code “{m.text}”" if m.text else "shows a code"),
    e.StopPressed: lambda _: ("shopper", "wants silence"),
    e.AccessPressed: lambda m: ("shopper", f"wants the screen: {m.access}"),
    e.RepeatPressed: lambda _: ("shopper", "wants to hear it again"),
    e.VolumePressed: lambda m: ("shopper", f"wants it {'silent' if m.change == 'mute' else m.change}"),
    e.Answered: lambda m: ("answers", f"{m.reply.intent} {m.reply.entry or '–'} ({_sure(m.reply)}, {m.ms:.0f} ms)"),
    e.BodyStopped: lambda _: ("body", "EMERGENCY STOP"),
    e.BodyCleared: lambda _: ("body", "the emergency stop was cleared"),
    e.StoreHours: lambda m: ("store", "tells no hours" if m.open is None else "is open" if m.open else "is closed"),
    e.HumanQueued: lambda m: ("desk", f"case {m.case} is number {m.place} in line"),
    e.HumanJoined: lambda m: ("desk", f"{m.name} joins ({m.mode})"),
    e.HumanLeft: lambda m: ("desk", f"the colleague has left ({m.reason})"),
    e.HumanUnavailable: lambda m: ("desk", f"nobody can come: {m.reason}"),
    e.HumanWhispered: lambda m: ("colleague", f"whispers “{m.text}”"),
    e.HumanSaid: lambda m: ("colleague", f"“{m.text}”{'' if m.final else ' …'}"),
    e.HumanTyped: lambda m: ("colleague", f"types “{m.text}”{'' if m.done else ' …'}"),
    e.HumanPushed: lambda m: (
        "colleague",
        f"shows {m.gesture or m.place or ', '.join(card.title for card in m.cards)}",
    ),
    e.HumanHeld: lambda m: ("colleague", "looks something up" if m.on else "is back"),
    e.HumanWanted: lambda m: ("colleague", f"would like {m.mode}"),
    e.DeskLine: lambda m: ("desk", "is there" if m.up else "cannot be reached"),
    e.DeskKept: lambda m: ("desk", f"has kept the {m.what} of case {m.case}"),
    e.FloorAnswered: lambda m: ("desk", f"{m.name or 'nobody'} comes from the shop floor"),
    e.CallConnected: lambda m: ("call", f"case {m.case} is connected"),
    e.CallLost: lambda m: ("call", f"case {m.case} is lost: {m.reason}"),
    c.Say: lambda m: ("kiosk", f"“{m.caption or m.text}”"),
    c.Duck: lambda m: ("kiosk", "lowers its voice" if m.down else "raises its voice again"),
    c.StopSpeaking: lambda _: ("kiosk", "falls silent"),
    c.SetVolume: lambda m: ("kiosk", f"sets its loudness to {m.level} of {LOUDEST}"),
    c.AskHuman: lambda m: ("kiosk", f"asks for a person: {m.reason}"),
    c.CancelHuman: lambda _: ("kiosk", "asks for nobody any more"),
    c.CloseCase: lambda m: ("kiosk", f"case {m.case}: {m.outcome} {m.detail}".rstrip()),
    c.CallMode: lambda m: (
        "kiosk",
        f"{m.mode}{', microphone' * m.microphone}{', camera' * m.camera}{', asks' * (not m.heard)}",
    ),
    c.RequestCallBack: lambda _: ("kiosk", "leaves a number"),
    c.LeaveMessage: lambda _: ("kiosk", "leaves a message"),
    c.PageFloor: lambda m: ("kiosk", f"calls the shop floor{', urgently' * m.urgent}"),
    c.OpenSession: lambda m: ("kiosk", f"── session {m.session} ({m.lang}) ──"),
    c.CloseSession: lambda m: ("kiosk", f"── end of session {m.session}: {m.reason} ──"),
}
"""What is worth a line; positions, timers, pictures and half sentences are not."""


def transcript(entries: Iterable[LedgerRow | Flaw]) -> Iterator[Line | Flaw]:
    """The lines of a run, and its flaws in their places."""
    turns = 0
    for entry in entries:
        if isinstance(entry, Flaw):
            yield entry
            continue
        message = entry.message
        if isinstance(message, c.Answer) and not message.partial:
            turns += 1
            yield Line(entry.at, "kiosk", f"looks up “{message.text}”", turns)
        elif type(message) in TOLD:
            yield Line(entry.at, *TOLD[type(message)](message))


def _sure(reply: e.Reply) -> str:
    return f"{reply.band} {reply.score:.2f}"
