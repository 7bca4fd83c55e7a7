"""The answers as they are, in virtual time: the store's knowledge, products and skills, in this process."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

from kiosk.answers.engine import Answerer
from kiosk.answers.part import Questions
from kiosk.events import Event
from kiosk.ports import Message
from kiosk.rehearsal.back_end import RehearsedBackEnd
from kiosk.rehearsal.part import GIVEN_UP, Post, RehearsedPart
from kiosk.rehearsal.script import Circumstances
from kiosk.settings import Settings

ANSWERS_S, LOOKS_S = 0.03, 0.01


class Memory:
    """What a store knows, read once for many rehearsals; each brings its own date, time and back end."""

    def __init__(self, settings: Settings) -> None:
        self._store = settings.store
        self._now = datetime.now(UTC)
        self.answerer = Answerer(settings.store.dir, settings.answers, None, lambda: self._now)
        self._began = self._now
        self.back_end: RehearsedBackEnd | None = None

    def begin(self, how: Circumstances) -> None:
        """From now on date, time and back end, if the store has one, are as in these circumstances."""
        zone = self.answerer.store.facts.zone
        self._began = self._now = how.moment.replace(tzinfo=zone).astimezone(UTC)
        there = how.back_end != "none" and self._store.backend_url and (self._store.dir / "products.csv").is_file()
        self.back_end = self.answerer.back_end = (
            RehearsedBackEnd(self._store, how.back_end, how.sold_out, lambda: self._now, zone.key) if there else None
        )

    def pass_to(self, seconds: float) -> None:
        """So many seconds have passed since the beginning."""
        self._now = self._began + timedelta(seconds=seconds)


class RehearsedAnswers(RehearsedPart):
    """The real part's questions, served when something came, and again while the back end is waited for."""

    name = "answers"

    def __init__(self, post: Post, memory: Memory) -> None:
        super().__init__(post)
        self._memory = memory
        self._came: deque[Message] = deque()
        self._questions = Questions(self._Channel(self), memory.answerer)

    class _Channel:
        """The part's side of a link: what came in, and what goes out."""

        def __init__(self, part: RehearsedAnswers) -> None:
            self._part = part

        def receive(self, timeout_s: float) -> Message | None:  # noqa: ARG002 - nothing is waited for
            return self._part.next_message()

        def send(self, event: Event) -> None:
            self._part.soon(0.0, event)

    def take(self, message: Message) -> None:
        """Work on it in a moment, with all that has come until then."""
        self._came.append(message)
        self.call(ANSWERS_S, self._serve)

    def next_message(self) -> Message | None:
        """The oldest message that was not worked on."""
        return self._came.popleft() if self._came else None

    def fail(self, code: str = GIVEN_UP) -> None:
        """Die, with the questions in hand."""
        self._came.clear()
        self._questions.waiting.clear()
        super().fail(code)

    def _serve(self) -> None:
        self._memory.pass_to(self.now)
        self._questions.serve()
        if self._questions.waiting:
            self.call(LOOKS_S, self._serve)
