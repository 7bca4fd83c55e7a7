"""[body]: robot, displays, lights and buttons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk.settings.section import Section


class Device(Section):
    """A further device on a serial port: a display, a board with lights and buttons, a second arm."""

    profile: Annotated[
        str, Field(description="Device profile in config/devices/; without it the one of the device's own name")
    ] = ""
    port: Annotated[str, Field(description="`auto`, `none`, `simulated` or a serial port")] = "auto"


DeviceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]


class Body(Section):
    """Robot, displays, lights and buttons on serial ports."""

    port: Annotated[str, Field(description="`auto`, `none`, `simulated` or a serial port")] = "auto"
    profile: Annotated[str, Field(description="Device profile in config/devices/")] = "mcu-head"
    lip_lead_ms: Annotated[int, Field(description="How far the jaw is sent ahead of the sound, ms", ge=0, le=200)] = 35
    liveliness: Annotated[
        float, Field(description="How much it moves of itself (breath, sway, glances); 0 keeps still", ge=0, le=1)
    ] = 0.6
    sleep_after_min: Annotated[
        float,
        Field(
            description="In a store without hours it sleeps after so long without anybody, min; 0: never", ge=0, le=600
        ),
    ] = 10.0
    stop_dir: Annotated[
        Path | None,
        Field(description="Folder of the file that stops all robots (`kiosk hardware stop`); default: the data folder"),
    ] = None
    devices: Annotated[
        dict[DeviceName, Device], Field(description="Devices beside the robot, by a name of your own")
    ] = {}

    @property
    def taken(self) -> tuple[str, ...]:
        """The ports that are named for a device: who looks for another one leaves them alone."""
        ports = (self.port, *(device.port for device in self.devices.values()))
        return tuple(port for port in ports if port not in ("auto", "none", "simulated"))

    def profile_of(self, name: str) -> str:
        """The profile of a further device."""
        return self.devices[name].profile or name
