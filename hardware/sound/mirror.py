"""Who listens along with a loudspeaker: the seam between what plays a sound and who has to know what is played."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Mirror(Protocol):
    """Told what a loudspeaker plays, such as `hardware.sound.played.PlayedServer`; its methods return at once."""

    def sound(self, pcm: NDArray[np.int16], sample_rate: int, starts: float, gain: float) -> None:
        """A sound, as `hardware.sound.scheduled_sound.Sound` has it; the other methods are about the newest one."""
        ...

    def piece(self, pcm: NDArray[np.int16], sample_rate: int, starts: float, gain: float) -> None:
        """More of a sound that comes in pieces; the one before it sounds to its end."""
        ...

    def level(self, gain: float, at: float) -> None:
        """See `Sound.level`."""
        ...

    def duck(self, at: float, *, down: bool) -> None:
        """See `Sound.duck`."""
        ...

    def end(self, at: float) -> None:
        """See `Sound.end`."""
        ...
