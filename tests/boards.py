"""Our servo board two ways behind one face: the Python twin on a made clock, and the real binary in cycles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from avr_board import BUTTONS, ECHO, HEX, HZ, LIGHTS, PIR, SERVOS, STOP, US, AvrBoard, image, pixels, pulses

from hardware.protocols.boards import mcu_frames
from hardware.protocols.boards.mcu import LAMPS
from hardware.protocols.boards.mcu_host import McuCodec
from hardware.protocols.codec import ChannelLimits, Effect, Lamp, Plan, Sensed
from hardware.simulators.firmware import Firmware

LIMITS = {0: ChannelLimits(1000, 2000, 40), 1: ChannelLimits(1200, 1800, 10)}
DEADMAN_MS = 250
FRAME_S = 0.02
FLOOD_BYTE = 650
"""Cycles of a byte: twice as fast as the line, and as fast as the board can take them while it shows its lamps."""
REACTION_S = 0.03
"""Longest a board takes to heed a contact: it looks once in a servo frame."""


class Bench:
    """What both have: a host's codec, and shorthands."""

    def __init__(self, limits: Mapping[int, ChannelLimits] = LIMITS, deadman_ms: int = DEADMAN_MS) -> None:
        self.codec = McuCodec(Plan("mcu-head", dict(limits), deadman_ms))

    def armed(self):
        """With limits and torque."""
        self.ask(self.codec.sync())
        self.ask(self.codec.arm())
        return self

    def status(self):
        """What a poll is answered with."""
        (status,) = self.ask(self.codec.poll())
        return status

    def hold(self, seconds: float) -> None:
        """Keep the deadman content for so long."""
        while seconds > 0:
            self.wait(min(FRAME_S, seconds))
            seconds -= FRAME_S
            self.status()


class Twin(Bench):
    """`hardware.simulators.firmware`."""

    def __init__(self, **host: object) -> None:
        super().__init__(**host)
        self.now, self.board = 1.0, Firmware(5)

    def close(self) -> None:
        """Nothing to give back."""

    def send(self, data: bytes) -> bytes:
        """What it answers."""
        self.now += 0.002
        return self.board.receive(data, self.now)

    def ask(self, data: bytes) -> list[object]:
        """The reports of what it answers."""
        return self.codec.feed(self.send(data))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def pulses(self) -> dict[int, int]:
        """µs by channel, seen over a servo frame."""
        self.wait(FRAME_S)
        return dict(self.board.pulses(self.now))

    def lamps(self) -> dict[int, Lamp]:
        """Those that are lit."""
        return dict(self.board.lamps(self.now))

    def effects(self) -> dict[int, Effect]:
        """What those that are lit do."""
        return {number: lamp.effect for number, lamp in self.lamps().items()}

    def flood(self, data: bytes) -> bytes:
        """What it answers to very much."""
        self.now += len(data) * FLOOD_BYTE / HZ
        return self.board.receive(data, self.now)

    def press(self) -> None:
        """The emergency stop goes down."""
        self.board.press()
        self.wait(REACTION_S)

    def release(self) -> None:
        """It comes up."""
        self.board.release()
        self.wait(REACTION_S)

    def push(self, *buttons: int) -> None:
        """These buttons are down now."""
        self.board.buttons = frozenset(buttons)

    def sense(self, moving: bool | None, distance_m: float | None, *, ranging: bool) -> None:
        """What its sensors of presence see; None and False for a sensor that is not plugged in."""
        self.board.sensed = Sensed(moving, distance_m, ranging)

    def reboot(self) -> None:
        """Power-cycle."""
        self.board.reboot(self.now)
        self.wait(0.05)


