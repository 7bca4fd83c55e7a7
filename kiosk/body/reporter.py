"""Tells the core what became of the body: once each, not at every try."""

from __future__ import annotations

from collections.abc import Callable

from hardware.links.link_machine import MOVING, LinkState, Phase
from kiosk.events import BodyCleared, BodyStopped, Event, PartFailed, PartReady

PART = "body"
UNMEASURED = "; not calibrated: it moves by its profile alone (kiosk hardware calibrate robot)"
ABSENT = ("body.absent", "No robot is plugged in.")


class Reporter:
    """Turns changes of the link's state into events; of a robot that nobody `calibrated` it says so."""

    def __init__(self, send: Callable[[Event], None], *, simulated: bool, calibrated: bool = True) -> None:
        self._send = send
        self._simulated = simulated
        self._note = "" if calibrated else UNMEASURED
        self._detail = ""
        self._told: set[str] = set()
        self._stopped = False

    def look(self, state: LinkState, ailing: str = "") -> None:
        """Send what is new; `ailing` is what is wrong with its joints, in words."""
        if state.phase in MOVING or (state.phase is Phase.PARKED and state.stopped):
            self._ready(state, ailing)
        elif state.phase in {Phase.ABSENT, Phase.LOST, Phase.BLOCKED}:
            self._failed(state)
        if state.stopped is not self._stopped:
            self._stopped = state.stopped
            self._send(BodyStopped() if state.stopped else BodyCleared())

    def _ready(self, state: LinkState, ailing: str) -> None:
        lacking = f"; channels {sorted(state.missing)} do not answer" if state.missing else ""
        unwell = f"; {ailing}" if ailing else ""
        detail = f"{state.expected.device} on {state.port}{lacking}{unwell}{self._note}"
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
