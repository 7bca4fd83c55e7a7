"""The robot: fifty times a second, what the body wants becomes a step of its joints.

Everything that talks to the device runs in this one loop, which keeps its own time: late ticks are skipped, never
caught up, because the servos would jerk.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

from avatars.errors import AvatarError
from hardware.errors import HardwareError
from hardware.link import Phase
from hardware.motion import Pose
from hardware.profile import Profile
from hardware.profile import load as load_profile
from hardware.robot import Robot
from hardware.simulators.spawn import SimulatedBoard
from kiosk import pack_faults
from kiosk.body.behaviour import Behaviour
from kiosk.body.ports import AnyUsb, fixed
from kiosk.body.reporter import PART, Reporter
from kiosk.body.sensing import Sensing
from kiosk.body.sensor import SensorPresence, rules_of
from kiosk.errors import KioskError
from kiosk.events import PartFailed
from kiosk.gestures import load_all
from kiosk.ports import Link, LinkClosed
from kiosk.resources import config_dir, device_profile
from kiosk.settings import Settings

LOG = "robot.jsonl"
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
        self._profile = load_profile(device_profile(settings.body.profile))
        self._behaviour = behaviour(settings, self._profile)
        self._usb = AnyUsb(self._profile.usb) if settings.body.port == "auto" else None
        self.robot = Robot(self._profile, self._usb or fixed(_port(link, settings, stack)))
        stack.callback(self.robot.close)
        self._reporter = Reporter(link.send, simulated=settings.body.port == "simulated")
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
        while True:
            now = time.monotonic()
            on_late(now - due)
            self._tick(now)
            due = max(due + period, now)
            self._wait(due)

    def _tick(self, now: float) -> None:
        while (message := self._link.receive(0)) is not None:
            self._behaviour.heed(message, now)
        missing = self.robot.state.missing
        resting = _resting(self._profile, missing) if missing else None
        self.robot.tick(now, self._behaviour.pose(now, resting))
        if self._sensing is not None:
            self._sensing.tick(now)
        self._look(now)

    def _look(self, now: float) -> None:
        """Tell what changed; do not stay at a port where another device answers."""
        state = self.robot.state
        self._reporter.look(state)
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
                self._behaviour.heed(message, time.monotonic())


def _port(link: Link, settings: Settings, stack: ExitStack) -> str:
    if settings.body.port != "simulated":
        return settings.body.port
    board = SimulatedBoard(link.run_dir, link.run_dir / LOG)
    stack.callback(board.close)
    if settings.sight.sensor == "body":
        from kiosk.simulation.sensor import ShopSensor

        stack.callback(ShopSensor(link.run_dir / "shop.sock", board.tell).close)
    return board.port


def _resting(profile: Profile, channels: frozenset[int]) -> Pose:
    """Joints that do not answer are asked to rest, so that they do not leap when they come back."""
    missing = [joint for joint in profile.joints if joint.channel in channels]
    return {name: value for joint in missing for name, value in joint.resting().items()}


def behaviour(settings: Settings, profile: Profile) -> Behaviour:
    """The wishes of this kiosk's body: lips and expressions are the avatar's.

    Raises:
        KioskError: a gesture is wrong.
        AvatarError: the avatar pack is.
    """
    from avatars.mouth import mouth_track
    from avatars.pack import load as load_pack

    pack = load_pack(settings.kiosk.avatar)
    jaw = profile.joint("jawOpen")
    lead_s = settings.body.lip_lead_ms / 1000 + (jaw.lead_s if jaw else 0.0)
    return Behaviour(
        lambda visemes: mouth_track(visemes, pack, lead_s),
        load_all(config_dir() / "gestures"),
        pack.expressions,
        max(joint.lead_s for joint in profile.joints),
        settings.kiosk.seed,
    )
