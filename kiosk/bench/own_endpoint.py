"""A recogniser as its makers hand it out: it decides itself when a sentence is over. The peer of our endpointing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.hearing.engines import RATE, Choice

BLOCK = RATE // 50
AFTER_S = 4.0
HISS_RMS = 10.0
"""Level of the silence after a sentence: a microphone never gives zeros."""

Feed = Callable[[NDArray[np.int16]], str | None]
"""Takes 20 ms; the text once the recogniser says that a sentence is over."""


@dataclass(frozen=True, slots=True)
class End:
    """`at_s` is when the sentence was over for the recogniser, s after the first sample, with the time it thought."""

    at_s: float
    text: str


def name_of(choice: Choice) -> str:
    """The peer's name in a row."""
    return "Vosk's own endpointer" if choice.engine == "vosk" else "Moonshine's own endpointer"


def has_one(choice: Choice) -> bool:
    """Whether the recogniser is one of those that end a sentence by themselves, as far as is known here."""
    return choice.engine in {"vosk", "moonshine"}


def ends(choice: Choice, sounds: list[NDArray[np.int16]]) -> list[End | None]:
    """Where each sound ends for the recogniser; None where it found no end within 4 s of silence after it."""
    if not has_one(choice):
        return [None] * len(sounds)
    feeder = _vosk(choice) if choice.engine == "vosk" else _moonshine()
    hiss = np.random.default_rng(1).normal(0, HISS_RMS, int(AFTER_S * RATE)).astype(np.int16)
    return [_end(feeder(), np.concatenate([sound, hiss])) for sound in sounds]


def _end(feed: Feed, sound: NDArray[np.int16]) -> End | None:
    for place in range(0, len(sound), BLOCK):
        began = time.monotonic()
        text = feed(sound[place : place + BLOCK])
        if text:
            return End((place + BLOCK) / RATE + time.monotonic() - began, text)
    return None


def _moonshine() -> Callable[[], Feed]:
    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import LineCompleted, Transcriber
    from moonshine_voice.utils import get_model_path

    transcriber = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY)

    def begin() -> Feed:
        stream, texts = transcriber.create_stream(), list[str]()

        def note(event: Any) -> None:  # noqa: ANN401 - the library has no types
            if isinstance(event, LineCompleted):
                texts.append(event.line.text)

        def feed(samples: NDArray[np.int16]) -> str | None:
            stream.add_audio((samples / 32768.0).tolist(), RATE)
            return texts[0] if texts else None

        stream.add_listener(note)
        stream.start()
        return feed

    return begin


def _vosk(choice: Choice) -> Callable[[], Feed]:
    import json

    from vosk import KaldiRecognizer, Model, SetLogLevel

    SetLogLevel(-1)
    model = Model(str(choice.folder))

    def begin() -> Feed:
        recogniser = KaldiRecognizer(model, float(RATE))

        def feed(samples: NDArray[np.int16]) -> str | None:
            if not recogniser.AcceptWaveform(samples.tobytes()):
                return None
            return str(json.loads(recogniser.Result()).get("text", "")) or None

        return feed

    return begin
