"""Makes a rehearsal from a ledger: what was heard, typed and pressed in a visit, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.commands import AskHuman, CloseCase, CloseSession, OpenSession, Say, Scene, Show
from kiosk.dialogue.scene import CANCEL_CHOICE
from kiosk.errors import InputError
from kiosk.events import (
    AccessPressed,
    Answered,
    ChoicePressed,
    EarsReady,
    Heard,
    HumanJoined,
    HumanLeft,
    HumanPressed,
    HumanUnavailable,
    HumanWanted,
    LanguagePressed,
    PartFailed,
    PartReady,
    QuestionTyped,
    RepeatPressed,
    ScreenTouched,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    Started,
    StopPressed,
    VolumePressed,
)
from kiosk.ports import Message
from kiosk.rehearsal import interruption
from kiosk.rehearsal.hearing import DECODES_S
from kiosk.rehearsal.sentences import Sentences
from kiosk.rehearsal.shopper import TICK_S
from kiosk.rehearsal.talk import sounds
from kiosk.rehearsal.world import PARTS
from kiosk.runtime.ledger import LedgerRow

CHANCE: Final = frozenset({"help", "filler", "filler_again", "still_calling", "queued", "queued_soon", "again"})
"""Sentences that come with time, not with what the shopper did."""
ACTS: Final = (
    *(ShopperEngaged, ShopperLeaving, ShopperLeft, Heard, QuestionTyped, ScreenTouched, HumanPressed, ChoicePressed),
    *(LanguagePressed, StopPressed, RepeatPressed, AccessPressed, VolumePressed),
)
Keys = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A visit as a rehearsal: circumstances and turns as the keys of its file."""

    title: str
    lang: str
    circumstances: Keys
    turns: tuple[Keys, ...]


def visits(rows: Sequence[LedgerRow]) -> list[tuple[int, int]]:
    """(first, last) row of every visit: from the event that opened the session to the end of the session."""
    opened = [at for at, row in enumerate(rows) if isinstance(row.message, OpenSession)]
    closed = [at for at, row in enumerate(rows) if isinstance(row.message, CloseSession)]
    ends = [next((end for end in closed if end > at), len(rows) - 1) for at in opened]
    return [(max(0, _event_before(rows, at)), end) for at, end in zip(opened, ends, strict=True)]


def record(rows: Sequence[LedgerRow], span: tuple[int, int], moment: datetime | None) -> Recorded:
    """The rehearsal of one visit, which began at `moment` (in the store's zone), if that is known.

    Raises:
        InputError: `record.empty`, the ledger does not begin with `Started`.
    """
    started = rows[0].message if rows else None
    if not isinstance(started, Started):
        raise InputError("record.empty", "The ledger does not begin with the start of a run.", "Give a whole one.")
    first, last = span
    visit = rows[first : last + 1]
    turns = _turns(visit, Sentences(started.phrases), started.lang)
    how = _circumstances(rows[:first], visit, moment)
    words = next(
        (turn[key] for turn in turns for key in ("says", "types") if key in turn), "a visit without a question"
    )
    return Recorded(f"Recorded: {words}", started.lang, how, tuple(turns))


def _event_before(rows: Sequence[LedgerRow], at: int) -> int:
    return next((number for number in range(at, -1, -1) if rows[number].kind == "event"), 0)


def _circumstances(before: Sequence[LedgerRow], visit: Sequence[LedgerRow], moment: datetime | None) -> Keys:
    """What was unusual when the visit began."""
    how: Keys = {} if moment is None else {"date": moment.date(), "time": moment.time().replace(microsecond=0)}
    there: dict[str, bool] = {}
    for row in before:
        if isinstance(row.message, PartReady | PartFailed):
            there[row.message.part] = isinstance(row.message, PartReady)
    names: tuple[str, ...] = ("camera", "microphone", "voice", "answers")
    how |= {name: False for name, part in PARTS.items() if name in names and there.get(part) is False}
    if not any(isinstance(row.message, EarsReady) and row.message.duplex for row in before):
        how["barge_in"] = False
    if any(isinstance(row.message, ShopperEngaged) and row.message.eye_line == "low" for row in visit):
        how["child"] = True
    if there.get("desk"):
        how["desk"] = "silent"
    if joined := next((row.message for row in visit if isinstance(row.message, HumanJoined)), None):
        how |= {"joins_by": joined.mode, "colleague_name": joined.name, "agrees": "nothing"}
    return how


