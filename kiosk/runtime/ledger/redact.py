"""A ledger without what a shopper said: for a report of a fault, for figures, for other eyes.

Every field of the vocabulary that holds text stands in one of three tables. One that stands in none is treated as a
shopper's words, and a test fails until somebody has decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from kiosk.errors import KioskError
from kiosk.events import (
    Answered,
    CodeShown,
    FloorAnswered,
    Heard,
    HumanJoined,
    HumanSaid,
    HumanTyped,
    HumanWhispered,
    Memo,
    NumberTyped,
    Partial,
    QuestionTyped,
    Typing,
)
from kiosk.memo import NAME
from kiosk.ports import Message
from kiosk.runtime import wire
from kiosk.runtime.ledger.quotes import Quotes
from kiosk.runtime.ledger.raw import Raw, RawRow
from kiosk.runtime.ledger.texts import SOUNDING

SHOPPERS: Final = frozenset(
    {"Partial.text", "Heard.text", "Heard.alternatives", "QuestionTyped.text", "Scene.heard", "HumanJoined.name"}
    | {"CodeShown.text", "Typing.text", "NumberTyped.number", "RequestCallBack.number", "RequestCallBack.question"}
    | {"LeaveMessage.text", "AskHuman.question", "HumanWhispered.text", "HumanTyped.text", "HumanSaid.text"}
    | {"FloorAnswered.name"}
    | {"Answer.text", "Answer.alternatives", "Answer.context", "Reading.text", "Reading.alternatives"}
    | {"Answer.memo", "Reply.memo", "Reason.words"}
)
"""What a person said, typed or is called: always left out."""
OURS: Final = frozenset(
    {"Say.text", "Say.caption", "Scene.caption", "Scene.notices", "Reply.text", "Reply.caption"}
    | {"Card.title", "Card.detail", "Card.price", "Card.text", "Card.code", "Choice.label", "Choice.query"}
    | {"Timeline.text", "Word.text", "Phoneme.ipa", "Mark.arg", "Gesture.arg"}
    | {"PartReady.detail", "PartFailed.reason", "Failed.detail", "HeardNothing.reason", "HumanUnavailable.reason"}
    | {"AskHuman.reason", "CloseCase.detail", "CloseSession.reason", "CallLost.reason", "HumanUnavailable.link"}
    | {"HumanUnstaffed.link"}
    | {"Scene.waiting"}
    | {"ConfigurationRefused.file", "ConfigurationRefused.reason"}
)
"""What the kiosk says and reports: kept, unless it repeats a shopper's words or a colleague's name."""
NAMES: Final = frozenset(
    {"Started.lang", "Started.langs", "Started.phrases", "Started.parts", "Started.codes"}
    | {"Reconfigured.lang", "Reconfigured.langs", "Reconfigured.phrases", "Reconfigured.codes"}
    | {"PartReady.part", "PartFailed.part", "PartFailed.code", "SourceEnded.part", "Failed.command", "Failed.code"}
    | {"Elapsed.timer", "Remind.timer", "Partial.lang", "Heard.lang", "LanguagePressed.lang", "ChoicePressed.choice"}
    | {"Card.id", "Card.place", "Card.picture", "Choice.id", "Reply.lang", "Reply.entry", "Reply.place"}
    | {"Reply.asked_in", "Reason.topic", "Reason.example", "Triage.topic"}
    | {"EarsReady.langs", "Reading.lang", "Listen.second"}
    | {"Timeline.lang", "Timeline.engine", "Viseme.id", "Mark.name", "Say.lang", "Listen.lang", "Answer.lang"}
    | {
        "Scene.lang",
        "Scene.deaf",
        "Scene.place",
        "Express.expression",
        "Gesture.name",
        "AskHuman.lang",
        "HumanUnavailable.opens",
        "HumanUnstaffed.opens",
        "CallMode.lang",
        "HumanWhispered.lang",
        "HumanSaid.lang",
        "HumanPushed.place",
        "HumanPushed.gesture",
        "RequestCallBack.lang",
        "LeaveMessage.lang",
        "OpenSession.lang",
    }
)
"""Languages, parts, codes, entries and places of the store, and its sentences before anybody came: kept."""
CLASSES: Final = ((1, "1 word"), (3, "2 to 3 words"), (7, "4 to 7 words"), (15, "8 to 15 words"))
LONGEST: Final = "16 words or more"


def mark(text: str) -> str:
    """What stands for a text: how long it was, roughly."""
    count = len(text.split())
    return f"[{next((name for most, name in CLASSES if count <= most), LONGEST)}]" if text.strip() else ""


def listen(rows: Iterable[Raw]) -> Quotes:
    """All that was said by others than the kiosk in a run."""
    quotes = Quotes()
    for raw in rows:
        message = _message(raw.fields) if isinstance(raw, RawRow) else None
        match message:
            case Partial(text=text) | QuestionTyped(text=text) | CodeShown(text=text) | Typing(text=text):
                quotes.hear(text)
            case HumanWhispered(text=text) | HumanTyped(text=text) | HumanSaid(text=text) | NumberTyped(number=text):
                quotes.hear(text)
            case Heard(text=text, alternatives=others, readings=foreign):
                for reading in (text, *others, *(each for one in foreign for each in (one.text, *one.alternatives))):
                    quotes.hear(reading)
            case HumanJoined(name=name) | FloorAnswered(name=name):
                quotes.meet(name)
            case Answered(reply=reply):
                _noted(quotes, reply.memo)
    return quotes


def _noted(quotes: Quotes, memo: Memo) -> None:
    """What was understood of a shopper's words: a number that was spelled is written otherwise than it was said."""
    for name, value in memo:
        quotes.hear(value)
        if name == NAME:
            quotes.meet(value)


