"""Puts a simulated device on a pty, and plays the tricks that come as lines on standard input.

Common to all: `unplug`, `plug`, `half` (unplug in the middle of the next answer), `silent`, `speak`, `garbage`,
`reboot`; the rest is the device's own. Each is answered by `{"done": …, "at": …}` on standard output. It ends when
standard input closes, so that it outlives nobody.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import sys
import time

from hardware.simulators.device import Device
from hardware.simulators.wire import Wire

GARBAGE = 4000
IDLE_S = 0.02


class Table:
    """Wire, device and the person who plays tricks on them."""

    def __init__(self, wire: Wire, device: Device) -> None:
        self._wire, self._device = wire, device
        self._halve = False

    def plug(self) -> None:
        """Appear."""
        _say(port=self._wire.plug())

    def heed(self, line: str, now: float) -> None:
        """Do what a line of standard input says."""
        word, _, value = line.partition(" ")
        try:
            known = self._common(word, now) or self._device.trick(word, value)
        except ValueError:  # a trick that wants a number got none
            known = False
        if known:
            _say(done=line, at=now)
        else:
            _say(unknown=line)

    def _common(self, word: str, now: float) -> bool:
        match word:
            case "plug" if self._wire.master is None:
                self._device.reboot(now)
                self.plug()
            case "unplug":
                self._unplug()
            case "half":
                self._halve = True
            case "garbage":
                self._wire.give(secrets.token_bytes(GARBAGE), now)
            case "silent" | "speak":
                self._device.silent = word == "silent"
            case "reboot":
                self._device.reboot(now)
            case _:
                return False
        return True

    def turn(self, now: float) -> bool:
        """One round; false if nobody has the port open."""
        open_ = self._wire.take(now)
        answers = self._device.receive(self._wire.arrived(now), now)
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


def _say(**event: object) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def serve(wire: Wire, device: Device) -> None:
    """Until standard input closes."""
    table = Table(wire, device)
    table.plug()
    standard = sys.stdin.fileno()
    os.set_blocking(standard, False)
    typed = b""
    while True:
        open_ = table.turn(time.monotonic())
        wait_s = max(0.0, min(IDLE_S, wire.next_due() - time.monotonic()))
        watched = [standard, wire.master] if open_ and wire.master is not None else [standard]
        if standard in select.select(watched, [], [], wait_s)[0]:
            data = os.read(standard, 4096)
            if not data:
                return
            *lines, typed = (typed + data).split(b"\n")
            for line in lines:
                table.heed(line.decode(errors="replace").strip(), time.monotonic())
