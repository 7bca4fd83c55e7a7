"""Whether the kiosk starts with the machine, and whether it runs now."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from kiosk.doctor.finding import Finding, missing, ok, warning
from kiosk.doctor.site import Site
from kiosk.service.units import UNIT

AREA = "service"
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
    for scope in ((), ("--user",)):
        enabled, active = ask((*scope, "is-enabled", UNIT)), ask((*scope, "is-active", UNIT))
        if enabled.startswith(("enabled", "static", "linked")):
            return [*running, _installed(" ".join(("systemctl", *scope)), enabled, active)]
    remedy = "Run `kiosk install-service`: it shows what it would do, and how to have it done."
    return [*running, missing(AREA, f"{UNIT} is not installed or not enabled.", COST, remedy)]


def _installed(command: str, enabled: str, active: str) -> Finding:
    if active in {"active", "activating"}:
        return ok(AREA, f"{UNIT} is {enabled} and {active}.", enabled=enabled, active=active)
    remedy = f"Run `{command} restart {UNIT}`; `kiosk logs`, or `journalctl -u {UNIT} -n 50`, says why it ended."
    found = f"{UNIT} is {enabled}, but {active or 'not running'}."
    return warning(AREA, found, "Nobody is served.", remedy, enabled=enabled, active=active)
