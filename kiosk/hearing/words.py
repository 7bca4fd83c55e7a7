"""Times and confidence of words, also for an engine that gives none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.hearing.endpoint import VOICED, Ended, Frame
from kiosk.hearing.engines import Result, Word


def timed(result: Result, starts: float, ended: Ended, frames: Sequence[Frame]) -> tuple[Word, ...]:
    """The words in absolute time, where the first accepted sample was at `starts`.

    Without times of the engine's own the words are laid over the voiced frames by their length in letters, and the
    confidence is the detector's mean voice probability over the word: that it was a voice, not that it was this word.
    """
    if result.words or not result.text:
        return tuple(replace(word, start_s=starts + word.start_s, end_s=starts + word.end_s) for word in result.words)
    voiced = [frame for frame in frames if frame.probability >= VOICED and frame.end <= ended.voiced_until + 1e-6]
    return _laid_over(result.text.split(), voiced or list(frames), ended)


def mean_confidence(words: Sequence[Word]) -> float:
    """The mean of the words', 0 without words."""
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _laid_over(texts: Sequence[str], voiced: Sequence[Frame], ended: Ended) -> tuple[Word, ...]:
    letters = sum(len(text) + 1 for text in texts)
    words, passed, start = [], 0, ended.began
    for text in texts:
        first = passed * len(voiced) // letters
        passed += len(text) + 1
        last = max(first + 1, passed * len(voiced) // letters)
        over = voiced[first:last] or voiced[-1:]
        end = max(start, over[-1].end)
        words.append(Word(text, start, end, sum(frame.probability for frame in over) / len(over)))
        start = end
    return tuple(words)
