"""How many of a store's questions are understood: a synthetic voice speaks them in shop noise to the recogniser."""

from __future__ import annotations

import numpy as np

from hardware.sound.resample import resample
from kiosk.answers.engine import Answerer
from kiosk.bench.row import Row
from kiosk.hearing.engines import choose, load
from kiosk.hearing.vocabulary import phrases
from kiosk.settings import Settings
from kiosk.simulation.sound import BLOCK, RATE, Air, Samples, levelled
from kiosk.voice.synthesis import Synthesiser

AROUND_S = 0.3
VOICES = {"ko": "ko", "en": "gmw/en+m1", "nl": "nl+m3"}
SNRS_DB = (20.0, 10.0)


def hit_rate(lang: str, settings: Settings) -> list[Row]:
    """The share of questions, one of each entry, that lead to their entry; a row for each noise level."""
    answerer = Answerer(settings.store.dir, settings.answers)
    engine = load(choose(lang, settings.hearing.engine), phrases(settings.store.dir, lang))
    questions = {name: entry.phrasings[0] for name, entry in answerer.knowledge.entries[lang].items()}
    synthesiser = Synthesiser()
    spoken = {entry: _voice(synthesiser, text, lang) for entry, text in questions.items()}
    rows = []
    for snr_db in SNRS_DB:
        hits = 0
        for entry, voice in spoken.items():
            engine.reset()
            engine.accept(in_noise(voice, snr_db, settings.kiosk.seed))
            heard = engine.final()
            readings = [text for text in (heard.text, *heard.alternatives) if text.strip()]
            hits += bool(readings) and answerer.match(readings, lang).best.entry == entry
        name = f"questions understood, {lang}, {len(questions)} asked at {snr_db:g} dB"
        rows.append(Row(name, round(100 * hits / len(questions)), "%", None, "higher"))
    return rows


def _voice(synthesiser: Synthesiser, text: str, lang: str) -> Samples:
    said = synthesiser.speak(text, lang, voice=VOICES[lang])
    return levelled(resample(said.pcm, said.timeline.sample_rate, RATE))


def in_noise(voice: Samples, snr_db: float, seed: int, after_s: float = AROUND_S) -> Samples:
    """A voice that begins `AROUND_S` into the noise of a shop, which goes on for `after_s` behind it."""
    air = Air(seed, snr_db)
    air.say(voice, AROUND_S)
    blocks = range(int((AROUND_S + len(voice) / RATE + after_s) * RATE / BLOCK))
    return np.concatenate([air.block(number * BLOCK / RATE) for number in blocks])
