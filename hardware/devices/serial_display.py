"""A display on a serial port: keeps showing what it is told last, through every fault of its link.

It has no thread and no clock of its own: `tick` and `listen` are called by a loop that knows the time. What is told
while the line is busy is never queued: only the latest is written. A display that never answers is taken for there as
long as its port is; from time to time all is written again, as it may have been off meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hardware import back_off
from hardware.devices.robot import Find
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.links.serial_link import LinkBlocked, LinkLost, SerialTransport, Transport
from hardware.profiles.display_profile import DisplayProfile
from hardware.protocols.displays.display_codec import Content, Present, Refused, Report, Restarted, Touched

GAP_S: Final = 0.1
"""Between two writes: nobody reads faster."""
ASK_AGAIN_S: Final = 0.25
SILENT_S: Final = 1.0
"""A display that answers, and did not for so long, is lost."""
WRITE_S: Final = 0.5
"""A device that takes nothing for so long is lost; nobody but the display waits for it."""
BITS: Final = 10


@dataclass(frozen=True, slots=True)
class DisplayState:
    """What is known of the display; `refused` is the last thing that it could not do, `model` what it calls itself."""

    phase: Phase = Phase.ABSENT
    port: str = ""
    code: str = ""
    reason: str = ""
    model: str = ""
    refused: str = ""


def open_patiently(port: str, baud: int) -> Transport:
    """A serial port whose device may take its time."""
    return SerialTransport(port, baud, WRITE_S)


class Display:
    """Shows the latest content on one display.

    Args:
        profile: What it is.
        find: Where it is.
        open_port: Opens a port at a baud rate; raises `LinkLost` or `LinkBlocked`.
    """

    def __init__(
        self, profile: DisplayProfile, find: Find, open_port: Callable[[str, int], Transport] = open_patiently
    ) -> None:
        self.profile = profile
        self.state = DisplayState()
        self.touches: list[Touched] = []
        self._find, self._open_port = find, open_port
        self._codec = profile.codec()
        self._transport: Transport | None = None
        self._since = self._due = self._free = self._refresh = 0.0
        self._heard = 0.0
        self._failures = 0
        self._stalls = 0

    @property
    def connected(self) -> bool:
        """Whether there is an open port to listen to."""
        return self._transport is not None

    def tick(self, now: float, content: Content) -> None:
        """Take one step: look for the port, ask, or write what differs from what is shown."""
        self.listen(now, 0.0)
        match self.state.phase:
            case Phase.PROBING:
                self._ask(now)
            case Phase.READY:
                self._keep(now, content)
            case _:
                self._look(now)

    def listen(self, now: float, timeout_s: float) -> None:
        """Wait up to `timeout_s` for the display to say something, and heed it. Returns at once if there is no port."""
        if self._transport is None:
            return
        try:
            data = self._transport.read(timeout_s)
        except LinkLost as fault:
            self._gone(fault, now)
            return
        for report in self._codec.feed(data):
            self._heed(report, now)

    def close(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _look(self, now: float) -> None:
        """Open the port as soon as it is there and the wait is over; one that is taken away need not be waited for."""
        port = self._find(now)
        if not port:
            self._failures = 0
            if self.state.phase is not Phase.ABSENT:
                self._enter(Phase.ABSENT, now)
                self._due = now
        elif now >= self._due:
            self._open(port, now)

    def _open(self, port: str, now: float) -> None:
        self._codec = self.profile.codec()
        self.state = DisplayState(port=port)
        try:
            self._transport = self._open_port(port, self.profile.baud)
        except (LinkLost, LinkBlocked) as fault:
            self._gone(fault, now)
            return
        self._stalls, self._heard = self._transport.stalls, now
        self._free = self._due = now
        self._enter(Phase.PROBING, now)
        if self.profile.protocol.answers:
            self._ask(now)
        else:
            self._begin(now)

    def _ask(self, now: float) -> None:
        if now - self._since > self.profile.boot_s:
            mute = f"Nothing on {self.state.port} answers as a {self.profile.device} would."
            self._gone(LinkBlocked("link.mute", mute, "Check its power, its baud rate and the port."), now)
        elif now >= self._due:
            self._due = now + ASK_AGAIN_S
            self._write(self._codec.probe(), now)

    def _begin(self, now: float) -> None:
        self._enter(Phase.READY, now)
        self._refresh = now + self.profile.refresh_s
        self._write(self._codec.start(), now)

    def _keep(self, now: float, content: Content) -> None:
        """Write what is new; now and then ask for a sign of life, or write all again."""
        if not self._codec.unanswered:
            self._heard = now
        elif now - self._heard > SILENT_S:
            silent = f"The display on {self.state.port} has stopped answering."
            self._gone(LinkLost("link.silent", silent, "Check its power and its cable."), now)
            return
        if now < self._free:
            return
        if now >= self._refresh:
            self._refresh = now + self.profile.refresh_s
            self._write(self._codec.refresh(), now)
        self._write(self._codec.show(content), now)

    def _write(self, data: bytes, now: float) -> None:
        """What a device did not take leaves an unknown screen: the line is begun anew when it has drained."""
        if not data or self._transport is None:
            return
        try:
            self._transport.write(data)
        except LinkLost as fault:
            self._gone(fault, now)
            return
        self._free = max(self._free, now) + max(GAP_S, len(data) * BITS / self.profile.baud)
        if self._transport.stalls > self._stalls:
            self._stalls = self._transport.stalls
            slow = f"The display on {self.state.port} takes no more."
            self._gone(LinkLost("link.slow", slow, "Check its cable: its handshake may hold it up."), now)

    def _heed(self, report: Report, now: float) -> None:
        self._heard = now
        match report:
            case Present(model) if self.state.phase is Phase.PROBING:
                self.state = replace(self.state, model=model)
                self._begin(now)
            case Restarted() if self.state.phase is Phase.READY:
                self._begin(now)
            case Touched():
                self.touches.append(report)
            case Refused(_, meaning):
                self.state = replace(self.state, refused=meaning)
            case _:
                pass

    def _enter(self, phase: Phase, now: float) -> None:
        self._since = now
        self.state = replace(self.state, phase=phase)

    def _gone(self, fault: HardwareError, now: float) -> None:
        """Back off: longer with each failure in a row."""
        self.close()
        self.touches.clear()
        if self.state.phase is Phase.READY and now - self._since >= back_off.STEADY_S:
            self._failures = 0
        blocked = isinstance(fault, LinkBlocked)
        self._due = now + back_off.wait_s(self._failures, blocked=blocked)
        self._failures += 1
        self.state = replace(self.state, code=fault.code, reason=fault.sentence)
        self._enter(Phase.BLOCKED if blocked else Phase.LOST, now)
