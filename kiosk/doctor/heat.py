"""The processor's temperature, and whether a Raspberry Pi throttles itself or lacks power."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, ok, warning
from kiosk.doctor.site import Site

AREA = "heat"
HOT_C = 80.0
"""A Raspberry Pi slows its processor down from here on (raspberrypi.com, "Frequency management")."""
THROTTLED = "/sys/devices/platform/soc/soc:firmware/get_throttled"
LOW_POWER, SLOWED, HAD_LOW_POWER, WAS_SLOWED = 0x1, 0x6 | 0x8, 0x10000, 0x60000 | 0x80000
"""Bits of get_throttled: under-voltage; frequency capped, throttled or soft limit; and both since it was started."""
SLOW = "The machine slows down: answers come late, and the face moves jerkily."


def check(site: Site) -> list[Finding]:
    """One finding for the temperature where it is known, and one for a Pi's firmware where there is one."""
    found = [*_temperature(site), *_firmware(site)]
    return found or [ok(AREA, "This machine does not tell its temperature.")]


def _temperature(site: Site) -> list[Finding]:
    zones = [site.text(str(file.relative_to(site.root))) for file in site.glob("/sys/class/thermal/thermal_zone*/temp")]
    degrees = [int(text) / 1000 for text in zones if text.lstrip("-").isdigit()]
    if not degrees:
        return []
    hottest = max(degrees)
    if hottest >= HOT_C:
        remedy = "Mount a heat sink or a fan, and give the case air."
        return [warning(AREA, f"The processor has {hottest:.0f} °C.", SLOW, remedy, celsius=hottest)]
    return [ok(AREA, f"The processor has {hottest:.0f} °C.", celsius=hottest)]


def _firmware(site: Site) -> list[Finding]:
    text = site.text(THROTTLED)
    if not text:
        return []
    flags = int(text, 16)
    power = (
        "Use the power supply of the Raspberry Pi, and a short cable; devices that draw much need a hub of their own."
    )
    if flags & (LOW_POWER | HAD_LOW_POWER):
        when = "now" if flags & LOW_POWER else "since it was started"
        return [warning(AREA, f"The Raspberry Pi lacks power ({when}).", SLOW, power, throttled=hex(flags))]
    if flags & (SLOWED | WAS_SLOWED):
        when = "now" if flags & SLOWED else "since it was started"
        remedy = "Mount a heat sink or a fan, and give the case air."
        return [
            warning(AREA, f"The Raspberry Pi slowed its processor down ({when}).", SLOW, remedy, throttled=hex(flags))
        ]
    return [ok(AREA, "The Raspberry Pi's power is fine, and its processor was not slowed down.", throttled=hex(flags))]
