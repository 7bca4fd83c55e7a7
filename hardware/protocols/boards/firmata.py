"""The host's end of Firmata, as a board with the StandardFirmata sketch speaks it.

Messages are bytes of 7 bits behind a command byte with bit 7 set, without check or number. A damaged order can thus
move a servo to a wrong place within its pulses until the next one, 20 ms later; what the board says is used only for
whether it is there, which mode a pin has, and, once, where its servo is. There is no deadman: pulses go on when the
host dies. Sources: github.com/firmata/protocol (protocol.md, servos.md), StandardFirmata 2.5.
"""

from __future__ import annotations

from collections.abc import Sequence

from hardware.protocols.codec import Aside, Dialect, Identified, Plan, PoseRead, Positions, Report
from hardware.protocols.keeper import Keeper

VERSION, CHANNELS = 2, 128
SYSEX, END, SET_MODE, ANALOG = 0xF0, 0xF7, 0xF4, 0xE0
PIN_QUERY, PIN_STATE, EXTENDED, SERVO_CONFIG, FIRMWARE = 0x6D, 0x6E, 0x6F, 0x70, 0x79
OUTPUT, SERVO = 1, 4
LONGEST = 128
SHORT_PINS = 16


def sevens(value: int) -> bytes:
    """Fourteen bits as two bytes of seven, the lower first."""
    return bytes([value & 0x7F, value >> 7 & 0x7F])


def sysex(command: int, data: bytes = b"") -> bytes:
    """A message of any length."""
    return bytes([SYSEX, command]) + data + bytes([END])


def analog(pin: int, value: int) -> bytes:
    """A pulse for a servo, µs."""
    if pin < SHORT_PINS:
        return bytes([ANALOG | pin]) + sevens(value)
    return sysex(EXTENDED, bytes([pin]) + sevens(value))


