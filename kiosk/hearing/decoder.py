"""What the recognisers are asked, and what comes of it: that of the session, and beside it that of another language."""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.hearing.engines import RATE, Choice, Result
from kiosk.hearing.lane import Kind, Lane
from kiosk.hearing.language_wish import is_wish
from kiosk.hearing.supervised import Limits
from kiosk.hearing.worker_frames import Loader

MOST_ENGINES = 2
SECOND_S = 0.25
"""A final waits this long for the reading in the second language."""
LATE_S = 0.3
"""A final whose readings take longer is the one reading of the whole that was shown already."""
LATE_KNOWN_S = 0.0
"""The same where that reading is a whole known question: the answers know it already, and need no other."""
GLANCE_S = 4.0
"""A longer utterance is no wish for another language."""
TEND_S = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recogniser made of `utterance` so far; a partial reading has text only. `ms` is what it took.

    `others` are readings by the recogniser of another language: of the second one that was asked for, else only of
    words that wish for another language.
    """

    utterance: int
    kind: Kind
    result: Result
    ms: float
    others: tuple[tuple[str, Result], ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A recogniser is ready."""

    choice: Choice


Outcome = Reading | Loaded


@dataclass(slots=True)
class _Loading:
    """`Loaded`, when its lane is."""

    lane: Lane

    @property
    def done(self) -> Future[None]:
        """Its loading."""
        return self.lane.loaded


@dataclass(slots=True)
class _Asked:
    """A reading that `lane` makes; `second` is that of the lane `beside` it, whole or wishes only."""

    utterance: int
    kind: Kind
    lane: Lane
    done: Future[Result]
    began: float
    pieces: int
    late_s: float = LATE_S
    beside: Lane | None = None
    second: Future[Result] | None = None
    whole: bool = True
    done_at: float = 0.0

    def waits_beside(self, now: float) -> bool:
        """Whether the second reading may still come in time."""
        return self.second is not None and not self.second.done() and now - (self.done_at or self.began) < SECOND_S

    def without(self, lane: Lane) -> None:
        """A lane is let go: what it has not read by now has no words."""
        if self.lane is lane and not self.done.done():
            self.done = Future()
            self.done.set_result(Result(""))
        if self.beside is lane:
            self.beside = self.second = None


