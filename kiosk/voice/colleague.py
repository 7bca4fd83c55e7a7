"""The colleague's voice in a call: from the part `call` to the loudspeaker, by which the ears know it as not theirs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from hardware.sound.resample import Resampler
from hardware.sound.speaker import Speaker
from kiosk.channels.call_sound import COLLEAGUE, COLLEAGUE_RATE, Pcm, SoundFeed, Stretch
from kiosk.commands import CallMode
from kiosk.voice.playout import Playout

PAUSE_S: Final = 0.3
"""After so much silence of the line the loudspeaker is let go: it must not wait for what does not come."""
HELD_S: Final = 3.0
"""So much of what a colleague says while the kiosk ends its sentence is played behind it; captions have the rest."""
QUIET: Final = 300
"""Sample values below this are no speech (a browser's own noise suppression leaves less): nobody waits for them."""


class Colleague:
    """Idle, and without a line to anybody, until `CallMode` says that a colleague is heard."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir
        self._feed: SoundFeed | None = None
        self._playout, self._pieces = Playout(), Resampler(COLLEAGUE_RATE, COLLEAGUE_RATE)
        self._rate, self._until = COLLEAGUE_RATE, 0.0
        self._held: deque[Stretch] = deque()
        self._waits = False
        self.sounds = False
        """Whether the loudspeaker is the colleague's now."""

    @property
    def on(self) -> bool:
        """Whether a colleague may be heard."""
        return self._feed is not None

    def obey(self, mode: CallMode) -> None:
        """The one key to the loudspeaker."""
        heard = mode.mode in ("voice", "video")
        self._waits = not mode.heard
        if heard and self._feed is None:
            self._feed = SoundFeed(self._run_dir, COLLEAGUE)
        elif not heard:
            self.close()

    def play(self, speaker: Speaker | None, *, free: bool) -> None:
        """Let be heard what has come; what comes while the kiosk speaks itself waits, for there are never two speakers.

        So does what comes while the shopper answers the kiosk: the ears must not take a colleague's yes for theirs.

        Raises:
            HardwareError: the loudspeaker refuses.
        """
        if self._feed is None:
            return
        stretches, now = self._feed.take(), time.monotonic()
        if self._waits and speaker is not None:
            self.hush(speaker)
        if self._waits or not free or speaker is None:
            self.sounds = False
            self._hold(stretches)
            return
        if self._held:
            self._playout.hold(_seconds(self._held))
            stretches = [*self._held, *stretches]
            self._held.clear()
        for stretch in stretches:
            if (at := self._playout.due(now, len(stretch.pcm) / COLLEAGUE_RATE, speaker.delay_s)) is not None:
                self._sound(speaker, stretch.pcm, at)
        if self.sounds and now > self._until + PAUSE_S:
            self.hush(speaker)

    def _hold(self, stretches: Iterable[Stretch]) -> None:
        """From the first word on; of more than is bearable the newest."""
        for stretch in stretches:
            if self._held or np.abs(stretch.pcm).max(initial=0) > QUIET:
                self._held.append(stretch)
        while _seconds(self._held) > HELD_S:
            self._held.popleft()

    def _sound(self, speaker: Speaker, pcm: Pcm, at: float) -> None:
        """A piece, without a seam to the one before it."""
        if not self.sounds or speaker.sample_rate != self._rate:
            self._rate = speaker.sample_rate
            self._pieces = Resampler(COLLEAGUE_RATE, self._rate)
        self.sounds, self._until = True, at
        speaker.feed(self._pieces.take(pcm), at)

    def hush(self, speaker: Speaker) -> None:
        """Fall silent."""
        if self.sounds:
            self.sounds = False
            speaker.stop()

    def close(self) -> None:
        """Nobody is heard any more."""
        if self._feed is not None:
            self._feed.close()
        self._feed = None
        self._held.clear()


def _seconds(stretches: Iterable[Stretch]) -> float:
    return sum(len(each.pcm) for each in stretches) / COLLEAGUE_RATE
