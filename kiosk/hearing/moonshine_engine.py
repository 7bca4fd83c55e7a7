"""English through Moonshine's tiny model, which a package carries: not a streaming model, so each reading reads all.

Its microphone class is not used (it needs a system PortAudio), nor its own voice detector (what comes is already cut).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from moonshine_voice.errors import MoonshineError
from moonshine_voice.moonshine_api import ModelArch
from moonshine_voice.transcriber import Transcriber
from moonshine_voice.utils import get_model_path
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.hearing.denoise import Denoiser
from kiosk.hearing.engines import RATE, Result

# Silence of our own after the last sample: real commands cut 96 ms after the voice were read with 44 % word errors
# without it and 33 % with it, and waiting for as much real silence was no better.
PAD = np.zeros(int(0.4 * RATE), np.float32)
# Readings of one sentence differ with the silence before it, and with the noise. Of 46 questions to the demo store in a
# synthetic voice over shop noise at 10 dB the closest phrasing was of the right entry for 24 by one reading, 29 with a
# second one that begins later, 34 with a third one without the noise; as many off-topic sentences were taken for
# questions with three as with one.
LATER = int(0.15 * RATE)
SHORTEST_S = 0.35
OPTIONS = {"vad_threshold": "0.0", "return_audio_data": "false", "identify_speakers": "false"}
_STUTTER = re.compile(r"\b(\w[\w']*)(?:\W+\1\b){2,}", re.IGNORECASE)


class MoonshineEngine:
    """`moonshine-voice` with `tiny-en`; words carry no times."""

    def __init__(self) -> None:
        try:
            self._transcriber = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY, options=OPTIONS)
        except MoonshineError as fault:
            raise KioskError(
                "hearing.moonshine",
                f"Moonshine's model cannot be loaded ({fault}).",
                "Install the demo extra again.",
            ) from fault
        self._pieces: list[NDArray[np.int16]] = []
        self._whole = (0, "")
        self._read(np.zeros(RATE, np.float32))  # the first reading allocates: not while a shopper waits

    def accept(self, samples: NDArray[np.int16]) -> None:
        """Keep it."""
        self._pieces.append(samples)

    def partial(self) -> str:
        """A reading of what there is; empty where the model only stutters, as it does on a word that is cut off."""
        text = self._read_whole() if sum(map(len, self._pieces)) >= SHORTEST_S * RATE else ""
        return "" if _STUTTER.search(text) else text

    def final(self) -> Result:
        """A reading of all, a second one that begins a little later, and one without steady noise."""
        readings = (self._read_whole(), self._read(self._sound()[LATER:]), self._read(self._clean()))
        text, second, clean = (_STUTTER.sub(r"\1", each) for each in readings)
        return Result(text, second=second, others=(clean,))

    def reset(self) -> None:
        """Forget the sound."""
        self._pieces.clear()
        self._whole = (0, "")

    def _read_whole(self) -> str:
        """What there is, read once however often it is asked for."""
        if self._whole[0] != len(self._pieces):
            self._whole = (len(self._pieces), self._read(self._sound()))
        return self._whole[1]

    def _sound(self) -> NDArray[np.float32]:
        return _floats(self._pieces)

    def _clean(self) -> NDArray[np.float32]:
        denoiser = Denoiser()
        return _floats([*map(denoiser.feed, self._pieces), denoiser.flush()] if self._pieces else [])

    def _read(self, sound: NDArray[np.float32]) -> str:
        if not len(sound):
            return ""
        transcript = self._transcriber.transcribe_without_streaming(np.concatenate([sound, PAD]).tolist(), RATE)
        return " ".join(line.text.strip() for line in transcript.lines).strip()


def _floats(pieces: Sequence[NDArray[np.int16]]) -> NDArray[np.float32]:
    """The samples of all pieces, -1 to 1."""
    return np.asarray(np.concatenate([*pieces, np.zeros(0, np.int16)]), np.float32) / 32768.0
