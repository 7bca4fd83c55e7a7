"""A robot, its line and its device in virtual time: hours of faults in seconds, the same on any machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from hardware.devices.robot import Robot
from hardware.links.serial_link import LinkBlocked, LinkLost
from hardware.profiles.robot_profile import Profile
from hardware.safety.drive import Drive

BITS = 10


class Device(Protocol):
    """What hangs on the line."""

    def receive(self, data: bytes, now: float) -> bytes:
        """Bytes in, the bytes of the answers out."""
        ...


@dataclass
class Line:
    """A serial line at its real speed, a clock, and what can happen to both.

    `port` is where the device is, empty if it is nowhere; `mangle` gets all bytes from the device; `refusal` is raised
    by each opening; `stuck` writes are lost, as of a device that does not take them; with `cut_write` the cable comes
    out within the next write, with `cut_read` so many bytes into the next read.
    """

    device: Device
    baud: int = 115200
    port: str = "/dev/ttyUSB0"
    now: float = 100.0
    mangle: Callable[[bytes], bytes] = bytes
    refusal: LinkBlocked | None = None
    stuck: bool = False
    cut_read: int | None = None
    cut_write: bool = False
    opened: list[str] = field(default_factory=list)
    closed: int = 0
    _inward: float = 0.0
    _outward: list[tuple[float, bytes]] = field(default_factory=list)
    _plugged: int = 0

    def find(self, _now: float) -> str:
        return self.port

    def sleep(self, seconds: float) -> None:
        self.now += max(0.0, seconds)

    def open(self, port: str, _baud: int) -> Wire:
        if self.refusal is not None:
            raise self.refusal
        if not self.port:
            raise LinkLost("link.absent", "gone", "plug it in")
        self.opened.append(port)
        self._outward.clear()
        return Wire(self, self._plugged)

    def unplug(self) -> None:
        self.port = ""
        self._plugged += 1
        self._outward.clear()

    def plug(self, port: str = "/dev/ttyUSB0") -> None:
        self.port = port

    def give(self, data: bytes) -> None:
        """Bytes to the host that nobody asked for."""
        self._outward.append((self.now, data))


class Wire:
    """A `Transport` on a `Line`."""

    def __init__(self, line: Line, plugged: int) -> None:
        self._line, self._plugged = line, plugged
        self._open = True

    def _check(self) -> None:
        if not self._open or not self._line.port or self._plugged != self._line._plugged:
            raise LinkLost("link.lost", "gone", "check the cable")

    def read(self, timeout_s: float) -> bytes:
        self._check()
        line = self._line
        until = line.now + max(0.0, timeout_s)
        due = line._outward[0][0] if line._outward else until + 1
        line.now = max(line.now, min(due, until))
        got = b""
        while line._outward and line._outward[0][0] <= line.now:
            got += line._outward.pop(0)[1]
        if got and line.cut_read is not None:
            got = got[: line.cut_read]
            line.unplug()
        return line.mangle(got)

    def write(self, data: bytes) -> None:
        self._check()
        line = self._line
        if line.stuck:
            return
        if line.cut_write:
            line.cut_write = False
            line.device.receive(data[: len(data) // 2], line.now)
            line.unplug()
            self._check()
        byte_s = BITS / line.baud
        line._inward = max(line.now, line._inward) + len(data) * byte_s
        answer = line.device.receive(data, line._inward)
        if answer:
            line._outward.append((line._inward + len(answer) * byte_s, answer))

    def close(self) -> None:
        if self._open:
            self._open = False
            self._line.closed += 1


def driven(profile: Profile, line: Line, *, stopped: bool = False) -> Drive:
    """A robot of a profile on a line, and who drives it."""
    robot = Robot(profile, line.find, line.open, stopped=stopped)
    return Drive(robot, lambda: line.now, line.sleep)
