"""What a microphone hears of a place: its noise, a voice in it, what follows for the settings, and that in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.configuration.device_file import Key

USUAL_VOICE_DB: Final = -28.0
"""A shopper before a microphone whose gain is right, where none has spoken to measure it."""
QUIET_SNR_DB: Final = 25.0
SHOP_SNR_DB: Final = 15.0
STREET_SNR_DB: Final = 8.0
"""Where readings of the bench of hearing go wrong: from here on a third of the questions and more is not understood."""
SOFT_DB: Final = -45.0
CLIPPED: Final = 0.001
TALK: Final = 0.2
GATE_SHARE: Final = 0.4
LEAST_GATE_DB: Final = 4.0
MOST_GATE_DB: Final = 10.0
"""A single word counts from this share of a voice's height over the noise: 8 dB in a shop where that is 20."""


@dataclass(frozen=True, slots=True)
class Room:
    """Levels in dB of full scale; `voices` and `clipped` are shares of the time; no voice, no `speech_db`."""

    microphone: str
    simulated: bool
    noise_db: float
    voices: float
    clipped: float
    speech_db: float | None = None

    @property
    def snr_db(self) -> float:
        """How far a shopper's voice is above the noise, or would be."""
        return (USUAL_VOICE_DB if self.speech_db is None else self.speech_db) - self.noise_db

    @property
    def ghost_gate_db(self) -> float:
        """From how far above the noise a single word counts here."""
        return round(min(max(GATE_SHARE * self.snr_db, LEAST_GATE_DB), MOST_GATE_DB), 1)

    @property
    def values(self) -> Mapping[Key, float]:
        """The settings that follow."""
        found: dict[Key, float] = {("hearing", "noise_db"): round(self.noise_db, 1)}
        return found if self.speech_db is None else {**found, ("hearing", "ghost_gate_db"): self.ghost_gate_db}

    @property
    def verdict(self) -> str:
        """One sentence about the place."""
        if self.snr_db >= QUIET_SNR_DB:
            return "This place is as quiet as a library: shoppers are understood."
        if self.snr_db >= SHOP_SNR_DB:
            return "This place is as loud as an ordinary shop: shoppers are understood."
        if self.snr_db >= STREET_SNR_DB:
            return "This place is as loud as a busy street: shoppers are often misheard."
        return "This place is too loud: shoppers are not understood."

    @property
    def remedies(self) -> tuple[str, ...]:
        """What would be better, most important first; empty if all is well."""
        return tuple(self._remedies())

    def _remedies(self) -> Iterator[str]:
        if self.clipped > CLIPPED:
            yield "The microphone is clipped: turn its capture down in `alsamixer`, and measure again."
        if self.snr_db < SHOP_SNR_DB:
            yield "Put the microphone nearer to the shopper, and away from coolers, doors and loudspeakers."
        if self.speech_db is not None and self.speech_db < SOFT_DB and self.snr_db >= STREET_SNR_DB:
            yield "Voices arrive very softly: turn the capture up in `alsamixer`, or put the microphone nearer."
        if self.voices > TALK:
            yield (
                f"Voices were heard in {self.voices:.0%} of the quiet time: a radio, a screen or people near it are "
                "taken for shoppers. Turn the microphone away from them, or measure again when they are gone."
            )
