"""What is to be said, between the text as it is written and the engine: the order for it, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kiosk import marks
from kiosk.errors import InputError
from kiosk.marks import InlineMark
from kiosk.timeline import Timeline, Word
from kiosk.voice import pauses, prosody, timeline
from kiosk.voice.dictionary import Dictionary
from kiosk.voice.espeak import Speech
from kiosk.voice.normalise import NO_WORDS, Spoken, normalise
from kiosk.voice.prosody import Tone
from kiosk.voice.resampling import resampled
from kiosk.voice.rules import rules_of

SAMPLE_RATE = 22_050
"""Of all that the kiosk says, whichever engine speaks: the loudspeaker is opened once."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Mono PCM at `timeline.sample_rate`, and what happens in it."""

    timeline: Timeline
    pcm: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Script:
    """A text as it is to be spoken: `spoken.text` is for the engine; `marks` and `caption` for the timeline."""

    lang: str
    spoken: Spoken
    marks: tuple[InlineMark, ...]
    tones: tuple[Tone, ...]
    caption: str

    def utterance(self, speech: Speech, engine: str) -> Utterance:
        """Sound and timeline of what an engine made of it."""
        speech = timeline.trimmed(resampled(speech, SAMPLE_RATE))
        built = timeline.build(speech, self.spoken, self.marks, self.lang, engine)
        if self.caption != self.spoken.caption:
            built = replace(built, text=self.caption, words=_located(built.words, self.caption))
        return Utterance(built, speech.pcm)


def script(
    text: str,
    lang: str,
    wpm: int,
    words: Mapping[str, Dictionary],
    *,
    caption: str | None = None,
    expressive: bool = False,
) -> Script:
    """The script of a text, which may hold inline marks; `expressive` with the language's hints of prosody.

    Raises:
        InputError: `voice.language`, `voice.pause`, or `voice.empty` if there is nothing to say.
    """
    plain, inline = marks.split(text)
    spoken = normalise(plain, lang, words.get(lang, NO_WORDS), pauses.readings(inline, wpm))
    if not spoken.words:
        raise InputError("voice.empty", "There is nothing to say.", "Give a sentence with words in it.")
    tones = _tones(spoken, lang, inline, expressive=expressive)
    return Script(lang, spoken, inline, tones, plain if caption is None else caption)


def _tones(spoken: Spoken, lang: str, inline: tuple[InlineMark, ...], *, expressive: bool) -> tuple[Tone, ...]:
    hints = rules_of(lang).prosody if expressive else ()
    spans = [(word.char, word.len) for word in spoken.words]
    found = prosody.manners(spoken.caption, spans, hints, spoken.readings, inline)
    if all(manner == prosody.PLAIN for manner in found):
        return ()
    return prosody.tones(found, spoken.word_starts(), len(spoken.text))


def _located(words: tuple[Word, ...], caption: str) -> tuple[Word, ...]:
    """The words where a caption of other wording has them, in order; one that it lacks has length 0 there."""
    found, cursor = [], 0
    for word in words:
        char = caption.find(word.text, cursor)
        present = char >= 0
        found.append(replace(word, char=char if present else cursor, len=word.len if present else 0))
        cursor = char + word.len if present else cursor
    return tuple(found)
