"""A serial port as a transport: every way in which pyserial fails becomes `LinkLost` or `LinkBlocked`, here only.

pyserial raises SerialException after an unplug on a read, a plain OSError on `in_waiting`, `termios.error` (which is no
OSError) on a flush, and TypeError or ValueError when the port is closed under a reader; `is_open` stays true all along.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import stat
import termios
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import serial
from serial.tools import list_ports

from hardware.errors import HardwareError

FAULTS = (OSError, termios.error, TypeError, ValueError)
"""All that pyserial 3.5 raises when a port goes away; SerialException is an OSError."""

WRITE_TIMEOUT_S = 0.01
_CHUNK = 4096


class LinkLost(HardwareError):  # noqa: N818 - the field's word
    """An open link is gone: unplugged, reset or closed. Opening it again may help."""

    status = 1


class LinkAbsent(LinkLost):
    """There is nothing on the port that was named."""

    status = 2


class LinkBlocked(HardwareError):  # noqa: N818 - the field's word
    """A port that is there cannot be used: no permission, busy, or another device. A person has to act."""


class Transport(Protocol):
    """Bytes to a device and back. All methods but `close` raise `LinkLost`."""

    @property
    def stalls(self) -> int:
        """Writes that the device did not take in time."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What came, as soon as something came; empty after `timeout_s`."""
        ...

    def write(self, data: bytes) -> None:
        """Hand over `data`. A device that does not take it loses this frame, not the next."""
        ...

    def close(self) -> None:
        """Give the port back; never fails, and wakes a reader in another thread with `LinkLost`."""
        ...


@contextlib.contextmanager
def _lost(port: str) -> Iterator[None]:
    try:
        yield
    except FAULTS as fault:
        raise LinkLost(
            "link.lost", f"The device on {port} is gone.", "Check cable and power; it is opened again by itself."
        ) from fault


class SerialTransport:
    """A `Transport` on a serial port that nobody else can open meanwhile.

    Raises:
        LinkBlocked: `link.permission`, `link.busy` or `link.unusable`.
        LinkLost: the port vanished while it was opened, or is not there (`LinkAbsent`).
    """

    def __init__(self, port: str, baud: int, write_timeout_s: float = WRITE_TIMEOUT_S) -> None:
        self.port = port
        self.stalls = 0
        self._torn = False
        self._serial = _open(port, baud, write_timeout_s)

    def read(self, timeout_s: float) -> bytes:
        """What came within `timeout_s`."""
        with _lost(self.port):
            abort = self._serial.pipe_abort_read_r
            if abort is None:
                raise ValueError("closed")
            ready, _, _ = select.select([self._serial.fileno(), abort], [], [], max(0.0, timeout_s))
            if abort in ready:
                raise ValueError("closed")
            return bytes(self._serial.read(_CHUNK)) if ready else b""

    def write(self, data: bytes) -> None:
        """Write; after a write that timed out, an unknown part of a frame is on the line: end it with a delimiter."""
        with _lost(self.port):
            try:
                self._serial.write(b"\0" + data if self._torn else data)
                self._torn = False
            except serial.SerialTimeoutException:
                self._torn = True
                self.stalls += 1

    def close(self) -> None:
        """Wake the reader, then close; where closing a device that is gone fails, it is closed all the same."""
        with contextlib.suppress(*FAULTS):
            self._serial.cancel_read()
        with contextlib.suppress(*FAULTS):
            self._serial.close()


def _open(port: str, baud: int, write_timeout_s: float) -> serial.Serial:
    """Open for ourselves alone: `exclusive` is a lock that only the polite heed, TIOCEXCL one that the kernel keeps."""
    try:
        opened = serial.Serial(port, baud, timeout=0, write_timeout=write_timeout_s, exclusive=True)
    except FAULTS as fault:
        raise _refusal(port, fault) from fault
    try:
        fcntl.ioctl(opened.fileno(), termios.TIOCEXCL)
    except FAULTS as fault:
        opened.close()
        raise _refusal(port, fault) from fault
    return opened


def _refusal(port: str, fault: Exception) -> HardwareError:
    """What a person can do about a port that does not open."""
    match getattr(fault, "errno", None):
        case errno.EACCES | errno.EPERM:
            remedy = "Add this user to the group dialout and log in again."
            return LinkBlocked("link.permission", f"There is no permission to use {port}.", remedy)
        case errno.EBUSY | errno.EWOULDBLOCK:
            remedy = "Close the other program, or give it another port."
            return LinkBlocked("link.busy", f"Another program uses {port}.", remedy)
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EIO:
            return LinkAbsent(
                "link.absent", f"There is no device on {port}.", "Plug it in, or name another port in body.port."
            )
        case _:
            if not is_terminal(port):
                return no_terminal(port)
            remedy = "Check that its driver knows the baud rate."
            return LinkBlocked("link.unusable", f"{port} cannot be used as a serial port ({fault}).", remedy)


def no_terminal(port: str) -> LinkBlocked:
    """Of what `is_terminal` tells to be something else."""
    remedy = "Name a serial port, such as /dev/ttyACM0; `kiosk hardware scan` lists those of this machine."
    return LinkBlocked("link.unusable", f"{port} is no serial port.", remedy)


def is_terminal(port: str) -> bool:
    """Whether a path that is there can be a serial port; one that cannot be looked at may be.

    A device file is opened for it, which on a port that nobody else has open resets some boards.
    """
    try:
        if not stat.S_ISCHR(Path(port).stat().st_mode):
            return False
        looked = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        return os.isatty(looked)
    finally:
        os.close(looked)


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A serial port that the system lists. `usb` is VID:PID in hexadecimal digits; `key` tells two alike ones apart.

    `name` is what the USB device calls itself, empty if it does not.
    """

    device: str
    usb: str
    key: str
    name: str = ""


def usb_ports(comports: Callable[[], object] = list_ports.comports) -> list[SerialPort]:
    """The USB serial ports, by device name. CH340 and PL2303 have no serial number, some copies all have the same: the
    key of those is the USB socket.

    Takes about 3 ms.
    """
    listed = comports()
    usb = [port for port in (listed if isinstance(listed, list) else []) if None not in {port.vid, port.pid}]
    numbers = Counter(port.serial_number for port in usb)
    ports = [
        SerialPort(
            port.device,
            f"{port.vid:04x}:{port.pid:04x}",
            (port.serial_number if numbers[port.serial_number] == 1 else None) or port.location or port.device,
            port.product or "",
        )
        for port in usb
    ]
    return sorted(ports, key=lambda port: port.device)
