"""The parts that settings call for, as modules of a process each: those of every kiosk, of a desk, a shop, devices."""

from __future__ import annotations

from typing import Final

from kiosk.settings import Settings

PARTS: Final = {
    "stage": "kiosk.stage.part",
    "voice": "kiosk.voice.part",
    "hearing": "kiosk.hearing.part",
    "answers": "kiosk.answers.part",
    "sight": "kiosk.sight.part",
    "body": "kiosk.body.part",
}
SHOP: Final = {"shop": "kiosk.simulation.part"}
COLLEAGUES: Final = {"desk": "kiosk.handover.part", "call": "kiosk.call.part"}
"""Where there are colleagues to be called."""
BESIDE: Final = {"devices": "kiosk.body.devices"}
"""Displays, lamps and buttons beside the robot."""
MODULES: Final = PARTS | COLLEAGUES | SHOP | BESIDE


def modules_for(settings: Settings) -> dict[str, str]:
    """The module of each part that these settings call for."""
    beside = any(device.port != "none" for device in settings.body.devices.values())
    colleagues = settings.desk.mode != "none"
    shop, devices = SHOP if needs_shop(settings) else {}, BESIDE if beside else {}
    return PARTS | (COLLEAGUES if colleagues else {}) | shop | devices


def needs_shop(settings: Settings) -> bool:
    """Whether a simulated shop stands in for a device."""
    speaker = settings.voice.speaker.partition(":")[0]
    simulated = {settings.sight.camera, settings.hearing.microphone, speaker, settings.stage.display}
    return "shop" in simulated or settings.shop.backend_port > 0


def file_sources(settings: Settings) -> set[str]:
    """The parts that play a recording or a story: at the end of the last one the run ends."""
    sources = {"sight": settings.sight.camera, "hearing": settings.hearing.microphone}
    files = {part for part, source in sources.items() if source.startswith("file:")}
    return files | {"shop"} if settings.shop.story else files
