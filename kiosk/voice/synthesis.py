"""Text in, sound and timeline out, at once: the plain door to espeak-ng, or to whichever engine it is given."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.settings import Voice
from kiosk.voice.dictionary import Dictionary
from kiosk.voice.engines import Engine, Order
from kiosk.voice.espeak_engine import EspeakEngine
from kiosk.voice.rules import voice_of
from kiosk.voice.script import SAMPLE_RATE, Script, Utterance, script

__all__ = ["Synthesiser", "Utterance"]


class Synthesiser:
    """Speaks through espeak-ng, or `engine`; `voices` names the voice of a language where it is to be another, and
    `words` are the store's pronunciations by language. Who is `expressive` follows the hints of prosody.

    espeak-ng is loaded into this process with it: see `kiosk.voice.espeak` for what that means.

    Raises:
        KioskError: `voice.engine`.
    """

    def __init__(
        self,
        voices: Mapping[str, str] | None = None,
        *,
        wpm: int | None = None,
        pitch: int | None = None,
        words: Mapping[str, Dictionary] | None = None,
        engine: Engine | None = None,
        expressive: bool = False,
    ) -> None:
        defaults = Voice()
        self._words = words or {}
        self._voices = {**defaults.voices, **(voices or {})}
        self._wpm, self._pitch = wpm or defaults.wpm, defaults.pitch if pitch is None else pitch
        self._engine = engine or EspeakEngine()
        self._expressive = expressive
        self.engine, self.sample_rate = self._engine.name, SAMPLE_RATE

    def speak(
        self,
        text: str,
        lang: str,
        *,
        voice: str | None = None,
        wpm: int | None = None,
        pitch: int | None = None,
        caption: str | None = None,
    ) -> Utterance:
        """Speak `text`, which may hold inline marks.

        The timeline's words point into `caption`; without one, into the text without its marks. `wpm` is words a
        minute, `pitch` 0 to 100.

        Raises:
            InputError: `voice.language`, `voice.unknown`, or `voice.empty` if there is nothing to say.
            KioskError: `voice.synthesis`, `voice.nothing`.
        """
        wpm = wpm or self._wpm
        read = script(text, lang, wpm, self._words, caption=caption, expressive=self._expressive)
        return read.utterance(self._engine.speak(self._order(read, voice, wpm, pitch)), self.engine)

    def _order(self, read: Script, voice: str | None, wpm: int, pitch: int | None) -> Order:
        chosen = voice or self._voices.get(read.lang) or voice_of(read.lang)
        return Order(read.spoken.text, chosen, wpm, self._pitch if pitch is None else pitch, read.tones)
