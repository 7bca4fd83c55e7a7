"""What is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.events import Memo, Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """Find the reply to `text`; `partial` asks for `Candidates` only. `context` holds the last questions, oldest first.

    `alternatives` are other readings of what was heard, `readings` those in another language: the reply is in the one
    whose question is known better. What was `heard` may be misheard; what was typed means what it says, and what was
    `keyed` in by the shopper just now is in the language in which it is clearly written. `memo` is that of the last
    reply that left one in this session, for three questions at most. `need` asks only whether somebody is in need:
    what was said is no question, and is not looked up.
    """

    query: int
    text: str
    lang: str
    partial: bool = False
    alternatives: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    heard: bool = False
    memo: Memo = ()
    keyed: bool = False
    need: bool = False
