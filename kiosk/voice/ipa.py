"""Sounds in espeak-ng's own notation, put into IPA for engines that know no other: `[[k'iS]]` is `[[kˈiʃ]]`."""

from __future__ import annotations

from functools import cache

from kiosk.voice.dictionary import PHONEMES
from kiosk.voice.engines import Order
from kiosk.voice.espeak_engine import EspeakEngine


def in_ipa(text: str, voice: str) -> str:
    """The text with its `[[sounds]]` in IPA, as a voice of espeak-ng says them; raises as `Espeak.select`."""
    return PHONEMES.sub(lambda match: f"[[{_ipa(match[0], voice)}]]", text)


@cache
def _ipa(sounds: str, voice: str) -> str:
    speech = EspeakEngine().speak(Order(sounds, voice, 165, 50))
    heard = (event.ipa.strip("_:") for event in speech.phonemes if not event.ipa.startswith("("))
    return "".join(heard)
