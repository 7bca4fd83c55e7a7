"""What shoppers ask in a bench, and in which voices: synthetic ones on which nothing was tuned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from hardware.sound.resample import resample
from kiosk.bench import questions
from kiosk.bench.points import KNOWN, OTHER_WORDS
from kiosk.knowledge import files
from kiosk.resources import config_dir
from kiosk.settings import Lang
from kiosk.simulation.sound import RATE, Samples, levelled
from kiosk.voice.synthesis import Synthesiser

STORE = config_dir() / "demo-store"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of espeak-ng, its words a minute and its pitch."""

    voice: str
    wpm: int
    pitch: int


SPEAKERS: dict[Lang, tuple[Speaker, ...]] = {
    "en": (Speaker("en-us+f2", 150, 55), Speaker("gmw/en+m3", 170, 45), Speaker("en-us+f4", 185, 60)),
    "ko": (Speaker("ko+m3", 140, 45), Speaker("ko+f4", 155, 60), Speaker("ko+m7", 170, 50)),
    "nl": (Speaker("nl+f4", 150, 55), Speaker("nl+m2", 165, 45), Speaker("nl+f2", 180, 60)),
    "fr": (Speaker("fr+f4", 150, 55), Speaker("fr+m2", 165, 45), Speaker("fr-be+f2", 180, 60)),
    "de": (Speaker("de+f4", 150, 55), Speaker("de+m2", 165, 45), Speaker("de+f2", 180, 60)),
}
"""Other voices and other speeds than those that thresholds and readings were tuned with."""
TALKERS = tuple((lang, Speaker(f"{lang}+{variant}", wpm, 50)) for lang, variant, wpm in (
    ("nl", "f3", 175), ("de", "m5", 165), ("fr", "f1", 185), ("nl", "m4", 160), ("de", "f5", 170), ("fr", "m6", 175),
))  # fmt: skip
"""Who talks in the babble: languages that are not asked in where it can be helped, and other voices."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question, or another sentence; `sound` is the voice alone, 16 kHz. Without an `entry` there is no answer."""

    text: str
    lang: str
    source: str
    entry: str = ""
    sound: Samples = field(default_factory=lambda: np.zeros(0, np.int16), repr=False)


def known(lang: Lang, count: int, speakers: Sequence[Speaker] = ()) -> list[Asked]:
    """Phrasings of the demo store, spread over its entries, spoken by one speaker after the other."""
    entries = phrasings(lang)
    every = [Asked(text, lang, KNOWN, entry) for text, entry in entries.items()]
    return spoken(spread(every, count), speakers or SPEAKERS[lang])


def in_other_words(lang: Lang, count: int) -> list[Asked]:
    """Questions to the demo store that were written apart from its phrasings."""
    every = [Asked(text, lang, OTHER_WORDS, entry) for entry, text in questions.held_out(lang)]
    return spoken(spread(every, count), SPEAKERS[lang])


def strange(lang: Lang, count: int) -> list[Asked]:
    """Sentences that have nothing to do with a shop."""
    every = [Asked(text, lang, "off-topic") for text in questions.off_topic(lang)]
    return spoken(spread(every, count), SPEAKERS[lang])


@cache
def phrasings(lang: Lang) -> dict[str, str]:
    """Every phrasing of the demo store in a language with the entry that it asks for."""
    return {text: entry for spoken, entry, text in files.load(STORE).phrasings if spoken == lang}


def spread(every: Sequence[Asked], count: int) -> list[Asked]:
    """So many of them, evenly from the first to the last."""
    wanted = min(count, len(every))
    return [every[number * len(every) // wanted] for number in range(wanted)]


def spoken(every: Sequence[Asked], speakers: Sequence[Speaker]) -> list[Asked]:
    """The same sentences with their sound; the speakers take turns."""
    return [replace(one, sound=say(one.text, one.lang, speakers[at % len(speakers)])) for at, one in enumerate(every)]


def say(text: str, lang: str, speaker: Speaker) -> Samples:
    """A sentence in a voice at the level at which a shopper arrives at the microphone."""
    said = _voice().speak(text, lang, voice=speaker.voice, wpm=speaker.wpm, pitch=speaker.pitch)
    return levelled(resample(said.pcm, said.timeline.sample_rate, RATE))


@cache
def chatter() -> tuple[Samples, ...]:
    """Half a dozen people who talk about anything but this shop, several sentences each."""
    texts: dict[str, list[str]] = {lang: _chat(lang) for lang, _ in TALKERS}
    found = []
    for number, (lang, speaker) in enumerate(TALKERS):
        mine = texts[lang][number % 2 :: 2][:4]
        found.append(np.concatenate([say(text, lang, speaker) for text in mine]))
    return tuple(found)


def _chat(lang: str) -> list[str]:
    from kiosk.bench.sentences import sentences

    return [text for spoken_in, text in questions.off_topic_of_all() if spoken_in == lang] or sentences(lang)


@cache
def _voice() -> Synthesiser:
    return Synthesiser()
