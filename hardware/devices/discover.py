"""What hangs on a serial port: asks in each protocol in turn, in an order that harms nothing, and moves nothing.

A hello of one protocol is noise to a device of another, and not every noise is harmless: `FF` and two bytes behind it
move a servo of a Maestro. So those come first whose hellos no other device obeys, those of motor buses come last, and a
USB device whose maker says what it is hears nothing else, nor does one of a maker of printers or modems hear anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hardware.links.serial_link import SerialPort, SerialTransport, Transport
from hardware.profiles import motors
from hardware.protocols import registry
from hardware.protocols.buses import dynamixel, dynamixel_frames, feetech_frames
from hardware.protocols.codec import Codec, Identified, Plan

ASK_AGAIN_S = 0.12
BUS_WAIT_S = 0.15
WAIT_S = 0.02
FEETECH_IDS = range(32)
"""Ids that are asked one by one; a servo comes with id 1."""
ORDER: tuple[tuple[str, int, float], ...] = (
    ("maestro", 115200, 1.0),
    ("mcu", 115200, 2.5),
    ("firmata", 57600, 3.5),
    ("ohbot", 19200, 3.5),
    ("dynamixel", 1_000_000, BUS_WAIT_S),
    ("dynamixel", 57600, BUS_WAIT_S),
    ("dynamixel", 115200, BUS_WAIT_S),
    ("feetech", 1_000_000, BUS_WAIT_S),
)
"""Protocol, baud rate, and how long it may take to answer: opening the port restarts many boards."""
ONLY: Mapping[str, frozenset[str]] = {
    "1ffb": frozenset({"maestro"}),
    "2341": frozenset({"mcu", "firmata", "ohbot"}),
    "2a03": frozenset({"mcu", "firmata", "ohbot"}),
    "0403:6014": frozenset({"dynamixel"}),
    "1a86:55d3": frozenset({"feetech", "dynamixel"}),
}
"""What a USB device can be, by its maker or by maker and product."""
FOREIGN = frozenset(
    {
        *("0b00", "11ca"),  # payment terminals: Ingenico, Verifone
        *("04b8", "0519", "1504", "1d90", "0a5f", "04f9"),  # printers: Epson, Star, Bixolon, Citizen, Zebra, Brother
        *("05e0", "0c2e", "05f9"),  # scanners and scales: Zebra, Honeywell, Datalogic
        *("12d1", "1199", "19d2", "1bc7", "1e0e", "2c7c"),  # modems: Huawei, Sierra, ZTE, Telit, SIMCom, Quectel
        *("1546", "091e"),  # satellite receivers: u-blox, Garmin
        *("0658", "1cf1"),  # radio of switches and lamps: Sigma, dresden elektronik
    }
)
"""Makers of other things with a serial port, that an unknown byte may make pay, print or dial: they hear nothing unless
a profile or a person names them.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What answered. `motors` are the models by id, where it is a bus; `name` what it calls itself, if it does."""

    port: str
    protocol: str
    baud: int
    name: str
    firmware: str
    motors: Mapping[int, int] = field(default_factory=dict)


def foreign(usb: str) -> bool:
    """Whether the maker of this VID:PID makes none of what we could drive."""
    return usb.partition(":")[0] in FOREIGN


Open = Callable[[str, int], Transport]
Told = Callable[[str, int], None]


def identify(
    port: SerialPort,
    protocols: Sequence[str] = (),
    *,
    open_port: Open = SerialTransport,
    told: Told = lambda _protocol, _baud: None,
    clock: Callable[[], float] = time.monotonic,
) -> Found | None:
    """What answers on a port, asking only in these protocols (all if none is named); None if nothing does.

    Takes up to 11 s for a port on which nothing answers. `told` is called with each protocol and baud rate before it is
    asked.

    Raises:
        LinkLost, LinkBlocked: the port cannot be used.
    """
    if foreign(port.usb) and not protocols:
        return None
    able = ONLY.get(port.usb) or ONLY.get(port.usb.partition(":")[0]) or set(registry.SHIPPED)
    opened: tuple[int, Transport] | None = None
    try:
        for protocol, baud, patience_s in ORDER:
            if protocol not in able or (protocols and protocol not in protocols):
                continue
            told(protocol, baud)
            if opened is None or opened[0] != baud:
                opened = _reopened(opened, port.device, baud, open_port)
            found = _ask(opened[1], port.device, protocol, baud, clock() + patience_s, clock)
            if found is not None:
                return found
    finally:
        if opened is not None:
            opened[1].close()
    return None


def _reopened(opened: tuple[int, Transport] | None, device: str, baud: int, open_port: Open) -> tuple[int, Transport]:
    """One baud rate after the other: a board restarts once for each, not for each protocol."""
    if opened is not None:
        opened[1].close()
    return baud, open_port(device, baud)


def _ask(
    transport: Transport, port: str, protocol: str, baud: int, until: float, clock: Callable[[], float]
) -> Found | None:
    match protocol:
        case "dynamixel":
            motors = _dynamixels(transport, until, clock)
        case "feetech":
            motors = _feetechs(transport, clock)
        case _:
            who = _hello(transport, protocol, until, clock)
            return Found(port, protocol, baud, who.device, who.firmware) if who else None
    return Found(port, protocol, baud, "", "", motors) if motors else None


def _hello(transport: Transport, protocol: str, until: float, clock: Callable[[], float]) -> Identified | None:
    """A board that tells what it is; with and without a check behind each command, where that is a setting."""
    dialect = registry.find(protocol)
    settings = [dialect.options] + [{**dialect.options, "crc7": 1}] * ("crc7" in dialect.options)
    codecs: list[Codec] = [dialect.codec(Plan("", {}, 250, options=options)) for options in settings]
    turn = 0
    while clock() < until:
        codec = codecs[turn // 2 % len(codecs)]
        turn += 1
        transport.write(codec.probe())
        again = clock() + ASK_AGAIN_S
        while clock() < again:
            for report in codec.feed(transport.read(WAIT_S)):
                if isinstance(report, Identified):
                    return report
    return None


def _dynamixels(transport: Transport, until: float, clock: Callable[[], float]) -> dict[int, int]:
    """Models by id: all answer a ping to all, one after the other."""
    decoder = dynamixel_frames.Decoder()
    transport.write(dynamixel_frames.encode(dynamixel_frames.BROADCAST, dynamixel_frames.PING))
    models: dict[int, int] = {}
    while clock() < until:
        for answer in decoder.feed(transport.read(WAIT_S)):
            if len(answer.data) == dynamixel.PONG:
                models[answer.number] = int.from_bytes(answer.data[:2], "little")
    return models


def _feetechs(transport: Transport, clock: Callable[[], float]) -> dict[int, int]:
    """Models by id, asked one by one, as their answers to a question to all would collide."""
    decoder = feetech_frames.Decoder()
    models: dict[int, int] = {}
    for number in FEETECH_IDS:
        decoder.drop()
        transport.write(feetech_frames.read(number, 3, 2))
        until = clock() + WAIT_S
        while number not in models and clock() < until:
            answers = decoder.feed(transport.read(WAIT_S / 2))
            models |= {n.number: _model(n.data) for n in answers if n.number == number and n.data[1:]}
    return models


def _model(data: bytes) -> int:
    """The SC series sends the high byte first, and does not say so: a model of it that is known is believed."""
    swapped = int.from_bytes(data, "big")
    known = any(motor.big_endian and motor.model == swapped for motor in motors.shipped().values())
    return swapped if known else int.from_bytes(data, "little")
