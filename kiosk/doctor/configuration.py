"""The configuration: how many faults it has; `kiosk check` names each."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, failed, ok
from kiosk.doctor.site import Site

AREA = "configuration"
COST = "The kiosk does not start with it, or goes on with what it knew before."


def check(site: Site) -> list[Finding]:
    """One finding. A configuration that cannot be read leaves the shipped one to be looked at."""
    if site.fault:
        found = f"It cannot be used: {site.fault} The rest of this report is about the shipped configuration."
        return [failed(AREA, found, COST, "Run `kiosk check`, mend the lines it names, then run `kiosk doctor` again.")]
    store, kiosk = site.settings.store.dir, site.settings.kiosk
    return [ok(AREA, f"Store {store}, languages {', '.join(kiosk.langs)}, avatar {kiosk.avatar}.", store=str(store))]
