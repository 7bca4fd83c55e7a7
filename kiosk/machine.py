"""Which machine a figure was taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def name() -> str:
    """The machine's name for a report: processor, cores, system."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model"))), "")
    return f"{model or platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}"
