"""How finely the face is drawn: as finely as the machine can in time, coarser after late frames, finer again when calm.

Pure: frame times in, a level out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Level:
    """Side lengths as a share of the face's place; the head turns in every `head_every`th frame."""

    scale: float
    head_every: int = 1


LEVELS = (Level(1.0), Level(0.8), Level(0.63), Level(0.5), Level(0.5, head_every=2))
SHARE = 0.85
"""Of a frame's time that drawing may take: the rest is for messages and for other processes."""
WINDOW_S, FEWEST = 1.0, 10
"""Frames of so many seconds are looked at, and never fewer than these."""
LATE_SHARE = 0.2
"""More late frames than these are too many."""
CALM_S, LONGEST_CALM_S = 8.0, 240.0
"""Time without haste before a finer level is tried; each try that fails doubles it."""
REGRET_S = 12.0
"""A finer level that lasts no longer than this was a mistake."""
ROOM = 0.9
"""How much of its time a finer level may take by the estimate."""
FIXED = 0.3
"""Share of the drawing time that does not depend on the size."""
BEGIN_PIXELS = 2_000_000
"""A larger face begins coarser, and grows if the machine can."""


@dataclass(slots=True)
class Resolution:
    """Follows the frames of one window; `frame_ms` is the time from one to the next."""

    frame_ms: float
    level: int = 0
    _times: deque[tuple[float, float]] = field(default_factory=deque)
    _calm_since: float | None = None
    _calm_s: float = CALM_S
    _finer_at: float | None = None

    @classmethod
    def begin(cls, frame_ms: float, pixels: int) -> Resolution:
        """For a face whose place has so many pixels."""
        fitting = (n for n, each in enumerate(LEVELS) if each.scale**2 * pixels <= BEGIN_PIXELS)
        return cls(frame_ms, next(fitting, len(LEVELS) - 1))

    def after(self, t: float, draw_ms: float, drawn: int) -> int:
        """The level to draw at, after a frame at `t` s that took `draw_ms` at level `drawn`.

        Frames of another level than the wanted one say nothing: its renderer is still being opened.
        """
        if drawn != self.level:
            return self.level
        self._times.append((t, draw_ms))
        while t - self._times[0][0] > WINDOW_S and len(self._times) > FEWEST:
            self._times.popleft()
        if self._calm_since is None:
            self._calm_since = t
        if len(self._times) < FEWEST:
            return self.level
        times = sorted(ms for _, ms in self._times)
        slow = times[min(len(times) - 1, int((1 - LATE_SHARE) * len(times)))]
        if slow > SHARE * self.frame_ms and self.level < len(LEVELS) - 1:
            self._coarser(t, slow)
        elif self.level:
            self._finer(t, slow)
        return self.level

    def _coarser(self, t: float, slow: float) -> None:
        """At least one level down, and on until the estimate is in time."""
        if self._finer_at is not None and t - self._finer_at < REGRET_S:
            self._calm_s = min(2 * self._calm_s, LONGEST_CALM_S)
        here = self.level
        self.level += 1
        while self.level < len(LEVELS) - 2 and slow * _growth(here, self.level) > SHARE * self.frame_ms:
            self.level += 1
        self._start_over()

    def _finer(self, t: float, slow: float) -> None:
        """One level up after a time in which it would have been fast enough all along."""
        if slow * _growth(self.level, self.level - 1) > ROOM * SHARE * self.frame_ms:
            self._calm_since = t
        elif self._calm_since is not None and t - self._calm_since >= self._calm_s:
            self.level -= 1
            self._finer_at = t
            self._start_over()

    def _start_over(self) -> None:
        self._times.clear()
        self._calm_since = None


def _growth(here: int, there: int) -> float:
    """What the drawing time is multiplied by from one level to another."""
    pixels = (LEVELS[there].scale / LEVELS[here].scale) ** 2
    return FIXED + (1 - FIXED) * pixels
