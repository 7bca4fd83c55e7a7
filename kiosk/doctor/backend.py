"""The store's back end: what it answers, and how soon."""

from __future__ import annotations

import time

from kiosk.answers import facts, products
from kiosk.doctor.finding import Figure, Finding, failed, missing, ok, warning
from kiosk.doctor.site import Site
from kiosk.simulation.store_server import StoreServer
from kiosk.store.client import StoreClient
from kiosk.store.told import Live

AREA = "back end"
COST = "Prices and stock are not told; where a product is, is."
SLOW_S = 0.7
"""Then the kiosk says a word to bridge the wait (dialogue.filler_after_s)."""
SIMULATED = "simulated"


def check(site: Site) -> list[Finding]:
    """One finding: price and stock of the first product, asked as the kiosk asks."""
    store = site.settings.store
    folder = store.dir
    known = products.load(folder, facts.load(folder).places).products
    if not store.backend_url:
        return [
            missing(AREA, "None is named (store.backend_url is empty).", COST, "Name it in the store's kiosk.toml.")
        ]
    if not known:
        return [missing(AREA, f"{folder} has no products.csv: there is nothing to ask.", COST, "Add products.csv.")]
    if store.backend_url != SIMULATED:
        return [_asked(site, store.backend_url, known[0].id)]
    with StoreServer(folder) as server:
        return [_asked(site, server.start(), known[0].id)]


def _asked(site: Site, url: str, product: str) -> Finding:
    settings = site.settings.store.model_copy(update={"backend_url": url})
    began = time.monotonic()
    with StoreClient(settings) as client:
        live = client.look_up(product).wait()
    return _judged(site, url, product, live, time.monotonic() - began)


def _judged(site: Site, url: str, product: str, live: Live, seconds: float) -> Finding:
    figures: dict[str, Figure] = {"ms": round(1000 * seconds), "url": url}
    if live.faults:
        why = ", ".join(f"{kind}: {code}" for kind, code in sorted(live.faults.items()))
        found = f"{url} does not tell price and stock of {product} ({why}), after {seconds:.1f} s."
        remedy = f"Try `curl -i {url}/products/{product}/price`; see store.backend_url and the back end's log."
        return failed(AREA, found, COST, remedy, **figures)
    found = f"price and stock of {product} came after {1000 * seconds:.0f} ms"
    if site.settings.store.backend_url == SIMULATED:
        cost = "Prices and stock that are told are made up."
        remedy = "Name the store's own in store.backend_url of its kiosk.toml."
        return warning(AREA, f"Simulated, as the configuration says: {found}.", cost, remedy, simulated=True, **figures)
    if seconds > SLOW_S:
        cost = "Shoppers wait for prices and stock."
        return warning(AREA, f"{url} is slow: {found}.", cost, "See the network, and the back end's log.", **figures)
    return ok(AREA, f"{url}: {found}.", **figures)
