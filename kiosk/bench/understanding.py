"""What becomes of a question in noise: recogniser, listener and answer layer are those of the kiosk.

For the processes of a crew (`kiosk.bench.apart`): `begin` loads, `judge` hears and asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from kiosk.answers.engine import Answerer
from kiosk.bench.asked import STORE, phrasings
from kiosk.bench.closest import SURE, Closest
from kiosk.bench.listening import Readings, heard, readings
from kiosk.bench.points import BOTH, CONSTRAINED, OPEN
from kiosk.errors import InputError
from kiosk.hearing.engines import Choice, Engine, load
from kiosk.hearing.vocabulary import phrases
from kiosk.settings import Answers
from kiosk.simulation.sound import Samples

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Wednesday on which the demo store is open: what is right must not depend on when it is measured."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading led to: `entry` was answered (empty if none was), and `closest` is the closest question's.

    `offered` are the entries that the reply would have the shopper choose from; `sure` whether the closest question
    is close enough for a kiosk that has nothing else.
    """

    entry: str
    closest: str
    offered: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The words of a sound, read freely, and a verdict for each kind of reading that its recogniser gives."""

    text: str
    verdicts: dict[str, Verdict]

    @property
    def best(self) -> Verdict:
        """Of what the kiosk goes by: all readings together where there is more than the free one."""
        return self.verdicts.get(BOTH, self.verdicts[OPEN])


class Judge:
    """Asks the demo store."""

    def __init__(self) -> None:
        self._answerer = answerer()
        self._closest: dict[str, Closest] = {}

    def typed(self, text: str, lang: str) -> Verdict:
        """What a question leads to that means what it says."""
        return self._verdict(text, lang, (), heard=False)

    def heard(self, text: str, lang: str, others: tuple[str, ...] = ()) -> Verdict:
        """What a question leads to that was heard so, with other readings of it."""
        return self._verdict(text, lang, others, heard=True)

    def _verdict(self, text: str, lang: str, others: tuple[str, ...], *, heard: bool) -> Verdict:
        closest = self._closest.setdefault(lang, Closest(phrasings(lang)))
        every = [text, *others]
        near = closest.entry(every)
        try:
            reply = self._answerer.ask(text, lang, others, look_up=False, heard=heard).reply
        except InputError:  # no words
            return Verdict("", near)
        answered = reply.entry if reply.intent == "question" and reply.band == "answer" else ""
        offered = tuple(choice.id for choice in reply.choices)
        return Verdict(answered, near, offered, bool(closest.entry(every, SURE)))

    def judged(self, read: Readings, lang: str) -> Judged:
        """A verdict for each kind of reading; `both` is what the kiosk goes by."""
        found = {OPEN: self.heard(read.text, lang, (read.second,) if read.second else ())}
        if read.constrained is not None:
            found[CONSTRAINED] = self.heard(read.constrained, lang)
            found[BOTH] = self.heard(read.text, lang, read.others)
        return Judged(read.text, found)


@cache
def answerer() -> Answerer:
    """The demo store's, made once in a process."""
    return Answerer(STORE, Answers(), clock=lambda: NOON)


@dataclass
class _Ears:
    """What a process of the crew holds."""

    choice: Choice
    engine: Engine
    judge: Judge


_ears: list[_Ears] = []


def begin(choice: Choice) -> None:
    """Load recogniser and answers."""
    _ears[:] = [_Ears(choice, load(choice, phrases(STORE, choice.lang)), Judge())]


def judge(sound: Samples) -> Judged:
    """Hear a sound and ask what was heard."""
    ears = _ears[0]
    return ears.judge.judged(readings(heard(ears.choice, ears.engine, sound)), ears.choice.lang)
