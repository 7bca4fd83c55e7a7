"""A robot on the simulated board through its faults: how soon each is noticed, and what a recovery looks like.

A pty shows neither the latency timer of a USB adapter nor a servo's own slowness: those wait for a real device.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING, LinkState
from hardware.profiles.robot_profile import Profile, load
from hardware.simulators.spawn import Simulated, SimulatedBoard
from kiosk.bench import jaw
from kiosk.bench.checkout import importable, standard_firmata
from kiosk.bench.row import Row, Skipped
from kiosk.body.part import LOG
from kiosk.body.ports import fixed
from kiosk.resources import device_profile

BOOTLOADER = "replug to first answer, bootloader"
BOOT_S = 15.0
FIRST = 5
"""Poses that a recovery begins with."""


class Head:
    """A robot on a simulated board, driven at its rate."""

    def __init__(self, profile: Profile, folder: Path, board: Simulated | None = None) -> None:
        self.log = folder / LOG
        self.board = board or SimulatedBoard(folder, self.log)
        self.robot = Robot(profile, fixed(self.board.port))
        self.pose: dict[str, float] = {}
        self._period = 1 / profile.rate_hz

    def until(self, wanted: Callable[[LinkState], bool], timeout_s: float = 5.0) -> float:
        """Drive until something is so; when it was, or the end of the time."""
        end = time.monotonic() + timeout_s
        while (now := time.monotonic()) < end:
            self.robot.tick(now, self.pose)
            while not wanted(self.robot.state) and (left := now + self._period - time.monotonic()) > 0:
                if self.robot.connected:
                    self.robot.listen(time.monotonic(), left)
                else:
                    time.sleep(min(left, 0.005))
            if wanted(self.robot.state):
                return time.monotonic()
        return end

    def trick(self, word: str, wanted: Callable[[LinkState], bool], within_s: float = 5.0) -> float:
        """Play a trick at some moment of the loop; seconds from its being done until something is so."""
        done: list[float] = []
        timer = threading.Timer(random.uniform(0.05, 0.1), lambda: done.append(self.board.tell(word)))
        timer.start()
        seen = self.until(lambda state: bool(done) and wanted(state), within_s)
        timer.join()
        return seen - done[0]

    def answered(self) -> Callable[[LinkState], bool]:
        """Whether the board has answered since now."""
        before = self.robot.answers
        return lambda _state: self.robot.answers > before

    def run(self, seconds: float) -> None:
        """Just drive."""
        end = time.monotonic() + seconds
        self.until(lambda _state: time.monotonic() >= end, seconds + 1)


@contextmanager
def _head(profile: Profile) -> Iterator[Head]:
    with tempfile.TemporaryDirectory() as folder, _closing(Head(profile, Path(folder))) as head:
        yield head


@contextmanager
def _closing(head: Head) -> Iterator[Head]:
    """Once it moves."""
    try:
        head.until(_moving, BOOT_S)
        yield head
    finally:
        head.robot.close()
        head.board.close()


def _moving(state: LinkState) -> bool:
    return state.phase in MOVING


def _lost(state: LinkState) -> bool:
    return state.phase not in MOVING


def fault_rows(profile: Profile, times: int) -> list[Row]:
    """The worst of `times` faults of each kind."""
    unplugged, silent, replugged, steps = [], [], [], []
    yaw = profile.joint("headYaw")
    with _head(profile) as head:
        for number in range(times):
            head.pose = {"headYaw": 40.0 * (-1) ** number}
            head.run(1.0)
            unplugged.append(head.trick("unplug", _lost))
            replugged.append(head.trick("plug", head.answered()))
            head.until(_moving)
            head.run(1.0)
            silent.append(head.trick("silent", _lost))
            head.pose = {"headYaw": 0.0}
            spoke = head.board.tell("speak")
            head.until(_moving)
            head.run(0.3)
            if yaw is not None:
                steps.append(_first_step(jaw.read(head.log, yaw), spoke))
    return [
        Row(f"unplug noticed, worst of {times}", max(unplugged) * 1e3, "ms", 100),
        Row(f"silent device noticed, worst of {times}", max(silent) * 1e3, "ms", 250),
        Row(f"replug to first answer, own board, worst of {times}", max(replugged) * 1e3, "ms", 1000),
        Row(f"first step after a recovery, worst of {times}", max(steps, default=0.0), "°", 2),
    ]


def _first_step(poses: list[tuple[float, float]], since: float) -> float:
    """The largest of the first steps after a time, beginning at the last pose before it."""
    before = [value for at, value in poses if at < since][-1:]
    after = [value for at, value in poses if at >= since][:FIRST]
    return max(abs(second - first) for first, second in pairwise(before + after))


def bootloader_rows(times: int) -> Iterator[Row | Skipped]:
    """From the replug of a board that waits in its bootloader, and blinks, to its first answer."""
    found = standard_firmata(BOOTLOADER)
    if isinstance(found, Skipped):
        yield found
        return
    profile = load(device_profile("firmata-head"))
    with tempfile.TemporaryDirectory() as folder, importable():
        command = ["avr_pty", str(found), "--baud", str(profile.baud)]
        head = Head(profile, Path(folder), Simulated(Path(folder) / "robot.tty", command))
        with _closing(head):
            replugged = [_replugged(head) for _ in range(times)]
    yield Row(f"{BOOTLOADER} (StandardFirmata), worst of {times}", max(replugged) * 1e3, "ms", 4000)


def _replugged(head: Head) -> float:
    head.trick("unplug", _lost)
    took = head.trick("plug", head.answered(), BOOT_S)
    head.until(_moving)
    return took


def plug_rows(profile: Profile, cycles: int) -> list[Row]:
    """What is left over after many unplugs."""
    with _head(profile) as head:
        held = _held()
        for _ in range(cycles):
            head.board.tell("unplug")
            head.until(_lost)
            head.board.tell("plug")
            head.until(_moving)
        return [Row(f"descriptors and threads leaked in {cycles} plug cycles", _held() - held, "", 0)]


def _held() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) + threading.active_count()
