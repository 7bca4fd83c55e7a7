"""A sound to what the core is told of it, by the same listener that hears the shop, as fast as the machine can."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.sound.microphone import BLOCK, RATE, Block
from kiosk.hearing.engines import Choice, Engine
from kiosk.hearing.profiles import pauses
from kiosk.hearing.signs import Utterance
from kiosk.hearing.transcribe import transcribe
from kiosk.settings import Hearing
from kiosk.simulation.sound import Samples


@dataclass
class Recording:
    """Samples as a microphone that is read as fast as it can be."""

    samples: Samples
    detail: str = "samples"
    _place: int = 0

    @property
    def ended(self) -> bool:
        """Whether all was read."""
        return self._place >= len(self.samples)

    def read(self, timeout_s: float) -> Block | None:
        """The next 20 ms."""
        del timeout_s
        if self.ended:
            return None
        place, self._place = self._place, self._place + BLOCK
        return Block(self.samples[place : self._place], place / RATE)

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read of a sound: freely, and with the store's words alone (None where there is no such pass).

    `others` are all readings beside the first, as the answers get them. The pieces of a sound that was taken for
    several utterances are joined, as the dialogue joins a question that goes on.
    """

    text: str
    others: tuple[str, ...] = ()
    second: str = ""
    constrained: str | None = None


def heard(choice: Choice, engine: Engine, samples: Samples) -> list[Utterance]:
    """What the listener makes of a sound."""
    return list(transcribe(Recording(samples), engine, choice, pauses(Hearing(), "short", choice.settle_s)))


def readings(utterances: list[Utterance]) -> Readings:
    """All utterances of a sound as one."""
    results = [utterance.result for utterance in utterances]
    text = " ".join(result.text for result in results).strip()
    count = max((len(result.alternatives) for result in results), default=0)
    others = [
        " ".join((result.alternatives[at : at + 1] or (result.text,))[0] for result in results) for at in range(count)
    ]
    constrained = [result.vocabulary_text for result in results if result.vocabulary_text is not None]
    second = " ".join(result.second for result in results).strip()
    return Readings(text, tuple(others), second, " ".join(constrained).strip() if constrained else None)
