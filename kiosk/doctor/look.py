"""Puts together the kiosk that is to be looked at, as far as its configuration is sound."""

from __future__ import annotations

from pathlib import Path

from kiosk.checks.check import check
from kiosk.configuration import devices
from kiosk.doctor.site import Site


def site(store: Path | None, *, headless: bool) -> Site:
    """The kiosk of this machine.

    Raises:
        InputError: `store.missing`: there is no folder where the store should be.
    """
    report = check(store)
    asked = report.layers.settings
    faults = tuple(f"{fault.where}: {fault.what}" for fault in report.faults)
    return Site(asked, devices.resolve(asked, headless=headless), headless, faults=faults)
