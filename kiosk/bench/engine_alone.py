"""espeak-ng without what the kiosk adds: pyttsx3's own driver, and the engine's own times. Each in a fresh process."""

from __future__ import annotations

import ctypes
import os
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from itertools import pairwise

from kiosk.bench.closures import errors_ms
from kiosk.bench.sentences import sentences
from kiosk.settings import LANGS, Voice
from kiosk.timeline import Phoneme
from kiosk.voice.espeak import Espeak, Speech
from kiosk.voice.normalise import normalise
from kiosk.voice.rules import voice_of


def driver_costs_ms() -> list[float]:
    """What each sentence costs through the driver that comes with pyttsx3, into a file: its playing blocks."""
    import espeakng_loader
    import pyttsx3

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path().removesuffix(".so") + ".so.1")
    engine, costs = pyttsx3.init("espeak"), []
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        for lang in LANGS:
            engine.setProperty("voice", voice_of(lang))
            for sentence in ("1", *sentences(lang)):
                begin = time.perf_counter()
                engine.save_to_file(sentence, f"{folder}/said.wav")
                engine.runAndWait()
                costs.append(1000 * (time.perf_counter() - begin))
    return costs


def closure_errors_ms() -> list[float]:
    """How far the engine's own times are from where the sound falls silent, ms, always positive."""
    espeak, defaults, errors = Espeak(), Voice(), list[float]()
    for lang in LANGS:
        espeak.select(voice_of(lang))
        for sentence in sentences(lang):
            said = espeak.synthesise(normalise(sentence, lang).text, defaults.wpm, defaults.pitch, 1.0)
            errors += [abs(error) for error in errors_ms(said.pcm, said.sample_rate, _phonemes(said))]
    return errors


def _phonemes(said: Speech) -> list[Phoneme]:
    ms = 1000 / said.sample_rate
    return [
        Phoneme(event.ipa.strip("ˌˈ_:"), event.sample * ms, after.sample * ms)
        for event, after in pairwise(said.phonemes)
        if event.ipa.strip("ˌˈ_:") and not event.ipa.startswith("(")
    ]
