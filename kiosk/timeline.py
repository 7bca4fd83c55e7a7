"""What an utterance looks like in time: words, phonemes, visemes and marks, in milliseconds from its first sample."""

from __future__ import annotations

from dataclasses import dataclass


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
