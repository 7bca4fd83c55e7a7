"""From the engine's events to a timeline: phonemes that fit the sound, shapes that tile it, words of the caption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kiosk.marks import InlineMark
from kiosk.timeline import Mark, Phoneme, Timeline, Viseme, Word
from kiosk.voice import mouth_shapes, visemes
from kiosk.voice.espeak import PhonemeEvent, Speech
from kiosk.voice.normalise import Spoken

CLOSURE_S = 0.12
"""A closure of the mouth is never longer within speech."""
BURST_S = 0.008
"""The sound of a release can begin this long before the engine's event."""
QUIET_SHARE, QUIET_LEAST = 0.2, 60
"""What counts as a closed mouth: a share of the loudest sample of the sound before it, and never less than this.

Nasals and the echo of some voices ring on behind a closure, and the breath for the burst swells before it."""
TAIL_S = 0.08
AUDIBLE_SHARE = 0.01
STRESS_MARKS = {"ˌ": 1, "ˈ": 2}


@dataclass(frozen=True, slots=True)
class Segment:
    """A phoneme, or a pause (`ipa` empty), from sample `start` up to `end`."""

    ipa: str
    stress: int
    start: int
    end: int


def trimmed(speech: Speech) -> Speech:
    """Without the engine's pause at the end, so that the kiosk listens as soon as it has spoken."""
    loudness = np.abs(speech.pcm.astype(np.int32))
    loud = np.flatnonzero(loudness >= max(QUIET_LEAST, AUDIBLE_SHARE * int(loudness.max(initial=0))))
    last = int(loud[-1]) + 1 if loud.size else 0
    return replace(speech, pcm=speech.pcm[: last + round(TAIL_S * speech.sample_rate)])


def build(speech: Speech, spoken: Spoken, marks: Sequence[InlineMark], lang: str, engine: str) -> Timeline:
    """The timeline of a caption that was spoken as `spoken`."""
    segments = _corrected(_segments(speech.phonemes, speech.pcm.size), speech)
    scale = 1000.0 / speech.sample_rate
    words = tuple(_words(speech, spoken, segments))
    return Timeline(
        text=spoken.caption,
        lang=lang,
        engine=engine,
        sample_rate=speech.sample_rate,
        samples=speech.pcm.size,
        words=words,
        phonemes=tuple(Phoneme(s.ipa, s.start * scale, s.end * scale, s.stress) for s in segments if s.ipa),
        visemes=mouth_shapes.paced(_merged(_shapes(segments, scale))),
        marks=tuple(_timed(mark, words, speech.pcm.size * scale) for mark in marks),
    )


def _segments(events: Iterable[PhonemeEvent], samples: int) -> list[Segment]:
    """Phonemes and pauses that tile the sound; language flags such as `(en)` are no sound."""
    heard = [(min(e.sample, samples), e.ipa) for e in events if not e.ipa.startswith("(")]
    found: list[Segment] = []
    for (start, ipa), (end, _) in pairwise([(0, ""), *heard, (samples, "")]):
        stress = max((STRESS_MARKS.get(letter, 0) for letter in ipa), default=0)
        bare = ipa.translate({ord(mark): None for mark in STRESS_MARKS}).strip("_:")
        if end <= start:
            continue
        if found and not bare and not found[-1].ipa:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Segment(bare, stress, start, end))
    return found


def _corrected(segments: list[Segment], speech: Speech) -> list[Segment]:
    """The engine marks the release of a stop; the mouth closes at the start of the near-silence before it."""
    loudness = np.abs(speech.pcm.astype(np.int32))
    fixed = segments[:1]
    for segment in segments[1:]:
        before = fixed[-1]
        if before.ipa and visemes.is_stop(segment.ipa):
            closes = _closure(before, segment, loudness, speech.sample_rate)
            fixed[-1], segment = replace(before, end=closes), replace(segment, start=closes)  # noqa: PLW2901
        fixed.append(segment)
    return fixed


