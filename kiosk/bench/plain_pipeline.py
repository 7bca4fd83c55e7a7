"""The plain way to build a talking kiosk, on the same sentences: one stage waits for the one before it.

The recogniser decides when the sentence is over, then the answer is looked up, then the whole of it is synthesised.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.answers.engine import Answerer
from kiosk.bench.own_endpoint import End, ends
from kiosk.hearing.engines import choose
from kiosk.report.hits import AROUND_S, in_noise
from kiosk.settings import Answers
from kiosk.simulation.sound import Samples, last_voiced_s
from kiosk.voice.synthesis import Synthesiser

NAME = "plain serial pipeline"
NOISE_AFTER_S = 3.0


@dataclass(frozen=True, slots=True)
class Delays:
    """ms from the last voiced sample to the words, to the text of the reply, and to its sound."""

    words_ms: float
    caption_ms: float
    sound_ms: float


def delays(lang: str, voices: tuple[Samples, ...], snr_db: float, store: Path, seed: int = 1) -> list[Delays]:
    """What each sentence that the recogniser ended by itself would take; for a process of its own."""
    answerer, voice = Answerer(store, Answers()), Synthesiser()
    answerer.warm()
    voice.speak("1", lang)
    sounds = [in_noise(said, snr_db, seed, NOISE_AFTER_S) for said in voices]
    found = zip(voices, ends(choose(lang), sounds), strict=True)
    return [_delays(answerer, voice, lang, said, end) for said, end in found if end is not None]


def _delays(answerer: Answerer, voice: Synthesiser, lang: str, said: Samples, end: End) -> Delays:
    words_ms = 1000 * (end.at_s - AROUND_S - last_voiced_s(said))
    began = time.perf_counter()
    text = answerer.ask(end.text, lang, look_up=False).reply.text
    looked_up = time.perf_counter()
    voice.speak(text or end.text, lang)
    sounded = time.perf_counter()
    return Delays(words_ms, words_ms + 1000 * (looked_up - began), words_ms + 1000 * (sounded - began))
