"""The firmware's real binary on an ATmega328P in simavr: what goes in at which cycle, and what comes out at which.

simavr is a C library (Debian: libsimavr-dev); `avr_board.c` is built against it for the run of the tests.
"""

from __future__ import annotations

import ctypes
import functools
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

HZ = 16_000_000
US = HZ // 1_000_000
SERVOS = ("D3", "D4", "D5", "D6", "D7", "B1", "B2", "B4")
STOP, LIGHTS, ECHO, TRIGGER, PIR = "D2", "B3", "B0", "C5", "C4"
BUTTONS = ("C0", "C1", "C2", "C3")
SENT, CHANGED, OVERRUN, HALTED = 1, 2, 3, 4
HEX = Path(__file__).parents[1] / "hardware" / "firmware" / "balie-mcu.hex"
EEPROM = 1024


class _Event(ctypes.Structure):
    _fields_ = (
        ("cycle", ctypes.c_uint64),
        ("kind", ctypes.c_uint8),
        ("port", ctypes.c_uint8),
        ("bit", ctypes.c_uint8),
        ("value", ctypes.c_uint8),
    )


def missing() -> str:
    """What this machine lacks for the simulated board; empty if nothing."""
    if not shutil.which("gcc"):
        return "no gcc"
    return "" if Path("/usr/include/simavr/sim_avr.h").is_file() else "no simavr (apt-get install libsimavr-dev)"


@functools.cache
def _library() -> ctypes.CDLL:
    built = Path(tempfile.mkdtemp(prefix="balie-avr-")) / "avr_board.so"
    source = Path(__file__).with_suffix(".c")
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", str(source), "-o", str(built), "-lsimavr"], check=True)
    library = ctypes.CDLL(str(built))
    shutil.rmtree(built.parent)
    handle, u8, u64 = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint64
    kinds = {
        "new": (handle, [ctypes.c_char_p, ctypes.c_uint32]),
        "free": (None, [handle]),
        "reset": (None, [handle]),
        "stored": (u8, [handle, ctypes.c_uint16]),
        "store": (None, [handle, ctypes.c_uint16, u8]),
        "cycle": (u64, [handle]),
        "counter": (ctypes.c_uint32, [handle]),
        "lost": (ctypes.c_uint32, [handle]),
        "pin": (None, [handle, ctypes.c_char, u8, u8]),
        "watch": (None, [handle, ctypes.c_char, u8, u8]),
        "speed": (None, [handle, u64]),
        "echo": (None, [handle, ctypes.c_uint32]),
        "put": (u64, [handle, u8]),
        "run": (None, [handle, u64]),
        "run_to_sent": (None, [handle, u64]),
        "poke": (ctypes.c_uint32, [handle, ctypes.c_uint32, ctypes.c_uint16]),
        "events": (ctypes.c_uint32, [handle, ctypes.POINTER(ctypes.POINTER(_Event))]),
    }
    for name, (result, arguments) in kinds.items():
        function = getattr(library, f"board_{name}")
        function.restype, function.argtypes = result, arguments
    return library


def image(text: str) -> bytes:
    """What an Intel HEX file puts into flash."""
    flash = bytearray()
    for line in text.split():
        record = bytes.fromhex(line[1:])
        length, at = record[0], record[1] << 8 | record[2]
        if record[3] == 0:
            flash += b"\xff" * (at + length - len(flash))
            flash[at : at + length] = record[4 : 4 + length]
    return bytes(flash)


