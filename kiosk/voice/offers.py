"""Which engines could speak each language here, and which one does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.settings import LANGS, Settings
from kiosk.voice import engines


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine for a language; `voice` is empty where it lacks something, and `missing` tells how to get that."""

    lang: str
    offered: bool
    engine: str
    voice: str
    speaks: bool
    missing: str


def offers(settings: Settings) -> list[Offer]:
    """Every engine for every language; the languages on offer first."""
    langs = sorted(LANGS, key=lambda lang: lang not in settings.kiosk.langs)
    return [_offer(lang, kind, settings) for lang in langs for kind in engines.kinds()]


def speaking(settings: Settings) -> str:
    """What speaks each language on offer on this machine: "nl: piper (alex), en: espeak (en)"."""
    found = [each for each in offers(settings) if each.offered and each.speaks]
    return ", ".join(f"{each.lang}: {each.engine} ({each.voice})" for each in found)


def _offer(lang: str, kind: engines.Kind, settings: Settings) -> Offer:
    on_offer = lang in settings.kiosk.langs
    try:
        choice = kind.offers(lang, settings.voice)
    except KioskError as fault:
        return Offer(lang, on_offer, kind.name, "", speaks=False, missing=f"{fault.sentence} {fault.remedy}")
    if choice is None:
        return Offer(lang, on_offer, kind.name, "", speaks=False, missing=kind.missing(lang))
    return Offer(
        lang, on_offer, kind.name, short(choice.voice), speaks=_speaking(lang, settings) == kind.name, missing=""
    )


def _speaking(lang: str, settings: Settings) -> str:
    try:
        return engines.choose(lang, settings.voice).engine
    except KioskError:
        return engines.ESPEAK


def short(voice: str) -> str:
    """A voice's name for people."""
    return Path(voice).stem if voice.endswith(".onnx") else voice
