"""Breaking off within a sentence, and going on at a word of it."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.timeline import Timeline
from kiosk.voice.script import Utterance

FADE_S: Final = 0.004
"""A sound that begins in the middle of a wave clicks without a rise; a longer one would swallow a consonant."""


def word_at(timeline: Timeline, at_ms: float) -> int:
    """The index of the word that sounds at a time, or sounded last before it; 0 before the first one."""
    return max(0, bisect_right([word.start_ms for word in timeline.words], at_ms) - 1)


def start_ms(timeline: Timeline, word: int) -> float:
    """When a word begins; one behind the last counts as the last, the first word takes along what is before it."""
    if word <= 0 or not timeline.words:
        return 0.0
    return timeline.words[min(word, len(timeline.words) - 1)].start_ms


def sound_from(utterance: Utterance, from_ms: float) -> NDArray[np.int16]:
    """The sound from a time on, without a click."""
    rate = utterance.timeline.sample_rate
    first = round(from_ms * rate / 1000)
    if first <= 0:
        return utterance.pcm
    sound = utterance.pcm[first:].copy()
    rise = min(sound.size, round(FADE_S * rate))
    sound[:rise] = (sound[:rise] * np.linspace(0.0, 1.0, rise, endpoint=False)).astype(np.int16)
    return sound