# --- what the shopper did, and what came of it ----------------------------------------------------------------------


def _turns(visit: Sequence[LedgerRow], sentences: Sentences, lang: str) -> list[Keys]:
    acts = [(at, keys) for at, row in enumerate(visit) if (keys := _act(visit, at, row.message)) is not None]
    found: list[Keys] = []
    for number, (at, act) in enumerate(acts):
        end = acts[number + 1][0] if number + 1 < len(acts) else len(visit)
        keys = act | _came(visit[at:end], sentences, lang)
        if number and "says" not in act and _busy(visit, at):
            before, done = acts[number - 1]
            waited = visit[at].at - visit[before].at - (DECODES_S + TICK_S if "says" in done else 0.0)
            keys |= {"interrupts": True, "after_s": round(max(0.1, waited), 1)}
        elif "says" in act and (word := interruption.word_at(visit[:at], visit[at].message)):
            keys["at_word"] = word
        lang = keys.get("reply_lang", lang)
        found.append(keys)
    return found


def _busy(visit: Sequence[LedgerRow], at: int) -> bool:
    """Whether the kiosk was speaking or looking something up at a row."""
    scene, now = _scene(visit[:at]), visit[at].at
    speaks = any(began < now <= ended for began, ended in sounds(visit).values())
    return speaks or (scene is not None and scene.mode in {"greeting", "thinking", "speaking"})


def _act(visit: Sequence[LedgerRow], at: int, message: Message) -> Keys | None:
    """The keys of a turn for what somebody did; None for what nobody did."""
    match message:
        case ShopperEngaged() if at == 0:
            return {"comes": True}
        case Heard(text=text) if text.strip():
            return _said(message)
        case QuestionTyped(text=text) if text.strip():
            return {"types": text}
        case ShopperLeaving():
            return {"leaves" if _next_act(visit[at + 1 :]) is ShopperLeft else "turns_away": True}
        case ShopperLeft() if _next_act(reversed(visit[:at])) is not ShopperLeaving:
            return {"leaves": True}
        case PartFailed(part=part, code=code):
            return _part("dies" if code == "part.died" else "breaks", part)
        case PartReady(part=part) if not _died(visit[:at], part):
            return _part("mends", part)
        case HumanWanted(mode="whisper"):
            return None
        case HumanJoined() | HumanLeft() | HumanUnavailable() | HumanWanted():
            return {"colleague": _colleague(message)}
        case _:
            pressed = _pressed(message, _scene(visit[:at]))
            return {"presses": pressed} if pressed else None


def _said(heard: Heard) -> Keys:
    more: Keys = {"also_heard": list(heard.alternatives)} if heard.alternatives else {}
    if heard.readings:
        more["heard_in"] = {reading.lang: reading.text for reading in heard.readings}
    return {"says": heard.text, **more, "confidence": round(heard.confidence, 2)}


def _pressed(message: Message, scene: Scene | None) -> str:
    """The button, as a rehearsal names it; empty for what is no press."""
    match message:
        case ScreenTouched():
            return "screen"
        case HumanPressed():
            return "human"
        case StopPressed():
            return "stop"
        case LanguagePressed(lang=lang):
            return f"language {lang}"
        case RepeatPressed():
            return "again"
        case AccessPressed(access=access):
            return f"access {access}"
        case VolumePressed(change=change):
            return f"volume {change}"
        case ChoicePressed(choice=choice):
            labels = {each.id: each.label for each in scene.choices} if scene else {}
            return "cancel" if choice == CANCEL_CHOICE else labels.get(choice, "")
        case _:
            return ""