def redacted(row: Mapping[str, Any], quotes: Quotes) -> dict[str, Any]:
    """A row as it may be shown. One that is none of the vocabulary is left out: nobody knows what it holds."""
    message = _message(row)
    if message is None:
        return {"kind": "flaw", "sentence": "a row that is no row of this version was left out"}
    data = _value(type(message), wire.to_data(message), "", quotes)
    kept = {name: row[name] for name in ("seq", "at", "kind", "part")}
    return kept | {"type": type(message).__name__, "data": data}


def _message(row: Mapping[str, Any]) -> Message | None:
    try:
        return wire.from_data(row["type"], row["data"])
    except (KioskError, KeyError, TypeError):  # told in the export as a flaw
        return None


def _value(kind: Any, value: Any, name: str, quotes: Quotes) -> Any:  # noqa: ANN401 - JSON by its type
    """A value of the vocabulary; `name` is `Type.field` of what holds it."""
    if is_dataclass(kind):
        return _record(kind, value, quotes)
    if isinstance(value, list):
        inner = next(iter(get_args(kind)), str)
        return [_value(inner, item, name, quotes) for item in value]
    if isinstance(value, Mapping):
        return value if name in NAMES else {}
    if not isinstance(value, str) or get_origin(kind) is Literal or name in NAMES:
        return value
    return value if name in OURS and not quotes.found_in(value) else mark(value)


def _record(kind: Any, value: Mapping[str, Any], quotes: Quotes) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(kind)
    out = {
        each.name: _value(hints[each.name], value[each.name], f"{kind.__name__}.{each.name}", quotes)
        for each in fields(kind)
    }
    if kind.__name__ == "Timeline" and out["text"] != value["text"]:
        out |= {part: [] for part in SOUNDING}
    return out


def text_fields(kind: Any) -> Iterable[str]:  # noqa: ANN401 - any type of the vocabulary
    """`Type.field` of everything below a type that may hold free text."""
    if not is_dataclass(kind):
        for inner in get_args(kind):
            yield from text_fields(inner)
        return
    for name, hint in get_type_hints(kind).items():
        if _holds_text(hint):
            yield f"{kind.__name__}.{name}"  # type: ignore[union-attr]
        yield from text_fields(hint)


def _holds_text(hint: Any) -> bool:  # noqa: ANN401 - any annotation
    if get_origin(hint) is Literal or is_dataclass(hint):
        return False
    return hint in {str, Any, object} or any(_holds_text(inner) for inner in get_args(hint))
