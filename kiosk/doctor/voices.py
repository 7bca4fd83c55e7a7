"""The voice: whether each language of the configuration is spoken, and by which engine. For a process of its own."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, failed, ok
from kiosk.doctor.site import Site
from kiosk.errors import KioskError
from kiosk.settings import Voice
from kiosk.voice import engines
from kiosk.voice.offers import short
from kiosk.voice.synthesis import Synthesiser

AREA = "voice"
TRIAL = "1, 2"
"""Digits are words in every language."""


def check(site: Site) -> list[Finding]:
    """A finding for each engine that works, and one for each language that does not."""
    voice = site.settings.voice
    works: dict[str, list[str]] = {}
    faults: list[Finding] = []
    for lang in dict.fromkeys((site.settings.kiosk.lang, *site.settings.kiosk.langs)):
        try:
            engine, spoken = _tried(lang, voice)
        except KioskError as fault:
            cost = f"Replies in {lang} are only written, not spoken."
            faults.append(failed(AREA, f"{lang}: {fault.sentence}", cost, fault.remedy, language=lang))
        else:
            works.setdefault(engine, []).append(f"{lang} ({spoken})")
    return [*(ok(AREA, f"{engine} speaks {', '.join(langs)}.") for engine, langs in works.items()), *faults]


def _tried(lang: str, voice: Voice) -> tuple[str, str]:
    """What speaks a language, as the voice would choose it, and its voice; `KioskError` if it cannot."""
    choice = engines.choose(lang, voice)
    engine = engines.load(choice.engine)
    try:
        synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=voice.pitch, engine=engine)
        synthesiser.speak(TRIAL, lang, voice=choice.voice)
    finally:
        engine.close()
    return engine.name, short(choice.voice)
