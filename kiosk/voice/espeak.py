"""espeak-ng, through pyttsx3's own binding and the library of espeakng-loader: no system package is needed.

espeak-ng is GPL-3. It is loaded only by a process of its own (the voice part, a `kiosk say`, a simulated shopper),
which hands on nothing but sound and times; that process may also crash or hang without harm.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import InputError, KioskError

PHONEME_EVENTS, PHONEMES_AS_IPA, NO_EXIT_ON_ERROR = 0x1, 0x2, 0x8000
PHONEME = 7
"""The event type that pyttsx3's binding does not name (`espeakEVENT_PHONEME` in espeak-ng's speak_lib.h)."""
IPA_BYTES = 8
VOICE = re.compile(r"(?P<base>[\w/-]+)(?:\+(?P<variant>[\w-]+))?")


@dataclass(frozen=True, slots=True)
class PhonemeEvent:
    """A phoneme begins at `sample`; `ipa` is empty for a pause and may carry stress marks."""

    sample: int
    ipa: str


@dataclass(frozen=True, slots=True)
class WordEvent:
    """A word begins at `sample`; `char` is its offset in the text that was given, in characters."""

    sample: int
    char: int


@dataclass(frozen=True, slots=True)
class Speech:
    """What the engine made of a text: mono PCM, and what begins where in it."""

    pcm: NDArray[np.int16]
    sample_rate: int
    phonemes: tuple[PhonemeEvent, ...]
    words: tuple[WordEvent, ...]


class Espeak:
    """The engine. Its library keeps one state per process: use one object, from one thread at a time.

    Raises:
        KioskError: `voice.engine` if the library cannot be loaded or started.
    """

    def __init__(self) -> None:
        self._library, self._data = _load()
        option = PHONEME_EVENTS | PHONEMES_AS_IPA | NO_EXIT_ON_ERROR
        self.sample_rate: int = self._library.Initialize(
            self._library.AUDIO_OUTPUT_SYNCHRONOUS, 0, str(self._data).encode(), option
        )
        if self.sample_rate <= 0:
            raise _no_engine("it did not start")
        self._ipa_offset: int = self._library.EVENT.id.offset
        self._library.SetSynthCallback(self._take)
        self._clear()

    @property
    def version(self) -> str:
        """`espeak-ng 1.52`."""
        numbers = self._library.Info(None).decode().split(".")
        return f"espeak-ng {'.'.join(numbers[:2])}"

    def select(self, voice: str) -> None:
        """Use a voice such as `nl`, `en-us+m3` or `ko+f2` from now on.

        Raises:
            InputError: `voice.unknown`. The engine itself takes any variant for the plain voice.
        """
        named = VOICE.fullmatch(voice)
        variant = named["variant"] if named else None
        known = named and (variant is None or (self._data / "voices" / "!v" / variant).is_file())
        if not known or self._library.SetVoiceByName(voice.encode()) != self._library.EE_OK:
            raise InputError(
                "voice.unknown",
                f"There is no voice {voice!r}.",
                "Use a voice of espeak-ng such as nl, en-us, fr, de or ko, with a variant such as +f2 or +m3.",
            )

    def synthesise(self, text: str, wpm: int, pitch: int, volume: float) -> Speech:
        """Speak `text` with the selected voice; `pitch` 0 to 100, `volume` 0 to 1.

        What stands in `[[…]]` are sounds in the engine's own notation.

        Raises:
            KioskError: `voice.synthesis` if the engine gives up.
        """
        library = self._library
        self._clear()
        library.SetParameter(library.RATE, wpm, 0)
        library.SetParameter(library.PITCH, pitch, 0)
        library.SetParameter(library.VOLUME, round(100 * volume), 0)
        flags = library.ENDPAUSE | library.CHARS_UTF8 | library.PHONEMES
        status = library.Synth(text.encode(), flags=flags)
        if status != library.EE_OK:
            raise KioskError(
                "voice.synthesis",
                f"The voice could not say {text!r} ({status}).",
                "Write it otherwise, and try it with `kiosk say`.",
            )
        pcm = np.frombuffer(b"".join(self._pcm), np.int16)
        return Speech(pcm, self.sample_rate, tuple(self._phonemes), tuple(self._words))

    def _clear(self) -> None:
        self._pcm: list[bytes] = []
        self._phonemes: list[PhonemeEvent] = []
        self._words: list[WordEvent] = []

    def _take(self, wave: Any, samples: int, events: Any) -> int:  # noqa: ANN401 - ctypes pointers of the binding
        """The engine's callback: a block of sound and the events up to its end."""
        if samples > 0 and wave:
            self._pcm.append(ctypes.string_at(wave, 2 * samples))
        index = 0
        while events[index].type != self._library.EVENT_LIST_TERMINATED:
            self._note(events[index])
            index += 1
        return 0

    def _note(self, event: Any) -> None:  # noqa: ANN401 - a ctypes structure of the binding
        if event.type == PHONEME:
            ipa = ctypes.string_at(ctypes.addressof(event) + self._ipa_offset, IPA_BYTES).split(b"\0")[0]
            self._phonemes.append(PhonemeEvent(event.sample, ipa.decode(errors="ignore")))
        elif event.type == self._library.EVENT_WORD:
            self._words.append(WordEvent(event.sample, event.text_position - 1))


def _load() -> tuple[Any, Path]:
    """pyttsx3's binding of the library in the espeakng-loader wheel, and the wheel's language data.

    The binding opens the library by its SONAME, which resolves to a copy that is loaded already: the wheel's.
    """
    try:
        import espeakng_loader

        library = Path(espeakng_loader.get_library_path())
        ctypes.CDLL(str(library.with_name("libespeak-ng.so.1")))  # RTLD_LOCAL: its symbols stay its own
        from pyttsx3.drivers import _espeak
    except (ImportError, OSError, RuntimeError) as fault:
        raise _no_engine(str(fault)) from fault
    return _espeak, Path(espeakng_loader.get_data_path())


def _no_engine(reason: str) -> KioskError:
    return KioskError(
        "voice.engine", f"espeak-ng cannot be used: {reason}.", "Install pyttsx3 and espeakng-loader again."
    )
