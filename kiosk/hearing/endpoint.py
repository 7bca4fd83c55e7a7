"""When a shopper begins and ends to speak: a pure function of voice probabilities, levels and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["any", "known", "open"]
"""What the words so far are: a whole known question, a sentence that breaks off where none ends, or anything else."""
ONSET = 0.5
VOICED = 0.35
FAINT = 0.15  # still voiced when it is loud: the detector doubts long vowels and laughter
FAINT_DB = 16.0
QUIET_DB = 28.0  # a frame this far below the voice, or as close to the noise, is silent whatever the detector says:
NEAR_NOISE_DB = 6.0  # its memory makes it say "voice" for 100 to 200 ms too long …
HANGOVER_S = 0.3  # … but not longer, so that after this it is believed again
GUARD_S = 0.096  # and it must agree before an utterance ends
ONSET_FRAMES = 2
ONSET_WINDOW = 4
LEVEL_MEMORY = 0.9
NOISE_MEMORY = 0.98
QUIETEST_DB = -96.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One look of the voice detector: `probability` 0 to 1, `level_db` of full scale, from `start` to `end`, s."""

    start: float
    end: float
    probability: float
    level_db: float


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences, s: `settle_s` is worth a reading; how much ends an utterance depends on the words so far.

    `known_s` ends a whole known question, `open_s` one that breaks off where no sentence ends, `end_s` any other.
    `longest_s` is the cap of an utterance from its first voiced sample.
    """

    settle_s: float
    known_s: float
    end_s: float
    open_s: float
    longest_s: float

    def enough_s(self, ending: Ending) -> float:
        """The silence that ends an utterance of such an ending."""
        return {"known": self.known_s, "open": self.open_s, "any": self.end_s}[ending]


@dataclass(frozen=True, slots=True)
class Began:
    """A voice has begun; its first voiced sample was at `at`, its first frames were so loud, dB."""

    at: float
    level_db: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The voice has been silent for a moment since `voiced_until`: maybe this was all."""

    voiced_until: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """It was not all."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The utterance is over; `capped` when the voice went on and on."""

    began: float
    voiced_until: float
    capped: bool


Turn = Began | Settled | Resumed | Ended


class Endpointer:
    """Turns frames, in order and without gaps, into turns: Began, (Settled, Resumed)*, Settled?, Ended."""

    def __init__(self, pauses: Pauses, noise_db: float | None = None) -> None:
        self.pauses = pauses
        self.noise_db = noise_db
        """The level between utterances, dB of full scale; None before any was heard."""
        self.reset()

    def reset(self) -> None:
        """Forget an utterance that goes on."""
        self._recent: tuple[Frame, ...] = ()
        self._began: float | None = None
        self._voiced_until = self._detected_until = 0.0
        self._level_db = 0.0
        self._settled = False
        self._ending: Ending = "any"
        self._soft = False  # this voice hardly rises above the noise: its level tells nothing

    @property
    def speaking(self) -> bool:
        """Whether an utterance goes on."""
        return self._began is not None

    @property
    def silent(self) -> bool:
        """Whether the newest frame had no voice."""
        return bool(self._recent) and self._recent[-1].end > self._voiced_until

    def expect(self, ending: Ending) -> None:
        """How the words so far of the utterance that goes on end."""
        self._ending = ending if self.speaking else "any"

    def take(self, frame: Frame, *, at_once: bool = False) -> Turn | None:
        """The turn that this frame brings, if any; `at_once` one voiced frame is enough of a beginning."""
        self._recent = (*self._recent[1 - ONSET_WINDOW :], frame)
        enough = 1 if at_once else ONSET_FRAMES
        return self._wait(frame, enough) if self._began is None else self._follow(self._began, frame)

    def finish(self) -> Ended | None:
        """The sound has ended: so has the utterance, if there was one."""
        return None if self._began is None else self._end(self._began, capped=False)

    def _wait(self, frame: Frame, enough: int) -> Began | None:
        voiced = [frame for frame in self._recent if frame.probability >= ONSET]
        if len(voiced) < enough:
            if frame.probability < ONSET:
                before = frame.level_db if self.noise_db is None else self.noise_db
                self.noise_db = min(frame.level_db, NOISE_MEMORY * before + (1 - NOISE_MEMORY) * frame.level_db)
            return None
        self._began = voiced[0].start
        self._voiced_until = self._detected_until = voiced[-1].end
        self._level_db = max(frame.level_db for frame in voiced)
        return Began(self._began, self._level_db)

    def _follow(self, began: float, frame: Frame) -> Turn | None:
        if frame.end - began >= self.pauses.longest_s:
            return self._end(began, capped=True)
        if self._is_voiced(frame):
            self._voiced_until = frame.end
            resumed, self._settled = self._settled, False
            return Resumed() if resumed else None
        return self._silence(began, frame.end)

    def _silence(self, began: float, now: float) -> Turn | None:
        enough = self.pauses.enough_s(self._ending)
        silence_s = now - self._voiced_until
        certain = now - self._detected_until >= GUARD_S - 1e-6
        if self._settled and certain and silence_s >= enough - 1e-6:
            return self._end(began, capped=False)
        if not self._settled and silence_s >= self.pauses.settle_s - 1e-6:
            self._settled = True
            return Settled(self._voiced_until)
        return None

    def _is_voiced(self, frame: Frame) -> bool:
        if frame.probability >= ONSET:
            self._level_db = LEVEL_MEMORY * self._level_db + (1 - LEVEL_MEMORY) * frame.level_db
        loud = frame.level_db >= self._level_db - FAINT_DB
        if frame.probability < VOICED and not (loud and frame.probability >= FAINT):
            return False
        self._detected_until = frame.end
        self._soft = self._soft or frame.end - self._voiced_until > HANGOVER_S
        return self._soft or not self._is_quiet(frame)

    def _is_quiet(self, frame: Frame) -> bool:
        noise_db = QUIETEST_DB if self.noise_db is None else self.noise_db
        return frame.level_db < max(self._level_db - QUIET_DB, noise_db + NEAR_NOISE_DB)

    def _end(self, began: float, *, capped: bool) -> Ended:
        ended = Ended(began, self._voiced_until, capped)
        self.reset()
        return ended
