"""What the kiosk said in a run, spoken again: a ledger holds sentences and times, never sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.commands import Say
from kiosk.errors import KioskError
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.report.soundtrack import Piece, at_rate
from kiosk.runtime.ledger import LedgerRow
from kiosk.stage.rerun import Span
from kiosk.voice.synthesis import Synthesiser

OTHERWISE: Final = 0.03
"""A sentence whose length differs by more than this share was spoken by another voice: the lips do not fit it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence from `at` on until `until`: it was stopped then, or ended by itself."""

    say: Say
    at: float
    seconds: float
    until: float


@dataclass(frozen=True, slots=True)
class Retold:
    """The sound of a run; how many sentences, how many that this voice speaks otherwise, or cannot speak at all."""

    pieces: tuple[Piece, ...]
    sentences: int
    otherwise: int
    unspoken: int


def sentences(rows: Sequence[LedgerRow]) -> Iterator[Spoken]:
    """Every sentence that sounded, in order."""
    said: dict[int, Say] = {}
    sounding: Spoken | None = None
    for row in rows:
        match row.message:
            case Say() as say:
                said[say.utterance] = say
            case SpeechStarted(utterance=number, at=at, timeline=timeline) if number in said:
                if sounding is not None:
                    yield sounding
                sounding = Spoken(said[number], at, timeline.seconds, at + timeline.seconds)
            case SpeechEnded(utterance=number, completed=False) if sounding and sounding.say.utterance == number:
                sounding = replace(sounding, until=min(sounding.until, row.at))
    if sounding is not None:
        yield sounding


def retell(rows: Sequence[LedgerRow], spans: Sequence[Span], voice: Synthesiser) -> Retold:
    """Speak the sentences that sound in the spans."""
    wanted = [
        spoken
        for spoken in sentences(rows)
        if any(spoken.at < span.end and spoken.until > span.start for span in spans)
    ]
    pieces: list[Piece] = []
    otherwise = unspoken = 0
    for spoken in wanted:
        try:
            again = voice.speak(spoken.say.text, spoken.say.lang)
        except KioskError:  # a voice or language that this machine lacks: the caller says how many
            unspoken += 1
            continue
        otherwise += abs(again.timeline.seconds - spoken.seconds) > OTHERWISE * spoken.seconds
        samples = at_rate(again.pcm, again.timeline.sample_rate)
        kept = round((spoken.until - spoken.at) * len(samples) / again.timeline.seconds)
        pieces.append(Piece(spoken.at, samples[:kept] if spoken.until < spoken.at + spoken.seconds else samples))
    return Retold(tuple(pieces), len(wanted), otherwise, unspoken)
