"""The configuration: how many faults it has; `kiosk check` names each."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, failed, ok
from kiosk.doctor.site import Site

AREA = "configuration"
COST = (
    "The kiosk goes on with the last good files, or, without any, only sends to people. "
    "A faulty avatar costs the face alone."
)


def check(site: Site) -> list[Finding]:
    """One finding."""
    if site.faults:
        found = f"{len(site.faults)} fault{'s' if len(site.faults) > 1 else ''}; the first: {site.faults[0]}"
        remedy = "Run `kiosk check`: it names each with its line. Mend them, then run `kiosk doctor` again."
        return [failed(AREA, found, COST, remedy, faults=len(site.faults))]
    store, kiosk = site.settings.store.dir, site.settings.kiosk
    found = f"In order: store {store}, languages {', '.join(kiosk.langs)}, avatar {kiosk.avatar}."
    return [ok(AREA, found, store=str(store), faults=0)]
