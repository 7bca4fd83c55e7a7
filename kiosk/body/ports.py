"""Which serial port the body is on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from hardware.devices.discover import foreign
from hardware.links.serial_link import SerialPort, usb_ports

LOOK_S = 0.5
AVOID_S = (5.0, 60.0)


def fixed(port: str) -> Callable[[float], str]:
    """The port of the settings, whenever it is there."""
    path = Path(port)
    return lambda _now: port if path.exists() else ""


class AnyUsb:
    """Tries the USB serial ports one by one. A port where the wrong device answers is left alone for a while.

    Opening a port may restart the board on it, so the while grows, until that device is taken away.

    Args:
        usb: The VID:PID to try; empty for any but those of makers of printers, modems and the like.
        look: Lists the ports; it is asked twice a second at most, as it takes some milliseconds.
        besides: Ports that are other devices', under any of their names: what is not theirs is never said to them.
    """

    def __init__(
        self,
        usb: tuple[str, ...],
        look: Callable[[], list[SerialPort]] = usb_ports,
        besides: Iterable[str] = (),
    ) -> None:
        self._usb, self._besides, self._look = usb, tuple(besides), look
        self._looked = -LOOK_S
        self._ports: list[SerialPort] = []
        self._avoid: dict[str, tuple[float, float]] = {}

    def __call__(self, now: float) -> str:
        """The port to try now; empty for none."""
        if now - self._looked >= LOOK_S:
            self._looked = now
            taken = {os.path.realpath(port) for port in self._besides}
            mine = [port for port in self._look() if os.path.realpath(port.device) not in taken]
            self._ports = [port for port in mine if self._mine(port.usb)]
            present = {port.key for port in self._ports}
            self._avoid = {key: times for key, times in self._avoid.items() if key in present}
        return next((port.device for port in self._ports if self._avoid.get(port.key, (0.0, 0.0))[0] <= now), "")

    def _mine(self, usb: str) -> bool:
        return usb in self._usb if self._usb else not foreign(usb)

    def refuse(self, device: str, now: float) -> None:
        """Leave this port alone for a while."""
        for port in self._ports:
            if port.device == device:
                least, most = AVOID_S
                while_s = min(most, 2 * self._avoid.get(port.key, (0.0, least / 2))[1])
                self._avoid[port.key] = (now + while_s, while_s)
