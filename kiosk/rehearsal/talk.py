"""What was said, shown and done in a rehearsal, read from the rows of its ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kiosk.commands import Answer, Say, Scene, Show
from kiosk.events import (
    MicrophoneClosed,
    MicrophoneOpened,
    PartFailed,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.ports import Message
from kiosk.rehearsal.sentences import Sentences
from kiosk.rehearsal.shopper import Moment
from kiosk.runtime.ledger import LedgerRow

Kind = TypeVar("Kind", bound=Message)
FILLERS: Final = ("filler", "filler_again")


@dataclass(frozen=True, slots=True)
class Line:
    """Words of the kiosk: heard from `at` to `until`, or only read; `sentences` of the language files that they are.

    `from_word` is more than 0 if they went on where they had been broken off.
    """

    at: float
    until: float
    text: str
    lang: str
    speaker: str
    heard: bool
    sentences: tuple[str, ...] = ()
    from_word: int = 0

    @property
    def bridge(self) -> bool:
        """Whether it only bridges a wait."""
        return any(name in FILLERS for name in self.sentences)


@dataclass(frozen=True, slots=True)
class Window:
    """A turn and all that came of it before the next one."""

    number: int
    moment: Moment
    lines: tuple[Line, ...]
    rows: tuple[LedgerRow, ...]
    scene: Scene
    listening: bool

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The messages of a type, in order."""
        return [row.message for row in self.rows if isinstance(row.message, kind)]

    @property
    def replies(self) -> tuple[Line, ...]:
        """What was said, without words that bridge a wait."""
        return tuple(line for line in self.lines if not line.bridge)

    @property
    def said(self) -> str:
        """All of it in one text."""
        return " ".join(line.text for line in self.lines)

    @property
    def whole_answers(self) -> list[Answer]:
        """The questions that were asked of the answers, without those that were still being spoken."""
        return [command for command in self.of(Answer) if not command.partial]


class Talk:
    """A rehearsal that was played: its rows, its lines, and a window for each turn."""

    def __init__(self, rows: Sequence[LedgerRow], moments: Sequence[Moment], sentences: Sentences) -> None:
        self.rows, self.moments, self.sentences = tuple(rows), tuple(moments), sentences
        self.lines = tuple(_lines(self.rows, sentences))
        self.windows = tuple(self._window(number, moment) for number, moment in enumerate(self.moments))

    @property
    def seconds(self) -> float:
        """Length of the talk: to the end of its last turn."""
        return self.moments[-1].ended if self.moments else 0.0

    def _window(self, number: int, moment: Moment) -> Window:
        rows = tuple(row for row in self.rows if moment.began <= row.at < moment.ended)
        before = [row.message for row in self.rows if row.at < moment.ended]
        scenes = [message.scene for message in before if isinstance(message, Show)]
        ears = [message for message in before if isinstance(message, MicrophoneOpened | MicrophoneClosed)]
        lines = tuple(line for line in self.lines if moment.began <= line.at < moment.ended)
        listening = bool(ears) and isinstance(ears[-1], MicrophoneOpened)
        return Window(number, moment, lines, rows, scenes[-1] if scenes else Scene("attract", ""), listening)


def _lines(rows: Sequence[LedgerRow], sentences: Sentences) -> Iterator[Line]:
    """Sentences in the order they began: spoken ones from their sound, others from their caption."""
    spoken = sounds(rows)
    last, found = "", list[Line]()
    for row in rows:
        match row.message:
            case Say(utterance=number, caption=last) as say:
                at, until = spoken.get(number, (row.at, row.at))
                known = sentences.of(last)
                found.append(Line(at, until, last, say.lang, say.speaker, number in spoken, known, say.from_word))
            case Show(scene=scene) if scene.caption and scene.caption != last:
                last = scene.caption
                known = sentences.of(last)
                found.append(Line(row.at, row.at, last, scene.lang, scene.speaker, heard=False, sentences=known))
            case _:
                pass
    yield from sorted(found, key=lambda line: line.at)


def sounds(rows: Sequence[LedgerRow]) -> dict[int, tuple[float, float]]:
    """From when to when each utterance sounded."""
    sounds: dict[int, tuple[float, float]] = {}
    for row in rows:
        match row.message:
            case SpeechStarted(utterance=number, at=at, timeline=timeline, from_ms=from_ms):
                sounds[number] = (at + from_ms / 1000, at + timeline.seconds)
            case SpeechEnded(utterance=number) if number in sounds:
                sounds[number] = (sounds[number][0], min(row.at, sounds[number][1]))
            case PartFailed(part="voice"):
                sounds |= {number: (began, min(ends, row.at)) for number, (began, ends) in sounds.items()}
            case _:
                pass
    return sounds
