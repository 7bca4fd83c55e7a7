"""Text in, sound and timeline out: the one door to the voice, for the voice part, the command and drawn shoppers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyttsx3
from numpy.typing import NDArray

from kiosk import marks
from kiosk.errors import InputError, KioskError
from kiosk.settings import Voice
from kiosk.timeline import Timeline, Word
from kiosk.voice import driver, pauses, timeline
from kiosk.voice.dictionary import Dictionary
from kiosk.voice.espeak import Speech
from kiosk.voice.normalise import NO_WORDS, normalise
from kiosk.voice.rules import voice_of

_engine_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Utterance:
    """Mono PCM at `timeline.sample_rate`, and what happens in it."""

    timeline: Timeline
    pcm: NDArray[np.int16]


class Synthesiser:
    """Speaks through `pyttsx3.init("kiosk")`; `voices` names the voice of a language where it is to be another, and
    `words` are the store's pronunciations by language.

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
    ) -> None:
        defaults = Voice()
        self._words = words or {}
        self._voices = {**defaults.voices, **(voices or {})}
        self._wpm, self._pitch = wpm or defaults.wpm, defaults.pitch if pitch is None else pitch
        driver.register()
        self._engine = pyttsx3.init(driver.NAME)
        self.engine = str(self._engine.getProperty("engine"))
        self.sample_rate = int(self._engine.getProperty("sample-rate"))

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
        plain, inline = marks.split(text)
        wpm = wpm or self._wpm
        spoken = normalise(plain, lang, self._words.get(lang, NO_WORDS), pauses.readings(inline, wpm))
        if not spoken.words:
            raise InputError("voice.empty", "There is nothing to say.", "Give a sentence with words in it.")
        chosen = voice or self._voices.get(lang) or voice_of(lang)
        speech = self._synthesise(spoken.text, chosen, wpm, self._pitch if pitch is None else pitch)
        speech = timeline.trimmed(speech)
        built = timeline.build(speech, spoken, inline, lang, self.engine)
        if caption is not None and caption != plain:
            built = replace(built, text=caption, words=_located(built.words, caption))
        return Utterance(built, speech.pcm)

    def _synthesise(self, text: str, voice: str, wpm: int, pitch: int) -> Speech:
        """One command through pyttsx3's queue; its events bring the speech or the fault."""
        speeches: list[Speech] = []
        faults: list[Exception] = []
        with _engine_lock:
            engine = self._engine
            tokens = (
                engine.connect("synthesised", lambda name, speech: speeches.append(speech)),  # noqa: ARG005
                engine.connect("error", lambda name, exception: faults.append(exception)),  # noqa: ARG005
            )
            engine.setProperty("voice", voice)
            engine.setProperty("rate", wpm)
            engine.setProperty("pitch", pitch)
            engine.say(text)
            engine.runAndWait()
            for token in tokens:
                engine.disconnect(token)
        if faults:
            raise faults[0]
        if not speeches:
            raise KioskError(
                "voice.nothing",
                f"The voice said nothing for {text!r}.",
                "Write it otherwise, and try it with `kiosk say`.",
            )
        return speeches[0]


def _located(words: tuple[Word, ...], caption: str) -> tuple[Word, ...]:
    """The words where a caption of other wording has them, in order; one that it lacks has length 0 there."""
    found, cursor = [], 0
    for word in words:
        char = caption.find(word.text, cursor)
        present = char >= 0
        found.append(replace(word, char=char if present else cursor, len=word.len if present else 0))
        cursor = char + word.len if present else cursor
    return tuple(found)
