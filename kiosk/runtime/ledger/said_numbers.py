"""Telephone, card and order numbers that a shopper says or types unasked are hidden before a row is kept.

They are found where they come in, and what was said stands in all rows to come as it was kept then, so that the
dialogue, played again on the rows, hands on what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kiosk.commands import CloseSession, Show
from kiosk.events import (
    Heard,
    HumanSaid,
    HumanTyped,
    HumanWhispered,
    Partial,
    QuestionTyped,
    Reconfigured,
    Started,
    Typing,
)
from kiosk.ports import Message
from kiosk.privacy.spoken_numbers import Run, hide, hide_all, number_words, runs
from kiosk.privacy.telephone import LEAST_DIGITS
from kiosk.runtime.ledger.redact import SHOPPERS
from kiosk.runtime.ledger.texts import BETWEEN, changed, texts_of

SHOPPER: Final = (Heard, Partial, QuestionTyped, Typing)
COLLEAGUE: Final = (HumanSaid, HumanTyped, HumanWhispered)
BESIDE: Final = 2
"""So many other words, "it is" and the like, are said with a piece of a number that is given in several utterances."""
SEVERAL: Final = 2
"""Digits of a piece that is hidden for what was said before it: fewer may be none, as "oh"."""


class SaidNumbers:
    """Follows a run row by row."""

    def __init__(self) -> None:
        self._words = number_words()
        self._texts: dict[str, str] = {}
        """What was said and typed in this visit, as it is kept: it stands so in every row to come."""
        self._numbers: dict[str, re.Pattern[str]] = {}
        """Long numbers of this visit: others may repeat them."""
        self._begun: Run | None = None
        """The pieces of a number that the last utterance was."""
        self._asked = False

    def kept(self, message: Message, whole: Message) -> Message:
        """The message as a ledger may keep it; `whole` is what it was before others hid something in it."""
        match message:
            case Started() | Reconfigured():
                return message
            case CloseSession():
                self._texts, self._numbers, self._begun, self._asked = {}, {}, None, False
                return message
            case Show(scene=scene):
                self._asked = scene.keypad
        if isinstance(whole, (*SHOPPER, *COLLEAGUE)):
            message = self._taken_in(message, whole)
        return changed(message, self._without) if self._numbers or self._any_hidden() else message

    def _any_hidden(self) -> bool:
        return any(text != kept for text, kept in self._texts.items())

    def _taken_in(self, message: Message, whole: Message) -> Message:
        """Words that come in, with every number in them hidden that is long, or goes on with one that was begun."""
        originals, ours = iter(texts_of(whole)), isinstance(whole, SHOPPER)
        message = changed(message, lambda text, name: self._text(text, name, next(originals), ours=ours))
        if isinstance(whole, Heard):
            self._follow(whole)
        return message

    def _text(self, text: str, name: str, original: str, *, ours: bool) -> str:
        """A text is kept in one way all the visit: what was shown of it before does not change any more."""
        if name not in SHOPPERS:
            return text
        if text != original or original not in self._texts:
            found = [run for run in runs(text, self._words) if self._hides(text, run, ours=ours)]
            self._learn(original)
            self._texts[original] = hide(text, found, self._words)
        return self._texts[original]

    def _hides(self, text: str, run: Run, *, ours: bool) -> bool:
        """One digit alone is nobody's number, and may be no number at all: "oh"."""
        if run.long or not ours or len(run.number) < SEVERAL:
            return run.long
        begun = self._begun is not None and _alone(text, run) and run.after(self._begun).long
        return self._asked or begun

    def _learn(self, text: str) -> None:
        for run in runs(text, self._words):
            if len(run.number) >= LEAST_DIGITS:
                self._numbers[text[run.start : run.end]] = _spaced(re.findall(r"\w+", text[run.start : run.end]))
                if run.number.isdecimal():
                    self._numbers[run.number] = _spaced(run.number)

    def _follow(self, heard: Heard) -> None:
        text = next((each for each in (heard.text, *(one.text for one in heard.readings)) if each.strip()), "")
        run = next((run for run in runs(text, self._words) if _alone(text, run)), None)
        if run is not None or text:
            self._begun = run.after(self._begun) if run else None

    def _without(self, text: str, name: str) -> str:
        """What repeats words that were kept, one utterance or several of them, or a number."""
        told = self._told(text.strip()) if name in SHOPPERS else None
        if told is not None:
            return told
        for number in sorted(self._numbers, key=len, reverse=True):
            text = self._numbers[number].sub(lambda found: hide_all(found.group(), self._words), text)
        return text

    def _told(self, text: str) -> str | None:
        """What stands for words that were kept, or several of them in a row; looked for once from each word on."""
        if text in self._texts:
            return self._texts[text]
        whole, firsts = f"{text} ", [f"{each} " for each in sorted(filter(None, self._texts), key=len, reverse=True)]
        found: dict[int, str] = {len(whole): ""}
        for at in reversed([0, *(space.end() for space in re.finditer(" ", text))]):
            known = (first for first in firsts if whole.startswith(first, at) and at + len(first) in found)
            if (first := next(known, None)) is not None:
                found[at] = first
        return " ".join(self._row(found)) if 0 in found else None

    def _row(self, found: Mapping[int, str]) -> Iterator[str]:
        """What is kept of words that follow each other, by where each begins."""
        at = 0
        while first := found[at]:
            yield self._texts[first[:-1]]
            at += len(first)


def _spaced(parts: Iterable[str]) -> re.Pattern[str]:
    """Parts of a number, however they are put together."""
    return re.compile(rf"(?<!\w){BETWEEN.join(map(re.escape, parts))}(?!\w)")


def _alone(text: str, run: Run) -> bool:
    return len(f"{text[: run.start]} {text[run.end :]}".split()) <= BESIDE
