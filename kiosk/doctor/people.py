"""The desk: who can be called."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing

from kiosk import phrases
from kiosk.desk.auth import reach
from kiosk.desk.storage.database import damaged
from kiosk.desk.storage.folder import Folder, folder_of
from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.errors import KioskError
from kiosk.resources import config_dir
from kiosk.settings import Desk

AREA = "desk"
LOOK = "`kiosk desk status` shows address, certificate and who may sign in."


def desk(site: Site) -> list[Finding]:
    """One finding; where nobody can be called it has the words in which a shopper is told so."""
    settings = site.settings.desk
    if settings.mode == "none":
        found = "The configuration names no desk (desk.mode is none): nobody can be called."
        return [warning(AREA, found, _cost(site), "Set desk.mode to local, or to remote with desk.url.")]
    try:
        return [_elsewhere(site, settings) if settings.mode == "remote" else _here(site, settings)]
    except KioskError as fault:
        return [failed(AREA, fault.sentence, _cost(site), fault.remedy, code=fault.code)]


def _cost(site: Site) -> str:
    lang = site.settings.kiosk.lang
    said = phrases.load(config_dir() / "lang", (lang,), store=site.settings.store.dir)[lang]["nobody_there"][0]
    return f"Who asks for a person is told: “{said}”"


def _elsewhere(site: Site, settings: Desk) -> Finding:
    folder = folder_of(settings)
    token = settings.token_file or folder.token
    if not settings.url or not token.is_file():
        found = "This kiosk has not joined the desk that the configuration wants."
        remedy = "At the desk: `kiosk desk enrol NAME`; here: `kiosk desk join URL CODE`."
        return failed(AREA, found, _cost(site), remedy, url=settings.url)
    why = reach.why_not_joined(settings)
    if why:
        found = f"The desk at {settings.url} cannot be used: {why}."
        remedy = "Check the network and the desk (`kiosk desk status` there), or join again: `kiosk desk enrol` there."
        return failed(AREA, found, _cost(site), remedy, url=settings.url)
    return ok(AREA, f"The desk at {settings.url} answers, and lets this kiosk in.", url=settings.url)


def _here(site: Site, settings: Desk) -> Finding:
    folder = folder_of(settings)
    served, people = folder.running(), _people(folder) if not settings.database else None
    if served is not None and (why := reach.why_not(served.url, served.fingerprint)):
        return failed(AREA, f"The desk at {served.url} does not answer: {why}.", _cost(site), LOOK, url=served.url)
    if people == 0:
        remedy = "`kiosk run` in a terminal shows the first password; or `kiosk desk staff add NAME --role supervisor`."
        return warning(AREA, "Nobody may sign in at the desk yet.", _cost(site), remedy, people=0)
    if served is not None:
        return ok(AREA, f"The desk serves at {served.url}.", url=served.url, people=people)
    if settings.port and not _free(settings):
        found = f"Port {settings.port} is taken, and not by a desk of this folder."
        return failed(AREA, found, _cost(site), "Set desk.port to another; `ss -ltnp` tells who has it.")
    return ok(AREA, "A desk starts with the kiosk.", people=people)


def _free(settings: Desk) -> bool:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True


def _people(folder: Folder) -> int:
    """How many may sign in; nothing is made or changed for that.

    Raises:
        KioskError: `desk.damaged`.
    """
    if not folder.database.is_file() or not folder.database.stat().st_size:
        return 0
    try:
        with closing(sqlite3.connect(f"file:{folder.database}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM staff WHERE left_at IS NULL").fetchone()[0])
    except sqlite3.DatabaseError as fault:
        raise damaged(fault) from fault
