"""A rehearsal on paper: the talk as a script, with what was missed at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from textwrap import wrap
from typing import Any, Literal

from kiosk.commands import AskHuman, CloseCase, CloseSession, Duck, StopSpeaking
from kiosk.events import Heard, HeardNothing, HumanJoined, HumanLeft, PartFailed, PartReady
from kiosk.ports import Message
from kiosk.rehearsal.rehearse import Fault, Verdict
from kiosk.rehearsal.script import Turn
from kiosk.rehearsal.talk import Line, Window
from kiosk.utterance import rest

Tone = Literal["shopper", "kiosk", "event", "missed", "hint"]
WIDTH = 118
INDENT = 12
_Fate = PartFailed | PartReady
_FATES = {"dies": "dies", "breaks": "out of order", "mends": "works again"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the script: when (None: no time of its own), in which tone, its sign and its words."""

    at: float | None
    tone: Tone
    sign: str
    text: str


def lines(verdict: Verdict) -> Iterator[tuple[Tone, str]]:
    """The script, line by line, in tones."""
    for row in script(verdict):
        time = "" if row.at is None else f"{int(row.at // 60)}:{row.at % 60:04.1f}"
        first, *more = wrap(row.text, WIDTH - INDENT) or [""]
        yield row.tone, f"{time:>8} {row.sign:<2} {first}".rstrip()
        yield from ((row.tone, f"{'':{INDENT}}{text}") for text in more)


def script(verdict: Verdict) -> Iterator[Row]:
    """What was done and said, in order of time, and after each turn what did not come."""
    yield from chain.from_iterable(_missed(fault) for fault in verdict.faults if not fault.turn)
    for window in verdict.talk.windows:
        yield from _turn(window)
        yield from chain.from_iterable(_missed(fault) for fault in verdict.faults if fault.turn == window.number + 1)


def _turn(window: Window) -> Iterator[Row]:
    moment = window.moment
    yield Row(moment.began, "shopper", "»", _act(moment.turn))
    if (note := _note(window)) is not None:
        yield Row(None, "event", "", note)
    own = moment.turn.action in _FATES  # what a turn does to a part needs no second line
    rows = (row for row in window.rows if not (own and row.at == moment.began and isinstance(row.message, _Fate)))
    told = ((row.at, Row(row.at, "event", "·", text)) for row in rows if (text := _told(row.message)))
    said = ((line.at, Row(line.at, "kiosk", "", _words(line))) for line in window.lines)
    yield from (row for _, row in sorted([*told, *said], key=lambda each: each[0]))


def _words(line: Line) -> str:
    who = {"human": "the colleague: ", "assisted": "with a colleague: "}.get(line.speaker, "")
    text = f"(goes on) “{rest(line.text, line.from_word)}”" if line.from_word else f"“{line.text}”"
    return f"{who}{text}" if line.heard else f"{who}{text} (on the screen)"


def _act(turn: Turn) -> str:
    value: Any = getattr(turn, turn.action)
    match turn.action:
        case "says":
            return f"{value}"
        case "types":
            return f"(types) {value}"
        case "presses":
            return f"(presses {value})"
        case "waits":
            return f"(waits {value:g} s)"
        case "noise":
            return f"(a noise for {value:g} s)"
        case "dies" | "breaks" | "mends":
            return f"({value}: {_FATES[turn.action]})"
        case "back_end":
            return f"(the store's back end {'hangs' if value == 'hangs' else f'is {value}'})"
        case "colleague":
            return f"(the colleague {value})"
        case _:
            return f"({turn.action.replace('_', ' ')})"


def _note(window: Window) -> str | None:
    """How it was understood, where that was not as it was said."""
    turn = window.moment.turn
    if turn.says is None:
        return None
    if window.moment.lost:
        return "nobody heard it: the microphone was closed"
    heard = "; ".join(event.text for event in window.of(Heard))
    return f"(heard: {heard})" if heard and heard != turn.says else None


def _told(message: Message) -> str:
    """What a bystander would notice besides words."""
    match message:
        case HeardNothing(reason="noise"):
            return "a voice, but no words"
        case Duck(down=down):
            return "the voice is lowered" if down else "the voice comes up again"
        case StopSpeaking():
            return "the voice falls silent"
        case AskHuman(reason=reason):
            return f"a person is asked for ({reason})"
        case HumanJoined(name=name, mode=mode):
            return f"{name} joins ({mode})"
        case HumanLeft(reason=reason):
            return f"the colleague has gone ({reason})"
        case CloseCase(outcome=outcome, detail=detail):
            return f"outcome of the ask: {outcome}" + (f" ({detail})" if detail else "")
        case PartFailed(part=part):
            return f"{part} is out of order"
        case PartReady(part=part):
            return f"{part} works again"
        case CloseSession():
            return "the visit is over, and forgotten"
        case _:
            return ""


def _missed(fault: Fault) -> Iterator[Row]:
    place = "" if fault.turn else f" (at {fault.at:.1f} s)"
    yield Row(None, "missed", "✗", f"must be: {fault.wanted}{place}")
    yield Row(None, "missed", "", f"came: {fault.came}")
    for hint in fault.hints:
        yield Row(None, "hint", "→", hint)
