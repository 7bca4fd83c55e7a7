"""Tells the core what became of the body: once each, not at every try."""

from __future__ import annotations

from collections.abc import Callable

from hardware.link import MOVING, LinkState, Phase
from kiosk.events import BodyCleared, BodyStopped, Event, PartFailed, PartReady

PART = "body"
ABSENT = ("body.absent", "No robot is plugged in.")


class Reporter:
    """Turns changes of the link's state into events."""

    def __init__(self, send: Callable[[Event], None], *, simulated: bool) -> None:
        self._send = send
        self._simulated = simulated
        self._detail = ""
        self._told: set[str] = set()
        self._stopped = False

    def look(self, state: LinkState) -> None:
        """Send what is new."""
        if state.phase in MOVING or (state.phase is Phase.PARKED and state.stopped):
            self._ready(state)
        elif state.phase in {Phase.ABSENT, Phase.LOST, Phase.BLOCKED}:
            self._failed(state)
        if state.stopped is not self._stopped:
            self._stopped = state.stopped
            self._send(BodyStopped() if state.stopped else BodyCleared())

    def _ready(self, state: LinkState) -> None:
        lacking = f"; channels {sorted(state.missing)} do not answer" if state.missing else ""
        detail = f"{state.expected.device} on {state.port}{lacking}"
        if detail != self._detail:
            self._detail = detail
            self._told.clear()
            self._send(PartReady(PART, detail, self._simulated))

    def _failed(self, state: LinkState) -> None:
        """Once for each outage, and again only if it turns out that a person must act."""
        self._detail = ""
        code, reason = (state.code, state.reason) if state.code else ABSENT
        news = state.phase is Phase.BLOCKED and code not in self._told
        if not self._told or news:
            self._told.add(code)
            self._send(PartFailed(PART, code, reason))
