"""From blocks of sound to utterances: voice detector, endpointing and recogniser put together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.sound.microphone import Block
from kiosk.hearing.decoder import Decoder, Reading
from kiosk.hearing.endpoint import (
    ONSET,
    QUIETEST_DB,
    VOICED,
    Began,
    Ended,
    Ending,
    Endpointer,
    Frame,
    Pauses,
    Resumed,
    Settled,
    Turn,
)
from kiosk.hearing.gain import UtteranceGain, for_detector
from kiosk.hearing.signs import Lasting, Sign, Utterance, Voice, Words
from kiosk.hearing.voice_activity import FRAME, RATE, VoiceActivity
from kiosk.hearing.words import mean_confidence, timed
from kiosk.turn_words import TurnWords
from kiosk.utterance import normal

PRE_ROLL_S = 0.4
PARTIAL_S = 0.36


class OwnVoice(Protocol):
    """The kiosk's own voice in the sound, such as `kiosk.hearing.duplex.Duplex`."""

    def sounds(self, frame: Frame) -> bool:
        """Whether it does, in this frame."""
        ...

    def masks(self, frame: Frame, *, within: bool) -> bool:
        """Whether the frame may hold nothing else; `within` an utterance that seems less likely."""
        ...

    def follows(self, frames: Sequence[Frame]) -> bool:
        """Whether their loudness rises and falls with it."""
        ...


@dataclass(slots=True)
class _Open:
    """An utterance that is not yet read to its end."""

    number: int
    lang: str
    starts: float
    began: float
    noise_db: float
    gain: UtteranceGain
    frames: list[Frame] = field(default_factory=list)
    held: list[NDArray[np.int16]] = field(default_factory=list)
    settled: bool = False
    read_at: float = 0.0
    text: str = ""
    ended: Ended | None = None
    voiced: int = 0
    masked: int = 0
    lasts: bool = False
    known: bool = False

    @property
    def voiced_s(self) -> float:
        """How long there was a voice in it."""
        return self.voiced * FRAME / RATE


