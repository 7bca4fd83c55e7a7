"""Turn after turn as fast as the machine can, with an eye on the memory of hearing, its recogniser, and the voice."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kiosk.bench import asked, noise
from kiosk.bench.apart import apart
from kiosk.bench.fed_microphone import FED, install
from kiosk.bench.row import Row, Skipped
from kiosk.bench.sentences import sentences
from kiosk.commands import Listen, Say
from kiosk.events import Event, Heard, HeardNothing, PartReady, SpeechEnded, VoiceStarted
from kiosk.hearing import part as hearing
from kiosk.ports import LinkClosed, Message
from kiosk.runtime.memory import pss_mb, tree
from kiosk.settings import Hearing, Kiosk, Lang, Settings, Voice
from kiosk.voice import part as voice

LONG = 2000
"""Turns after which memory must have stayed flat; after fewer only the slope is told."""
FLAT_GOAL = 5.0
DIFFERENT = 24
ROOM_DB = 20.0
PAUSE_S = Hearing().open_silence_ms / 1000 + 0.5
"""The longest silence that the ears may want before they say that a sentence is over."""
GIVEN_UP_S = 30.0
"""A turn that takes so long is one in which nothing was heard."""
SPEED, READY_S = 200.0, 60.0


def rows(lang: Lang, turns: int) -> Iterator[Row | Skipped]:
    """Memory of both parts, and how many sentences got no end."""
    for name, measure in (("hearing with its recogniser", _ears), ("voice", _mouth)):
        kept = apart(measure, lang, turns)
        memory = np.array(kept.memory_mb)
        if not kept.memory_mb:
            yield Skipped(f"memory of {name}, {lang}", f"it did not become ready within {READY_S:g} s")
            continue
        what = f"memory of {name}, {lang}, {turns} turns"
        yield Row(f"{what}: slope", slope(memory), "MB/100 turns")
        if turns >= LONG:
            yield Row(f"{what}: growth", growth(memory), "%", FLAT_GOAL)
        yield Row(f"{name}, {lang}: turns without an end, of {turns}", 100 * kept.lost / turns, "%", 0.0)


def slope(memory: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """MB in a hundred turns by the straight line that fits best, without the first tenth."""
    settled = np.asarray(memory)[len(memory) // 10 :]
    return 100 * float(np.polyfit(np.arange(len(settled)), settled, 1)[0]) if len(settled) > 1 else 0.0


def growth(memory: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The last tenth of the turns over the second tenth, %."""
    tenth = max(1, len(memory) // 10)
    early, late = (float(np.median(piece)) for piece in (memory[tenth : 2 * tenth], memory[-tenth:]))
    return 100 * (late / early - 1)


@dataclass
class Kept:
    """MB after each turn, of the part's process and all below it; and how many turns had no end."""

    memory_mb: list[float] = field(default_factory=list)
    lost: int = 0

    def note(self) -> None:
        """A turn is over."""
        self.memory_mb.append(sum(map(pss_mb, tree(os.getpid()))))


@dataclass
class _Core:
    """The other end of a part's link: begins the next turn when one is over, and goes when all are."""

    run_dir: Path
    turns: int
    kept: Kept = field(default_factory=Kept)
    ready: bool = False
    waiting: bool = False
    began: float = 0.0
    made: float = field(default_factory=time.monotonic)

    def receive(self, timeout_s: float) -> Message | None:
        """The command of the next turn, if it is time."""
        if self.waiting and time.monotonic() - self.began > GIVEN_UP_S:
            self.kept.lost += 1
            self._over()
        never = not self.ready and time.monotonic() - self.made > READY_S
        if never or len(self.kept.memory_mb) >= self.turns:
            raise LinkClosed
        if not self.ready or self.waiting:
            time.sleep(min(timeout_s, 0.005))
            return None
        self.waiting, self.began = True, time.monotonic()
        return self.begin(len(self.kept.memory_mb))

    def begin(self, turn: int) -> Message | None:
        """What a turn begins with."""
        raise NotImplementedError

    def ends(self, event: Event) -> bool:
        """Whether an event is the end of a turn."""
        raise NotImplementedError

    def send(self, event: Event) -> None:
        """What the part says."""
        self.ready = self.ready or isinstance(event, PartReady)
        if self.waiting and self.ends(event):
            self._over()

    def count(self, **more: int) -> None:
        """Nobody counts."""

    def _over(self) -> None:
        self.waiting = False
        self.kept.note()


@dataclass
class _Asking(_Core):
    """Feeds a question to the microphone; the rest of one that was cut is no end of the next."""

    lang: Lang = "en"
    sounds: list[np.ndarray[tuple[int], np.dtype[np.int16]]] = field(default_factory=list)
    fed_at: float = 0.0
    voices: set[int] = field(default_factory=set)

    def begin(self, turn: int) -> Message | None:
        self.fed_at = FED.now
        self.voices.clear()
        FED.feed(self.sounds[turn % len(self.sounds)])
        return Listen(self.lang)

    def ends(self, event: Event) -> bool:
        if isinstance(event, VoiceStarted) and event.at >= self.fed_at:
            self.voices.add(event.utterance)
        return isinstance(event, Heard | HeardNothing) and event.utterance in self.voices


@dataclass
class _Telling(_Core):
    """Has a sentence said, at many times the speed."""

    lang: Lang = "en"
    texts: list[str] = field(default_factory=list)

    def begin(self, turn: int) -> Message | None:
        text = self.texts[turn % len(self.texts)]
        return Say(turn + 1, text, text, self.lang)

    def ends(self, event: Event) -> bool:
        return isinstance(event, SpeechEnded)


def _ears(lang: Lang, turns: int) -> Kept:
    """For a process of its own."""
    bed = noise.room(10.0)
    sounds = [
        noise.mixed(one.sound, bed, ROOM_DB, tail_s=PAUSE_S, place=number * 4001)
        for number, one in enumerate(asked.known(lang, DIFFERENT))
    ]
    with TemporaryDirectory(prefix="balie-bench-") as folder:
        source = install(Path(folder))
        core = _Asking(Path(folder), turns, lang=lang, sounds=sounds)
        hearing.run(core, Settings(kiosk=Kiosk(lang=lang), hearing=Hearing(microphone=source)))
        return core.kept


def _mouth(lang: Lang, turns: int) -> Kept:
    """For a process of its own."""
    with TemporaryDirectory(prefix="balie-bench-") as folder:
        core = _Telling(Path(folder), turns, lang=lang, texts=sentences(lang))
        voice.run(core, Settings(kiosk=Kiosk(lang=lang), voice=Voice(speaker=f"clock:{SPEED:g}")))
        return core.kept
