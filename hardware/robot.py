"""A robot on a serial port: ties a profile's protocol, the link's machine and the rig to a real transport.

It has no thread and no clock of its own: `tick` and `listen` are called by a loop that knows the time.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware import link
from hardware.errors import HardwareError
from hardware.joints import Rig
from hardware.link import Do, Gone, LinkState, Open, Opened, Phase, Pin, Sent, Tick
from hardware.motion import Pose
from hardware.profile import Profile
from hardware.protocols.codec import Detects, PoseRead, Sensed, Status
from hardware.serial_link import LinkBlocked, LinkLost, SerialTransport, Transport

Find = Callable[[float], str]
"""Gives the port to use at a time, or an empty string; called in every tick."""


class Robot:
    """Keeps one robot moving towards the pose it is told, through every fault of its link.

    Args:
        profile: What it is.
        find: Where it is.
        open_port: Opens a port at a baud rate; raises `LinkLost` or `LinkBlocked`.
    """

    def __init__(
        self, profile: Profile, find: Find, open_port: Callable[[str, int], Transport] = SerialTransport
    ) -> None:
        self.profile = profile
        self.state = LinkState(profile.expected())
        self.rig = Rig(profile.joints, 1 / profile.rate_hz)
        self.answers = 0
        self.sensed: Sensed | None = None
        self._find, self._open_port = find, open_port
        self._codec = profile.codec()
        self._transport: Transport | None = None

    @property
    def connected(self) -> bool:
        """Whether there is an open port to listen to."""
        return self._transport is not None

    def tick(self, now: float, pose: Pose) -> None:
        """One period of the loop: hear what came, then take one step towards `pose`."""
        self.listen(now, 0.0)
        self._happened(Tick(self._find(now)), now)
        if self.state.phase in link.MOVING:
            self._send(self._codec.move(self.rig.step(pose)), now)
        elif self.state.phase is Phase.PARKED:
            self._send(self._codec.poll(), now)

    def listen(self, now: float, timeout_s: float) -> None:
        """Wait up to `timeout_s` for the device to say something, and heed it. Returns at once if there is no port."""
        if self._transport is None:
            return
        try:
            data = self._transport.read(timeout_s)
        except LinkLost as fault:
            self._lost(fault, now)
            return
        for report in self._codec.feed(data):
            if isinstance(report, Sensed):
                self.sensed = report
                continue
            self.answers += isinstance(report, Status | PoseRead)
            self._happened(report, now)

    def detect(self, now: float) -> None:
        """Ask what the sensors of presence tell, if it may have any: the answer is in `sensed` soon, anew each time.

        A board that has none leaves that unanswered, which the link must not count.
        """
        self.sensed = None
        if self.state.phase in link.TALKING and isinstance(self._codec, Detects):
            self._write(self._codec.detect(), now)

    def close(self) -> None:
        """Let go of the port; the device's deadman makes it limp."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _happened(self, what: link.Input, now: float) -> None:
        self.state, actions = link.step(self.state, what, now)
        for action in actions:
            self._act(action, now)

    def _act(self, action: link.Action, now: float) -> None:
        match action:
            case Open(port):
                self._connect(port, now)
            case Pin(positions):
                self.rig.pin(positions)
                self._send(self._codec.arm(), now)
            case Do.CLOSE:
                self.close()
            case Do.PROBE:
                self._write(self._codec.probe(), now)
            case Do.SYNC:
                self._write(self._codec.sync(), now)
            case Do.PARK:
                self._write(self._codec.park(), now)
            case Do.STOP:
                self._write(self._codec.stop(), now)

    def _connect(self, port: str, now: float) -> None:
        self._codec = self.profile.codec()
        try:
            self._transport = self._open_port(port, self.profile.baud)
        except (LinkLost, LinkBlocked) as fault:
            self._lost(fault, now)
        else:
            self._happened(Opened(), now)

    def _send(self, data: bytes, now: float) -> None:
        """Write a frame that wants an answer."""
        self._write(data, now)
        self._happened(Sent(), now)

    def _write(self, data: bytes, now: float) -> None:
        if self._transport is None:
            return
        try:
            self._transport.write(data)
        except LinkLost as fault:
            self._lost(fault, now)

    def _lost(self, fault: HardwareError, now: float) -> None:
        """The machine answers with a close, unless the port never opened."""
        self._happened(Gone(fault.code, fault.sentence, blocked=isinstance(fault, LinkBlocked)), now)
        self.close()
