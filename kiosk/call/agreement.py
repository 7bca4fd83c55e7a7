"""What a call should be doing now, from what the desk and the dialogue said last. Pure.

The desk's part says with whom (`Begin`, `End`), the dialogue what may flow (`CallMode`): there is a connection only
while both speak of the same case, and nothing flows that the dialogue does not name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.channels.call_signalling import Begin
from kiosk.commands import CallMode


@dataclass(frozen=True, slots=True)
class Wanted:
    """A connection for `ticket`, and what of the shopper may go out over it."""

    ticket: int
    case: int
    colleague: str
    camera: bool
    microphone: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """The newest of each."""

    begun: Begin | None = None
    mode: CallMode | None = None

    def begin(self, begun: Begin) -> Agreement:
        """A colleague has the case."""
        return replace(self, begun=begun)

    def end(self, ticket: int) -> Agreement:
        """The conversation of that ticket is over."""
        return replace(self, begun=None) if self.begun is not None and self.begun.ticket == ticket else self

    def allow(self, mode: CallMode) -> Agreement:
        """What the dialogue lets flow."""
        return replace(self, mode=mode)

    def wanted(self) -> Wanted | None:
        """What there should be; None for no connection."""
        begun, mode = self.begun, self.mode
        if begun is None or mode is None or begun.case != mode.case or mode.mode not in ("voice", "video"):
            return None
        camera = mode.camera and mode.mode == "video"
        return Wanted(begun.ticket, begun.case, begun.colleague, camera, mode.microphone)
