"""The host's end of Pololu's Maestro servo controllers.

A command is `AA device command data` (Pololu protocol), or `command|80 data` (compact, for a Maestro that is alone),
with a CRC-7 behind it if the board is set to want one. Answers have neither frame nor check: they are told apart by
what was asked last, so only one question is open at a time (of `probe`, `sync`, `move` or `poll`), and they count only
if they have its length and say what can be. Targets are quarters of a µs; 0 ends the pulses.

The deadman is the board's serial timeout. It is set with Pololu's Maestro Control Center, as are `On startup or error:
Off` of each channel, the device number and the CRC; none of it can be read here, so the deadman must be proved with the
device. Source: Pololu Maestro Servo Controller User's Guide, 5 (serial interface) and 4.b (errors).
"""

from __future__ import annotations

from collections.abc import Sequence

from hardware.protocols.codec import Aside, Dialect, Identified, Plan, PoseRead, Positions, Report
from hardware.protocols.keeper import Keeper

VERSION, CHANNELS = 1, 24
START = 0xAA
TARGET, SPEED, POSITION, ERRORS = 0x04, 0x07, 0x10, 0x21
DAMAGED, TIMED_OUT, HIGHEST_ERROR = 0x1F, 0x20, 0x1FF
"""Error bits: anything wrong with what came over the line, the serial timeout, and all there are."""
QUARTERS = 4
LONGEST_US = 4080


def crc7(data: bytes) -> int:
    """Pololu's check of a command: polynomial 0x91, lowest bit first."""
    check = 0
    for byte in data:
        check ^= byte
        for _ in range(8):
            check = (check ^ 0x91 if check & 1 else check) >> 1
    return check


class MaestroCodec:
    """A `Codec`."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._keeper = Keeper()
        self._channels = tuple(sorted(plan.limits))
        self._turn = 0
        self._driven = False
        self._asked: tuple[int, tuple[int, ...]] | None = None
        self._held = b""

    def probe(self) -> bytes:
        """Errors, where the first channel is, and errors again, which reading has ended: all Maestros answer these."""
        return bytes([START]) + self._ask(POSITION, self._command(ERRORS), (0,))

    def sync(self) -> bytes:
        """Where all are, twice over, as nothing checks the answer; then pulses off, and the speeds."""
        self._keeper.configured = self._keeper.armed = self._driven = False
        return self._ask(SPEED, b"", 2 * self._channels) + self._off() + self._speeds()

    def arm(self) -> bytes:
        """Allow pulses, which begin with the first move, and the speeds once more."""
        self._keeper.arm()
        return self._speeds()

    def park(self) -> bytes:
        """Pulses off."""
        self._keeper.armed = self._driven = False
        return self._off()

    def move(self, positions: Positions) -> bytes:
        """Targets, unless stopped; held to the limits."""
        if self._keeper.stopped:
            return self.poll()
        self._driven = self._keeper.armed and bool(positions)
        goals = {channel: self._plan.limits[channel].clip(at) for channel, at in positions.items()}
        return b"".join(self._set(TARGET, channel, QUARTERS * at) for channel, at in goals.items()) + self._next()

    def poll(self) -> bytes:
        """Errors, and where the next channel is; while there shall be no pulse, it is told so once more."""
        question, channel = self._next(), self._channels[self._turn % len(self._channels)] if self._channels else None
        return question if channel is None or self._keeper.armed else question + self._set(TARGET, channel, 0)

    def _next(self) -> bytes:
        self._turn += 1
        return self._ask(ERRORS, b"", (self._channels[self._turn % len(self._channels)] if self._channels else 0,))

    def stop(self) -> bytes:
        """Latch, pulses off."""
        self._keeper.stop()
        self._driven = False
        return self._off()

    def clear(self) -> bytes:
        """A person clears it; the board never knew."""
        self._keeper.clear()
        return b""

    def feed(self, data: bytes) -> Sequence[Report | Aside]:
        """What the last question was answered."""
        self._held += data
        if self._asked is None:
            self._drop()
            return []
        what, channels = self._asked
        wanted = 2 + 2 * len(channels) + 2 * (what == POSITION)
        if len(self._held) < wanted:
            return []
        answer, self._asked = self._held, None
        self._held = b""
        reports = self._told(answer, what, channels) if len(answer) == wanted else []
        self._keeper.rejected += not reports
        return reports

    def _told(self, answer: bytes, what: int, channels: tuple[int, ...]) -> list[Report | Aside]:
        """Reports of an answer that can be; none of one that cannot."""
        errors, *at = (int.from_bytes(answer[place : place + 2], "little") for place in range(0, len(answer), 2))
        lasting = what == POSITION and at.pop() != 0
        if errors > HIGHEST_ERROR or max(at, default=0) > QUARTERS * LONGEST_US or lasting:
            return []
        if what == POSITION:
            return [Identified(self._plan.device, VERSION, "", CHANNELS, self._keeper.boot)]
        self._keeper.rejected += bool(errors & DAMAGED)
        positions = {channel: round(one / QUARTERS) for channel, one in zip(channels, at, strict=True) if one}
        if what == SPEED:
            if at[: len(at) // 2] != at[len(at) // 2 :]:
                return []
            self._keeper.configured = True
            return [PoseRead(self._keeper.status(), positions)]
        silenced = self._driven and not positions
        if silenced and not errors & TIMED_OUT:
            self._keeper.restarted()
        return [self._keeper.status(limp=silenced)]

    def _ask(self, what: int, before: bytes, channels: tuple[int, ...]) -> bytes:
        """One question at a time: what is left of the answer to the one before it counts no more."""
        self._drop()
        self._asked = what, channels
        places = b"".join(self._command(POSITION, channel) for channel in channels)
        return self._command(ERRORS) + places + before

    def _drop(self) -> None:
        self._keeper.rejected += bool(self._held)
        self._held = b""

    def _off(self) -> bytes:
        return b"".join(self._set(TARGET, channel, 0) for channel in self._channels)

    def _speeds(self) -> bytes:
        """In quarters of a µs within 10 ms."""
        limits = self._plan.limits.items()
        return b"".join(self._set(SPEED, channel, min(16383, max(1, 2 * one.slew))) for channel, one in limits)

    def _set(self, command: int, channel: int, value: int) -> bytes:
        return self._command(command, channel, value & 0x7F, value >> 7)

    def _command(self, command: int, *data: int) -> bytes:
        options = self._plan.options
        head = [command | 0x80] if options.get("compact") else [START, options.get("device", 12), command]
        frame = bytes([*head, *data])
        return frame + bytes([crc7(frame)]) if options.get("crc7") else frame


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """A target for each channel, errors and one position, in the longest of the framings."""
    return (7 * channels + 5 + 6) * 10 * rate_hz / baud


DIALECT = Dialect(
    "maestro",
    VERSION,
    CHANNELS,
    wire_load,
    MaestroCodec,
    deadman=True,
    latch=False,
    motor="hobby-servo",
    options={"device": 12, "compact": 0, "crc7": 0},
)
