"""The desk: who can be called."""

from __future__ import annotations

from kiosk import phrases
from kiosk.doctor.finding import Finding, warning
from kiosk.doctor.site import Site
from kiosk.resources import config_dir

AREA = "desk"


def desk(site: Site) -> list[Finding]:
    """There is none yet; the finding has the words in which a shopper is told so."""
    lang = site.settings.kiosk.lang
    said = phrases.load(config_dir() / "lang", (lang,), store=site.settings.store.dir)[lang]["nobody_there"][0]
    found = "There is no service desk in this version: nobody can be called."
    cost = f"Who asks for a person is told: “{said}”"
    return [warning(AREA, found, cost, "Place the kiosk where staff see it; a later version brings the desk.")]
