"""“I do not hear myself”: the kiosk's own voice and ears, in earnest, while it says its own sentences."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz.fuzz import partial_ratio

from hardware.sound.resample import resample
from kiosk import phrases
from kiosk.commands import Listen, Say
from kiosk.doctor.finding import Figure, Finding, failed, missing, ok, warning
from kiosk.doctor.selftest.bench import Bench
from kiosk.doctor.selftest.echo_levels import Levels
from kiosk.doctor.selftest.echo_picture import draw, signs
from kiosk.doctor.selftest.served import Served
from kiosk.doctor.worker import Worker
from kiosk.events import (
    EarsReady,
    Event,
    Heard,
    PartFailed,
    Partial,
    PartReady,
    SpeechEnded,
    SpeechStarted,
    VoiceStarted,
)
from kiosk.ports import Message
from kiosk.resources import config_dir
from kiosk.simulation.sound import RATE, Samples, levelled
from kiosk.voice.synthesis import Synthesiser

AREA, OVER_AREA = "self-test: echo", "self-test: speaking over it"
UNKNOWN = "Whether shoppers can interrupt the kiosk is not known."
INTERRUPTED = "The kiosk interrupts itself: it takes its own voice for a shopper's."
TALK_S: Final = 30.0
COMPARE_S: Final = 8.0
OVER_S: Final = 12.0
START_S: Final = 45.0
SENTENCE_S: Final = 25.0
LAST_S: Final = 2.0
LIKE: Final = 60.0
"""Somebody's words and a sentence; a recogniser does not write it as it stands, %."""
LONG: Final = 25
"""Characters of a sentence that is worth saying."""

Tell = Callable[[str], None]


@dataclass(slots=True)
class Overheard:
    """What the ears told meanwhile."""

    voices: int = 0
    words: list[str] = field(default_factory=list)

    def take(self, messages: Sequence[Message]) -> None:
        """Count them."""
        self.voices += sum(isinstance(each, VoiceStarted) for each in messages)
        self.words += [each.text for each in messages if isinstance(each, Partial | Heard) and each.text]


def test(bench: Bench, lang: str, sentence: str, tell: Tell, picture: Path | None) -> list[Finding]:
    """The findings; `sentence` is what is said over it. The levels with and without its voice go to a picture."""
    if bench.no_sound:
        return [missing(AREA, f"Not done: {bench.no_sound}", UNKNOWN, "Plug in what is missing, then test again.")]
    said = _sentences(bench, lang)
    with closing(Served(bench, "voice")) as mouth, closing(Served(bench, "hearing")) as ear:
        voice, ears = _ready(mouth, PartReady), _ready(ear, EarsReady)
        if fault := next((each for each in (voice, ears) if isinstance(each, PartFailed)), None):
            return [missing(AREA, f"Not done: {fault.reason}", UNKNOWN, f"See `kiosk explain {fault.code}`.")]
        levels = _compare(bench, mouth, said)
        if picture is not None:
            draw(levels, "The kiosk's own voice at its microphone", picture)
        ear.send(Listen(lang))
        newest = [each for each in (ears, *ear.until(EarsReady, 1.0)) if isinstance(each, EarsReady)][-1]
        if not newest.duplex:
            cost = "Shoppers cannot interrupt the kiosk: it listens only when it is silent."
            return [warning(AREA, "The kiosk does not listen while it speaks.", cost, "Set hearing.barge_in to true.")]
        own = judged(_converse(mouth, ear, said, TALK_S), TALK_S, levels, simulated=bench.sound_simulated)
        return [own, _spoken_over(bench, mouth, ear, said, (lang, sentence), tell)]


def _sentences(bench: Bench, lang: str) -> Iterator[Say]:
    """The kiosk's own, round and round."""
    texts = phrases.load(config_dir() / "lang", [lang], config_dir() / bench.site.settings.store.dir)[lang]
    long = [text for variants in texts.values() for text in variants if len(text) > LONG and "{" not in text]
    return (Say(number, text, text, lang) for number, text in enumerate(itertools.cycle(long), start=1))


def _ready(part: Served, kind: type[Event]) -> Message:
    """What a part tells when it can be used, or `PartFailed`."""
    told = part.until(kind, START_S)
    if told and isinstance(told[-1], kind | PartFailed):
        return told[-1]
    return PartFailed("", "part.late", "A part was not ready in time.")


def _compare(bench: Bench, mouth: Served, said: Iterator[Say]) -> Levels:
    """What comes back to the microphone, and what is left of it."""
    job = "kiosk.doctor.selftest.echo_levels:compare"
    with Worker(job, bench.site, run_dir=str(bench.run_dir), seconds=COMPARE_S) as ear:
        ear.receive("ready", START_S)
        _talk(mouth, said, COMPARE_S - 1.0, lambda _message: None, lambda: None)
        return [(at, before, after) for at, before, after in ear.receive("result", COMPARE_S + START_S)]


