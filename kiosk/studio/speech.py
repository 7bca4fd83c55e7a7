"""A sentence for the previewed face, by the kiosk's own voice, heard if there is a loudspeaker."""

from __future__ import annotations

from kiosk.errors import KioskError
from kiosk.voice.synthesis import Synthesiser, Utterance

SENTENCES = {
    "en": "Hello, welcome! The milk is in aisle four, beside the fresh bread.",
    "nl": "Hallo, welkom! De melk staat in gang vier, naast het verse brood.",
    "fr": "Bonjour et bienvenue ! Le lait est au rayon quatre, près du pain frais.",
    "de": "Hallo, willkommen! Die Milch steht in Gang vier, beim frischen Brot.",
    "ko": "안녕하세요! 우유는 4번 통로, 빵 옆에 있어요.",
}
"""What it says first: p, b and m, round and wide vowels."""


class Voice:
    """Speaks in one language; opened at the first sentence."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._synthesiser: Synthesiser | None = None

    def speak(self, sentence: str) -> Utterance:
        """The sentence with its mouth shapes; `KioskError` voice.… if the voice cannot say it."""
        if self._synthesiser is None:
            self._synthesiser = Synthesiser()
        return self._synthesiser.speak(sentence, self.lang)


class Loudspeaker:
    """Lets a sentence be heard. Without a sound card it keeps silent, and says so once."""

    def __init__(self) -> None:
        self.fault = ""

    def play(self, spoken: Utterance, at: float) -> None:
        """Play from `at` (CLOCK_MONOTONIC) on."""
        from hardware.errors import HardwareError
        from hardware.speaker import open_speaker

        try:
            self._speaker = open_speaker("device", None, spoken.timeline.sample_rate)
            self._speaker.play(spoken.pcm, at)
        except (HardwareError, KioskError) as error:
            self.fault = f"Nothing is heard: {error.sentence}"
