"""The silences after which a shopper has ended, by the profile that the dialogue asks for."""

from __future__ import annotations

from kiosk.commands import Profile
from kiosk.hearing.endpoint import Pauses
from kiosk.settings import Hearing


def pauses(hearing: Hearing, profile: Profile, settle_s: float) -> Pauses:
    """The silences of a profile. A patient one ends a known question no sooner than any other."""
    if profile == "patient":
        end_s, open_s = hearing.patient_silence_ms / 1000, hearing.patient_open_silence_ms / 1000
        return Pauses(settle_s, end_s, end_s, max(end_s, open_s), hearing.max_utterance_s)
    known_s, end_s = hearing.known_silence_ms / 1000, hearing.end_silence_ms / 1000
    open_s = max(end_s, hearing.open_silence_ms / 1000)
    return Pauses(settle_s, known_s, end_s, open_s, hearing.max_utterance_s)
