"""The robot: fifty times a second, what the body wants becomes a step of its joints.

Everything that talks to the device runs in this one loop, which keeps its own time: late ticks are skipped, never
caught up, because the servos would jerk.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from avatars.errors import AvatarError
from hardware.devices.robot import Robot
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.motion.trajectory import Pose
from hardware.profiles.robot_profile import Profile
from hardware.safety.latch import StopLatch
from hardware.simulators.spawn import SimulatedBoard
from kiosk import pack_faults
from kiosk.body import parking
from kiosk.body.caring import Caring
from kiosk.body.casting import behaviour, profile_of
from kiosk.body.panel import Panel
from kiosk.body.ports import AnyUsb, fixed
from kiosk.body.reporter import PART, Reporter
from kiosk.body.sensing import Sensing
from kiosk.body.sensor import SensorPresence, rules_of
from kiosk.body.stopping import Stopping
from kiosk.errors import KioskError
from kiosk.events import PartFailed
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import data_dir, device_profile
from kiosk.settings import Settings

LOG = "robot.jsonl"
LAMPS = "lamps.jsonl"
IDLE_S = 0.5
HASTE = -10


def run(link: Link, settings: Settings) -> None:
    """Serve until the link closes. `body.port` `none`, or a profile that is wrong, leaves the kiosk without a body."""
    with ExitStack() as stack, suppress(LinkClosed):
        try:
            Loop(link, settings, stack).run()
        except (HardwareError, KioskError, AvatarError) as fault:
            link.send(PartFailed(PART, fault.code, f"{_sentence(fault)} {fault.remedy}"))
            _rest(link)


def _sentence(fault: HardwareError | KioskError | AvatarError) -> str:
    return pack_faults.sentence(fault) if isinstance(fault, AvatarError) else fault.sentence


def _rest(link: Link) -> None:
    """Have nothing to do, but be there."""
    while True:
        link.receive(IDLE_S)


class Loop:
    """The 50 Hz loop, and all it needs; what must be closed after it is put on `stack`.

    Raises:
        HardwareError, KioskError, AvatarError: profile, gestures, simulator or avatar are missing or wrong.
    """

    def __init__(self, link: Link, settings: Settings, stack: ExitStack) -> None:
        if settings.body.port == "none":
            raise KioskError("body.none", "No robot is set.", "Set body.port to auto if there is one.")
        self._link = link
        self._profile, measured = profile_of(settings)
        self._behaviour = behaviour(settings, self._profile)
        self._usb = AnyUsb(self._profile.usb, besides=settings.body.taken) if settings.body.port == "auto" else None
        latch = StopLatch(stop_folder(settings, link.run_dir))
        find = self._usb or fixed(_port(link, settings, stack))
        self.robot = Robot(self._profile, find, stopped=latch.held)
        stack.callback(self.robot.close)
        self._stopping, self._caring = Stopping(self.robot, latch), Caring(self.robot)
        self._panel = Panel(self.robot, settings.kiosk.langs, link.send)
        simulated = settings.body.port == "simulated"
        calibrated = simulated or measured is not None or not self._profile.joints
        self._reporter = Reporter(link.send, simulated=simulated, calibrated=calibrated)
        sensed = settings.sight.sensor == "body"
        self._sensing = Sensing(self.robot, SensorPresence(rules_of(settings.sight)), link.send) if sensed else None
        self._refused = False

    def run(self, on_late: Callable[[float], None] = lambda _seconds: None) -> None:
        """Tick until `LinkClosed`; `on_late` gets how late each tick began, in seconds.

        It asks to be preferred over the busy parts, as it needs little but in time; where that is not allowed (see
        systemd's `LimitNICE`), it does without.
        """
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, HASTE)
        period = 1 / self._profile.rate_hz
        due = time.monotonic()
        try:
            while True:
                now = time.monotonic()
                on_late(now - due)
                self._tick(now)
                due = max(due + period, now)
                self._wait(due)
        finally:
            parking.park(self.robot)

    def _tick(self, now: float) -> None:
        while (message := self._link.receive(0)) is not None:
            self._heed(message, now)
        missing = self.robot.state.missing
        resting = _resting(self._profile, missing) if missing else None
        self._stopping.tick(now)
        self._caring.tick(now)
        wanted = self._behaviour.pose(now, resting, still=self.robot.state.stopped)
        self.robot.armed = not self._behaviour.limp(now)
        self.robot.tick(now, self._caring.pose(wanted))
        if self._sensing is not None:
            self._sensing.tick(now)
        self._panel.tick(now)
        self._look(now)

    def _heed(self, message: Message, now: float) -> None:
        self._behaviour.heed(message, now)
        self._panel.heed(message)

    def _look(self, now: float) -> None:
        """Tell what changed; do not stay at a port where another device answers."""
        state = self.robot.state
        self._reporter.look(state, self._caring.ailing)
        refused = state.phase is Phase.BLOCKED
        if refused and not self._refused and self._usb is not None:
            self._usb.refuse(state.port, now)
        self._refused = refused

    def _wait(self, until: float) -> None:
        """Hear the device until the next tick is due, or the core if there is no device."""
        while (left := until - time.monotonic()) > 0:
            if self.robot.connected:
                self.robot.listen(time.monotonic(), left)
                self._look(time.monotonic())
            elif (message := self._link.receive(left)) is not None:
                self._heed(message, time.monotonic())


def stop_folder(settings: Settings, run_dir: Path) -> Path:
    """Where the file lies that stops this kiosk's robots; a simulated one is nobody's business but its run's."""
    shared = run_dir if settings.body.port == "simulated" else data_dir()
    return settings.body.stop_dir or shared


def _port(link: Link, settings: Settings, stack: ExitStack) -> str:
    if settings.body.port != "simulated":
        return settings.body.port
    profile = device_profile(settings.body.profile)
    board = SimulatedBoard(link.run_dir, link.run_dir / LOG, link.run_dir / LAMPS, profile)
    stack.callback(board.close)
    if settings.sight.sensor == "body":
        from kiosk.simulation.sensor import ShopSensor

        stack.callback(ShopSensor(link.run_dir / "shop.sock", board.tell).close)
    return board.port


def _resting(profile: Profile, channels: frozenset[int]) -> Pose:
    """Joints that do not answer are asked to rest, so that they do not leap when they come back."""
    missing = [joint for joint in profile.joints if joint.channel in channels]
    return {name: value for joint in missing for name, value in joint.resting().items()}
