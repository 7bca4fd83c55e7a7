"""A robot in a technician's hands: without torque until it is armed, slow, joint by joint, and limp at the end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING, Phase
from hardware.links.serial_link import SerialTransport, Transport
from hardware.motion.joints import Joint
from hardware.motion.trajectory import Pose
from hardware.profiles.robot_profile import Profile
from hardware.safety.latch import StopLatch
from kiosk.error_areas import TOLD
from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir
from kiosk.technician.chosen import Chosen, plugged

SLOW: Final = 0.3
"""Share of a joint's velocity and acceleration with which a technician moves it."""
READ_S: Final = 0.1
"""How often the joints are read back."""
REACHED: Final = frozenset({Phase.PARKED, *MOVING})
PATIENCE_S: Final = 3.0
ANSWER_S: Final = 0.15
KEPT: Final = 512
"""Times of flight and lateness that are remembered."""
Open = Callable[[str, int], Transport]


def by_joint(profile: Profile, share: float = SLOW) -> Profile:
    """The same body moved by the names of its joints, at a share of its velocities and accelerations."""
    return replace(profile, joints=tuple(_slowed(joint, share) for joint in profile.joints))


def _slowed(joint: Joint, share: float) -> Joint:
    limits = replace(
        joint.limits, velocity=joint.limits.velocity * share, acceleration=joint.limits.acceleration * share
    )
    return replace(joint, parameters={joint.name: 1.0}, limits=limits)


