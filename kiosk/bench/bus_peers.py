"""Beside ours, on the same simulated devices in the same run: dynamixel-sdk and pyFirmata2.

What an exchange costs of the processor, what each does at an unplug, and whether it goes on after the replug.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import serial

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING
from hardware.profiles.robot_profile import Profile, load
from hardware.safety.drive import Drive
from hardware.simulators.spawn import SimulatedBoard
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.body.ports import fixed
from kiosk.resources import config_dir

EXCHANGES: Final = 200
UNPLUG_AFTER_S, WATCH_S, BACK_S = 0.2, 1.5, 1.5
GOAL, PRESENT, WIDTH = 116, 132, 4
"""Registers of a DYNAMIXEL X. Source: ROBOTIS e-manual, "Control Table of RAM Area"."""
Faults: Final = (OSError, termios.error, serial.SerialException, TypeError, ValueError, IndexError)


@dataclass(frozen=True, slots=True)
class Seen:
    """CPU of an exchange, ms; ms until an unplug was noticed and how it showed; whether it went on by itself after."""

    cpu_ms: float
    noticed_ms: float
    how: str
    back: bool


Drives = Callable[[Profile, str], tuple[Callable[[], str], Callable[[], None]]]
"""Opens a port; gives an exchange, which says what went wrong (nothing, if nothing did), and what closes the port."""


def rows() -> Iterator[Row | Skipped]:
    """Both peers, where they are installed."""
    yield from _beside("dynamixel", "dynamixel-sdk", "dynamixel_sdk", _sdk)
    yield from _beside("firmata", "pyFirmata2", "pyfirmata2", _pyfirmata)


def _beside(protocol: str, package: str, module: str, drives: Drives) -> Iterator[Row | Skipped]:
    found = next(_profiles(protocol), None)
    if found is None or find_spec(module) is None:
        why = f"{package} is not installed" if found else f"no profile has the protocol {protocol}"
        yield Skipped(f"{protocol} beside {package}", why)
        return
    file, profile = found
    ours, theirs = _seen(file, profile, _own), _seen(file, profile, drives)
    name = f"{package} {version(package)}"
    count = len(profile.joints)
    yield Row(
        f"CPU of an exchange with {count} joints, {protocol}", ours.cpu_ms, "ms", None, peer=Peer(name, theirs.cpu_ms)
    )
    yield Row(
        f"unplug noticed, {protocol}", ours.noticed_ms, "ms", 100, peer=Peer(f"{name}: {theirs.how}", theirs.noticed_ms)
    )
    back = Peer(f"{name}, without opening it anew", float(theirs.back))
    yield Row(f"moves again by itself after a replug, {protocol}", float(ours.back), "", 1, "higher", back)


def _profiles(protocol: str) -> Iterator[tuple[Path, Profile]]:
    for file in sorted((config_dir() / "devices").glob("*.toml")):
        if f'protocol = "{protocol}"' in file.read_text(encoding="utf-8"):
            yield file, load(file)


def _seen(file: Path, profile: Profile, drives: Drives) -> Seen:
    with tempfile.TemporaryDirectory() as folder, SimulatedBoard(Path(folder), profile=file) as board:
        exchange, close = drives(profile, board.port)
        try:
            cpu_ms = _cpu_ms(exchange)
            noticed_ms, how = _unplugged(exchange, board)
            board.tell("plug")
            return Seen(cpu_ms, noticed_ms, how, _back(exchange))
        finally:
            close()


def _cpu_ms(exchange: Callable[[], str]) -> float:
    """Of this process, per exchange."""
    began = time.process_time()
    for _ in range(EXCHANGES):
        exchange()
    return (time.process_time() - began) / EXCHANGES * 1e3


def _unplugged(exchange: Callable[[], str], board: SimulatedBoard) -> tuple[float, str]:
    """Milliseconds from the unplug to the first exchange that says so, and what it says."""
    done: list[float] = []
    timer = threading.Timer(UNPLUG_AFTER_S, lambda: done.append(board.tell("unplug")))
    timer.start()
    end, how = time.monotonic() + UNPLUG_AFTER_S + WATCH_S, ""
    while not how and time.monotonic() < end:
        how = exchange()
    seen = time.monotonic()
    timer.join()
    return (seen - done[0]) * 1e3, how or "never"


def _back(exchange: Callable[[], str]) -> bool:
    end = time.monotonic() + BACK_S
    while time.monotonic() < end:
        if not exchange():
            return True
        time.sleep(0.01)
    return False


def _own(profile: Profile, port: str) -> tuple[Callable[[], str], Callable[[], None]]:
    """A pose to its answer by our robot; the wait for the answer sleeps."""
    robot = Robot(profile, fixed(port))
    drive = Drive(robot)
    drive.ready()

    def exchange() -> str:
        before, now = robot.answers, time.monotonic()
        robot.tick(now, {})
        while robot.answers == before and robot.connected and time.monotonic() - now < 1 / profile.rate_hz:
            robot.listen(time.monotonic(), 1 / profile.rate_hz)
        return "" if robot.state.phase in MOVING else robot.state.code

    return exchange, robot.close


def _sdk(profile: Profile, port: str) -> tuple[Callable[[], str], Callable[[], None]]:
    """Goals and positions of all motors at once, as its examples do."""
    sdk: Any = __import__("dynamixel_sdk")
    handler, packets = sdk.PortHandler(port), sdk.PacketHandler(2.0)
    handler.openPort()
    handler.setBaudRate(profile.baud)
    write = sdk.GroupSyncWrite(handler, packets, GOAL, WIDTH)
    read = sdk.GroupSyncRead(handler, packets, PRESENT, WIDTH)
    goal = (2048).to_bytes(WIDTH, "little")
    for joint in profile.joints:
        write.addParam(joint.channel, goal)
        read.addParam(joint.channel)

    def exchange() -> str:
        try:
            failed = write.txPacket() or read.txRxPacket()
        except Faults as fault:
            return f"raises {type(fault).__name__}"
        return packets.getTxRxResult(failed) if failed else ""

    return exchange, lambda: _quietly(handler.closePort)


def _pyfirmata(profile: Profile, port: str) -> tuple[Callable[[], str], Callable[[], None]]:
    """A pose of all servos; the protocol answers none. Its five seconds of start are not counted."""
    pyfirmata: Any = __import__("pyfirmata2")
    pins = tuple(range(20))
    layout = {"digital": pins, "analog": (), "pwm": (), "disabled": (0, 1)}
    board = pyfirmata.Board(port, layout=layout, baudrate=profile.baud)
    servos = [board.get_pin(f"d:{joint.channel}:s") for joint in profile.joints]
    angles = iter(range(10**9))

    def exchange() -> str:
        angle = 80 + next(angles) % 20
        try:
            for servo in servos:
                servo.write(angle)
            while board.bytes_available():
                board.iterate()
        except Faults as fault:
            return f"raises {type(fault).__name__}"
        return ""

    def close() -> None:
        board.digital = []  # or it writes to each servo, now and in its destructor, and complains
        _quietly(board.exit)

    return exchange, close


def _quietly(close: Callable[[], object]) -> None:
    """A peer that prints, or fails, when its port is gone."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(*Faults, AttributeError):
        close()
