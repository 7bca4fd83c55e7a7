"""The answers as a part: questions in, replies out; what is still being spoken never delays a whole question."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from kiosk.answers import either_language
from kiosk.answers.compose import unknown
from kiosk.answers.doors import Doors
from kiosk.answers.draft import Draft
from kiosk.answers.engine import Answerer
from kiosk.answers.later import Later
from kiosk.answers.learning import Learning
from kiosk.answers.wording.model import Rephraser
from kiosk.clock import WallClock, open_clock
from kiosk.commands import Answer, CloseSession
from kiosk.errors import KioskError
from kiosk.events import Answered, Candidates, Event, Failed, PartFailed, PartReady
from kiosk.memo import in_need
from kiosk.ports import Link, LinkClosed, Message
from kiosk.settings import Settings
from kiosk.store.client import BackEnd, StoreClient

PART = "answers"
IDLE_S = 0.25
WAITING_S = 0.01  # between looks at a back end that has been asked
RETRY_S = 30.0
log = logging.getLogger(__name__)


class Channel(Protocol):
    """As much of a `Link` as answering needs."""

    def receive(self, timeout_s: float) -> Message | None:
        """See `Link`."""
        ...

    def send(self, event: Event) -> None:
        """See `Link`."""
        ...


@dataclass
class _Waiting:
    """A reply that waits for the back end."""

    query: int
    draft: Draft
    asked_in: str
    began: float


@dataclass
class Questions:
    """The questions in hand; `serve` again and again."""

    link: Channel
    answerer: Answerer
    waiting: list[_Waiting] = field(default_factory=list)
    later: Later | None = None

    def serve(self) -> None:
        """Take what has come, answer it, and finish what the back end has answered."""
        messages = list(self._taken(WAITING_S if self.waiting else IDLE_S))
        partial: Answer | None = None
        for message in messages:
            match message:
                case Answer(partial=False):
                    partial = None  # the question is whole: nobody needs cards for its beginning
                    self._answer(message)
                case Answer():
                    partial = message
                case CloseSession():
                    partial = None
                    self.waiting.clear()
                case _:
                    pass
        self._finish()
        if partial is not None:
            self._candidates(partial)
        if self.later is not None and self.later.take_up():
            self.answerer.second_came()
            log.info("the second stage answers too", extra={"encoders": self.answerer.retriever.encoder})

    def _taken(self, timeout_s: float) -> Iterator[Message]:
        """Everything that is in the queue, so that only the newest partial is worked on."""
        message = self.link.receive(timeout_s)
        while message is not None:
            yield message
            message = self.link.receive(0)

    def _answer(self, command: Answer) -> None:
        began = time.perf_counter()
        try:
            draft, asked_in = either_language.ask(self.answerer, command)
        except KioskError as fault:
            self.link.send(Failed("Answer", command.query, fault.code, fault.sentence))
            return
        if command.need and not in_need(draft.reply):
            self.link.send(Answered(command.query, unknown(0.0, draft.reply.lang), _ms(began)))
        elif draft.lookup is not None:
            self.waiting.append(_Waiting(command.query, draft, asked_in, began))
        else:
            self.link.send(Answered(command.query, replace(draft.reply, asked_in=asked_in), _ms(began)))

    def _finish(self) -> None:
        """Send the replies whose back end has answered, or whose time is up."""
        done = [item for item in self.waiting if item.draft.lookup is None or item.draft.lookup.done()]
        self.waiting = [item for item in self.waiting if item not in done]
        for item in done:
            if item.draft.lookup is not None:
                reply = replace(item.draft.finished(item.draft.lookup.result()), asked_in=item.asked_in)
                self.link.send(Answered(item.query, reply, _ms(item.began)))

    def _candidates(self, command: Answer) -> None:
        try:
            cards, complete = self.answerer.cards(command.text, command.lang)
        except KioskError:
            return  # a beginning without words has no cards
        self.link.send(Candidates(command.query, cards, complete))


def run(link: Link, settings: Settings) -> None:
    """Serve questions until the core goes."""
    with suppress(LinkClosed), ExitStack() as ending:
        wall = open_clock(settings.kiosk.clock)
        client = StoreClient(settings.store, wall=wall) if settings.store.backend_url else None
        if client is not None:
            ending.callback(client.close)
        rephraser = _rephraser(settings)
        if rephraser is not None:
            ending.callback(rephraser.close)
        answerer = _start(link, settings, client, wall, rephraser)
        link.send(PartReady(PART, f"{len(answerer.knowledge.ids)} entries, {answerer.retriever.encoder}"))
        questions = Questions(link, answerer, later=Later(answerer.retriever, answerer.knowledge))
        doors = Doors(answerer.is_open)
        while True:
            if (hours := doors.news(time.monotonic())) is not None:
                link.send(hours)
            questions.serve()


def _rephraser(settings: Settings) -> Rephraser | None:
    """The language model of the settings; without its key answers are said as they stand."""
    if not settings.wording.url:
        return None
    try:
        return Rephraser(settings.wording)
    except KioskError as fault:
        log.warning("%s", fault.sentence, extra={"code": fault.code})
        return None


def _start(
    link: Link, settings: Settings, client: BackEnd | None, wall: WallClock, rephraser: Rephraser | None
) -> Answerer:
    """The answerer, once what it goes by is learnt; while the store's content is at fault, say so once and look again.

    Questions are refused meanwhile, and the core hears that the part lives.
    """
    told = False
    while True:
        try:
            learning = Learning(settings.store.dir, settings.answers)
            while not learning.over(IDLE_S):
                _refuse(link, time.monotonic())
            answerer = Answerer(settings.store.dir, settings.answers, client, wall.now, rephraser, at_once=True)
            answerer.warm()
        except KioskError as fault:
            if not told:
                link.send(PartFailed(PART, fault.code, fault.sentence))
            told = True
            _refuse(link, time.monotonic() + RETRY_S)
        else:
            return answerer


def _refuse(link: Link, until: float) -> None:
    left = IDLE_S
    while left > 0:
        left = until - time.monotonic()
        message = link.receive(max(0.0, min(IDLE_S, left)))
        if isinstance(message, Answer) and not message.partial:
            link.send(Failed("Answer", message.query, "answers.unready"))


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000
