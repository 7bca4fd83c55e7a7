"""Drives a body in a thread of its own, for a page: wishes in, snapshots out.

The page has a deadman, as the device has one: torque goes off when nobody was heard for `DEADMAN_S`, because the page
was closed, hidden or cut off.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Final

from hardware.errors import HardwareError
from hardware.protocols.codec import Codec, Effect, Lamp, Lights
from kiosk.gestures.library import GesturePath
from kiosk.technician.page.wishes import Alive, Clear, Halt, Home, Light, Move, Play, Torque, Wish
from kiosk.technician.session import Session
from kiosk.technician.snapshot import Snapshot, take
from kiosk.technician.wiggling import values

DEADMAN_S: Final = 1.0
LOOK_S: Final = 0.05
TURN_S: Final = 0.5


class Driver:
    """One body. `now` is its last snapshot; `wish` may be called from any thread."""

    def __init__(self, session: Session, gestures: Mapping[str, GesturePath]) -> None:
        self._session, self._gestures = session, gestures
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._playing: tuple[GesturePath, float] | None = None
        self._heard = self._looked = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._drive, name="body", daemon=True)
        self.fault: HardwareError | None = None
        self.now: Snapshot = take(session)

    def start(self) -> None:
        """Begin; without torque."""
        self._thread.start()

    def close(self) -> None:
        """Torque off, and an end."""
        self._ended.set()
        self._thread.join(2 * TURN_S + 1.0)

    def wish(self, wish: Wish) -> None:
        """Ask for something; it is done within a tick."""
        self._wishes.put(wish)

    def _drive(self) -> None:
        try:
            while not self._ended.is_set():
                self._session.run(TURN_S, self.turn, self._ended.is_set)
        except HardwareError as fault:
            self.fault = fault
        finally:
            self._session.close()

    def turn(self, now: float) -> None:
        """What is to be done in a tick."""
        while not self._wishes.empty():
            self._heed(self._wishes.get(), now)
        session = self._session
        if session.robot.armed and now - self._heard > DEADMAN_S:
            self._disarm()
        if not session.moving:
            self._stay()
        elif self._playing is not None:
            self._play(*self._playing, now)
        if now - self._looked >= LOOK_S:
            self._looked, self.now = now, take(session)

    def _heed(self, wish: Wish, now: float) -> None:
        session = self._session
        match wish:
            case Alive():
                self._heard = now
            case Torque(on=True) if not session.robot.state.stopped:
                self._heard, session.robot.armed = now, True
            case Torque() | Halt():
                self._disarm()
                if isinstance(wish, Halt):
                    session.robot.halt(now)
            case Clear():
                self._disarm()
                session.robot.clear(now)
            case Light():
                self._light(wish)
            case Move() | Home() | Play() if session.moving:
                self._move(wish, now)
            case _:
                pass  # joints without torque are not moved

    def _move(self, wish: Move | Home | Play, now: float) -> None:
        joints = {joint.name: joint for joint in self._session.robot.profile.joints}
        self._playing = None
        match wish:
            case Move(joint=name, value=value) if name in joints:
                self._session.pose[name] = joints[name].limits.clip(value)
            case Home():
                self._session.pose |= {name: joint.neutral for name, joint in joints.items()}
            case Play(gesture=name) if name in self._gestures:
                self._playing = self._gestures[name], now
            case _:
                pass  # a page of another body

    def _play(self, path: GesturePath, began: float, now: float) -> None:
        named = {name for keyframe in path.keyframes for name in keyframe.pose}
        joints = [joint for joint in self._session.chosen.profile.joints if named & set(joint.parameters)]
        self._session.pose |= values(joints, path.offsets(now - began))
        if now - began > path.duration_s:
            self._playing = None

    def _stay(self) -> None:
        """What is wanted is what is there, so that torque, when it comes, moves nothing."""
        robot = self._session.robot
        for joint in robot.profile.joints:
            place = robot.positions.get(joint.channel)
            self._session.pose[joint.name] = joint.neutral if place is None else joint.value(place)

    def _disarm(self) -> None:
        self._session.robot.armed = False
        self._playing = None

    def _light(self, wish: Light) -> None:
        lamps = {wish.lamp: Lamp(wish.red, wish.green, wish.blue, Effect[wish.effect.upper()])}

        def make(codec: Codec) -> bytes:
            return codec.light(lamps) if isinstance(codec, Lights) else b""

        if self._session.robot.connected:
            self._session.robot.say(make)
