"""When each stretch of a colleague's sound is played: as soon as can be without gaps. Pure, told the time."""

from __future__ import annotations

import math
from typing import Final

LEAD_S: Final = 0.06
"""Sound waits so long for what the network and a busy machine bring late."""
MOST_S: Final = 0.2
"""More than this and the newest is left out: a conversation with half a second in between is none."""
JUDGED_S: Final = 1.0
"""What was more than `LEAD_S` ready for all of this time is a delay for nothing."""
EVERY: Final = 4
"""One stretch in so many is left out until it is made up for: faster speech, and no word is lost."""


class Playout:
    """`due` says when a stretch sounds, or that it is left out. `delay_s` is what the loudspeaker needs ahead."""

    def __init__(self) -> None:
        self._next = -math.inf
        self._least, self._since = math.inf, 0.0
        self._surplus_s, self._count = 0.0, 0
        self._held_s = 0.0

    def hold(self, held_s: float) -> None:
        """So much came while it could not be played: it is played all the same, and made up for as fast as may be."""
        self._next, self._held_s = -math.inf, held_s

    def due(self, now: float, lasts_s: float, delay_s: float = 0.0) -> float | None:
        """When a stretch that came now is to sound; None if it is left out."""
        spare = self._next - now - delay_s
        if spare < 0.0:
            self._begin(now, now + delay_s + LEAD_S)
        else:
            self._judge(now, spare)
            if spare > MOST_S + self._held_s or self._made_up(lasts_s):
                return None
        at, self._next = self._next, self._next + lasts_s
        return at

    def _begin(self, now: float, at: float) -> None:
        """The first, or the first after a gap."""
        self._next, self._least, self._since, self._surplus_s = at, math.inf, now, self._held_s

    def _judge(self, now: float, spare: float) -> None:
        """What was ready when the next came, at the least: what of it nobody needed is made up for."""
        if now > self._since:  # what came at once with the first tells nothing of what is ready in time
            self._least = min(self._least, spare)
        if now - self._since >= JUDGED_S:
            self._surplus_s, self._least, self._since = self._least - LEAD_S, math.inf, now
            self._held_s = min(self._held_s, max(self._surplus_s, 0.0))

    def _made_up(self, lasts_s: float) -> bool:
        """Whether this stretch is left out to be sooner with the rest."""
        self._count += 1
        if self._surplus_s < lasts_s or self._count % EVERY:
            return False
        self._surplus_s -= lasts_s
        return True