def _closure(before: Segment, stop: Segment, loudness: NDArray[np.int32], rate: int) -> int:
    """The sample at which the mouth closes for `stop`; a quarter of the sound before it always stays."""
    earliest = max(before.start + (before.end - before.start) // 4, stop.start - round(CLOSURE_S * rate))
    quiet = max(QUIET_LEAST, QUIET_SHARE * int(loudness[before.start : before.end].max(initial=0)))
    burst = max(earliest, stop.start - round(BURST_S * rate))
    loud = np.flatnonzero(loudness[earliest:burst] >= quiet)
    closes = earliest + (int(loud[-1]) + 1 if loud.size else 0)
    return closes if closes < burst else stop.start


def _shapes(segments: Sequence[Segment], scale: float) -> Iterator[Viseme]:
    """A mouth shape for every moment of the sound."""
    held = visemes.SILENCE
    for index, segment in enumerate(segments):
        shares = _shares(segments, index) or ((held, 1.0),)
        start, length = segment.start, segment.end - segment.start
        for position, (shape, share) in enumerate(shares):
            last = position == len(shares) - 1
            end = segment.end if last else start + round(length * share)
            yield Viseme(shape, start * scale, end * scale, visemes.weight(shape, segment.stress))
            start, held = end, shape


def _shares(segments: Sequence[Segment], index: int) -> tuple[visemes.Share, ...]:
    """The shapes of one segment; /h/ looks ahead to its vowel."""
    ipa = segments[index].ipa
    if not ipa:
        return ((visemes.SILENCE, 1.0),)
    if not visemes.anticipates(ipa):
        return visemes.shapes(ipa)
    ahead = next((s.ipa for s in segments[index + 1 :] if s.ipa and not visemes.anticipates(s.ipa)), "ə")
    return ((visemes.shapes(ahead)[0][0], 1.0),) if visemes.shapes(ahead) else ()


def _merged(shapes: Iterable[Viseme]) -> Iterator[Viseme]:
    """Equal neighbours are one shape."""
    current: Viseme | None = None
    for shape in shapes:
        if current is not None and current.id == shape.id:
            current = replace(current, end_ms=shape.end_ms, weight=max(current.weight, shape.weight))
        elif shape.end_ms > shape.start_ms:
            if current is not None:
                yield current
            current = shape
    if current is not None:
        yield current


def _words(speech: Speech, spoken: Spoken, segments: Sequence[Segment]) -> Iterator[Word]:
    """The caption's words: each begins with its first spoken part and ends with its last sound."""
    starts = _starts(speech, spoken)
    scale = 1000.0 / speech.sample_rate
    sounding = [s for s in segments if s.ipa]
    for word, start, following in zip(spoken.words, starts, [*starts[1:], speech.pcm.size], strict=True):
        end = max((min(s.end, following) for s in sounding if start <= s.start < following), default=following)
        text = spoken.caption[word.char : word.char + word.len]
        yield Word(text, word.char, word.len, start * scale, end * scale)


def _starts(speech: Speech, spoken: Spoken) -> list[int]:
    """The first sample of each word; a word that the engine ran together with its neighbour shares its time."""
    known = {-1: 0, len(spoken.words): speech.pcm.size}
    for event in speech.words:
        index = spoken.word_at(event.char)
        if index is not None and index not in known:
            known[index] = min(event.sample, speech.pcm.size)
    if spoken.words:
        known.setdefault(0, 0)
    indices = sorted(known)
    starts = np.interp(range(len(spoken.words)), indices, [known[index] for index in indices])
    return [round(float(start)) for start in np.maximum.accumulate(starts)]


def _timed(mark: InlineMark, words: Sequence[Word], total_ms: float) -> Mark:
    """A mark sounds with the word that it stands before; at the end of the text, with the end of the sound."""
    at = next((word.start_ms for word in words if word.char + word.len > mark.char), total_ms)
    return Mark(mark.name, mark.arg, at)