class Listener:
    """Takes blocks in order, and gives signs in order. `partial_s` is the time between readings of a voice.

    Who pauses where nobody has ended, by `words`, is waited for; `noise_db` is the noise of the place, if it is known.
    Beside the kiosk's `own` voice one begins at once, and is told to last after `lasting_s`.
    Utterances are counted from `first` on.
    """

    def __init__(
        self,
        decoder: Decoder,
        pauses: Pauses,
        partial_s: float = PARTIAL_S,
        words: TurnWords | None = None,
        noise_db: float | None = None,
        own: OwnVoice | None = None,
        lasting_s: float = 0.6,
        first: int = 1,
    ) -> None:
        self._decoder = decoder
        self._partial_s = partial_s
        self._words, self._lang = words or TurnWords(), ""
        self._activity = VoiceActivity()
        self._endpointer = Endpointer(pauses, noise_db)
        self._own, self._lasting_s = own, lasting_s
        self._recent: deque[NDArray[np.int16]] = deque(maxlen=round(PRE_ROLL_S * RATE / FRAME) + 2)
        self._number = first - 1
        self._open: _Open | None = None
        self._reading: dict[int, _Open] = {}
        self._signs: deque[Sign] = deque()

    @property
    def busy(self) -> bool:
        """Whether an utterance goes on, or is not read yet."""
        return bool(self._reading)

    @property
    def noise_db(self) -> float | None:
        """The level between voices, dB of full scale; None before any was heard."""
        return self._endpointer.noise_db

    def configure(self, pauses: Pauses, words: TurnWords, lang: str) -> None:
        """Other silences and another language with its words, from now on."""
        self._endpointer.pauses = pauses
        self._words, self._lang = words, lang

    def take(self, block: Block) -> None:
        """The next samples."""
        for samples, frame in self._activity.frames(block.samples, block.at):
            self._recent.append(samples)
            sounding = self._own is not None and self._own.sounds(frame)
            seen = self._beside_own(frame) if sounding else frame
            self._turn(self._endpointer.take(seen, at_once=sounding), seen, samples)
            if self._open is not None:
                self._count(self._open, frame, seen, sounding=sounding)
            if self._endpointer.noise_db is not None:
                self._activity.gain_db = for_detector(self._endpointer.noise_db)

    def _clear(self, spoken: _Open) -> bool:
        """Whether most of what sounded like a voice was not the kiosk's."""
        return self._own is None or (spoken.voiced > spoken.masked and not self._own.follows(spoken.frames))

    def _beside_own(self, frame: Frame) -> Frame:
        """The frame as it is, or without a voice if that may be the kiosk's."""
        masked = self._own is not None and self._own.masks(frame, within=self._open is not None)
        return replace(frame, probability=0.0) if masked else frame

    def _count(self, spoken: _Open, frame: Frame, seen: Frame, *, sounding: bool) -> None:
        spoken.voiced += seen.probability >= VOICED
        spoken.masked += frame.probability >= ONSET > seen.probability
        if sounding and not spoken.lasts and spoken.voiced_s >= self._lasting_s:
            spoken.lasts = True
            self._signs.append(Lasting(spoken.number, spoken.voiced_s))

    def finish(self) -> None:
        """No sound comes any more: an utterance that goes on ends here."""
        ended = self._endpointer.finish()
        if ended is not None and self._open is not None:
            self._end(self._open, ended)

    def forget(self) -> int | None:
        """Stop in the middle: the utterance that went on, if there was one, will not be heard."""
        number = self._open.number if self._open is not None else None
        if number is not None:
            self._reading.pop(number, None)
        self._open = None
        self._endpointer.reset()
        self._activity.reset()
        self._recent.clear()
        return number

    def expect_end(self, utterance: int) -> None:
        """What was read so far of `utterance` is a whole known question; one that breaks off is not believed to be."""
        if self._open is not None and self._open.number == utterance:
            ending = self._ending(self._open.text, "known")
            self._open.known = ending == "known"
            self._endpointer.expect(ending)

    def signs(self) -> Iterator[Sign]:
        """What is new."""
        while self._signs:
            yield self._signs.popleft()

    def read(self, reading: Reading) -> None:
        """A reading that the decoder has made."""
        spoken = self._reading.get(reading.utterance)
        if spoken is None:
            return
        if reading.kind == "final":
            del self._reading[reading.utterance]
            self._signs.append(_utterance(spoken, reading, clear=self._clear(spoken)))
        else:
            self._partial(spoken, reading.result.text)

    def _partial(self, spoken: _Open, text: str) -> None:
        if not text or text == spoken.text:
            return
        same, spoken.text = normal(text) == normal(spoken.text), text
        if spoken is self._open and not same:
            spoken.known = False
            self._endpointer.expect(self._ending(text, "any"))
        until = spoken.frames[-1].end
        self._signs.append(Words(spoken.number, text, spoken.began, until, self._clear(spoken), spoken.lang))

    def _ending(self, text: str, otherwise: Ending) -> Ending:
        return "open" if self._words.goes_on(text) else otherwise

    def _turn(self, turn: Turn | None, frame: Frame, samples: NDArray[np.int16]) -> None:
        spoken = self._open
        if spoken is None:
            if isinstance(turn, Began):
                self._begin(turn, frame)
            return
        spoken.frames.append(frame)
        spoken.held.append(samples)
        match turn:
            case Ended():
                self._end(spoken, turn)
            case Settled():
                self._flush(spoken)
                spoken.settled = True
                self._decoder.read(spoken.number, "partial")  # to be shown before it is read in every way
                self._decoder.read(spoken.number, "settled")
            case Resumed():
                spoken.settled = False
                self._follow(spoken, frame)
            case _:
                self._follow(spoken, frame)

    def _follow(self, spoken: _Open, frame: Frame) -> None:
        """Feed the voice; what follows a pause that was read is held until it is known to be more of it."""
        if spoken.settled:
            return
        due = frame.end - spoken.read_at >= self._partial_s and not self._endpointer.silent and not self._decoder.busy
        self._flush(spoken)
        if due:
            spoken.read_at = frame.end
            self._decoder.read(spoken.number, "partial")

    def _flush(self, spoken: _Open) -> None:
        if spoken.held:
            self._decoder.feed(spoken.gain.apply(np.concatenate(spoken.held)))
            spoken.held.clear()

    def _begin(self, turn: Began, frame: Frame) -> None:
        self._number += 1
        sound = np.concatenate(self._recent)
        starts = frame.end - len(sound) / RATE
        noise_db = QUIETEST_DB if self._endpointer.noise_db is None else self._endpointer.noise_db
        gain = UtteranceGain(turn.level_db)
        self._open = _Open(self._number, self._lang, starts, turn.at, noise_db, gain, [frame], read_at=turn.at)
        self._reading[self._number] = self._open
        self._decoder.begin(gain.apply(sound))
        self._signs.append(Voice(self._number, turn.at))

    def _end(self, spoken: _Open, ended: Ended) -> None:
        spoken.ended = ended
        if not spoken.settled:
            self._flush(spoken)
        self._open = None
        self._recent.clear()  # or the end of this utterance would be heard again in the next
        self._decoder.read(spoken.number, "final", known=spoken.known)


def _utterance(spoken: _Open, reading: Reading, *, clear: bool) -> Utterance:
    ended = spoken.ended or Ended(spoken.starts, spoken.frames[-1].end, capped=False)
    words = timed(reading.result, spoken.starts, ended, spoken.frames)
    loudest = max(frame.level_db for frame in spoken.frames)
    return Utterance(
        spoken.number,
        ended.began,
        ended.voiced_until,
        reading.result,
        words,
        mean_confidence(words),
        loudest - spoken.noise_db,
        ended.capped,
        reading.others,
        clear,
        spoken.lang,
    )
