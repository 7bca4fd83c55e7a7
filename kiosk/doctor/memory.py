"""Memory: what there is, what is free, and what this configuration needs."""

from __future__ import annotations

import re

from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.models import installed

AREA = "memory"
WHOLE_MB, KOREAN_MB = 801.0, 1240.0
"""Highest PSS of all processes in `kiosk demo` and `kiosk demo --lang ko`, as seen (docs/performance.md)."""
MARGIN = 1.25
COST = "Parts are ended by the system while somebody is being served."
REMEDY = "End other programs, take a language out of kiosk.langs, or use a machine with more memory."


def check(site: Site) -> list[Finding]:
    """One finding, against the figures of the demo."""
    total, available = memory_mb(site)
    korean = "ko" in site.settings.kiosk.langs and installed("vosk-ko")
    need = KOREAN_MB if korean else WHOLE_MB
    figures = {"total_mb": round(total), "available_mb": round(available), "need_mb": need}
    found = f"{available / 1000:.1f} of {total / 1000:.1f} GB free; this configuration needs up to {need / 1000:.1f} GB"
    if total < need:
        return [failed(AREA, f"{found}.", COST, REMEDY, **figures)]
    running = any(site.kiosk_pids())
    if total < MARGIN * need or (available < need and not running):
        return [warning(AREA, f"{found}.", COST, REMEDY, **figures)]
    return [ok(AREA, f"{found}{' (a kiosk runs now)' if running else ''}.", **figures)]


def memory_mb(site: Site) -> tuple[float, float]:
    """Total and available, in 10⁶ bytes; a control group's limit counts where it is lower (cgroup v2)."""
    kib = {name: float(value) for name, value in re.findall(r"(\w+):\s+(\d+) kB", site.text("/proc/meminfo"))}
    total, available = (kib.get(name, 0.0) * 1.024e-3 for name in ("MemTotal", "MemAvailable"))
    limit, used = site.text("/sys/fs/cgroup/memory.max"), site.text("/sys/fs/cgroup/memory.current")
    if limit.isdigit() and used.isdigit():
        return min(total, int(limit) / 1e6), min(available, (int(limit) - int(used)) / 1e6)
    return total, available
