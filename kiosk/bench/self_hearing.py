"""The kiosk speaks on and on into its own microphone, through a room: nothing of it may be taken for a shopper.

Faster than a clock would have it: the hearing part reads as fast as it can, and what is played and what is heard have
the times of the sound.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from hardware.sound.microphone import BLOCK
from hardware.sound.played import SOCKET, PlayedServer
from hardware.sound.resample import resample
from kiosk import volume
from kiosk.bench import noise
from kiosk.bench.apart import apart
from kiosk.bench.fed_microphone import FED, install
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.bench.sentences import sentences
from kiosk.commands import Listen
from kiosk.events import EarsReady, Event, Heard, PartReady, SpeechEnded, SpeechStarted, VoiceStarted
from kiosk.hearing import part
from kiosk.hearing.endpoint import Began, Endpointer
from kiosk.hearing.profiles import pauses
from kiosk.hearing.voice_activity import VoiceActivity
from kiosk.ports import LinkClosed, Message
from kiosk.settings import LANGS, Hearing, Kiosk, Lang, Settings
from kiosk.simulation import room
from kiosk.simulation.sound import RATE, VOICE_RMS, Samples
from kiosk.timeline import Timeline
from kiosk.voice.synthesis import Synthesiser

NOISE_DB = 25.0
BETWEEN_S = 0.25
MIRRORED_S, SETTLED_S = 0.15, 0.1
PIECE = RATE // 2
"""What is heard at once: a socket holds less than a sentence, and what the mirror tells must be ahead of the sound."""
READY_S = 60.0


@dataclass(frozen=True, slots=True)
class Found:
    """What the ears took for voices, and for words, in so many seconds of the kiosk's own; `texts` are those words.

    `alone` are the voices in the same sound without cancellation.
    """

    duplex: bool
    seconds: float
    voices: int
    texts: tuple[str, ...]
    alone: int


def rows(lang: Lang, minutes: float) -> Iterator[Row | Skipped]:
    """Goal 0, beside the same sound without cancellation."""
    found = apart(listen, lang, 60 * minutes)
    if not found.duplex:
        yield Skipped(f"self-hearing, {lang}", "the ears do not hear while the kiosk speaks")
        return
    name = f"own voice taken for a shopper's, {lang}, {found.seconds / 60:.3g} minutes at {_echo_db():.3g} dB"
    yield Row(name, found.voices, "voices", 0.0, peer=Peer("without cancellation, the same sound", found.alone))
    yield Row(f"sentences heard in its own voice, {lang}, {found.seconds / 60:.3g} minutes", len(found.texts), "", 0.0)


def _echo_db() -> float:
    return 20 * float(np.log10(room.ECHO_GAIN))


def listen(lang: Lang, seconds: float) -> Found:
    """For a process of its own."""
    with TemporaryDirectory(prefix="balie-bench-") as name:
        folder = Path(name)
        source, mirror = install(folder), PlayedServer(folder / SOCKET)
        speaking = _Speaking(folder, mirror, lang, seconds)
        part.run(speaking, Settings(kiosk=Kiosk(lang=lang), hearing=Hearing(microphone=source)))
        mirror.close()
        return Found(speaking.duplex, speaking.said_s, speaking.voices, tuple(speaking.texts), speaking.alone)


@dataclass
class _Speaking:
    """The core and the loudspeaker of a kiosk that says one sentence after the other."""

    run_dir: Path
    mirror: PlayedServer
    lang: Lang
    seconds: float
    said_s: float = 0.0
    duplex: bool = False
    voices: int = 0
    alone: int = 0
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._messages: deque[Message] = deque([Listen(self.lang)])
        self._said = _sentences()
        self._noise = noise.room(10.0) * (VOICE_RMS / 10 ** (NOISE_DB / 20))
        self._pieces: deque[Samples] = deque()
        self._number, self._ready, self._made = 0, False, time.monotonic()
        self._plain = _Plain()

    def receive(self, timeout_s: float) -> Message | None:
        """What comes next, once the last sentence was taken in."""
        if self._messages and self._ready:
            return self._messages.popleft()
        if not self._ready:
            if time.monotonic() - self._made > READY_S:
                raise LinkClosed
            time.sleep(min(timeout_s, 0.01))
        elif FED.hungry and self._pieces:
            time.sleep(MIRRORED_S)
            FED.feed(self._pieces.popleft())
        elif FED.hungry:
            time.sleep(SETTLED_S)
            if self.said_s >= self.seconds or (self._number and not self.duplex):
                raise LinkClosed
            self._say(*next(self._said))
        return None

    def send(self, event: Event) -> None:
        """What the ears say."""
        match event:
            case PartReady():
                self._ready = True
            case EarsReady():
                self.duplex = event.duplex
            case VoiceStarted():
                self.voices += 1
            case Heard():
                self.texts.append(event.text)

    def count(self, **more: int) -> None:
        """Nobody counts."""

    def _say(self, timeline: Timeline, pcm: Samples) -> None:
        if self._number:
            self._messages.append(SpeechEnded(self._number, completed=True))
        self._number += 1
        gain, at = volume.gain(volume.USUAL), FED.now + BETWEEN_S
        self._messages.append(SpeechStarted(self._number, at, timeline))
        self.mirror.sound(pcm, RATE, at, gain)
        echo = room.heard(np.asarray(pcm * gain, np.int16))
        sound = np.concatenate([np.zeros(round(BETWEEN_S * RATE), np.int16), echo])
        bed = np.resize(np.roll(self._noise, -self._number * 4001), len(sound))
        mixed: Samples = np.clip(sound + bed, -32768, 32767).astype(np.int16)
        self.alone += self._plain.voices(mixed)
        self.said_s += len(pcm) / RATE
        whole = mixed[: len(mixed) // BLOCK * BLOCK]
        self._pieces.extend(whole[place : place + PIECE] for place in range(0, len(whole), PIECE))


class _Plain:
    """Voice detector and endpointing without anything before them."""

    def __init__(self) -> None:
        self._activity, self._endpointer = VoiceActivity(), Endpointer(pauses(Hearing(), "short", 0.1))
        self._at = 0.0

    def voices(self, sound: Samples) -> int:
        """How many begin in a sound."""
        frames = [frame for _, frame in self._activity.frames(sound, self._at)]
        self._at += len(sound) / RATE
        return sum(isinstance(self._endpointer.take(frame), Began) for frame in frames)


def _sentences() -> Iterator[tuple[Timeline, Samples]]:
    """Without end: those of all languages, each in the kiosk's voice of that language."""
    voice = Synthesiser()
    for lang in itertools.cycle(LANGS):
        for text in sentences(lang):
            said = voice.speak(text, lang)
            yield said.timeline, resample(said.pcm, said.timeline.sample_rate, RATE)
