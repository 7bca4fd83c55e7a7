"""The voice: whether espeak-ng speaks each language of the configuration with its voice. For a process of its own."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, failed, ok
from kiosk.doctor.site import Site
from kiosk.errors import KioskError
from kiosk.voice.rules import voice_of
from kiosk.voice.synthesis import Synthesiser

AREA = "voice"
TRIAL = "1, 2"
"""Digits are words in every language."""


def check(site: Site) -> list[Finding]:
    """A finding for what works, and one for each language that does not."""
    voice = site.settings.voice
    synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=voice.pitch)
    works: list[str] = []
    faults: list[Finding] = []
    for lang in dict.fromkeys((site.settings.kiosk.lang, *site.settings.kiosk.langs)):
        try:
            synthesiser.speak(TRIAL, lang)
            works.append(f"{lang} ({voice.voices.get(lang) or voice_of(lang)})")
        except KioskError as fault:
            cost = f"Replies in {lang} are only written, not spoken."
            faults.append(failed(AREA, f"{lang}: {fault.sentence}", cost, fault.remedy, language=lang))
    good = [ok(AREA, f"{synthesiser.engine} speaks {', '.join(works)}.")] if works else []
    return [*good, *faults]
