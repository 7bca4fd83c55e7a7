"""The clock: is it right, is it kept right, and is its zone the store's."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.answers import facts
from kiosk.clock import open_clock
from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site

AREA = "clock"
EARLIEST, LATEST = 2026, 2100
COST = "Opening hours, holidays and the age of a price are told wrong."
NTP = "Run `sudo timedatectl set-ntp true`; without a network, fit a clock with a battery."
STATUS_OFFSET, UNSYNCHRONISED = 40, 0x0040
"""`status` in struct timex on 64-bit Linux, and STA_UNSYNC in it (adjtimex(2))."""


def kernel_synchronised() -> bool:
    """Whether the kernel's clock is kept right by NTP or another source."""
    state = ctypes.create_string_buffer(256)  # modes = 0: read only
    ctypes.CDLL(None).adjtimex(state)
    status = int(struct.unpack_from("i", state, STATUS_OFFSET)[0])
    return not status & UNSYNCHRONISED


def check(site: Site, synchronised: Callable[[], bool] = kernel_synchronised) -> list[Finding]:
    """Findings for the time of day, for what keeps it, and for the zone."""
    zone = facts.load(site.settings.store.dir).facts.zone
    now = open_clock(site.settings.kiosk.clock).now(zone)
    return [_year(now), _kept(synchronised()), _zone(now, zone)]


def _year(now: datetime) -> Finding:
    told = f"In the store it is {now:%A %d %B %Y, %H:%M}."
    if EARLIEST <= now.year < LATEST:
        return ok(AREA, told, now=now.isoformat(timespec="seconds"))
    remedy = 'Run `sudo timedatectl set-time "2026-05-31 14:00:00"` with the present time.'
    return failed(AREA, told, COST, remedy, now=now.isoformat(timespec="seconds"))


def _kept(synchronised: bool) -> Finding:
    if synchronised:
        return ok(AREA, "The clock is kept right (NTP).", synchronised=True)
    return warning(AREA, "Nothing keeps the clock right.", f"It drifts; after weeks: {COST[0].lower()}{COST[1:]}", NTP)


def _zone(now: datetime, zone: ZoneInfo) -> Finding:
    """Hours are told in the store's zone whatever the machine's is; its logs are not."""
    local = now.astimezone()
    if local.utcoffset() == now.utcoffset():
        return ok(AREA, f"The machine's time zone is the store's ({zone.key}).", zone=zone.key)
    cost = "Opening hours are told right all the same; only times in logs are others than on the shop's clock."
    found = f"The machine's time zone is {local.tzname()}, the store's is {zone.key}."
    return warning(AREA, found, cost, f"Run `sudo timedatectl set-timezone {zone.key}`.", zone=zone.key)
