"""The simulated device of each protocol."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from hardware.errors import HardwareError
from hardware.protocols.codec import Lamp, Plan
from hardware.simulators.bus import DynamixelBus, FeetechBus
from hardware.simulators.device import Device, OnSet
from hardware.simulators.firmata import Firmata
from hardware.simulators.firmware import DEVICE
from hardware.simulators.maestro import Maestro
from hardware.simulators.mcu import Board
from hardware.simulators.ohbot import Ohbot

if TYPE_CHECKING:  # a profile brings pydantic, which a plain servo board can do without
    from hardware.profiles.robot_profile import Profile

GROUP = "balie.simulators"
"""Entry points by the name of a protocol, each called with `Plan` and `OnSet` for a `Device`."""
OnLamps = Callable[[float, Mapping[int, Lamp]], None]


_MOTORS = "missing N overload N duplicate N hot N model N firmware N"
COMMON_TRICKS = "unplug plug half silent speak garbage reboot"
TRICKS: Mapping[str, str] = {
    "mcu": "estop release clear missing N sense MM MOVES button N unbutton N",
    "dynamixel": _MOTORS,
    "feetech": _MOTORS,
    "maestro": "no-timeout",
    "firmata": "sketch NAME firmware N",
    "ohbot": "firmware N",
}
"""What one can do to the device of each protocol, beside what one can do to all."""


def servo_board(on_set: OnSet, on_lamps: OnLamps, device: str = DEVICE) -> Device:
    """Our own board, which calls itself `device`."""
    return Board(secrets.randbelow(65536), on_set, on_lamps, device)


def make(profile: Profile, on_set: OnSet, on_lamps: OnLamps) -> Device:
    """A device that a profile describes. `on_set(now, positions)` is called with each pose that it takes.

    Raises:
        HardwareError: `simulator.protocol`.
    """
    if profile.protocol.name == "mcu":
        return servo_board(on_set, on_lamps, profile.device)
    maker = MAKERS.get(profile.protocol.name) or _brought(profile.protocol.name)
    if maker is None:
        sentence = f"There is no simulated device for the protocol {profile.protocol.name}."
        raise HardwareError(
            "simulator.protocol", sentence, f"Take a profile of one of these: mcu, {', '.join(MAKERS)}."
        )
    return maker(profile.plan(), on_set)


def _brought(protocol: str) -> Callable[[Plan, OnSet], Device] | None:
    """A simulated device that another package brings."""
    found = entry_points(group=GROUP, name=protocol)
    return next((point.load() for point in found), None)


MAKERS: Mapping[str, Callable[[Plan, OnSet], Device]] = {
    "dynamixel": DynamixelBus,
    "feetech": FeetechBus,
    "maestro": Maestro,
    "firmata": Firmata,
    "ohbot": Ohbot,
}
