"""What it runs on, and the network that it does not need."""

from __future__ import annotations

import platform
import sys

from kiosk import __version__, machine
from kiosk.doctor.finding import Finding, ok, warning
from kiosk.doctor.site import Site

TESTED = ((3, 11), (3, 13))
"""Oldest and newest Python that Balie is made for (pyproject.toml)."""
PROCESSORS = ("x86_64", "aarch64")
UNKNOWN = "Nobody has tried Balie on it: packages may be missing or slow."


def platforms(site: Site) -> list[Finding]:
    """Python, processor and system."""
    return [_python(sys.version_info[:2]), _processor(site, platform.machine())]


def _python(version: tuple[int, int]) -> Finding:
    found = f"Balie {__version__} on Python {platform.python_version()} ({sys.executable})."
    oldest, newest = TESTED
    if oldest <= version <= newest:
        return ok("platform", found, python=platform.python_version())
    return warning("platform", found, UNKNOWN, "Use Python 3.11, 3.12 or 3.13.", python=platform.python_version())


def _processor(site: Site, processor: str) -> Finding:
    board = site.text("/proc/device-tree/model")
    library = " ".join(platform.libc_ver())
    found = f"{board or machine.name()}, {processor}, {library}."
    if processor in PROCESSORS:
        return ok("platform", found, processor=processor)
    return warning("platform", found, UNKNOWN, f"Use a 64-bit system ({' or '.join(PROCESSORS)}).", processor=processor)


def network(site: Site) -> list[Finding]:
    """Never a fault: the kiosk works without one."""
    routes = [line.split() for line in site.text("/proc/net/route").splitlines()[1:]]
    gates = sorted({route[0] for route in routes if len(route) > 1 and route[1] == "00000000"})
    if gates:
        return [ok("network", f"Connected through {', '.join(gates)}. It is not needed but for a back end elsewhere.")]
    return [ok("network", "Not connected. It is not needed but for a back end elsewhere, and to fetch models.")]