def _part(fate: str, part: str) -> Keys | None:
    name = next((name for name, own in PARTS.items() if own == part), None)
    return {fate: name} if name else None


def _died(before: Sequence[LedgerRow], part: str) -> bool:
    """Whether a part comes back after it died by itself."""
    fates = [row.message for row in before if isinstance(row.message, PartFailed) and row.message.part == part]
    return bool(fates) and fates[-1].code == "part.died"


def _colleague(message: Message) -> str:
    match message:
        case HumanJoined():
            return "joins"
        case HumanLeft(reason="dropped"):
            return "drops"
        case HumanLeft():
            return "hands back"
        case HumanWanted(mode=mode):
            return "asks for picture" if mode == "video" else "asks for sound"
        case _:
            return "declines"


def _next_act(rows: Iterable[LedgerRow]) -> type[Message] | None:
    """What a shopper does first in these rows."""
    return next((type(row.message) for row in rows if isinstance(row.message, ACTS)), None)


def _scene(rows: Sequence[LedgerRow]) -> Scene | None:
    return next((row.message.scene for row in reversed(rows) if isinstance(row.message, Show)), None)


def _came(rows: Sequence[LedgerRow], sentences: Sentences, lang: str) -> Keys:
    """What came of an act, as far as it must come again."""
    keys: Keys = {}
    replies = [row.message.reply for row in rows if isinstance(row.message, Answered)]
    if replies and replies[-1].intent == "question" and replies[-1].band == "answer":
        keys["entry"] = replies[-1].entry
    if replies and replies[-1].intent == "question" and replies[-1].band == "ask":
        keys["asks_which"] = True
    says = [row.message for row in rows if isinstance(row.message, Say)]
    named = [found[0] for say in says if (found := sentences.of(say.caption)) and found[0] not in CHANCE]
    if named:
        keys["sentence"] = list(dict.fromkeys(named))
    if says and says[-1].lang != lang:
        keys["reply_lang"] = says[-1].lang
    if any(isinstance(row.message, AskHuman) for row in rows):
        keys["calls_person"] = True
    outcomes = [row.message.outcome for row in rows if isinstance(row.message, CloseCase)]
    return keys | ({"outcome": outcomes[0]} if outcomes else {})


# --- the file -------------------------------------------------------------------------------------------------------


def without(recorded: Recorded, turn: int, key: str) -> Recorded:
    """The same without one expectation; `turn` counts from 1."""
    turns = list(recorded.turns)
    turns[turn - 1] = {name: value for name, value in turns[turn - 1].items() if name != key}
    return replace(recorded, turns=tuple(turns))


def toml(recorded: Recorded, ledger: Path, dropped: Sequence[str] = ()) -> str:
    """The text of the file; `dropped` tells what came then and does not come today."""
    lines = [f"# Made from the ledger {ledger.name}: the shopper's own words stand in it."]
    lines += [f"# Then, but not today: {each}" for each in dropped]
    lines += ["", f"title = {_text(recorded.title)}", f"lang = {_text(recorded.lang)}"]
    if recorded.circumstances:
        lines += ["", "[circumstances]", *_keys(recorded.circumstances)]
    for turn in recorded.turns:
        lines += ["", "[[turn]]", *_keys(turn)]
    return "\n".join(lines) + "\n"


def _keys(keys: Mapping[str, Any]) -> Iterator[str]:
    for key, value in keys.items():
        yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:  # noqa: ANN401 - any value of the file
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]" if len(value) != 1 else _value(value[0])
    if isinstance(value, dict):
        return f"{{ {', '.join(_keys(value))} }}"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """A TOML text; what JSON escapes, TOML escapes alike."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
