"""Do the lips keep time? Closures of p, b and m in the sound against the first presented frame with a closed mouth.

Viewers prefer a picture that leads the sound by 30 to 100 ms and notice one that lags by 45 ms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from kiosk.stage.film.record import Recording
from kiosk.timeline import Timeline

CLOSED = 0.95
"""`mouthClose` from which the lips touch."""
AROUND_S = 0.3
"""A closure is looked for so far around its sound."""
Speech = tuple[float, Timeline]
"""When the first sample sounded (CLOCK_MONOTONIC), and what was said."""


@dataclass(frozen=True, slots=True)
class LipSync:
    """Leads in ms, positive if the mouth was first; `missed` closures were never shown closed.

    `already` were closed for longer than can belong to them (a pause before): they say nothing about time.
    """

    leads_ms: tuple[float, ...]
    missed: int
    already: int

    @property
    def median_ms(self) -> float | None:
        """The median lead; None if nothing was measured."""
        return median(self.leads_ms) if self.leads_ms else None


def closure_leads(recording: Recording, speeches: Iterable[Speech]) -> LipSync:
    """Compare every p/b/m closure of the speeches with the frames that were presented."""
    times = [frame.t for frame in recording.frames]
    closed = [frame.pose.get("mouthClose", 0.0) >= CLOSED for frame in recording.frames]
    found = [_lead(times, closed, onset) for onset in _closures(speeches)]
    leads = tuple(lead for lead in found if isinstance(lead, float))
    return LipSync(leads, found.count("missed"), found.count("already"))


def _closures(speeches: Iterable[Speech]) -> list[float]:
    """When each closure sounds; one that follows another without a gap is the same closure."""
    onsets = []
    for at, timeline in speeches:
        before_ms = float("-inf")
        for viseme in timeline.visemes:
            if viseme.id == "PP":
                if viseme.start_ms - before_ms > 1:
                    onsets.append(at + viseme.start_ms / 1000)
                before_ms = viseme.end_ms
    return onsets


def _lead(times: Sequence[float], closed: Sequence[bool], onset: float) -> float | str:
    """Lead in ms of the run of closed frames that is on at the onset, or else begins nearest to it."""
    first, last = bisect_left(times, onset - AROUND_S), bisect_left(times, onset + AROUND_S)
    starts = [i for i in range(max(first, 1), last) if closed[i] and not closed[i - 1]]
    at_onset = bisect_left(times, onset) - 1
    if at_onset >= 0 and closed[at_onset]:
        started = [i for i in starts if i <= at_onset]
        return 1000 * (onset - times[started[-1]]) if started else "already"
    if not starts:
        return "missed"
    return min((1000 * (onset - times[i]) for i in starts), key=abs)
