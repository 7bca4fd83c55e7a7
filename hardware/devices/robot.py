"""A robot on a serial port: ties a profile's protocol, the link's machine and the rig to a real transport.

It has no thread and no clock of its own: `tick` and `listen` are called by a loop that knows the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from hardware.errors import HardwareError
from hardware.links import link_machine
from hardware.links.link_machine import Clear, Do, Gone, Halt, LinkState, Open, Opened, Phase, Pin, Sent, Tick
from hardware.links.serial_link import LinkBlocked, LinkLost, SerialTransport, Transport
from hardware.motion.joints import Rig
from hardware.motion.trajectory import Pose
from hardware.profiles.robot_profile import Profile
from hardware.protocols.codec import (
    Aside,
    Codec,
    Detects,
    Identified,
    Lamp,
    Lights,
    PoseRead,
    Positions,
    Reads,
    Report,
    Sensed,
    Status,
    Vitals,
)

Find = Callable[[float], str]
"""Gives the port to use at a time, or an empty string; called in every tick."""

STALL_S = 0.25
"""After so long without a tick (a suspended machine, a stalled process) the device stands still: so does the rig."""


class Robot:
    """Keeps one robot moving towards the pose it is told, through every fault of its link.

    Args:
        profile: What it is.
        find: Where it is.
        open_port: Opens a port at a baud rate; raises `LinkLost` or `LinkBlocked`.
        stopped: A stop was latched earlier, and nobody cleared it.

    `armed` may be set at any time: without it there is no torque. `identity`, `status`, `positions`, `sensed` and
    `vitals` are what the device said last.
    """

    def __init__(
        self,
        profile: Profile,
        find: Find,
        open_port: Callable[[str, int], Transport] = SerialTransport,
        *,
        stopped: bool = False,
    ) -> None:
        self.profile = profile
        self.state = LinkState(profile.expected(), stopped=stopped, relatch=stopped)
        self.rig = Rig(profile.joints, 1 / profile.rate_hz, profile.avoid)
        self.armed = True
        self.answers = 0
        self.identity: Identified | None = None
        self.status: Status | None = None
        self.positions: Positions = {}
        self.sensed: Sensed | None = None
        self.vitals: Vitals | None = None
        self._find, self._open_port = find, open_port
        self._codec = profile.codec()
        self._transport: Transport | None = None
        self._ticked = 0.0

    @property
    def connected(self) -> bool:
        """Whether there is an open port to listen to."""
        return self._transport is not None

    def tick(self, now: float, pose: Pose) -> None:
        """One period of the loop: hear what came, then take one step towards `pose`."""
        if now - self._ticked > STALL_S:
            self.rig.rest()
        self._ticked = now
        self.listen(now, 0.0)
        self._happened(Tick(self._find(now), self.armed), now)
        if self.state.phase in link_machine.MOVING:
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
            match report:
                case Sensed():
                    self.sensed = report
                case Vitals():
                    self.vitals = report
                case _:
                    self._note(report)
                    self._happened(report, now)

    def _note(self, report: Report) -> None:
        match report:
            case PoseRead(status, positions):
                self.status, self.positions = status, positions
                self.answers += 1
            case Status():
                self.status = report
                self.answers += 1
                if self.state.phase in link_machine.MOVING and report.configured and not report.limp:
                    self.rig.confirm()
            case Identified():
                self.identity = report

    def read(self, now: float) -> bool:
        """Ask where the channels are: the answer is in `positions` soon; false if it cannot be asked now, or ever."""
        if self.state.phase not in link_machine.MOVING | {Phase.PARKED} or not isinstance(self._codec, Reads):
            return False
        self._write(self._codec.read(), now)
        return True

    def detect(self, now: float) -> None:
        """Ask what the sensors of presence tell, if it may have any: the answer is in `sensed` soon, anew each time.

        A board that has none leaves that unanswered, which the link must not count.
        """
        self.sensed = None
        if self.state.phase in link_machine.TALKING and isinstance(self._codec, Detects):
            self._write(self._codec.detect(), now)

    def light(self, now: float, lamps: Mapping[int, Lamp]) -> None:
        """Show these lamps, if it may have any, and leave the others."""
        if self.state.phase in link_machine.MOVING | {Phase.PARKED} and isinstance(self._codec, Lights):
            self._send(self._codec.light(lamps), now)

    def halt(self, now: float) -> None:
        """Latch the emergency stop, as a person wants it; a device that is away is told when it is back."""
        self._happened(Halt(), now)

    def clear(self, now: float) -> None:
        """A person clears the emergency stop; `state.stopped` tells whether the device did."""
        self._happened(Clear(), now)

    def say(self, make: Callable[[Codec], bytes]) -> None:
        """Write what its codec makes, past the link's machine: for who tries something on it.

        Raises:
            LinkLost: it went, or is not there.
        """
        self._open().write(make(self._codec))

    def overheard(self, timeout_s: float) -> Sequence[Report | Aside]:
        """What the device said within `timeout_s`, past the link's machine.

        Raises:
            LinkLost: it went, or is not there.
        """
        return self._codec.feed(self._open().read(timeout_s))

    def _open(self) -> Transport:
        if self._transport is None:
            raise LinkLost("link.lost", "The robot is not connected.", "Plug it in.")
        return self._transport

    def close(self) -> None:
        """Let go of the port. The device's deadman makes it limp; one that has none is told to let go, if it hears."""
        if self._transport is not None:
            if not self.profile.protocol.deadman:
                with suppress(LinkLost):
                    self._transport.write(self._codec.park())
            self._transport.close()
            self._transport = None

    def _happened(self, what: link_machine.Input, now: float) -> None:
        self.state, actions = link_machine.step(self.state, what, now)
        for action in actions:
            self._act(action, now)

    def _act(self, action: link_machine.Action, now: float) -> None:
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
            case Do.CLEAR:
                self._write(self._codec.clear(), now)

    def _connect(self, port: str, now: float) -> None:
        self._codec, self.vitals = self.profile.codec(), None
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
