"""What is left of the kiosk's own voice, and what is understood beside it: its canceller, and WebRTC's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice

import numpy as np

from hardware.echo.canceller import EchoCanceller
from hardware.sound.microphone import BLOCK
from hardware.sound.resample import resample
from kiosk import volume
from kiosk.bench import noise
from kiosk.bench.asked import Asked
from kiosk.bench.listening import heard, readings
from kiosk.bench.quiet import understood
from kiosk.bench.row import Peer, Row
from kiosk.bench.sentences import sentences
from kiosk.bench.understanding import Judge
from kiosk.hearing.engines import Choice, Engine
from kiosk.settings import Lang
from kiosk.simulation import room
from kiosk.simulation.sound import RATE, Samples, last_voiced_s
from kiosk.voice.synthesis import Synthesiser

PEER = "WebRTC AEC3"
NOISE_DB = 25.0
LEARNT_S, SPOKEN_S = 2.0, 12.0
AROUND_S = 0.5, 1.0
LEVELS_DB = (0.0, -10.0)
"""Of the shopper's voice against the kiosk's own, both at the microphone."""

Cancel = Callable[[Samples, Samples], Samples]


def rows(choice: Choice, engine: Engine, count: int) -> Iterator[Row]:
    """How much softer its voice comes out, and how many of `count` questions over it are understood."""
    lang: Lang = choice.lang
    played = _spoken(lang)
    echo = room.heard(played)[: len(played)]
    ways = [ours, *([webrtc] if find_spec("pywebrtc_audio") is not None else [])]
    softer = [_softer_db(echo, way(echo, played)) for way in ways]
    name = f"its own voice taken out, {lang}, after {LEARNT_S:g} s of it, a quiet room"
    yield Row(name, softer[0], "dB", None, "higher", _peer(softer))
    questions = understood(choice, engine, count)
    for level_db in LEVELS_DB:
        shares = [_understood(choice, engine, questions, (played, echo), level_db, way) for way in ways]
        name = f"understood over its own voice at {level_db:g} dB, {lang}, by the canceller alone"
        yield Row(f"{name}, of {len(questions)}", shares[0], "%", None, "higher", _peer(shares))


def _peer(values: Sequence[float]) -> Peer | None:
    return Peer(PEER, values[1]) if len(values) > 1 else None


def _spoken(lang: Lang) -> Samples:
    """Sentences of the kiosk one after the other, as loud as it usually speaks."""
    voice = Synthesiser()
    said = (voice.speak(text, lang) for text in sentences(lang))
    pieces = [resample(one.pcm, one.timeline.sample_rate, RATE) for one in islice(said, 8)]
    sound = np.concatenate(pieces)[: round(SPOKEN_S * RATE) // BLOCK * BLOCK]
    return np.asarray(sound * volume.gain(volume.USUAL), np.int16)


def ours(near: Samples, played: Samples) -> Samples:
    """By the kiosk's own filter, block by block as it listens; up to 10 ms are missing at the end."""

    def far(at: float, count: int) -> Samples:
        first = round(at * RATE)
        found = np.zeros(count, np.int16)
        piece = played[max(0, first) : max(0, first + count)]
        found[max(0, -first) : max(0, -first) + len(piece)] = piece
        return found

    canceller = EchoCanceller(far)
    taken = [canceller.take(near[at : at + BLOCK], at / RATE)[0] for at in range(0, len(near), BLOCK)]
    return np.concatenate(taken)


def webrtc(near: Samples, played: Samples) -> Samples:
    """By AEC3, without its noise suppression."""
    from pywebrtc_audio import EchoCanceller as Aec3

    return np.asarray(Aec3(sample_rate=RATE).process(near, played), np.int16)


def _softer_db(echo: Samples, left: Samples) -> float:
    late = slice(round(LEARNT_S * RATE), min(len(left), len(echo)))
    before, after = (float(np.mean(sound[late].astype(float) ** 2)) for sound in (echo, left))
    return 10 * float(np.log10(before / max(after, 1e-3)))


def _understood(
    choice: Choice,
    engine: Engine,
    questions: Sequence[Asked],
    own: tuple[Samples, Samples],
    level_db: float,
    way: Cancel,
) -> float:
    """Per cent of the questions whose own entry is the answer."""
    played, echo = own
    judge, bed, right = Judge(), noise.room(10.0), 0
    for number, one in enumerate(questions):
        begins = round((LEARNT_S + 0.7 * number % 3.0 + AROUND_S[0]) * RATE)
        voice = one.sound[: round(last_voiced_s(one.sound) * RATE)][: len(played) - begins]
        near = echo.astype(float)
        near[begins : begins + len(voice)] += (
            voice * (noise.voice_rms(echo) * 10 ** (level_db / 20)) / max(1.0, noise.voice_rms(voice))
        )
        near += np.resize(bed, len(near)) * noise.voice_rms(echo) / 10 ** (NOISE_DB / 20)
        left = way(np.clip(near, -32768, 32767).astype(np.int16), played)
        ends = begins + len(voice) + round(AROUND_S[1] * RATE)
        found = readings(heard(choice, engine, left[begins - round(AROUND_S[0] * RATE) : ends]))
        right += judge.judged(found, choice.lang).best.entry == one.entry
    return 100 * right / max(1, len(questions))
