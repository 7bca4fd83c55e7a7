"""The list of checks, and how they are run: side by side, each with a deadline, the ones that may hang isolated."""

from __future__ import annotations

import importlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hardware.errors import HardwareError
from kiosk.doctor.finding import Finding, failed, from_data, refused
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel, Died, Hung, call
from kiosk.errors import KioskError

LIGHT_S = 10.0
GRACE_S = 2.0
COST = "What the kiosk would do without it is not known."


@dataclass(frozen=True, slots=True)
class Check:
    """`kiosk.doctor.MODULE:FUNCTION`, which takes a `Site` and gives findings.

    `isolated` ones open devices or load engines, in a process of their own. `alone` ones measure speed, and run when
    the others are done.
    """

    area: str
    module: str
    deadline_s: float = LIGHT_S
    isolated: bool = False
    alone: bool = False
    function: str = "check"

    def run(self, site: Site) -> list[Finding]:
        """Do it here and now."""
        function = getattr(importlib.import_module(f"kiosk.doctor.{self.module}"), self.function)
        findings: list[Finding] = function(site)
        return findings


CHECKS = (
    Check("configuration", "configuration"),
    Check("camera", "camera", 20.0, isolated=True),
    Check("microphone", "microphone", 15.0, isolated=True),
    Check("speaker", "speaker", 12.0, isolated=True),
    Check("display", "display", 20.0, isolated=True, alone=True),
    Check("serial ports", "serial_ports", 20.0, isolated=True),
    Check("further devices", "further_devices", 20.0, isolated=True),
    Check("body", "body", 20.0, isolated=True, alone=True),
    Check("models", "model_files", 60.0),
    Check("voice", "voices", 15.0, isolated=True),
    Check("disk", "disk"),
    Check("memory", "memory"),
    Check("heat", "heat"),
    Check("clock", "clock"),
    Check("desk", "people", function="desk"),
    Check("back end", "backend", 15.0),
    Check("network", "system", function="network"),
    Check("packages", "packages"),
    Check("platform", "system", function="platforms"),
    Check("service", "service"),
)
"""In the order of the report: what a shopper notices first comes first."""

Watch = Callable[[str, Sequence[Finding]], None]


def examine(site: Site, watch: Watch, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """Every finding, in the order of the checks; `watch` is called with each area when it is done."""
    found: dict[str, list[Finding]] = {}
    for wave in ([check for check in checks if not check.alone], *([check] for check in checks if check.alone)):
        for area, findings in _side_by_side(site, wave):
            found[area] = findings
            watch(area, findings)
    return [finding for check in checks for finding in found[check.area]]


def _side_by_side(site: Site, checks: Sequence[Check]) -> Iterator[tuple[str, list[Finding]]]:
    """Areas as they are done. A thread that does not come back is left behind: it ends with the command."""
    done: queue.SimpleQueue[tuple[Check, list[Finding]]] = queue.SimpleQueue()
    for check in checks:
        threading.Thread(target=lambda one=check: done.put((one, attempt(one, site))), daemon=True).start()
    until = time.monotonic() + max((check.deadline_s for check in checks), default=0.0) + GRACE_S
    waited = {check.area: check for check in checks}
    while waited:
        try:
            check, findings = done.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        del waited[check.area]
        yield check.area, findings
    yield from ((area, [_hung(check)]) for area, check in waited.items())


def attempt(check: Check, site: Site) -> list[Finding]:
    """Its findings, or the finding that it could not be done."""
    try:
        if not check.isolated:
            return check.run(site)
        return [
            from_data(data) for data in call("kiosk.doctor.checks:isolated", site, check.deadline_s, area=check.area)
        ]
    except (KioskError, HardwareError) as fault:
        return [refused(check.area, fault, COST)]
    except Hung:
        return [_hung(check)]
    except Died as words:
        return [failed(check.area, f"The check ended at once: {words}.", COST, "Install Balie again; then report it.")]


def isolated(site: Site, _channel: Channel, area: str) -> list[dict[str, Any]]:
    """A check as a worker's job."""
    check = next(check for check in CHECKS if check.area == area)
    return [finding.as_data() for finding in check.run(site)]


def _hung(check: Check) -> Finding:
    sentence = f"The check did not end within {check.deadline_s:g} s: a driver or a disk hangs."
    remedy = "Unplug the device and plug it in again, or restart the machine; then run `kiosk doctor` again."
    return failed(check.area, sentence, COST, remedy)
