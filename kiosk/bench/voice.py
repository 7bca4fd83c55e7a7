"""Figures of the voice: what a sentence costs, how well closures fit the sound, how soon it falls silent.

Peers: pyttsx3's own driver of espeak-ng, which gives the sound alone, and espeak-ng's own times of closures.
"""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

import avatars
from hardware.sound.mixer import BUFFER, MixerSpeaker
from kiosk.bench import engine_alone, voices
from kiosk.bench.apart import apart
from kiosk.bench.closures import errors_ms
from kiosk.bench.row import Peer, Row, Step
from kiosk.bench.sentences import sentences
from kiosk.settings import LANGS
from kiosk.timeline import Phoneme
from kiosk.voice import visemes
from kiosk.voice.synthesis import Synthesiser, Utterance

STOPS = 8
FRAMES_S, LEAD_S = 60, 0.046
RATE = 22_050


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure of the voice that can be measured without a device; seconds. Raises `KioskError` voice.engine."""
    del data, full  # all benches are called alike; this one has sentences of its own and takes seconds
    return [
        Step("sentences in every language, and the engine's own driver", _sentence_rows),
        Step("stop to silence", _stop_rows),
        *voices.steps(),
    ]


def _sentence_rows() -> Iterator[Row]:
    synthesiser = Synthesiser()
    spoken: dict[str, list[Utterance]] = {}
    costs: list[float] = []
    for lang in LANGS:
        synthesiser.speak("1", lang)
        timed = [_timed(synthesiser, sentence, lang) for sentence in sentences(lang)]
        spoken[lang] = [utterance for utterance, _ in timed]
        costs += [cost for _, cost in timed]
    yield from _cost_rows(costs, apart(engine_alone.driver_costs_ms))
    yield from _closure_rows(spoken, apart(engine_alone.closure_errors_ms))
    yield from _phoneme_rows(spoken)
    yield _lips_row(spoken)


def _timed(synthesiser: Synthesiser, sentence: str, lang: str) -> tuple[Utterance, float]:
    begin = time.perf_counter()
    utterance = synthesiser.speak(sentence, lang)
    return utterance, 1000 * (time.perf_counter() - begin)


def _cost_rows(costs: list[float], stock: list[float]) -> Iterator[Row]:
    for percentile, goal in ((50, None), (95, 25.0)):
        peer = Peer("pyttsx3's own driver, no timeline", _at(stock, percentile))
        yield Row(f"text to sound and timeline, p{percentile}", _at(costs, percentile), "ms", goal, peer=peer)


def _closure_rows(spoken: Mapping[str, list[Utterance]], raw: list[float]) -> Iterator[Row]:
    errors = [abs(error) for said in spoken.values() for one in said for error in _closure_errors_ms(one)]
    yield Row("closures of p, t and k measured", float(len(errors)), "closures", better="higher")
    for percentile, goal in ((50, 2.0), (95, 15.0)):
        peer = Peer("espeak-ng's own times", _at(raw, percentile))
        yield Row(f"closure error, p{percentile}", _at(errors, percentile), "ms", goal, peer=peer)


def _closure_errors_ms(utterance: Utterance) -> list[float]:
    return errors_ms(utterance.pcm, utterance.timeline.sample_rate, utterance.timeline.phonemes)


def _phoneme_rows(spoken: Mapping[str, list[Utterance]]) -> Iterator[Row]:
    for lang, said in spoken.items():
        types = {phoneme.ipa for one in said for phoneme in one.timeline.phonemes}
        unmapped = sum(not visemes.is_known(ipa) for ipa in types)
        yield Row(f"{lang}: phoneme types without a mouth shape, of {len(types)}", float(unmapped), "types", 0.0)


def _lips_row(spoken: Mapping[str, list[Utterance]]) -> Row:
    """In how many of all p, b and m the lips of the shipped avatar meet in a frame at 60 frames a second."""
    pack = avatars.load("maya")
    closed = [
        any(track.pose(frame / FRAMES_S)["mouthClose"] == 1 for frame in range(*_frames(phoneme)))
        for said in spoken.values()
        for one in said
        for track in [avatars.mouth_track(one.timeline.visemes, pack)]
        for phoneme in one.timeline.phonemes
        if visemes.shapes(phoneme.ipa)[:1] and visemes.shapes(phoneme.ipa)[0][0] == "PP"
    ]
    share = 100 * sum(closed) / len(closed)
    return Row(f"lips that meet in p, b and m, of {len(closed)}", round(share, 2), "%", 100.0, better="higher")


def _frames(phoneme: Phoneme) -> tuple[int, int]:
    """The frames in which a sound is seen: the lips lead it a little."""
    begin, end = phoneme.start_ms / 1000 - LEAD_S, phoneme.end_ms / 1000
    return math.ceil(begin * FRAMES_S), math.floor(max(end, begin + 2 * LEAD_S) * FRAMES_S) + 1


def _stop_rows() -> Iterator[Row]:
    """From `stop()` to silence, in the stream that a device of SDL would play."""
    with tempfile.TemporaryDirectory() as folder:
        stops = apart(_stops, Path(folder) / "stream.raw")
    yield Row("stop, the call, p95", _at([call for call, _ in stops], 95), "ms", 5.0)
    yield Row("stop, until silence, at most, p95", _at([silence for _, silence in stops], 95), "ms", 80.0)


def _stops(stream: Path) -> list[tuple[float, float]]:
    """Some stops with SDL's disk driver, which writes its stream at the pace of a device; for a process of its own."""
    os.environ |= {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(stream)}
    return [_stopped(stream, wait_s) for wait_s in np.linspace(0.1, 0.2, STOPS)]


def _stopped(stream: Path, wait_s: float) -> tuple[float, float]:
    """Milliseconds of the call, and an upper bound of those from it to silence.

    The bound is what sounded longer than from play to stop, plus the buffer by which it may have begun later.
    """
    speaker = MixerSpeaker(RATE)
    begin = time.perf_counter()
    speaker.play(np.full(RATE, 1000, np.int16), time.monotonic())
    time.sleep(wait_s)
    stop = time.perf_counter()
    speaker.stop()
    stopped = time.perf_counter()
    time.sleep(0.2)
    speaker.close()
    sounded_s = (np.count_nonzero(np.fromfile(stream, "<i2")) + BUFFER) / RATE
    return 1000 * (stopped - stop), 1000 * (sounded_s - (stop - begin))


def _at(values: list[float], percentile: int) -> float:
    return round(float(np.percentile(values, percentile)), 2)
