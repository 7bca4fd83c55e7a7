"""Word error rate: substitutions, deletions and insertions a word of the transcript, in %.

In Korean letters are counted and not words, for people do not agree where a space belongs.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from kiosk.utterance import normal


def unit(lang: str) -> str:
    """What is counted in a language."""
    return "character" if lang == "ko" else "word"


def rate(pairs: Iterable[tuple[str, str]], lang: str) -> float:
    """Of transcripts with what was heard; may pass 100."""
    errors = total = 0
    for said, heard in pairs:
        truth, found = _units(said, lang), _units(heard, lang)
        errors += Levenshtein.distance(truth, found)
        total += len(truth)
    return 100 * errors / max(1, total)


def _units(text: str, lang: str) -> list[str]:
    plain = normal(text)
    return list(plain.replace(" ", "")) if unit(lang) == "character" else plain.split()
