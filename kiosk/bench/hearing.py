"""Figures of hearing: what a reading costs, how soon words and the final come, how many questions are understood."""

from __future__ import annotations

import csv
import re
import time
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from hardware.microphone import BLOCK, RATE, Block, resample
from hardware.wave_file import read_wave
from kiosk.bench import own_endpoint, peer_vad
from kiosk.bench.apart import apart, own_mb
from kiosk.bench.row import Peer, Row, Skipped, Step
from kiosk.errors import KioskError
from kiosk.events import Event, Heard, Partial, SourceEnded
from kiosk.hearing.decoder import Decoder
from kiosk.hearing.engines import Choice, Engine, choose, load
from kiosk.hearing.listener import Utterance
from kiosk.hearing.part import pauses, run
from kiosk.hearing.transcribe import transcribe
from kiosk.hearing.vocabulary import phrases
from kiosk.ports import LinkClosed, Message
from kiosk.resources import config_dir
from kiosk.settings import LANGS, Hearing, Kiosk, Lang, Settings
from kiosk.simulation.sound import VOICE_RMS, levelled, shop_noise
from kiosk.voice.synthesis import Synthesiser

STORE = config_dir() / "demo-store"
VOICES: dict[Lang, str] = {"en": "en-us+m1", "ko": "ko+f2"}
MEMORY_GOALS_MB: dict[Lang, float] = {"en": 350.0, "ko": 750.0}
HIT_GOALS: dict[tuple[Lang, float], float] = {("en", 40): 97, ("en", 10): 95, ("ko", 20): 90, ("ko", 10): 80}


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure that can be taken without a microphone; `data` is the folder with the clips in `speech/`."""
    found = []
    for lang in LANGS:
        try:
            choice = choose(lang)
        except KioskError as fault:
            found.append(Step(f"hearing in {lang}", partial(_absent, lang, fault)))
            continue
        if lang not in VOICES:
            continue
        engine = cache(partial(load, choice, phrases(STORE, lang)))
        asked = 120 if full else 30
        found.append(Step(f"questions in {lang}", partial(_question_rows, choice, engine, lang, asked)))
        found.append(Step(f"memory of hearing in {lang}", partial(_memory_rows, lang)))
        if lang == "en":
            clips = 100 if full else 10
            found.append(Step("real commands and noise", partial(_clip_rows, data, choice, engine, clips)))
    return found


def _absent(lang: str, fault: KioskError) -> Iterator[Skipped]:
    yield Skipped(f"hearing in {lang}", str(fault))


@dataclass
class Recording:
    """Samples as a microphone that is read as fast as it can be."""

    samples: NDArray[np.int16]
    detail: str = "samples"
    _place: int = 0

    @property
    def ended(self) -> bool:
        """Whether all was read."""
        return self._place >= len(self.samples)

    def read(self, timeout_s: float) -> Block | None:
        """The next 20 ms."""
        del timeout_s
        if self.ended:
            return None
        place, self._place = self._place, self._place + BLOCK
        return Block(self.samples[place : self._place], place / RATE)

    def close(self) -> None:
        """Nothing is open."""


def heard(choice: Choice, engine: Engine, samples: NDArray[np.int16]) -> list[Utterance]:
    """What the listener makes of a sound."""
    return list(transcribe(Recording(samples), engine, choice, pauses(Hearing(), "short", choice.settle_s)))


def _question_rows(choice: Choice, load_engine: Callable[[], Engine], lang: Lang, count: int) -> Iterator[Row]:
    """The store's questions in a synthetic voice over shop noise: right if the closest phrasing is of that entry."""
    entries, engine = _entries(lang), load_engine()
    questions = list(entries)
    asked = questions[:: max(1, len(questions) // count)][:count]
    took, seconds = 0.0, 0.0
    snrs = [snr for key, snr in HIT_GOALS if key == lang]
    for snr_db in snrs:
        right, sounds = 0, [_asked(text, lang, snr_db) for text in asked]
        for text, sound in zip(asked, sounds, strict=True):
            began = time.process_time()
            utterances = heard(choice, engine, sound)
            took, seconds = took + time.process_time() - began, seconds + len(sound) / RATE
            right += entries.get(_closest(_readings(utterances), questions)) == entries[text]
        peer = _alone(choice, asked, sounds, entries) if snr_db == min(snrs) and own_endpoint.has_one(choice) else None
        name = f"question hit, {lang}, {choice.engine}, synthetic voice, {snr_db:g} dB"
        yield Row(name, 100 * right / len(asked), "%", HIT_GOALS[lang, snr_db], "higher", peer)
    yield Row(f"real-time factor in CPU time, {lang}, {choice.engine}, all readings", took / seconds, "", None)


def _alone(choice: Choice, asked: Sequence[str], sounds: list[NDArray[np.int16]], entries: dict[str, str]) -> Peer:
    """The recogniser as it comes: its own end of a sentence, its open reading."""
    theirs = [end.text if end else "" for end in own_endpoint.ends(choice, sounds)]
    right = [
        entries.get(_closest([text], list(entries))) == entries[said] for text, said in zip(theirs, asked, strict=True)
    ]
    return Peer(f"{choice.engine} alone, its first sentence", 100 * sum(right) / len(asked))


def _asked(text: str, lang: Lang, snr_db: float) -> NDArray[np.int16]:
    """A question as the microphone takes it in."""
    said = _voice().speak(text, lang, voice=VOICES[lang])
    return _in_shop(levelled(resample(said.pcm, said.timeline.sample_rate, RATE)), snr_db)


@cache
def _voice() -> Synthesiser:
    return Synthesiser()


def _entries(lang: Lang) -> dict[str, str]:
    """Every phrasing of the demo store with the entry that it asks for."""
    knowledge = tomllib.loads((STORE / "knowledge" / f"{lang}.toml").read_text(encoding="utf-8"))
    return {phrasing: entry["id"] for entry in knowledge["entry"] for phrasing in entry["phrasings"]}


def _in_shop(voice: NDArray[np.int16], snr_db: float) -> NDArray[np.int16]:
    mix = np.zeros(len(voice) + RATE, np.float32)
    mix[RATE // 2 : RATE // 2 + len(voice)] = voice
    mix += np.resize(shop_noise(1, VOICE_RMS / 10 ** (snr_db / 20)), len(mix))
    return np.clip(mix, -32768, 32767).astype(np.int16)


def _readings(utterances: Sequence[Utterance]) -> list[str]:
    return [
        " ".join(utterance.result.text for utterance in utterances),
        " ".join(utterance.result.vocabulary_text or "" for utterance in utterances),
    ]


def _closest(readings: Sequence[str], questions: Sequence[str]) -> str:
    """The question closest to either reading, by letters (Hangul by its letters too, not by syllables)."""
    letters = [_letters(question) for question in questions]
    found = [process.extractOne(_letters(reading), letters, scorer=fuzz.ratio) for reading in readings if reading]
    return questions[max(found, key=lambda match: match[1])[2]] if found else ""


def _letters(text: str) -> str:
    return unicodedata.normalize("NFD", re.sub(r"[^\w ]", "", text.casefold()))


def _memory_rows(lang: Lang) -> Iterator[Row]:
    yield Row(f"memory of hearing in {lang}, PSS", apart(_memory_mb, lang), "MB", MEMORY_GOALS_MB[lang])


def _memory_mb(lang: Lang) -> float:
    """Memory of a fresh process that has heard 8 s of a loud noise."""
    choice = choose(lang)
    decoder = Decoder(lambda chosen: load(chosen, phrases(STORE, chosen.lang)), threaded=False)
    decoder.use(choice)
    noise = np.random.default_rng(1).normal(0, 3000, 8 * RATE)
    decoder.begin(np.clip(noise, -32768, 32767).astype(np.int16))
    decoder.read(1, "final")
    return own_mb()


def _clip_rows(
    data: Path | None, choice: Choice, load_engine: Callable[[], Engine], count: int
) -> Iterator[Row | Skipped]:
    """Real commands, played to the part at their own pace; and a minute of noise without a voice."""
    manifest = data / "speech" / "MANIFEST.tsv" if data is not None else None
    if manifest is None or not manifest.is_file():
        yield Skipped("hearing on real recordings", "give the folder of the public clips with --data")
        return
    with manifest.open(encoding="utf-8", newline="") as stream:
        files = [row["file"] for row in csv.DictReader(stream, delimiter="\t") if row["set"] == "real_command"]
    with TemporaryDirectory(prefix="balie-") as folder:
        links = [_play(manifest.parent / file, Path(folder)) for file in files[:count]]
    shown, final = (np.array([delay for link in links for delay in link.delays(kind)]) for kind in (Partial, Heard))
    kind, engine = f"real commands, {choice.engine}", load_engine()
    sounds = [read_wave(manifest.parent / file, RATE) for file in files[:count]]
    theirs = _own_ends_ms(choice, engine, sounds)
    yield Row(f"end of speech to its words, median, {kind}", float(np.median(shown)), "ms", 300.0)
    for label, percentile, goal in (("median", 50, 600.0), ("p90", 90, 800.0)):
        peer = Peer(own_endpoint.name_of(choice), float(np.percentile(theirs, percentile))) if theirs else None
        value = float(np.percentile(final, percentile))
        yield Row(f"end of speech to final, {label}, {kind}", value, "ms", goal, peer=peer)
    cut = sum(len(link.finals) != 1 for link in links)
    yield Row(f"not heard as one utterance, {kind}", 100 * cut / len(links), "%", 2.0)
    noise = read_wave(manifest.parent / "noise_kitchen.wav", RATE)
    minutes = len(noise) / RATE / 60
    webrtc = Peer("WebRTC's voice detector", peer_vad.triggers(noise) / minutes) if peer_vad.installed() else None
    false = len(heard(choice, engine, noise)) / minutes
    yield Row("false triggers on kitchen noise", false, "1/min", 0.0, peer=webrtc)
    yield _reading_row(engine, sounds)


def _own_ends_ms(choice: Choice, engine: Engine, sounds: list[NDArray[np.int16]]) -> list[float]:
    """From the last voiced sample, as our listener finds it, to the end that the recogniser finds by itself."""
    said = [heard(choice, engine, sound) for sound in sounds]
    pairs = zip(said, own_endpoint.ends(choice, sounds), strict=True)
    return [1000 * (end.at_s - mine[-1].ended) for mine, end in pairs if mine and end is not None]


def _reading_row(engine: Engine, sounds: Sequence[NDArray[np.int16]]) -> Row:
    took = []
    for sound in sounds:
        engine.reset()
        engine.accept(sound)
        began = time.monotonic()
        engine.partial()
        took.append(1000 * (time.monotonic() - began))
    return Row("a reading of a whole command, median", float(np.median(took)), "ms", 100.0)


@dataclass
class _Listening:
    """A link that only notes what the part says, and when."""

    run_dir: Path
    sent: list[tuple[float, Event]] = field(default_factory=list)

    def receive(self, timeout_s: float) -> Message | None:
        if self.sent and isinstance(self.sent[-1][1], SourceEnded):
            raise LinkClosed
        time.sleep(timeout_s)
        return None

    def send(self, event: Event) -> None:
        self.sent.append((time.monotonic(), event))

    def count(self, **more: int) -> None:
        """Nobody counts."""

    @property
    def finals(self) -> list[Heard]:
        return [event for _, event in self.sent if isinstance(event, Heard)]

    def delays(self, kind: type[Partial] | type[Heard]) -> list[float]:
        """From the last voiced sample to the final, or to the first time that the same words were shown, ms."""
        return [
            1000
            * (
                next(at for at, event in self.sent if isinstance(event, kind) and event.text == said.text)
                - said.ended_at
            )
            for said in self.finals
            if any(isinstance(event, kind) and event.text == said.text for _, event in self.sent)
        ]


def _play(file: Path, folder: Path) -> _Listening:
    link = _Listening(folder)
    run(link, Settings(kiosk=Kiosk(lang="en"), hearing=Hearing(microphone=f"file:{file}")))
    return link
