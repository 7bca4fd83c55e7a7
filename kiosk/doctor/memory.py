"""Memory: what there is, what is free, and what this configuration needs."""

from __future__ import annotations

import re

from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.hearing.decoder import MOST_ENGINES
from kiosk.models.languages import accounts

AREA = "memory"
REST_MB = 600.0
"""All processes but the recogniser, highest PSS in `kiosk demo`, as seen: 801 MB with 200 of hearing in it."""
MARGIN = 1.25
COST = "Parts are ended by the system while somebody is being served."
REMEDY = "End other programs, take a language out of kiosk.langs, or use a machine with more memory."


def check(site: Site) -> list[Finding]:
    """One finding, against the figures of the demo."""
    total, available = memory_mb(site)
    need = REST_MB + ears_mb(site)
    figures = {"total_mb": round(total), "available_mb": round(available), "need_mb": round(need)}
    there = f"{available / 1000:.1f} of {total / 1000:.1f} GB free"
    found = f"{there}; this configuration takes up to {need / 1000:.1f} GB, as it was measured"
    if total < need:
        return [failed(AREA, f"{found}.", COST, REMEDY, **figures)]
    running = any(site.kiosk_pids())
    if total < MARGIN * need or (available < need and not running):
        return [warning(AREA, f"{found}.", COST, REMEDY, **figures)]
    return [ok(AREA, f"{found}{' (a kiosk runs now)' if running else ''}.", **figures)]


def ears_mb(site: Site) -> float:
    """What the recognisers take that are loaded at once: those of the largest languages on offer."""
    sizes = sorted((one.memory_mb or 0.0 for one in accounts(site.settings) if one.offered), reverse=True)
    return sum(sizes[:MOST_ENGINES])


def memory_mb(site: Site) -> tuple[float, float]:
    """Total and available, in 10⁶ bytes; a control group's limit counts where it is lower (cgroup v2)."""
    kib = {name: float(value) for name, value in re.findall(r"(\w+):\s+(\d+) kB", site.text("/proc/meminfo"))}
    total, available = (kib.get(name, 0.0) * 1.024e-3 for name in ("MemTotal", "MemAvailable"))
    limit, used = site.text("/sys/fs/cgroup/memory.max"), site.text("/sys/fs/cgroup/memory.current")
    if limit.isdigit() and used.isdigit():
        return min(total, int(limit) / 1e6), min(available, (int(limit) - int(used)) / 1e6)
    return total, available
