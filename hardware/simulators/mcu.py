"""Our servo board on a pty: `python -m hardware.simulators.mcu [--link PATH] [--log FILE] [--baud N]`.

Prints a JSON line for each event: `{"port": "/dev/pts/3"}` when it is plugged in, `{"unplugged": true}`, and so on.
`--link` keeps a symbolic link to the present port, which outlives a replug as a name under /dev does. `--log` gets a
line for each pose that begins or ends, and one a second: `{"at": <CLOCK_MONOTONIC s>, "channels":
{"0": 1500, …}}` in µs, at the moment its last bit came over the wire.

Faults come as lines on standard input; the program ends when that closes, so that it outlives nobody:
`unplug`, `plug`, `half` (unplug in the middle of the next answer), `silent`, `speak`, `garbage`, `reboot`, `estop`
(press), `release`, `clear`, `missing 3` (a channel that does not answer; -1 for none), `sense 1200 1` (the nearest
thing is 1200 mm away, 0 for nothing, and something moves; a `-` for either: the board has no such sensor).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pty
import secrets
import select
import sys
import time
import tty
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from hardware.protocols.codec import Sensed
from hardware.simulators.firmware import Firmware

BITS = 10
GARBAGE = 4000
IDLE_S = 0.02


class PoseLog:
    """Writes received poses as JSON lines; of a pose that is held, only where it begins and ends, and one a second."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file
        self._last: tuple[float, Mapping[int, int]] = (-1e9, {})
        self._held_at: float | None = None

    def write(self, at: float, channels: Mapping[int, int]) -> None:
        """Take note of a pose that was received at `at`."""
        began, last = self._last
        if channels == last and at - began < 1.0:
            self._held_at = at
            return
        if self._held_at is not None:
            self._line(self._held_at, last)
        self._line(at, channels)
        self._last, self._held_at = (at, dict(channels)), None

    def _line(self, at: float, channels: Mapping[int, int]) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"at": round(at, 6), "channels": channels}) + "\n")


class Wire:
    """The pty, at the speed of a real line: bytes arrive when their last bit would."""

    def __init__(self, baud: int, link: Path | None) -> None:
        self._byte_s = BITS / baud
        self._link = link
        self._name = ""
        self._master: int | None = None
        self._inward: deque[tuple[float, bytes]] = deque()
        self._outward: deque[tuple[float, bytes]] = deque()
        self._free = {"in": 0.0, "out": 0.0}

    @property
    def master(self) -> int | None:
        """Our end, if plugged in."""
        return self._master

    def plug(self) -> str:
        """A new port; its name. Our copy of the far end is closed at once, or an unplug would go unseen."""
        self._master, far = pty.openpty()
        tty.setraw(far)
        os.set_blocking(self._master, False)
        self._name = os.ttyname(far)
        os.close(far)
        if self._link is not None:
            fresh = self._link.with_name(self._link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self._name)
            fresh.replace(self._link)
        return self._name

    def unplug(self) -> None:
        """Take the port away."""
        if self._master is None:
            return
        if self._link is not None and self._link.is_symlink() and str(self._link.readlink()) == self._name:
            self._link.unlink()
        os.close(self._master)
        self._master = None
        self._inward.clear()
        self._outward.clear()

    def take(self, now: float) -> bool:
        """Read what the host wrote; false if nobody has the port open."""
        if self._master is None:
            return False
        try:
            data = os.read(self._master, 4096)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._inward.append((self._arrival("in", len(data), now), data))
        return True

    def give(self, data: bytes, now: float) -> None:
        """Put bytes on the line to the host."""
        if data:
            self._outward.append((self._arrival("out", len(data), now), data))

    def _arrival(self, way: str, length: int, now: float) -> float:
        self._free[way] = max(now, self._free[way]) + length * self._byte_s
        return self._free[way]

    def arrived(self, now: float) -> bytes:
        """What has come over the line by `now`."""
        return b"".join(_due(self._inward, now))

    def deliver(self, now: float) -> None:
        """Hand over what the host would have by `now`. A host that does not read loses it."""
        for data in _due(self._outward, now):
            if self._master is not None:
                with contextlib.suppress(OSError):
                    os.write(self._master, data)

    def next_due(self) -> float:
        """When something arrives next; infinity if nothing is on the way."""
        return min((line[0][0] for line in (self._inward, self._outward) if line), default=float("inf"))


def _due(line: deque[tuple[float, bytes]], now: float) -> list[bytes]:
    data = []
    while line and line[0][0] <= now:
        data.append(line.popleft()[1])
    return data


class Board:
    """Firmware, wire and the person who plays tricks on them."""

    def __init__(self, wire: Wire, log: PoseLog) -> None:
        self._wire = wire
        self._firmware = Firmware(secrets.randbelow(65536), log.write)
        self._halve = False

    def plug(self) -> None:
        """Appear."""
        _say(port=self._wire.plug())

    def heed(self, line: str, now: float) -> None:
        """Do what a line of standard input says."""
        word, _, value = line.partition(" ")
        match word:
            case "plug" if self._wire.master is None:
                self._firmware.reboot(now)
                self.plug()
            case "unplug":
                self._unplug()
            case "half":
                self._halve = True
            case "silent" | "speak":
                self._firmware.silent = word == "silent"
            case "garbage":
                self._wire.give(secrets.token_bytes(GARBAGE), now)
            case "reboot":
                self._firmware.reboot(now)
            case "estop":
                self._firmware.press()
            case "release":
                self._firmware.release()
            case "clear":
                self._firmware.clear()
            case "missing":
                self._firmware.missing = frozenset({int(value)} - {-1})
            case "sense":
                self._firmware.sensed = _sensed(value)
            case _:
                _say(unknown=line)
                return
        _say(done=line, at=now)

    def turn(self, now: float) -> bool:
        """One round; false if nobody has the port open."""
        open_ = self._wire.take(now)
        answers = self._firmware.receive(self._wire.arrived(now), now)
        if answers and self._halve:
            self._halve = False
            self._wire.give(answers[: len(answers) // 2], now - 1.0)
            self._wire.deliver(float("inf"))
            self._unplug()
            return False
        self._wire.give(answers, now)
        self._wire.deliver(now)
        return open_

    def _unplug(self) -> None:
        self._wire.unplug()
        _say(unplugged=True, at=time.monotonic())


def _sensed(value: str) -> Sensed:
    distance, _, moves = value.partition(" ")
    ranging = distance != "-"
    return Sensed(None if moves == "-" else moves == "1", int(distance) / 1000 or None if ranging else None, ranging)


def _say(**event: object) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def _serve(wire: Wire, board: Board) -> None:
    board.plug()
    standard = sys.stdin.fileno()
    os.set_blocking(standard, False)
    typed = b""
    while True:
        now = time.monotonic()
        open_ = board.turn(now)
        wait_s = max(0.0, min(IDLE_S, wire.next_due() - time.monotonic()))
        watched = [standard, wire.master] if open_ and wire.master is not None else [standard]
        if standard in select.select(watched, [], [], wait_s)[0]:
            data = os.read(standard, 4096)
            if not data:
                return
            *lines, typed = (typed + data).split(b"\n")
            for line in lines:
                board.heed(line.decode(errors="replace").strip(), time.monotonic())


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(description="Our servo board on a pty.")
    parser.add_argument("--link", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--baud", type=int, default=115200)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(options.log.open("a", buffering=1, encoding="utf-8")) if options.log else None
        wire = Wire(options.baud, options.link)
        stack.callback(wire.unplug)
        _serve(wire, Board(wire, PoseLog(stream)))


if __name__ == "__main__":
    main()
