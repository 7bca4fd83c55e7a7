"""A whole kiosk in the simulated shop, to be talked to at exact moments: every process of it is the real one.

What it plays is read from the mirror of its loudspeaker, as loud as it would be heard at any moment.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound.microphone import Block
from hardware.sound.played import CHUNK
from hardware.sound.played import SOCKET as PLAYED
from hardware.sound.reference import PlayedLog
from kiosk.bench.asked import STORE
from kiosk.bench.live import READY_WITHIN_S, Live, running
from kiosk.bench.mouth import Mouth
from kiosk.configuration import devices, layers
from kiosk.events import (
    EarsReady,
    Heard,
    HeardNothing,
    Partial,
    PartReady,
    QuestionTyped,
    ScreenTouched,
    SpeechEnded,
    SpeechStarted,
    StopPressed,
    VoiceLasting,
    VoiceStarted,
)
from kiosk.settings import Settings
from kiosk.simulation.microphone import ShopMicrophone
from kiosk.simulation.shop import SOCKET
from kiosk.simulation.sound import RATE, VOICED_SHARE, Samples

SNR_DB = 25.0
SHOP = f'title = "Nobody but the bench"\nlang = "en"\nvoice = "en-us"\nsnr_db = {SNR_DB:g}\nact = []\n'
FULL_SCALE = 16384
KEPT_S = 60.0
LONG_S, SETTLED_S, MOST_STOPS = 3.0, 0.9, 12
OF_EARS = VoiceStarted | VoiceLasting | Partial | Heard | HeardNothing


class Gains:
    """How loud the kiosk's voice was, from 1 (as it was spoken) to 0, at any moment of the last seconds."""

    def __init__(self, path: Path) -> None:
        self._log, self._lock = _Envelope(), threading.Lock()
        self._mirror = socket.socket(socket.AF_UNIX)
        self._mirror.connect(str(path))
        threading.Thread(target=self._follow, name="gains", daemon=True).start()

    def over(self, begin: float, seconds: float) -> NDArray[np.float64]:
        """16 000 a second from a monotonic time on."""
        with self._lock:
            return self._log.window(begin, round(seconds * RATE)) / FULL_SCALE

    def close(self) -> None:
        """Listen no more."""
        with suppress(OSError):
            self._mirror.shutdown(socket.SHUT_RDWR)
        self._mirror.close()

    def _follow(self) -> None:
        while data := self._mirror.recv(CHUNK):
            with self._lock:
                self._log.take(data)


class _Envelope(PlayedLog):
    """Every sound as if each of its samples were as loud as the next."""

    def _happen(self, told: dict[str, Any], pcm: Samples) -> None:
        super()._happen(told, np.full(pcm.size, FULL_SCALE, np.int16))


class Tap:
    """A second microphone in the shop, beside the kiosk's own, of which the last minute is kept."""

    def __init__(self, path: Path) -> None:
        self._microphone, self._blocks = ShopMicrophone(path), list[Block]()
        self._open = True
        threading.Thread(target=self._follow, name="tap", daemon=True).start()

    def between(self, begin: float, end: float) -> Samples:
        """What it picked up."""
        pieces = [block.samples for block in list(self._blocks) if begin <= block.at < end]
        return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)

    def close(self) -> None:
        """Listen no more."""
        self._open = False

    def _follow(self) -> None:
        while self._open:
            try:
                block = self._microphone.read(0.1)
            except HardwareError:
                return
            if block is not None:
                self._blocks.append(block)
                del self._blocks[: -round(KEPT_S * RATE / len(block.samples))]
        self._microphone.close()


class Talking:
    """A kiosk in a session. `gains` is what it plays, `tap` what can be heard in the shop."""

    def __init__(self, live: Live) -> None:
        self.live, run_dir = live, live.kiosk.run_dir
        self.mouth, self.gains, self.tap = Mouth(run_dir), Gains(run_dir / PLAYED), Tap(run_dir / SOCKET)

    @property
    def duplex(self) -> bool:
        """Whether the kiosk hears while it speaks."""
        told = [seen.message for seen in self.live.messages if isinstance(seen.message, EarsReady)]
        return bool(told) and told[-1].duplex

    async def open(self) -> None:
        """A touch, and the greeting to its end; a voice that found no shop yet comes back first."""
        await self.live.until(PartReady, 0, lambda ready: ready.part == "voice", within_s=READY_WITHIN_S)
        since = self.live.now
        self.live.kiosk.post("stage", ScreenTouched())
        await self.live.until(SpeechEnded, since)

    async def explain(self, question: str) -> SpeechStarted:
        """Type a question with a long answer; that has begun to sound when this returns."""
        since = self.live.now
        self.live.kiosk.post("stage", QuestionTyped(question))
        started = await self.live.until(SpeechStarted, since, lambda told: _seconds(told) >= LONG_S)
        await self.until(started.message.at)
        return started.message

    async def until(self, at: float) -> None:
        """Let it run on until a monotonic time."""
        await self.live.pause(max(0.0, at - time.monotonic()))

    def say(self, sound: Samples, at: float) -> float:
        """Speak so that the first sample arrives at a time; the time of the first voiced one."""
        self.mouth.say(sound, at)
        return at + first_voiced_s(sound)

    async def silence(self) -> None:
        """Press stop, and wait until the ears have nothing more to say of what was."""
        for _ in range(MOST_STOPS):
            self.live.kiosk.post("stage", StopPressed())
            since = self.live.now
            await self.live.pause(SETTLED_S)
            if not any(isinstance(seen.message, OF_EARS | SpeechStarted) for seen in self.live.messages[since:]):
                return

    def close(self) -> None:
        """Leave the shop."""
        self.gains.close()
        self.tap.close()
        self.mouth.close()


def _seconds(told: SpeechStarted) -> float:
    return told.timeline.samples / told.timeline.sample_rate


def first_voiced_s(voice: Samples) -> float:
    """Seconds from the first sample to the first that is voiced: 10 ms frames above 4 % of the peak."""
    frames = np.abs(voice[: len(voice) // 160 * 160].astype(np.float32)).reshape(-1, 160).max(axis=1)
    voiced = np.flatnonzero(frames > VOICED_SHARE * frames.max(initial=1.0))
    return float(voiced[0]) * 0.01 if voiced.size else 0.0


def settings(folder: Path, lang: str) -> Settings:
    """The demo store's kiosk with loudspeaker and microphone in one room, and nobody in it."""
    story = folder / "shop.toml"
    story.write_text(SHOP, encoding="utf-8")
    overrides: dict[str, Any] = {
        "kiosk": {"lang": lang, "langs": list(dict.fromkeys((lang, "en")))},
        "sight": {"camera": "none"},
        "hearing": {"microphone": "shop"},
        "voice": {"speaker": "shop"},
        "body": {"port": "simulated"},
        "stage": {"display": "none"},
        "shop": {"story": str(story)},
        "desk": {"mode": "none"},
    }
    return devices.resolve(layers.load(STORE, overrides))


@asynccontextmanager
async def talking(folder: Path, lang: str = "en") -> AsyncIterator[Talking]:
    """A kiosk that has greeted.

    Raises:
        KioskError: `bench.stalled`.
        KeyboardInterrupt: somebody ended it.
    """
    async with running(settings(folder, lang), folder) as live:
        kiosk = Talking(live)
        try:
            await kiosk.open()
            yield kiosk
        finally:
            kiosk.close()