def _converse(mouth: Served, ear: Served, said: Iterator[Say], seconds: float) -> Overheard:
    """Speak for so long, and tell the ears what the core tells them; what they heard."""
    heard = Overheard()

    def forward(message: Message) -> None:
        if isinstance(message, SpeechStarted | SpeechEnded):
            ear.send(message)

    def drain() -> None:
        while (message := ear.receive(0.0)) is not None:
            heard.take([message])

    _talk(mouth, said, seconds, forward, drain)
    ends = time.monotonic() + LAST_S
    while (left := ends - time.monotonic()) > 0:
        heard.take([message] if (message := ear.receive(left)) is not None else [])
    return heard


def _talk(
    mouth: Served, said: Iterator[Say], seconds: float, forward: Callable[[Message], None], between: Callable[[], None]
) -> None:
    """Sentence after sentence, until the time is over; the last one is said to its end."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        mouth.send(next(said))
        until = time.monotonic() + SENTENCE_S
        while time.monotonic() < until:
            message = mouth.receive(0.1)
            if message is not None:
                forward(message)
            between()
            if isinstance(message, SpeechEnded):
                break


def gained_db(levels: Levels) -> float:
    """By how much the kiosk's voice is lowered where it is loudest: the louder half of the second half of the time."""
    later = sorted(levels[len(levels) // 2 :], key=lambda step: step[1])
    loud = later[len(later) // 2 :]
    return sum(before - after for _, before, after in loud) / len(loud) if loud else 0.0


def judged(heard: Overheard, seconds: float, levels: Levels, *, simulated: bool) -> Finding:
    """The finding about its own voice."""
    gained = gained_db(levels)
    note = "Simulated loudspeaker, air and microphone: " if simulated else ""
    figures: dict[str, Figure] = {"voices": heard.voices, "words": len(heard.words), "seconds": seconds}
    figures |= {"echo_lowered_db": round(gained), **signs(levels)}
    spoke = f"{note}the kiosk spoke for {seconds:.0f} s with its microphone open"
    lowered = f"its voice comes back {gained:.0f} dB softer"
    remedy = (
        "Turn the loudspeaker down (voice.volume), move it away from the microphone, and run "
        "`kiosk hardware calibrate speaker`; else set hearing.barge_in to false."
    )
    if heard.words:
        found = f"{spoke} and understood “{heard.words[-1]}”; {lowered}."
        return failed(AREA, found, INTERRUPTED, remedy, **figures)
    if heard.voices:
        cost = "The kiosk lowers its voice now and then for nobody."
        return warning(
            AREA, f"{spoke} and took it for a voice {heard.voices} times; {lowered}.", cost, remedy, **figures
        )
    return ok(AREA, f"{spoke} and heard nothing: 0 voices, 0 words; {lowered}.", **figures)


def _spoken_over(
    bench: Bench, mouth: Served, ear: Served, said: Iterator[Say], words: tuple[str, str], tell: Tell
) -> Finding:
    """Whether somebody is heard who speaks while the kiosk does."""
    lang, sentence = words
    if bench.air is not None and bench.sound_simulated:
        bench.air.say(_voice(bench, lang, sentence), time.monotonic() + OVER_S / 3)
    else:
        tell(f"self-test: speak over the kiosk now, from where shoppers stand: “{sentence}” …")
    own: list[str] = []
    return judged_over(_converse(mouth, ear, _noted(said, own), OVER_S), sentence, own)


def _noted(said: Iterator[Say], texts: list[str]) -> Iterator[Say]:
    """The same, and their texts in a list."""
    for each in said:
        texts.append(each.text)
        yield each


def judged_over(heard: Overheard, sentence: str, own: Sequence[str]) -> Finding:
    """The finding about who was asked to say `sentence` over the kiosk's `own`: its words are not a shopper's."""
    theirs = [text for text in heard.words if _like(text, [sentence]) >= max(LIKE, _like(text, own))]
    text = (theirs or heard.words or [""])[-1]
    figures: dict[str, Figure] = {"voices": heard.voices, "understood": text}
    if theirs:
        return ok(OVER_AREA, f"Somebody spoke over the kiosk, and was understood: “{text}”.", **figures)
    cost = "Shoppers cannot interrupt the kiosk."
    if text and _like(text, own) >= LIKE:
        found = f"Nobody was heard to speak over the kiosk, but itself: “{text}”."
        return warning(OVER_AREA, found, cost, "Mend what the echo's finding says, then test again.", **figures)
    if heard.voices:
        found = "Somebody spoke over the kiosk, and was heard but not understood."
        return warning(OVER_AREA, found, cost, "Speak from nearer; turn the loudspeaker down.", **figures)
    found = "Nobody was heard to speak over the kiosk."
    remedy = "Test again and speak while it does; turn the loudspeaker down, or move the microphone."
    return warning(OVER_AREA, found, cost, remedy, **figures)


def _like(text: str, others: Sequence[str]) -> float:
    """How much of it stands in one of the others, %."""
    return max((partial_ratio(text.casefold(), other.casefold()) for other in others), default=0.0)


def _voice(bench: Bench, lang: str, sentence: str) -> Samples:
    """A simulated shopper's."""
    voice = bench.site.settings.voice
    synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=20)
    return levelled(resample(synthesiser.speak(sentence, lang).pcm, synthesiser.sample_rate, RATE))
