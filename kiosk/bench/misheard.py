"""A model of what recognisers do to words: others that sound like them, words that get lost, fillers that come in.

Words are exchanged for frequent ones with near phonemes (espeak-ng, wordfreq); short frequent ones are lost more often.
The same seed gives the same text.
"""

from __future__ import annotations

import ctypes
import math
import random
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

WORDS = 20_000
NEIGHBOURS = 8
LOST_FREQUENT, LOST, FILLED = 0.30, 0.08, 0.05
FREQUENT_ZIPF = 5.5
FILLERS = ("uh", "um", "the", "a", "and")
SILENT, IPA = 1, 0x02
"""`AUDIO_OUTPUT_RETRIEVAL` and the phoneme mode of espeak-ng's `speak_lib.h`."""
_UTF8 = 1
Near = dict[str, list[tuple[str, float]]]
"""For a word others, with how likely they are taken for it."""


def misheard(texts: Sequence[str], rate: float, seed: int = 1) -> list[str]:
    """English texts of which about the share `rate` of the words comes out wrong."""
    near = neighbours({word for text in texts for word in text.split()})
    chance = random.Random(seed)
    return [" ".join(_words(text.split(), rate, near, chance)) or text for text in texts]


def _words(words: Sequence[str], rate: float, near: Near, chance: random.Random) -> list[str]:
    from wordfreq import zipf_frequency

    heard: list[str] = []
    for word in words:
        if chance.random() >= rate:
            heard.append(word)
            continue
        lost = LOST_FREQUENT if zipf_frequency(word, "en") > FREQUENT_ZIPF else LOST
        kind = chance.random()
        if kind < lost:
            continue
        if kind < lost + FILLED or not near[word]:
            heard += [chance.choice(FILLERS), word]
            continue
        others, weights = zip(*near[word], strict=True)
        heard += chance.choices(others, weights)
    return heard


def neighbours(words: Iterable[str]) -> Near:
    """For each word those that sound most like it, with how likely they are taken for it."""
    from wordfreq import zipf_frequency

    asked = sorted(words)
    known, sounds = vocabulary()
    apart = process.cdist(phonemes(asked), sounds, scorer=Levenshtein.normalized_distance, dtype=np.float32)
    found = {}
    for word, row in zip(asked, apart, strict=True):
        nearest = np.argpartition(row, 2 * NEIGHBOURS)[: 2 * NEIGHBOURS]
        nearest = nearest[np.argsort(row[nearest], kind="stable")]
        others = [(known[at], float(row[at])) for at in nearest if known[at] != word][:NEIGHBOURS]
        found[word] = [(other, math.exp(-6 * far) * max(0.2, zipf_frequency(other, "en") - 1)) for other, far in others]
    return found


@cache
def vocabulary() -> tuple[list[str], list[str]]:
    """The most frequent words of English, and how they sound."""
    from wordfreq import top_n_list

    words = [word for word in top_n_list("en", WORDS) if re.fullmatch(r"[a-z]+", word)]
    return words, phonemes(words)


@cache
def _library() -> ctypes.CDLL:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(SILENT, 0, str(Path(espeakng_loader.get_data_path()).parent).encode(), 0)
    library.espeak_SetVoiceByName(b"en-us")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    return library


def phonemes(words: Sequence[str]) -> list[str]:
    """How English words sound, in IPA without stress."""
    library, found = _library(), []
    for word in words:
        text = ctypes.c_char_p(word.encode())
        said = library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, IPA) or b""
        found.append(re.sub(r"[ˈˌː ]", "", said.decode()))
    return found
