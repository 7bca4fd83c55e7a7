"""An Uno on a pty: its boot loader takes a firmware from avrdude, and then that firmware's twin runs.

Source: Atmel, AVR061 "STK500 Communication Protocol", as far as optiboot speaks it.
"""

from __future__ import annotations

import os
import pty
import select
import threading
import time
import tty

from hardware.firmware_image import name_of
from hardware.simulators.firmware import Firmware

IN_SYNC, OK, END = 0x14, 0x10, 0x20
ARGUMENTS = {0x30: 0, 0x41: 1, 0x42: 20, 0x45: 4, 0x50: 0, 0x51: 0, 0x55: 2, 0x56: 4, 0x74: 3, 0x75: 0}
PROGRAM_PAGE, LEAVE = 0x64, 0x51
SIGNATURE = bytes([0x1E, 0x95, 0x0F])


class Uno:
    """`flash` is what was written; with `worn` a bit of it does not hold."""

    def __init__(self, *, worn: bool = False) -> None:
        self.flash = bytearray(b"\xff" * 32768)
        self._worn, self._address = worn, 0
        self._held = bytearray()
        self._firmware: Firmware | None = None
        self._master, far = pty.openpty()
        tty.setraw(far)
        self.port = os.ttyname(far)
        self._far = far
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Unplug it."""
        self._ends.set()
        self._thread.join()
        os.close(self._far)
        os.close(self._master)

    def _serve(self) -> None:
        while not self._ends.is_set():
            if self._master in select.select([self._master], [], [], 0.02)[0]:
                os.write(self._master, self._take(os.read(self._master, 4096)))

    def _take(self, data: bytes) -> bytes:
        if self._firmware is not None:
            return self._firmware.receive(data, time.monotonic())
        self._held += data
        answers = bytearray()
        while (length := self._whole()) and len(self._held) >= length:
            request = bytes(self._held[:length])
            del self._held[:length]
            answers += bytes([IN_SYNC]) + self._obey(request) + bytes([OK])
        return bytes(answers)

    def _whole(self) -> int:
        """How long the request at hand is; 0 if that is not known yet."""
        if not self._held:
            return 0
        if self._held[0] == PROGRAM_PAGE:
            return 5 + int.from_bytes(self._held[1:3], "big") if len(self._held) >= 3 else 0
        return ARGUMENTS[self._held[0]] + 2

    def _obey(self, request: bytes) -> bytes:
        match request[0]:
            case 0x41 | 0x56:
                return b"\0"
            case 0x75:
                return SIGNATURE
            case 0x55:
                self._address = 2 * int.from_bytes(request[1:3], "little")
            case 0x64:
                page = request[4:-1]
                self.flash[self._address : self._address + len(page)] = page
                if self._worn:
                    self.flash[self._address] ^= 1
            case 0x74:
                return bytes(self.flash[self._address : self._address + int.from_bytes(request[1:3], "big")])
            case 0x51:
                self._firmware = Firmware(7, device=name_of(bytes(self.flash)))
        return b""
