"""What the simulated shop's loudspeaker plays, on record too: for the sound of a film, and for tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware.sound.mirror import Mirror
from hardware.sound.speaker import Speaker


class Recorded:
    """A mirror of a loudspeaker that plays along on another one, such as a `RecordingSpeaker`, and tells `others`."""

    def __init__(self, recording: Speaker, others: Mirror | None) -> None:
        self._recording, self._others = recording, others

    def sound(self, pcm: NDArray[np.int16], sample_rate: int, starts: float, gain: float) -> None:
        """See `Mirror.sound`."""
        if self._others is not None:
            self._others.sound(pcm, sample_rate, starts, gain)
        self._recording.set_gain(gain)
        self._recording.play(pcm, starts)

    def piece(self, pcm: NDArray[np.int16], sample_rate: int, starts: float, gain: float) -> None:
        """See `Mirror.piece`."""
        if self._others is not None:
            self._others.piece(pcm, sample_rate, starts, gain)
        self._recording.set_gain(gain)
        self._recording.feed(pcm, starts)

    def level(self, gain: float, at: float) -> None:
        """See `Mirror.level`."""
        if self._others is not None:
            self._others.level(gain, at)
        self._recording.set_gain(gain)

    def duck(self, at: float, *, down: bool) -> None:
        """See `Mirror.duck`."""
        if self._others is not None:
            self._others.duck(at, down=down)
        self._recording.duck(down=down)

    def end(self, at: float) -> None:
        """See `Mirror.end`."""
        if self._others is not None:
            self._others.end(at)
        self._recording.stop()
