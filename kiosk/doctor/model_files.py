"""The models of ears and eyes: which serve the languages of the configuration, and whether their files are whole."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk import models
from kiosk.doctor.finding import Finding, failed, missing, ok
from kiosk.doctor.site import Site
from kiosk.errors import KioskError
from kiosk.hearing.engines import choose
from kiosk.models.files import RECORD
from kiosk.resources import data_dir

AREA = "models"
FACES = "yunet"
UNSEEN = "No shopper is seen: a touch on the screen opens the session."


@dataclass(frozen=True, slots=True)
class _Need:
    """A model, and what it costs when it is not there or not whole."""

    name: str
    cost: str


def check(site: Site) -> list[Finding]:
    """One finding for the eyes, and one for each language."""
    eyes = [_whole(_Need(FACES, UNSEEN))] if models.installed(FACES) else [_no_eyes()]
    languages = dict.fromkeys((site.settings.kiosk.lang, *site.settings.kiosk.langs))
    return [*eyes, *(_language(site, lang) for lang in languages)]


def _no_eyes() -> Finding:
    return missing(AREA, f"{FACES}: {_title(FACES)} is not installed.", UNSEEN, f"Run `kiosk models get {FACES}`.")


def _title(name: str) -> str:
    return models.find(name).title


def _language(site: Site, lang: str) -> Finding:
    """What understands a language."""
    setting = site.settings.hearing.engine
    cost = f"Shoppers who speak {lang} are not understood: they can only touch and type."
    try:
        choice = choose(lang, setting)
    except KioskError as fault:
        make = failed if setting not in {"auto", "none"} else missing
        return make(AREA, f"{lang}: {fault.sentence}", cost, fault.remedy, language=lang)
    if choice.engine == "vosk":
        return _whole(_Need(choice.model, cost), f"{lang}: ")
    found = f"{lang}: {choice.model} of {choice.engine} understands it; vosk-{lang} is not installed."
    return ok(AREA, found, language=lang, engine=choice.engine)


def _whole(need: _Need, prefix: str = "") -> Finding:
    try:
        broken = models.verify(need.name)
    except (OSError, ValueError):  # pydantic's faults are ValueErrors
        return _broken(need, f"{prefix}the record of {need.name} ({RECORD}) cannot be read.")
    if broken:
        return _broken(need, f"{prefix}{need.name} is not whole: {', '.join(broken[:3])} changed or missing.")
    proven = models.proven(need.name)
    how = "whole by its sha256" if proven else "as it was installed; no sha256 is published to compare it with"
    return ok(AREA, f"{prefix}{need.name} ({_title(need.name)}): {how}.", model=need.name, proven=proven)


def _broken(need: _Need, found: str) -> Finding:
    folder = data_dir() / "models" / need.name
    remedy = f"Run `rm -r {folder} && kiosk models get {need.name}`."
    return failed(AREA, found, need.cost, remedy, model=need.name)