class Real(Bench):
    """The shipped binary in simavr."""

    def __init__(self, firmware: bytes = b"", baud: int = 115200, **host: object) -> None:
        super().__init__(**host)
        self.board = AvrBoard(image((firmware or HEX.read_bytes()).decode("ascii")), baud)
        self.wait(0.05)

    def close(self) -> None:
        """Give its memory back."""
        self.board.close()

    def send(self, data: bytes) -> bytes:
        """What it answers."""
        self.board.put(data)
        answers = b""
        for _ in filter(None, data.split(mcu_frames.DELIMITER)):
            answers += self.board.answer()
        return answers

    def ask(self, data: bytes) -> list[object]:
        """The reports of what it answers."""
        return self.codec.feed(self.send(data))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.board.run(seconds)

    def pulses(self) -> dict[int, int]:
        """µs by channel, seen over a servo frame."""
        begin = self.board.cycle
        self.wait(FRAME_S + 0.003)
        seen = {channel: self.widths(channel, begin) for channel in range(len(SERVOS))}
        return {channel: round(widths[0]) for channel, widths in seen.items() if widths}

    def widths(self, channel: int, since: int = 0) -> Sequence[float]:
        """Of each pulse of a channel since a cycle, µs."""
        return [cycles / US for _, cycles in pulses(self.board.changes[SERVOS[channel]], since)]

    def last_pulse(self) -> int:
        """The cycle at which the last pulse of any channel ended."""
        ends = [at for pin in SERVOS for at, level in self.board.changes[pin] if not level]
        still = [self.board.cycle for pin in SERVOS if self.board.changes[pin][-1:] and self.board.changes[pin][-1][1]]
        return max(ends + still)

    def lamps(self) -> dict[int, Lamp]:
        """Those that are lit."""
        self.board.changes[LIGHTS].clear()
        self.board.watch(LIGHTS, on=True)
        self.wait(0.09)
        self.board.watch(LIGHTS, on=False)
        shown = pixels(self.board.changes[LIGHTS])[-1]
        return {number: Lamp(*colour) for number, colour in enumerate(shown) if any(colour)}

    def effects(self) -> dict[int, Effect]:
        """What those that are lit do, as watched for half a second: breathing has many levels, blinking two."""
        levels: dict[int, set[int]] = {number: set() for number in range(LAMPS)}
        for _ in range(6):
            lit = self.lamps()
            for number, seen in levels.items():
                seen.add(max(lit[number].red, lit[number].blue) if number in lit else 0)
        kinds = {1: Effect.STEADY, 2: Effect.BLINK}
        return {number: kinds.get(len(seen), Effect.BREATHE) for number, seen in levels.items() if seen != {0}}

    def flood(self, data: bytes) -> bytes:
        """What it answers to very much, which comes as fast as it can take it."""
        begin = len(self.board.sent)
        for at in range(0, len(data), 5000):
            self.board.rush(data[at : at + 5000], FLOOD_BYTE)
        assert not self.board.overruns
        return bytes(byte for _, byte in self.board.sent[begin:])

    def press(self) -> None:
        """The emergency stop goes down: its contact opens."""
        self.board.pin(STOP, 1)
        self.wait(REACTION_S)

    def release(self) -> None:
        """It comes up."""
        self.board.pin(STOP, 0)
        self.wait(REACTION_S)

    def push(self, *buttons: int) -> None:
        """These buttons are down now."""
        for number, pin in enumerate(BUTTONS):
            self.board.pin(pin, int(number not in buttons))
        self.wait(REACTION_S)

    def sense(self, moving: bool | None, distance_m: float | None, *, ranging: bool) -> None:
        """What its sensors of presence see; None and False for a sensor that is not plugged in."""
        if moving is not None:
            self.board.pin(PIR, 0)
            self.wait(REACTION_S)
            self.board.pin(PIR, int(moving))
        if ranging:
            self.board.echo((distance_m or 6.5) * 2e6 / 343)  # an HC-SR04 gives up after 38 ms
        else:
            self.board.pin(ECHO, 1)
        self.wait(0.25)

    def reboot(self) -> None:
        """Power-cycle."""
        self.board.power()
        self.wait(0.05)
