"""When a frame is begun and when it is shown: at a steady beat, however unlike the times are that frames take.

A frame is begun as late as its beat allows, so that it shows the newest there is, and then waits for its beat. Pure:
CLOCK_MONOTONIC seconds in and out.
"""

from __future__ import annotations

from dataclasses import dataclass

MARGIN_S = 0.002
FORGETS = 0.02
"""Share of a long frame that is forgotten with every shorter one: it is reckoned with for a second or two."""


@dataclass(slots=True)
class Pace:
    """One window's beat: `step` seconds from frame to frame, the next one to be seen at `due`."""

    step: float
    due: float
    lead: float = 0.02
    """How long before its beat a frame is begun."""

    @property
    def begin(self) -> float:
        """When the next frame is to be begun."""
        return self.due - self.lead

    def seen(self, now: float) -> float:
        """When a frame that is begun now will be seen."""
        return max(self.due, now + self.lead)

    def drawn(self, took: float) -> None:
        """A frame took so long to draw: the next ones are begun early enough for another like it."""
        wanted = took + MARGIN_S
        self.lead = min(self.step, wanted if wanted > self.lead else self.lead + FORGETS * (wanted - self.lead))

    def shown(self, now: float) -> None:
        """It stands on the screen; after a late one the beat goes on, after a stop it begins anew."""
        due = self.due + self.step
        self.due = due if due > now else now + self.step