class Session:
    """An open robot and what is wanted of it: `pose` is the value of each joint, by its name.

    `tell` plays a trick on a simulated device, and is None on a real one. `flights` are the last round trips, and
    `lateness` how late the last ticks began, in seconds; `sent` counts the frames that want an answer.
    `read_s` is how often the joints are read back.
    """

    def __init__(
        self,
        chosen: Chosen,
        port: str,
        tell: Callable[[str], object] | None = None,
        *,
        share: float = SLOW,
        open_port: Open = SerialTransport,
    ) -> None:
        self.chosen, self.tell = chosen, tell
        path, self._latch = Path(port), None if chosen.simulated else StopLatch(chosen.stop_folder or data_dir())
        self.robot = Robot(
            by_joint(chosen.profile, share),
            lambda _now: port if path.exists() else "",
            open_port,
            stopped=self._stopped_here,
        )
        self.robot.armed = False
        self.pose: dict[str, float] = {joint.name: joint.neutral for joint in chosen.profile.joints}
        self.flights: deque[float] = deque(maxlen=KEPT)
        self.lateness: deque[float] = deque(maxlen=KEPT)
        self.sent = 0
        self._sent_at: deque[float] = deque(maxlen=KEPT)
        self._before: int | None = None
        self.read_s = READ_S
        self._read_at = 0.0

    @property
    def _stopped_here(self) -> bool:
        """Whether a person stopped this kiosk's robots, as `kiosk hardware stop` does in another terminal."""
        return self._latch is not None and self._latch.held

    @property
    def moving(self) -> bool:
        """Whether there is torque."""
        return self.robot.state.phase in MOVING

    @property
    def unanswered(self) -> int:
        """Frames that were sent more than `ANSWER_S` ago and got no answer."""
        flying = sum(time.monotonic() - at < ANSWER_S for at in self._sent_at)
        return max(0, self.sent - flying - (self.robot.answers - (self._before or 0)))

    def run(
        self, seconds: float, each: Callable[[float], None] = lambda _now: None, until: Callable[[], bool] | None = None
    ) -> bool:
        """Tick for so long, or until something is so; whether it became so. `each` is called in every tick."""
        period = 1 / self.robot.profile.rate_hz
        due = time.monotonic()
        end = due + seconds
        while (now := time.monotonic()) < end:
            self.lateness.append(max(0.0, now - due))
            each(now)
            self._tick(now)
            due = max(due + period, now)
            self._wait(due)
            if until is not None and until():
                return True
        return False

    def _tick(self, now: float) -> None:
        asked = self.robot.state.phase in REACHED
        if asked and self._before is None:
            self._before = self.robot.answers
        if self._stopped_here and not self.robot.state.stopped:
            self.robot.halt(now)
        if now - self._read_at >= self.read_s:
            self._read_at = now
            self._count(now, asked=self.robot.read(now))
        self.robot.tick(now, self.pose)
        self._count(now, asked=asked)

    def _count(self, now: float, *, asked: bool) -> None:
        if asked:
            self.sent += 1
            self._sent_at.append(now)

    def _wait(self, until: float) -> None:
        """Hear the device; the first answer ends the flight of the frame that was just sent."""
        began, answers = time.monotonic(), self.robot.answers
        flying = self.robot.state.phase in REACHED
        while (left := until - time.monotonic()) > 0:
            if not self.robot.connected:
                time.sleep(left)
                return
            self.robot.listen(time.monotonic(), left)
            if flying and self.robot.answers > answers:
                flying = False
                self.flights.append(time.monotonic() - began)

    def reach(self, *, armed: bool) -> None:
        """Wait until the device answers, with torque or without.

        Raises:
            KioskError: the link's own code if it does not come up; `hardware.stopped` if its stop is latched.
        """
        self.robot.armed = armed
        wanted = MOVING if armed else REACHED
        patience = PATIENCE_S + self.chosen.profile.boot_s
        self.run(patience, until=lambda: self.robot.state.phase in wanted or self._stuck(armed=armed))
        if self.robot.state.phase in wanted:
            return
        if self.robot.state.stopped:
            raise stopped_fault()
        raise link_fault(self.robot, self.chosen.port)

    def _stuck(self, *, armed: bool) -> bool:
        state = self.robot.state
        return state.phase is Phase.BLOCKED or (armed and state.stopped and state.phase is Phase.PARKED)

    def go(self, pose: Pose, seconds: float = 8.0, each: Callable[[float], None] = lambda _now: None) -> bool:
        """Move to these values; whether they were reached.

        Raises:
            KioskError: as `hold`.
        """
        self.pose |= pose
        reached = self.run(seconds, each, lambda: self._there(pose) or not self.moving)
        self.hold()
        return reached

    def hold(self) -> None:
        """See that there still is the torque that it was given: nobody waits for a joint that cannot come.

        Raises:
            KioskError: `hardware.stopped`, or the link's own code.
        """
        if self.robot.state.stopped:
            raise stopped_fault()
        if not self.moving:
            raise link_fault(self.robot, self.chosen.port)

    def _there(self, pose: Pose) -> bool:
        limits = {joint.name: joint.limits for joint in self.robot.profile.joints}
        now = self.robot.rig.pose
        return all(abs(now[name] - limits[name].clip(value)) < 1e-3 for name, value in pose.items())

    def stay(self) -> None:
        """Want every joint where it is, as far as that was read back: none moves because another one does."""
        self.pose |= dict(self.robot.rig.pose)

    def rest(self) -> None:
        """Bring every joint home, slowly, if there is torque."""
        if self.moving:
            self.go({joint.name: joint.neutral for joint in self.robot.profile.joints})

    def close(self) -> None:
        """Torque off, heard if it can be; then let go of the port. A stop stays latched."""
        self.robot.armed = False
        now = time.monotonic()
        self.robot.tick(now, self.pose)
        self.robot.listen(now, 0.05)
        self.robot.close()


def stopped_fault() -> KioskError:
    """The stop of the device, or of the kiosk, is latched."""
    remedy = (
        "See why, and that nobody is near. `kiosk hardware clear` ends a stop of this kiosk, "
        "`kiosk hardware estop-test --clear` that of the device alone."
    )
    return KioskError("hardware.stopped", "The emergency stop is latched: nothing moves.", remedy)


def link_fault(robot: Robot, port: str) -> KioskError:
    """Why the link is not up."""
    state = robot.state
    if not state.code:
        if not state.port:
            remedy = "Plug it in, or name another; `kiosk hardware scan` lists the ports."
            return InputError("hardware.no-such-port", f"The port {port} is not there.", remedy)
        remedy = "Check the cable; `kiosk hardware scan` lists the ports."
        return KioskError("hardware.absent", f"There is no device on {state.port}.", remedy)
    known = TOLD.get(state.code)
    return KioskError(state.code, state.reason, known[1] if known else "See `kiosk doctor`.")


@contextmanager
def opened(chosen: Chosen, *, armed: bool, share: float = SLOW, open_port: Open = SerialTransport) -> Iterator[Session]:
    """A session that is up; however the block ends, also by Ctrl-C, the torque goes off."""
    with plugged(chosen) as (port, tell):
        session = Session(chosen, port, tell, share=share, open_port=open_port)
        try:
            session.reach(armed=armed)
            yield session
        finally:
            session.close()
