"""The delays of a conversation, question by question, from the ledger and from what really happened in the shop."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from kiosk.commands import Answer, Say, Show
from kiosk.events import (
    Answered,
    ChoicePressed,
    Heard,
    HumanJoined,
    HumanLeft,
    LanguagePressed,
    QuestionTyped,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.ports import Message
from kiosk.runtime.ledger import LedgerRow

BARS_MS = {"words_ms": 300.0, "caption_ms": 650.0, "sound_ms": 800.0}
LEAD = "card_ms"
"""It has no bar: it is good from 0 down, and a typed question has none before it is asked."""
SILENCE_BAR_S = 2.0
ASKED = Heard | QuestionTyped | ChoicePressed | LanguagePressed


@dataclass(frozen=True, slots=True)
class Turn:
    """One question: what was said and heard, and ms from its last voiced sample (or key, or touch) to each reaction.

    `words_ms`: what was heard stands on the screen; `caption_ms`: the caption of the first reply stands there;
    `sound_ms`: its first sample sounds; `card_ms`: a card of the reply stands there, before 0 if while the shopper
    still spoke. None where it never came. `reply` is all that was said to it.
    """

    said: str
    heard: str
    reply: str
    entry: str
    last_voiced_at: float
    words_ms: float | None
    caption_ms: float | None
    sound_ms: float | None
    card_ms: float | None = None


def shop_log(run_dir: Path) -> list[dict[str, Any]]:
    """What happened in the simulated shop, in order."""
    file = run_dir / "shop.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.is_file() else []


def utterances(run_dir: Path) -> list[dict[str, Any]]:
    """What the shopper said, coughed or typed, in order."""
    return [entry for entry in shop_log(run_dir) if entry["kind"] in {"say", "cough", "type"}]


def questions(rows: Sequence[LedgerRow], said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which of them ask the kiosk something.

    What is said over it may be a mere "mhm", or "stop"; what is said while a person helps is said to that person.
    """
    ends = [entry["at"] for entry in said[1:]] + [float("inf")]
    asked = [row.at for row in rows if isinstance(row.message, Answer) and not row.message.partial]
    return [
        entry
        for entry, end in zip(said, ends, strict=True)
        if entry["kind"] != "cough"
        and not _to_a_person(rows, entry["at"])
        and (not entry.get("over") or any(entry["at"] <= at < end for at in asked))
    ]


def _to_a_person(rows: Sequence[LedgerRow], at: float) -> bool:
    """Whether somebody from the desk is there at a time."""
    told = [row.message for row in rows if row.at <= at and isinstance(row.message, HumanJoined | HumanLeft)]
    return bool(told) and isinstance(told[-1], HumanJoined)


def _ends(rows: Sequence[LedgerRow], starts: Sequence[float]) -> list[float]:
    """Until when what follows belongs to each start: the next one, or that a person takes over."""
    joined = [row.at for row in rows if isinstance(row.message, HumanJoined)]
    return [min((at for at in (*starts, *joined) if at > start), default=float("inf")) for start in starts]


def turns(rows: Sequence[LedgerRow], said: Sequence[dict[str, Any]], shown: Sequence[float]) -> list[Turn]:
    """The turns of a run; `shown` are the presentation times of the stage's frames, ascending."""
    starts = [entry["at"] for entry in said]
    return [
        _turn(entry, [row for row in rows if start <= row.at < end], shown)
        for entry, start, end in zip(said, starts, _ends(rows, starts), strict=True)
    ]


def _turn(entry: dict[str, Any], rows: Sequence[LedgerRow], shown: Sequence[float]) -> Turn:
    zero = float(entry.get("last_voiced_at", entry["at"]))
    heard = next((row for row in rows if isinstance(row.message, ASKED)), None)
    after = [row for row in rows if heard is not None and row.seq >= heard.seq]
    says = [row.message for row in after if isinstance(row.message, Say)]
    captions = {say.caption for say in says}
    sound = next((row.message.sounds_at for row in after if isinstance(row.message, SpeechStarted)), None)
    text = _text(heard.message) if heard is not None else ""
    words = next(
        (row.at for row in rows if isinstance(row.message, Show) and _same(row.message.scene.heard, text)), None
    )
    caption = next(
        (row.at for row in after if isinstance(row.message, Show) and row.message.scene.caption in captions), None
    )
    return Turn(
        said=entry["text"],
        heard=text,
        reply=" ".join(say.caption for say in says),
        entry=next((row.message.reply.entry for row in after if isinstance(row.message, Answered)), ""),
        last_voiced_at=zero,
        words_ms=_ms(presented(shown, words), zero),
        caption_ms=_ms(presented(shown, caption), zero),
        sound_ms=_ms(sound, zero),
        card_ms=_ms(presented(shown, _card_at(rows, after)), zero),
    )


def _card_at(rows: Sequence[LedgerRow], after: Sequence[LedgerRow]) -> float | None:
    """When a card of the reply was first shown, also while its question was still being spoken."""
    reply = next((row.message.reply for row in after if isinstance(row.message, Answered)), None)
    wanted = {card.id for card in reply.cards} if reply is not None else set()
    shows = ((row.at, row.message.scene.cards) for row in rows if isinstance(row.message, Show))
    return next((at for at, cards in shows if wanted & {card.id for card in cards}), None)


def _text(message: Message) -> str:
    """The question in words; empty for a touch on a button."""
    return message.text if isinstance(message, Heard | QuestionTyped) else ""


def _same(shown: str, heard: str) -> bool:
    return bool(heard) and shown.strip(" .?!").casefold() == heard.strip(" .?!").casefold()


def _ms(at: float | None, zero: float) -> float | None:
    return None if at is None else round((at - zero) * 1e3, 1)


def presented(shown: Sequence[float], at: float | None) -> float | None:
    """When the first frame after `at` stood on the screen; `at` itself where no frames were recorded."""
    return at if at is None or not shown else next((time for time in shown if time >= at), None)


def medians(found: Sequence[Turn]) -> dict[str, float | None]:
    """The median of each delay over the turns that have it."""
    return {
        name: median(values) if (values := [v for turn in found if (v := getattr(turn, name)) is not None]) else None
        for name in (*BARS_MS, LEAD)
    }


def longest_wait_s(rows: Sequence[LedgerRow], found: Sequence[Turn]) -> float:
    """The longest time after a question, or between two replies to it, without a caption or a sound."""
    waits = [0.0]
    starts = [turn.last_voiced_at for turn in found]
    for start, end in zip(starts, _ends(rows, starts), strict=True):
        waits += _waits([row for row in rows if start <= row.at < end], start)
    return max(waits)


def _waits(rows: Sequence[LedgerRow], since: float) -> list[float]:
    """Gaps until the kiosk has spoken and gives the floor back: then it is the shopper's turn."""
    waits: list[float] = []
    for row in rows:
        match row.message:
            case SpeechStarted() as speech:
                waits.append(speech.sounds_at - since)
            case SpeechEnded():
                since = row.at
            case Show(scene=scene) if waits and scene.mode == "listening":
                return waits
            case _:
                continue
    return waits
