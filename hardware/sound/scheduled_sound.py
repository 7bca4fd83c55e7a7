"""A sound on its way to a loudspeaker: its samples, when they sound, and how loud each of them is.

Every speaker renders from here, and so does whoever has to know what was played: all get the same samples. The
loudness is the product of three ramps (level, duck, end), whose past never changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEVEL_S = 0.12
"""A change of loudness takes so long: a sudden one is heard as a click."""
DUCK_GAIN = 10 ** (-14 / 20)
DUCK_DOWN_S, DUCK_UP_S = 0.025, 0.2
"""Down as fast as a voice can be without a click: the shopper speaks already. Up again gently."""
END_S = 0.005

Samples = NDArray[np.int16]
Points = tuple[NDArray[np.float64], NDArray[np.float64]]
State = tuple[int, Points, Points, Points]


class Ramp:
    """A factor over time that goes in straight lines; `at` and `lasts` are monotonic seconds.

    One thread may change it while others read: they see it as it was, or as it is.
    """

    def __init__(self, value: float) -> None:
        self.points: Points = (np.zeros(1), np.full(1, value))
        """Times (n,) in order, and the factor at each of them."""

    @property
    def target(self) -> float:
        """Where it goes."""
        return float(self.points[1][-1])

    def go(self, value: float, at: float, lasts: float) -> None:
        """Leave what it is at `at` for `value`, which is reached `lasts` later."""
        before, factors = self.points
        past = before < at
        times = [*before[past], at, at + lasts]
        values = [*factors[past], float(self.over(np.array([at]))[0]), value]
        self.points = (np.array(times), np.array(values))

    def over(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """The factor at each of `times` (n,)."""
        return np.asarray(np.interp(times, *self.points))


class Sound:
    """`pcm` (n,), mono, whose first sample sounds at `starts` (monotonic s), at a gain of 0 to 1."""

    def __init__(self, pcm: Samples, starts: float, sample_rate: int, gain: float) -> None:
        self.pcm, self.starts, self.sample_rate = pcm, starts, sample_rate
        self.ends = pcm.size
        """The sample at which it falls silent; a stop moves it to the front."""
        self._level, self._duck, self._end = Ramp(gain), Ramp(1.0), Ramp(1.0)

    def index(self, at: float) -> int:
        """The first sample that sounds at `at` or later, between 0 and `ends`."""
        return min(max(0, int(np.ceil((at - self.starts) * self.sample_rate - 1e-6))), self.ends)

    def time(self, index: int) -> float:
        """When a sample sounds."""
        return self.starts + index / self.sample_rate

    def level(self, gain: float, at: float) -> None:
        """Go to another gain from `at` on."""
        self._level.go(gain, at, LEVEL_S)

    @property
    def ducked(self) -> bool:
        """Whether it is down, or on its way there."""
        return self._duck.target < 1.0

    def duck(self, at: float, *, down: bool) -> None:
        """Go 14 dB down, or up again, from `at` on."""
        self._duck.go(DUCK_GAIN if down else 1.0, at, DUCK_DOWN_S if down else DUCK_UP_S)

    def end(self, at: float) -> None:
        """Fade to silence from `at` on; a sound that has not begun by then is never heard."""
        begun = at > self.starts
        self.ends = self.index(at + END_S) if begun else 0
        self._end.go(0.0, at, END_S)

    def state(self) -> State:
        """For `restore`: a change that came too late for the device is taken back."""
        return self.ends, self._level.points, self._duck.points, self._end.points

    def restore(self, state: State) -> None:
        """As it was."""
        self.ends, self._level.points, self._duck.points, self._end.points = state

    def rendered(self, begin: int, end: int) -> Samples:
        """Samples `begin` to `end` as they are heard; zeros from `ends` on."""
        piece = self.pcm[begin:end]
        times = self.starts + np.arange(begin, begin + piece.size) / self.sample_rate
        heard = (piece * self._level.over(times) * self._duck.over(times) * self._end.over(times)).astype(np.int16)
        heard[max(0, self.ends - begin) :] = 0
        return heard
