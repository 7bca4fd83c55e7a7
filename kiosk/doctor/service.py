"""Whether the kiosk starts with the machine, and whether it runs now."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from kiosk.doctor.finding import Finding, missing, ok, warning
from kiosk.doctor.site import Site

AREA = "service"
UNIT = "kiosk.service"
COST = "After a power cut somebody has to start the kiosk by hand."
ASK_S = 5.0
Ask = Callable[[Sequence[str]], str]


def systemctl(words: Sequence[str]) -> str:
    """The first line of an answer of systemctl; empty if it gives none."""
    try:
        answer = subprocess.run(("systemctl", *words), capture_output=True, text=True, timeout=ASK_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip().partition("\n")[0]


def check(site: Site, ask: Ask = systemctl) -> list[Finding]:
    """One finding for the unit, and one for a kiosk that runs."""
    running = [
        ok(AREA, f"A kiosk runs now, as process {pid}: it holds its devices.", pid=pid) for pid in site.kiosk_pids()
    ]
    if not (site.root / "run/systemd/system").is_dir():
        return [*running, ok(AREA, "This machine was not started by systemd; there is no service to look at.")]
    enabled, active = ask(("is-enabled", UNIT)), ask(("is-active", UNIT))
    if enabled not in {"enabled", "static", "linked", "enabled-runtime"}:
        remedy = "Run `kiosk install-service`, and do what it says."
        return [*running, missing(AREA, f"{UNIT} is not installed or not enabled.", COST, remedy)]
    if active in {"active", "activating"}:
        return [*running, ok(AREA, f"{UNIT} is enabled, and {active}.")]
    remedy = f"Run `sudo systemctl start {UNIT}`; `journalctl -u {UNIT} -n 50` says why it ended."
    return [*running, warning(AREA, f"{UNIT} is enabled, but {active or 'not running'}.", "Nobody is served.", remedy)]
