"""What the kiosk said in a run, spoken again: a ledger holds sentences and times, never sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hardware.sound.scheduled_sound import Sound
from kiosk.commands import Duck, Say
from kiosk.errors import KioskError
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.report.soundtrack import Piece, at_rate
from kiosk.runtime.ledger import LedgerRow
from kiosk.stage.film.rerun import Span
from kiosk.voice.resumption import sound_from, start_ms
from kiosk.voice.script import Utterance
from kiosk.voice.synthesis import Synthesiser

OTHERWISE: Final = 0.03
"""A sentence whose length differs by more than this share was spoken by another voice: the lips do not fit it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence that sounds from `at` on until `until`: it was stopped then, or ended by itself.

    `seconds` is how long the whole of it is, `ducks` when the voice was lowered (True) and brought up again.
    """

    say: Say
    at: float
    seconds: float
    until: float
    stopped: bool = False
    ducks: tuple[tuple[float, bool], ...] = ()


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
            case SpeechStarted(utterance=number, timeline=timeline) as speech if number in said:
                if sounding is not None:
                    yield sounding
                until = speech.at + timeline.seconds
                sounding = Spoken(said[number], speech.sounds_at, timeline.seconds, until)
            case Duck(utterance=number, down=down) if sounding and sounding.say.utterance == number:
                sounding = replace(sounding, ducks=(*sounding.ducks, (row.at, down)))
            case SpeechEnded(utterance=number, completed=False) if sounding and sounding.say.utterance == number:
                sounding = replace(sounding, until=row.at, stopped=row.at < sounding.until)
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
        pieces.append(_heard(spoken, again))
    return Retold(tuple(pieces), len(wanted), otherwise, unspoken)


def _heard(spoken: Spoken, again: Utterance) -> Piece:
    """It as it was heard: from its word on, lowered where it was lowered, and no longer than until it was stopped."""
    rate = again.timeline.sample_rate
    pcm = sound_from(again, start_ms(again.timeline, spoken.say.from_word))
    sound = Sound(pcm, spoken.at, rate, 1.0)
    for at, down in spoken.ducks:
        sound.duck(at, down=down)
    if spoken.stopped:
        sound.end(spoken.until)
    return Piece(spoken.at, at_rate(sound.rendered(0, sound.ends), rate))
