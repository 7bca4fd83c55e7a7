"""Hearing while the kiosk speaks: its own voice is taken out of the sound, and told from others in what is left."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from hardware.echo.canceller import EchoCanceller
from hardware.sound.microphone import RATE, Block
from hardware.sound.played import SOCKET
from hardware.sound.reference import Reference
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.hearing.endpoint import Frame
from kiosk.hearing.own_words import OwnWords

log = logging.getLogger(__name__)
ONSET_DB: Final = 8.0
"""A voice begins this far above what may be left of the kiosk's own. In 320 s of 4 languages, 2 rooms and noise of
14 dB and more below a shopper the kiosk's never was (6 dB: twice); a shopper as loud as it is heard 15 ms later."""
WITHIN_DB: Final = 4.0
"""One that has begun goes on in softer syllables."""
LATE_S: Final = 0.4
AFTER_S: Final = 0.4
"""A loudspeaker of which it is not known that its echo is taken out may still be heard so long."""
TAIL_S: Final = 0.1
"""A machine that stood still in a sentence plays its end so much later than it began."""
FOLLOWS: Final = 0.6
"""Loudness that goes so much with the kiosk's own is taken for an echo of it: a judgement, not fitted to anything."""
SHORTEST: Final = 8
"""A quarter of a second: less shows nothing."""


class Duplex:
    """The kiosk's own voice. `on` is true while what its loudspeaker plays is known, and if it is `wanted` at all."""

    def __init__(self, run_dir: Path, echo_ms: float | None, *, wanted: bool) -> None:
        self._wanted = wanted
        self._reference = Reference(run_dir / SOCKET)
        self._canceller = EchoCanceller(self._reference.window, (echo_ms or 0.0) / 1000, self._reference.began)
        self._words = OwnWords()
        self._begins = 0.0
        self._given_up = False
        self.on = False
        self.speaking = False
        """Whether a sentence of the kiosk is under way, be it heard or not."""

    @property
    def cancels(self) -> bool:
        """Whether it is known what the loudspeaker plays: a call takes that out even where nobody may interrupt."""
        return self._reference.connected

    def changed(self) -> bool:
        """Look whether the reference is there; true if that is new."""
        before, self.on = self.on, self._wanted and self._reference.connected and not self._given_up
        if self.on and self._canceller.trust.hopeless:
            self._given_up, self.on = True, False
            log.warning("the kiosk's own voice is not taken out of what it hears: it hears again after it has spoken")
        return before != self.on

    def follow(self, told: SpeechStarted | SpeechEnded) -> None:
        """What the voice does."""
        self.speaking = isinstance(told, SpeechStarted)
        if isinstance(told, SpeechStarted):
            self._begins = told.at + told.from_ms / 1000
            self._words.say(told.at, told.from_ms, told.timeline)
        elif not told.completed:
            self._words.stop(time.monotonic())

    def without(self, block: Block) -> Block:
        """The sound without the kiosk in it; up to 10 ms of it come with the next block."""
        return Block(*self._canceller.take(block.samples, block.at))

    def sounds(self, frame: Frame) -> bool:
        """Whether the loudspeaker plays, or should: on a busy machine a sound may be heard before it is told of."""
        after_s = max(0.0, self._canceller.late_s) + TAIL_S if self._canceller.trust.trusted else AFTER_S
        return self._is_due(frame) or self._reference.sounded(frame.start - after_s, frame.end)

    def _is_due(self, frame: Frame) -> bool:
        return self.speaking and self._begins < frame.end < self._begins + LATE_S

    def masks(self, frame: Frame, *, within: bool) -> bool:
        """Whether a frame may hold the kiosk's own voice only; `within` an utterance less is asked of it."""
        if not self._canceller.trust.trusted:
            return True
        if self._is_due(frame) and not self._reference.sounded(frame.start, frame.end):
            return True
        left_db = self._canceller.left_db(frame.start, frame.end)
        return frame.level_db < left_db + (WITHIN_DB if within else ONSET_DB)

    def follows(self, frames: Sequence[Frame]) -> bool:
        """Whether the loudness of these frames, in order, rises and falls with what the loudspeaker plays."""
        if len(frames) < SHORTEST:
            return False
        count = round((frames[-1].end - frames[0].start) * RATE) // len(frames)
        played = self._reference.window(frames[0].start, count * len(frames)).reshape(len(frames), count)
        powers = np.mean(played.astype(np.float64) ** 2, axis=1)
        if np.count_nonzero(powers) < SHORTEST:
            return False
        levels = [frame.level_db for frame in frames]
        return bool(np.corrcoef(levels, 10 * np.log10(powers + 1.0))[0, 1] >= FOLLOWS)

    def repeats(self, text: str, begin: float, end: float) -> bool:
        """Whether these are words that the kiosk itself was saying."""
        return self._words.repeats(text, begin, end)

    def close(self) -> None:
        """Listen to the loudspeaker no more."""
        self._reference.close()