class AvrBoard:
    """A board with nothing plugged in but the closed contact of an emergency stop.

    Both ends of the line run at `baud`. `sent` are bytes with the cycle at which the last bit was on the line;
    `changes` the cycles at which a pin (such as `D3`: port and bit) changed, with its level; `overruns` the cycles of
    bytes that the receiver lost.
    """

    def __init__(self, flash: bytes, baud: int = 115200) -> None:
        self._byte_cycles = round(HZ * 10 / baud)
        self._own_cycles = 80 * round(HZ / 8 / baud)  # the board divides its clock by a whole number
        self._library = _library()
        self._board = self._library.board_new(flash, len(flash))
        self._library.board_speed(self._board, self._byte_cycles)
        self.sent: list[tuple[int, int]] = []
        self.changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.overruns: list[int] = []
        self._line_free = 0
        self._levels = {STOP: 0, ECHO: 1, PIR: 1, **dict.fromkeys(BUTTONS, 1)}
        self.watch(LIGHTS, on=False)
        self.power()

    def close(self) -> None:
        """Give its memory back."""
        self._library.board_free(self._board)

    @property
    def cycle(self) -> int:
        """Cycles since the first power-up."""
        return int(self._library.board_cycle(self._board))

    @property
    def seconds(self) -> float:
        """The same in seconds."""
        return self.cycle / HZ

    def power(self) -> None:
        """Power goes and comes back."""
        self._library.board_reset(self._board)
        for pin, level in self._levels.items():
            self.pin(pin, level)

    @property
    def eeprom(self) -> bytes:
        """What outlasts a power cut."""
        return bytes(self._library.board_stored(self._board, address) for address in range(EEPROM))

    @eeprom.setter
    def eeprom(self, data: bytes) -> None:
        for address, byte in enumerate(data):
            self._library.board_store(self._board, address, byte)

    def watch(self, pin: str, *, on: bool) -> None:
        """Whether `changes` has this pin; the lights have many."""
        self._library.board_watch(self._board, pin[0].encode(), int(pin[1]), on)

    def pin(self, pin: str, level: int) -> None:
        """What is plugged in drives a pin."""
        self._levels[pin] = level
        self._library.board_pin(self._board, pin[0].encode(), int(pin[1]), level)

    def echo(self, us: float) -> None:
        """Plug in an ultrasonic sensor whose echoes last so long."""
        self._levels[ECHO] = 0
        self._library.board_echo(self._board, round(us * US))

    def put(self, data: bytes) -> int:
        """Put bytes on the line behind those that are on it; the cycle at which the last of them is there."""
        return [self._library.board_put(self._board, byte) for byte in data][-1]

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.run_until(self.cycle + round(seconds * HZ))

    def run_until(self, cycle: int) -> None:
        """Let time pass until a cycle."""
        self._library.board_run(self._board, cycle)
        self._collect()

    def rush(self, data: bytes, byte_cycles: int) -> None:
        """Put bytes on a faster line, and let them arrive."""
        self._library.board_speed(self._board, byte_cycles)
        self.run_until(self.put(data) + byte_cycles)
        self._library.board_speed(self._board, self._byte_cycles)

    def answer(self, within_s: float = 0.05) -> bytes:
        """Let time pass until a whole answer was sent; the bytes since then, empty if none came."""
        begin, end = len(self.sent), self.cycle + round(within_s * HZ)
        while self.cycle < end and not (self.sent[begin:] and self.sent[-1][1] == 0):
            self._library.board_run_to_sent(self._board, end)
            self._collect()
        return bytes(byte for _, byte in self.sent[begin:])

    def poke(self, address: int, word: int) -> int:
        """Overwrite an instruction; what it was."""
        return int(self._library.board_poke(self._board, address, word))

    def reaches(self, address: int, within_s: float = 0.002) -> bool:
        """Let time pass until an instruction is the next; whether it came to that."""
        end = self.cycle + round(within_s * HZ)
        while self.cycle < end:
            self._library.board_run(self._board, self.cycle + 1)
            if self._library.board_counter(self._board) == address:
                return True
        return False

    def _collect(self) -> None:
        events = ctypes.POINTER(_Event)()
        count = self._library.board_events(self._board, ctypes.byref(events))
        if self._library.board_lost(self._board):
            raise OverflowError("more changes than the board can note: let it run for shorter times")
        for index in range(count):
            self._note(events[index])

    def _note(self, event: _Event) -> None:
        if event.kind == SENT:
            self._line_free = max(event.cycle, self._line_free) + self._own_cycles
            self.sent.append((self._line_free, event.value))
        elif event.kind == CHANGED:
            self.changes[f"{chr(event.port)}{event.bit}"].append((event.cycle, event.value))
        elif event.kind == OVERRUN:
            self.overruns.append(event.cycle)
        else:
            raise RuntimeError(f"the processor halted at cycle {event.cycle}")


def pulses(changes: Sequence[tuple[int, int]], since: int = 0) -> list[tuple[int, int]]:
    """Of each whole pulse that began since a cycle: that cycle, and how many it lasted."""
    steps = pairwise(changes)
    return [(at, end - at) for (at, level), (end, after) in steps if level and not after and at >= since]


def pixels(changes: Sequence[tuple[int, int]]) -> list[list[tuple[int, int, int]]]:
    """The colours (red, green, blue) of each message of WS2812 pixels on a pin."""
    messages: list[list[int]] = []
    ended = -HZ
    for begin, cycles in pulses(changes):
        if begin - ended > 50 * US:
            messages.append([])
        messages[-1].append(int(cycles > 9.5))
        ended = begin + cycles
    return [_colours(bits) for bits in messages]


def _colours(bits: Sequence[int]) -> list[tuple[int, int, int]]:
    values = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits), 8)]
    return [(values[at + 1], values[at], values[at + 2]) for at in range(0, len(values), 3)]
