"""The simulated display of each protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.errors import HardwareError
from hardware.profiles.display_profile import DisplayProfile
from hardware.protocols.displays import display_registry
from hardware.simulators.device import Device
from hardware.simulators.logs import ShownLog
from hardware.simulators.nextion import NextionPanel
from hardware.simulators.pole_display import PoleDisplay

TRICKS: Final[Mapping[str, str]] = {"cd5220": "off on", "escpos": "off on", "nextion": "touch N untouch N lose NAME"}
"""What one can do to the display of each protocol, beside what one can do to every device."""


def make(profile: DisplayProfile, log: ShownLog) -> Device:
    """A display that a profile describes, which writes down what it shows.

    Raises:
        HardwareError: `simulator.protocol`.
    """
    screen = profile.screen
    match profile.protocol.name:
        case "nextion":
            return NextionPanel(screen.page, screen.fields.values(), screen.encoding, log.fields)
        case "cd5220" | "escpos" as protocol:
            return PoleDisplay(protocol, log.lines, screen.columns, screen.rows)
        case other:
            sentence = f"There is no simulated display for the protocol {other}."
            raise HardwareError(
                "simulator.protocol", sentence, f"Take one of these: {', '.join(display_registry.SHIPPED)}."
            )
