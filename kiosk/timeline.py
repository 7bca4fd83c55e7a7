"""What an utterance looks like in time: words, phonemes, visemes and marks, in milliseconds from its first sample."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word; `char` and `len` are offsets into the caption, so that the word can be marked while it sounds."""

    text: str
    char: int
    len: int
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One IPA phoneme; `stress` is 0 none, 1 secondary, 2 primary."""

    ipa: str
    start_ms: float
    end_ms: float
    stress: int = 0


@dataclass(frozen=True, slots=True)
class Viseme:
    """A mouth shape: an Oculus id (`PP` … `U`, `sil`) or `Y` for front-rounded vowels; `weight` 0 to 1."""

    id: str
    start_ms: float
    end_ms: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """An inline mark of the text, `^point(aisle-4)`, at the sound it stands before."""

    name: str
    arg: str
    at_ms: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """One utterance: `samples` samples of mono PCM at `sample_rate` Hz, and what happens in them."""

    text: str
    lang: str
    engine: str
    sample_rate: int
    samples: int
    words: tuple[Word, ...] = ()
    phonemes: tuple[Phoneme, ...] = ()
    visemes: tuple[Viseme, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def seconds(self) -> float:
        """Duration of the sound."""
        return self.samples / self.sample_rate

    def rest(self, from_ms: float) -> Timeline:
        """What of it is still to come at a moment, with the same times: a sentence that is resumed plays only that.

        A mark at that very moment has been played: the sentence was broken off in the word behind it.
        """
        if from_ms <= 0:
            return self
        return replace(
            self,
            words=tuple(word for word in self.words if word.end_ms > from_ms),
            phonemes=tuple(phoneme for phoneme in self.phonemes if phoneme.end_ms > from_ms),
            visemes=tuple(viseme for viseme in self.visemes if viseme.end_ms > from_ms),
            marks=tuple(mark for mark in self.marks if mark.at_ms > from_ms),
        )
