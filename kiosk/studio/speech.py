"""A sentence for the previewed face, by the kiosk's own voice, heard if there is a loudspeaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.voice.synthesis import Synthesiser, Utterance

if TYPE_CHECKING:
    from hardware.sound.speaker import Speaker

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
    """Lets a sentence be heard. Without a sound card it keeps silent, and `fault` says why."""

    def __init__(self) -> None:
        self.fault = ""
        self._speaker: Speaker | None = None

    def play(self, spoken: Utterance, at: float) -> None:
        """Play from `at` (CLOCK_MONOTONIC) on."""
        from hardware.errors import HardwareError

        try:
            self._at(spoken.timeline.sample_rate).play(spoken.pcm, at)
            self.fault = ""
        except HardwareError as error:
            self.fault = f"Nothing is heard: {error.sentence}"

    def close(self) -> None:
        """Give the device back."""
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None

    def _at(self, sample_rate: int) -> Speaker:
        """The device at this rate, opened once; `HardwareError` without one."""
        from hardware.sound.speaker import open_speaker

        if self._speaker is None or self._speaker.sample_rate != sample_rate:
            self.close()
            self._speaker = open_speaker("device", None, sample_rate)
        return self._speaker
