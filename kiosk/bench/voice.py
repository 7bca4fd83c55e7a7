"""Figures of the voice: what a sentence costs, how well closures fit the sound, how soon it falls silent."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from hardware.speaker import BUFFER, MixerSpeaker
from kiosk.bench.row import Row, Skipped
from kiosk.settings import LANGS
from kiosk.voice import visemes
from kiosk.voice.synthesis import Synthesiser, Utterance

SENTENCES = Path(__file__).parent / "sentences"
VOICELESS_STOPS = frozenset("ptk")
WINDOW_S, HOP_S = 0.003, 0.0005
SILENT_SHARE = 0.1
SHORTEST_CLOSURE_S = 0.015
STOPS = 8


def sentences(lang: str) -> list[str]:
    """Sixty sentences of a shop that together use the sounds of a language."""
    return (SENTENCES / f"{lang}.txt").read_text(encoding="utf-8").splitlines()


def rows(data: Path | None = None, *, full: bool = False) -> list[Row | Skipped]:
    """Every figure of the voice that can be measured without a device.

    Raises:
        KioskError: `voice.engine`.
    """
    del data, full  # all benches are called alike; this one has sentences of its own and takes seconds
    synthesiser = Synthesiser()
    spoken: dict[str, list[Utterance]] = {}
    costs: list[float] = []
    for lang in LANGS:
        synthesiser.speak("1", lang)
        timed = [_timed(synthesiser, sentence, lang) for sentence in sentences(lang)]
        spoken[lang] = [utterance for utterance, _ in timed]
        costs += [cost for _, cost in timed]
    return [*_cost_rows(costs), *_closure_rows(spoken), *_phoneme_rows(spoken), *_stop_rows(synthesiser.sample_rate)]


def closure_errors_ms(utterance: Utterance) -> list[float]:
    """For each p, t and k after a sound that is no stop: from where that falls silent to where the timeline closes.

    The silence is looked for in the sound alone, by other means than the timeline's; a stop without one is left out.
    """
    timeline = utterance.timeline
    envelope = _envelope(utterance.pcm, timeline.sample_rate)
    errors = []
    for before, stop in zip(timeline.phonemes, timeline.phonemes[1:], strict=False):
        joined = stop.start_ms == before.end_ms and not visemes.is_stop(before.ipa)
        if joined and visemes.plain(stop.ipa) in VOICELESS_STOPS:
            closed = _falls_silent_ms(envelope, before.start_ms, before.end_ms, stop.end_ms)
            errors += [] if closed is None else [stop.start_ms - closed]
    return errors


def _timed(synthesiser: Synthesiser, sentence: str, lang: str) -> tuple[Utterance, float]:
    begin = time.perf_counter()
    utterance = synthesiser.speak(sentence, lang)
    return utterance, 1000 * (time.perf_counter() - begin)


def _cost_rows(costs: list[float]) -> Iterator[Row]:
    for percentile, goal in ((50, None), (95, 25.0)):
        yield Row(f"text to sound and timeline, p{percentile}", _at(costs, percentile), "ms", goal)


def _closure_rows(spoken: Mapping[str, list[Utterance]]) -> Iterator[Row]:
    errors = [abs(error) for said in spoken.values() for one in said for error in closure_errors_ms(one)]
    yield Row("closures of p, t and k measured", float(len(errors)), "closures", better="higher")
    for percentile, goal in ((50, 2.0), (95, 15.0)):
        yield Row(f"closure error, p{percentile}", _at(errors, percentile), "ms", goal)


def _phoneme_rows(spoken: Mapping[str, list[Utterance]]) -> Iterator[Row]:
    for lang, said in spoken.items():
        types = {phoneme.ipa for one in said for phoneme in one.timeline.phonemes}
        unmapped = sum(not visemes.is_known(ipa) for ipa in types)
        yield Row(f"{lang}: phoneme types without a mouth shape, of {len(types)}", float(unmapped), "types", 0.0)


def _stop_rows(rate: int) -> Iterator[Row]:
    """From `stop()` to silence, in the stream that a device of SDL would play."""
    with tempfile.TemporaryDirectory() as folder:
        stream = Path(folder) / "stream.raw"
        stops = [_stopped(rate, stream, wait_s) for wait_s in np.linspace(0.1, 0.2, STOPS)]
    yield Row("stop, the call, p95", _at([call for call, _ in stops], 95), "ms", 5.0)
    yield Row("stop, until silence, at most, p95", _at([silence for _, silence in stops], 95), "ms", 80.0)


def _stopped(rate: int, stream: Path, wait_s: float) -> tuple[float, float]:
    """Milliseconds of the call, and an upper bound of those from it to silence.

    The bound is what sounded longer than from play to stop, plus the buffer by which it may have begun later.
    """
    with _written_to(stream):
        speaker = MixerSpeaker(rate)
    begin = time.perf_counter()
    speaker.play(np.full(rate, 1000, np.int16), time.monotonic())
    time.sleep(wait_s)
    stop = time.perf_counter()
    speaker.stop()
    stopped = time.perf_counter()
    time.sleep(0.2)
    speaker.close()
    sounded_s = (np.count_nonzero(np.fromfile(stream, "<i2")) + BUFFER) / rate
    return 1000 * (stopped - stop), 1000 * (sounded_s - (stop - begin))


@contextmanager
def _written_to(stream: Path) -> Iterator[None]:
    """SDL's disk driver: a device that writes its stream at the pace of a device."""
    with patch.dict(os.environ, {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(stream)}):
        yield


def _envelope(pcm: NDArray[np.int16], rate: int) -> NDArray[np.float64]:
    """Root mean square around each `HOP_S`."""
    width = round(WINDOW_S * rate)
    power = np.convolve(pcm.astype(np.float64) ** 2, np.ones(width) / width, mode="same")
    centres = (np.arange(int(pcm.size / rate / HOP_S)) * HOP_S * rate).astype(int)
    loudness: NDArray[np.float64] = np.sqrt(np.maximum(power[centres], 0.0))
    return loudness


def _falls_silent_ms(
    envelope: NDArray[np.float64], start_ms: float, before_end_ms: float, end_ms: float
) -> float | None:
    """Where the near-silence between the loudest moments of a sound and of the stop behind it begins, or None."""
    first, middle, last = (int(ms / 1000 / HOP_S) for ms in (start_ms, before_end_ms, end_ms))
    peak = first + int(np.argmax(envelope[first : middle + 1]))
    behind = min(middle + round(SHORTEST_CLOSURE_S / HOP_S), last)
    burst = behind + int(np.argmax(envelope[behind : last + 1]))
    quiet = np.concatenate([[False], envelope[peak:burst] < SILENT_SHARE * envelope[peak], [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(int)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    closures = (int(begin) for begin, end in runs if (end - begin) * HOP_S >= SHORTEST_CLOSURE_S)
    begin = next(closures, None)
    return None if begin is None else (peak + begin) * HOP_S * 1000


def _at(values: list[float], percentile: int) -> float:
    return round(float(np.percentile(values, percentile)), 2)