class Decoder:
    """Takes bytes as they come and gives the bodies of whole sysex messages, each beginning with its command."""

    def __init__(self) -> None:
        self.rejected = 0
        self._held: bytearray | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes. What is not sysex is of no use to us, and passed over."""
        found = []
        for byte in data:
            if byte == SYSEX:
                self.rejected += self._held is not None
                self._held = bytearray()
            elif self._held is None:
                continue
            elif byte == END:
                found += [bytes(self._held)] if self._held else []
                self._held = None
            elif byte > 0x7F or len(self._held) >= LONGEST:
                self.rejected += 1
                self._held = None
            else:
                self._held.append(byte)
        return found


class FirmataCodec:
    """A `Codec`. The device's name is that of its sketch, without the ending."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._keeper = Keeper()
        self._decoder = Decoder()
        self._pins = tuple(sorted(plan.limits))
        self._turn = 0
        self._attach: set[int] = set()
        self._probes = 0
        self._let_go = 0
        self._name = b""
        self._known: dict[int, tuple[int, int]] = {}
        self._unknown: set[int] = set()

    def probe(self) -> bytes:
        """Which sketch; behind an end, which finishes whatever lay half-sent on the line."""
        self._probes += 1
        return bytes([END]) + sysex(FIRMWARE)

    def sync(self) -> bytes:
        """Where the servos are, twice over, as nothing checks the answers; then pulses off."""
        self._keeper.configured = self._keeper.armed = False
        self._unknown, self._known = set(self._pins or (0,)), {}
        return 2 * b"".join(sysex(PIN_QUERY, bytes([pin])) for pin in self._unknown) + self._off()

    def arm(self) -> bytes:
        """Allow pulses; they begin with the first move, as a servo goes to the middle when it is attached."""
        self._probes = 0
        self._attach = set(self._pins) if self._keeper.arm() else set()
        return b""

    def park(self) -> bytes:
        """Pulses off."""
        self._keeper.armed = False
        self._attach.clear()
        return self._off()

    def move(self, positions: Positions) -> bytes:
        """Pulses, unless stopped; held to the limits."""
        if self._keeper.stopped:
            return self.poll()
        goals = {pin: self._plan.limits[pin].clip(at) for pin, at in positions.items()}
        orders = b"".join(self._attached(pin) + analog(pin, at) for pin, at in goals.items())
        self._attach -= goals.keys()
        return orders + self.poll()

    def poll(self) -> bytes:
        """The mode of the next pin; while there shall be no pulse, it is told so once more."""
        self._turn += 1
        pin = self._pins[self._turn % len(self._pins)] if self._pins else 0
        rest = bytes([SET_MODE, pin, OUTPUT]) if self._pins and not self._keeper.armed else b""
        return rest + sysex(PIN_QUERY, bytes([pin]))

    def stop(self) -> bytes:
        """Latch, pulses off."""
        self._keeper.stop()
        self._attach.clear()
        return self._off()

    def clear(self) -> bytes:
        """A person clears it; the board never knew."""
        self._keeper.clear()
        return b""

    def feed(self, data: bytes) -> Sequence[Report | Aside]:
        """What the board said."""
        reports: list[Report | Aside] = []
        for message in self._keeper.decoded(self._decoder, data):
            match message[0]:
                case 0x79 if len(message) > 3 and len(message) % 2:
                    reports += self._sketch(message)
                case 0x6E if 4 <= len(message) <= 6:
                    reports += self._pin(message[1], message[2], message[3:])
                case _:
                    self._keeper.rejected += 1
        return reports

    def _sketch(self, message: bytes) -> list[Report | Aside]:
        """A board tells this unasked when it starts. It counts once it was told twice, as nothing checks it.

        While it starts it keeps the questions it is asked, and answers them all at once.
        """
        last, self._name = self._name, message
        if last != message:
            return []
        if not self._probes:
            self._keeper.restarted()
            return [self._keeper.status()]
        self._probes -= 1
        name = bytes(low | high << 7 for low, high in zip(message[3::2], message[4::2], strict=True))
        device = name.decode("latin-1").rpartition(".")[0] or name.decode("latin-1")
        firmware = f"{message[1]}.{message[2]}"
        return [Identified(device, message[1], firmware, CHANNELS, self._keeper.boot)]

    def _pin(self, pin: int, mode: int, value: bytes) -> list[Report | Aside]:
        if self._pins and pin not in self._pins:
            return []
        if self._unknown or not self._keeper.configured:
            return self._placed(pin, mode, sum(seven << 7 * place for place, seven in enumerate(value)))
        lacks = self._keeper.armed and pin not in self._attach and mode != SERVO
        self._let_go = self._let_go + 1 if lacks else 0
        return [self._keeper.status(limp=self._let_go > 1)]

    def _placed(self, pin: int, mode: int, value: int) -> list[Report | Aside]:
        """While syncing: where the servos are, of those pins that are one and say what can be."""
        last, self._known[pin] = self._known.get(pin), (mode, value)
        if last == (mode, value):
            self._unknown.discard(pin)
        if self._unknown:
            return []
        self._keeper.configured = True
        servos = {pin: at for pin, (kind, at) in self._known.items() if kind == SERVO and pin in self._plan.limits}
        return [
            PoseRead(
                self._keeper.status(), {pin: at for pin, at in servos.items() if self._plan.limits[pin].clip(at) == at}
            )
        ]

    def _attached(self, pin: int) -> bytes:
        """What makes a pin a servo, if it is none yet."""
        if pin not in self._attach:
            return b""
        limits = self._plan.limits[pin]
        return sysex(SERVO_CONFIG, bytes([pin]) + sevens(limits.lowest) + sevens(limits.highest))

    def _off(self) -> bytes:
        """A pin that is a plain output has no servo."""
        return b"".join(bytes([SET_MODE, pin, OUTPUT]) for pin in self._pins)


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """A pulse for each servo, those above the 16th in the longer message, and one question."""
    octets = 3 * min(channels, SHORT_PINS) + 6 * max(0, channels - SHORT_PINS) + 4
    return max(octets, 8) * 10 * rate_hz / baud


DIALECT = Dialect(
    "firmata",
    VERSION,
    CHANNELS,
    wire_load,
    FirmataCodec,
    deadman=False,
    latch=False,
    motor="firmata-servo",
)