@dataclass
class Decoder:
    """Keeps at most two recognisers. Every method returns at once; what comes of it is taken from `poll`.

    With `threaded` they work in processes of their own, and `loader` must be importable by name; else each job is done
    before its method returns.
    """

    loader: Loader
    threaded: bool = True
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._lanes: dict[Choice, Lane] = {}
        """The one that was used longest ago first."""
        self._first: Lane | None = None
        self._second: Lane | None = None
        self._beside: Lane | None = None
        """The second one, if it has heard the utterance from its first sample."""
        self._asked: deque[_Loading | _Asked] = deque()
        self._pieces: list[NDArray[np.int16]] = []
        self._shown: tuple[int, int, Result] = (0, 0, Result(""))
        """The newest partial reading: utterance, pieces of sound that it is of, words."""
        self._tended = 0.0

    @property
    def busy(self) -> bool:
        """Whether the recogniser of the session has jobs that are not done yet."""
        return self._first is not None and self._first.busy

    def use(self, choice: Choice, second: Choice | None = None) -> None:
        """From now on this recogniser, and beside it the one of `second`.

        What is not loaded yet is being loaded, meanwhile what is said waits; the one lets go that was used longest ago.
        """
        wanted = [choice] if second is None or second == choice else [second, choice]
        found = [self._lane(each, wanted) for each in wanted]
        self._first, self._second = found[-1], found[0] if len(found) > 1 else None
        self._asked.append(_Loading(self._first))

    def _lane(self, choice: Choice, wanted: list[Choice]) -> Lane:
        lane = self._lanes.pop(choice, None)
        if lane is None or lane.failed:
            spare = [each for each in self._lanes if each not in wanted]
            for each in spare[: max(0, len(self._lanes) + 1 - MOST_ENGINES)]:
                self._let_go(self._lanes.pop(each))
            lane = Lane(self.loader, choice, self.limits if self.threaded else None)
        self._lanes[choice] = lane
        return lane

    def _let_go(self, lane: Lane) -> None:
        """Nobody is told that it ends; who waits for a reading by it is told that there is none."""
        self._asked = deque(each for each in self._asked if isinstance(each, _Asked) or each.lane is not lane)
        for asked in self._asked:
            if isinstance(asked, _Asked):
                asked.without(lane)
        self._beside = None if self._beside is lane else self._beside
        lane.close()

    def begin(self, samples: NDArray[np.int16]) -> None:
        """A new utterance, with its first samples."""
        self._pieces, self._beside = [samples], self._second
        for lane in filter(None, (self._first, self._beside)):
            lane.begin(samples)

    def feed(self, samples: NDArray[np.int16]) -> None:
        """More of it."""
        self._pieces.append(samples)
        for lane in filter(None, (self._first, self._beside)):
            lane.feed(samples)

    def read(self, utterance: int, kind: Kind, *, known: bool = False) -> None:
        """A reading of what there is: `settled` of all, at a pause; `final` is the same one when nothing came since.

        A final is not waited for long, and not at all if what was shown of it is `known` to be a whole question.
        """
        if self._first is None:
            return
        done, now = self._first.read(kind), time.monotonic()
        late_s = LATE_KNOWN_S if known else LATE_S
        asked = _Asked(utterance, kind, self._first, done, now, len(self._pieces), late_s)
        if kind != "partial" and self._beside is not None:
            asked.beside, asked.second = self._beside, self._beside.read(kind)
        elif kind == "final" and (idle := self._idle()) is not None:
            asked.beside, asked.second, asked.whole = idle, idle.glance(np.concatenate(self._pieces)), False
        self._asked.append(asked)

    def _idle(self) -> Lane | None:
        """A recogniser of another language that is loaded and does nothing, for an utterance short enough."""
        if sum(map(len, self._pieces)) > GLANCE_S * RATE or not self.threaded:
            return None
        idle = (lane for lane in self._lanes.values() if lane is not self._first and not lane.busy)
        return next((lane for lane in idle if not lane.failed), None)

    def poll(self) -> Outcome | None:
        """The next outcome, if there is one. Raises what the job raised, such as `KioskError` while loading."""
        self._tend()
        if not self._asked or not self._asked[0].done.done():
            return self._overdue()
        first = self._asked[0]
        if isinstance(first, _Loading):
            self._asked.popleft().done.result()
            return Loaded(first.lane.choice)
        return self._read(first)

    def _overdue(self) -> Reading | None:
        """A final that is late, with the words that were shown if they are of all its sound."""
        now = time.monotonic()
        for asked in self._asked:
            if not isinstance(asked, _Asked) or asked.kind != "final" or now - asked.began < asked.late_s:
                continue
            *read, result = self._shown
            if read == [asked.utterance, asked.pieces] and result.text and not asked.waits_beside(now):
                self._asked.remove(asked)
                return Reading(asked.utterance, "final", result, 1000 * (now - asked.began), _others(asked))
        return None

    def _read(self, asked: _Asked) -> Reading | None:
        now = time.monotonic()
        asked.done_at = asked.done_at or now
        if asked.kind == "final" and asked.waits_beside(now):
            return None
        fault = asked.done.exception()
        if fault is not None:  # it is told now, and that nothing was heard is told next
            asked.done = Future()
            asked.done.set_result(Result(""))
            raise fault
        self._asked.popleft()
        result = asked.done.result()
        if asked.kind == "partial":
            self._shown = (asked.utterance, asked.pieces, result)
        return Reading(asked.utterance, asked.kind, result, 1000 * (asked.done_at - asked.began), _others(asked))

    def _tend(self) -> None:
        """Between utterances the processes are looked after."""
        now = time.monotonic()
        if self._asked or now - self._tended < TEND_S:
            return
        self._tended = now
        for lane in self._lanes.values():
            lane.tend()

    def close(self) -> None:
        """Drop the jobs that were not begun, and end the processes."""
        for lane in self._lanes.values():
            lane.close()


def _others(asked: _Asked) -> tuple[tuple[str, Result], ...]:
    """What the second recogniser has read, if it was in time."""
    if asked.kind == "partial" or asked.beside is None or asked.second is None or not asked.second.done():
        return ()
    lang = asked.beside.choice.lang
    if (fault := asked.second.exception()) is not None:
        if not isinstance(fault, KioskError):
            raise fault
        log.warning("no reading in %s: %s", lang, fault)
        return ()
    result = asked.second.result()
    if not asked.whole:
        wishes = [text for text in (result.text, *result.alternatives) if is_wish(text)]
        return ((lang, Result(wishes[0])),) if wishes else ()
    return ((lang, result),) if result.text or result.alternatives else ()
