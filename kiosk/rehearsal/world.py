"""One kiosk in virtual time: the executor and the dialogue as they are, answers as they are, the rest rehearsed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.commands import CloseCase, Scene, Show
from kiosk.events import ChoicePressed, Event, Started
from kiosk.ports import Message
from kiosk.rehearsal.answers import Memory, RehearsedAnswers
from kiosk.rehearsal.call import RehearsedCall
from kiosk.rehearsal.desk import RehearsedDesk
from kiosk.rehearsal.hearing import RehearsedHearing
from kiosk.rehearsal.part import Onlooker, RehearsedPart, RehearsedSight
from kiosk.rehearsal.script import Circumstances, PartName
from kiosk.rehearsal.voice import RehearsedVoice
from kiosk.runtime.executor import CORE, Executor
from kiosk.runtime.ledger import Kind, LedgerRow
from kiosk.settings import Settings
from kiosk.turn_words import TurnWords
from kiosk.voice.synthesis import Synthesiser

PARTS: Final[Mapping[PartName, str]] = {
    "camera": "sight",
    "microphone": "hearing",
    "voice": "voice",
    "answers": "answers",
    "screen": "stage",
    "robot": "body",
}
"""What a shopper would call the parts, and what the kiosk calls them."""
CONSENT: Final = "consent-"
TEXT_ONLY: Final = "consent-text"
READS_S: Final = 2.0
BLANK: Final = Scene("attract", "en")


class Rows:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.rows: list[LedgerRow] = []

    def write(self, at: float, kind: Kind, part: str, message: Message) -> None:
        """Append a row."""
        self.rows.append(LedgerRow(len(self.rows), at, kind, part, message))

    def flush(self) -> None:
        """There is nothing to make durable."""


@dataclass(frozen=True)
class Store:
    """What all rehearsals of a store share: its settings, its sentences and words, what it knows, and a voice."""

    settings: Settings
    memory: Memory
    synthesiser: Synthesiser
    started: Started
    words: Mapping[str, TurnWords]


class World:
    """A kiosk that serves; make it, and everything after, inside a `VirtualLoop`."""

    def __init__(self, store: Store, circumstances: Circumstances, started: Started) -> None:
        self.store, self.circumstances = store, circumstances
        self.book = Rows()
        self.scene, self.captioned_at = BLANK, 0.0
        self.outcomes = 0
        settings = store.settings
        store.memory.begin(circumstances)
        self.voice = RehearsedVoice(self.post, store.synthesiser, settings.voice.lead_ms / 1000)
        self.hearing = RehearsedHearing(self.post, settings.hearing, store.words, duplex=circumstances.barge_in)
        self.desk = RehearsedDesk(self.post, circumstances)
        answers = RehearsedAnswers(self.post, store.memory)
        others = [Onlooker(name, self.post) for name in ("stage", "body")]
        every: list[RehearsedPart] = [*others, RehearsedSight(self.post), self.voice, self.hearing, answers]
        if circumstances.desk != "absent":
            every += [self.desk, RehearsedCall(self.post)]
        self.parts = {part.name: part for part in every}
        self._executor = Executor(self.parts, self.book, self._see, self._time)
        self._executor.post(CORE, started)
        for part in every:
            self._begin(part)

    def _begin(self, part: RehearsedPart) -> None:
        missing = {PARTS[name] for name in ("camera", "microphone", "voice", "answers") if not self._has(name)}
        if part.name in missing:
            part.fail()
        else:
            part.start()

    def _has(self, name: str) -> bool:
        there: bool = getattr(self.circumstances, name)
        return there

    def post(self, part: str, event: Event) -> None:
        """Hand in an event, as a part or the shopper's finger would."""
        self._executor.post(part, event)

    def dies(self, name: PartName) -> None:
        """A part dies, and is begun anew."""
        self.parts[PARTS[name]].die()

    def breaks(self, name: PartName) -> None:
        """A part is out of order."""
        self.parts[PARTS[name]].fail()

    def mends(self, name: PartName) -> None:
        """A part comes back."""
        self.parts[PARTS[name]].start()

    def sees(self) -> bool:
        """Whether there are eyes."""
        return self.parts["sight"].ready

    def _see(self, part: str, message: Message) -> None:  # noqa: ARG002 - the executor's signature
        if isinstance(message, Show):
            if message.scene.caption != self.scene.caption:
                self.captioned_at = self._time()
            before, self.scene = self.scene, message.scene
            self._answer_consent(before)
        elif isinstance(message, CloseCase):
            self.outcomes += 1

    def _answer_consent(self, before: Scene) -> None:
        """The shopper answers what may leave the kiosk, as the circumstances say, after reading it."""
        offered = [choice.id for choice in self.scene.choices if choice.id.startswith(CONSENT)]
        agrees = self.circumstances.agrees
        asked = TEXT_ONLY in offered and all(choice.id != TEXT_ONLY for choice in before.choices)
        if asked and agrees != "nothing":
            wanted = offered[0] if agrees == "asked" else f"{CONSENT}{agrees}"
            asyncio.get_running_loop().call_later(READS_S, self.post, "stage", ChoicePressed(wanted))

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()
