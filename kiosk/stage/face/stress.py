"""Which words of an utterance carry it, so that the face can stress them: read from the timeline alone.

The last stressed word of a phrase is its nucleus and gets a full beat; before it, numbers and long words get a lesser
one, if they are far enough apart: a face that nods with every word is a toy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from avatars.emphasis import Beat, Emphasis, Rise
from kiosk.timeline import Timeline, Word

PRIMARY = 2
LEAST_GAP_S = 0.75
LESSER = 0.55
LONG_WORD = 6
"""Letters from which a word is more than a little word."""
ENDS = frozenset(".!?…。？！;:")
QUESTION = frozenset("?？")


def emphasis(timeline: Timeline) -> Emphasis:
    """The beats and rises of an utterance."""
    beats: list[Beat] = []
    rises: list[Rise] = []
    for phrase in _phrases(timeline):
        beats += _beats(phrase, timeline)
        last = phrase[-1]
        if _ending(last, timeline) & QUESTION:
            rises.append(Rise(last.start_ms / 1000, last.end_ms / 1000))
    return Emphasis(_apart(beats), rises)


def _phrases(timeline: Timeline) -> Iterator[Sequence[Word]]:
    """The words between two ends of a sentence."""
    phrase: list[Word] = []
    for word in timeline.words:
        phrase.append(word)
        if _ending(word, timeline) & ENDS:
            yield phrase
            phrase = []
    if phrase:
        yield phrase


def _ending(word: Word, timeline: Timeline) -> set[str]:
    """The marks that stand behind a word, up to the next one."""
    behind = timeline.text[word.char + word.len :]
    return set(behind[: len(behind) - len(behind.lstrip(".!?…。？！;:,'\"”’)»"))])


def _beats(phrase: Sequence[Word], timeline: Timeline) -> list[Beat]:
    stressed = [(word, at) for word in phrase if (at := _vowel(word, timeline)) is not None]
    if not stressed:
        return []
    lesser = [Beat(at, LESSER) for word, at in stressed[:-1] if len(word.text) >= LONG_WORD or word.text[:1].isdigit()]
    return [*lesser, Beat(stressed[-1][1], 1.0)]


def _vowel(word: Word, timeline: Timeline) -> float | None:
    """When the word's stressed vowel begins, s; None if it has none."""
    return next(
        (
            phoneme.start_ms / 1000
            for phoneme in timeline.phonemes
            if phoneme.stress == PRIMARY and word.start_ms <= phoneme.start_ms < word.end_ms
        ),
        None,
    )


def _apart(beats: Sequence[Beat]) -> list[Beat]:
    """Of two beats that are too near each other the stronger stays."""
    kept: list[Beat] = []
    for beat in beats:
        if kept and beat.at_s - kept[-1].at_s < LEAST_GAP_S:
            if beat.strength <= kept[-1].strength:
                continue
            kept.pop()
        kept.append(beat)
    return kept
