"""Listens to a place with a technician beside it: its noise first, then a voice. Levels are kept, the sound is not."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hardware.sound.microphone import RATE, FileMicrophone, Microphone
from kiosk.calibration.room import Room
from kiosk.errors import KioskError
from kiosk.hearing.endpoint import ONSET
from kiosk.hearing.level import Level, joined, level, noise_db, speech
from kiosk.hearing.sources import is_recording, open_recording, open_source
from kiosk.hearing.voice_activity import VoiceActivity
from kiosk.settings import Settings
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air

Samples = NDArray[np.int16]

SPEECH_S: Final = 6.0
METER_S: Final = 0.1
FIRST_S: Final = 5.0
"""A sound server that slept gives its first block after up to 2 s."""
HEARD_S: Final = 0.5
SHOP_SNR_DB: Final = 20.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What the meter shows: the level of the last tenth of a second, and how much of the time is over, 0 to 1."""

    level: Level
    share: float


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches a measurement: `moment` is told ten times a second, `speak` when it is time to say something."""

    moment: Callable[[Moment], None]
    speak: Callable[[], None]


@dataclass(slots=True)
class Heard:
    """The sound of a measurement while it is made; it goes with the command."""

    pieces: list[Samples] = field(default_factory=list)

    @property
    def samples(self) -> Samples:
        """All of it, (n,) at 16 kHz."""
        return joined(self.pieces)


def measure(settings: Settings, seconds: float, watch: Watch, *, voice: bool, heard: Heard) -> Room:
    """Listen with the microphone of the settings; a recording is measured as fast as it can be read.

    Raises:
        KioskError: `microphone.*`, or `calibrate.*` for what was not heard.
        HardwareError: the device was lost.
    """
    with tempfile.TemporaryDirectory(prefix="balie-") as folder:
        shop = ShopServer(Path(folder), Air(settings.kiosk.seed, SHOP_SNR_DB), list)
        with closing(shop), closing(_open(settings.hearing.microphone, Path(folder))) as microphone:
            noise = _listen(microphone, seconds, watch, heard)
            said = _voice(microphone, watch, heard) if voice else None
    room = Room(
        microphone.detail,
        settings.hearing.microphone == "shop",
        noise_db(noise),
        _voiced_s(noise) * RATE / len(noise),
        level(heard.samples).clipped,
    )
    return room if said is None else _with_voice(room, said)


def _open(source: str, folder: Path) -> Microphone:
    return open_recording(Path(source.partition(":")[2])) if is_recording(source) else open_source(source, folder)


def _voice(microphone: Microphone, watch: Watch, heard: Heard) -> Samples:
    watch.speak()
    while not isinstance(microphone, FileMicrophone) and microphone.read(0.0) is not None:
        pass  # what was heard before somebody was asked to speak; of a recording all that follows counts
    return _listen(microphone, SPEECH_S, watch, heard)


def _listen(microphone: Microphone, seconds: float, watch: Watch, heard: Heard) -> Samples:
    """So many seconds of sound; `calibrate.no-sound` if the microphone gives none, or perfect silence."""
    pieces: list[Samples] = []
    wanted, until = round(seconds * RATE), time.monotonic() + seconds + FIRST_S
    shown = 0
    for samples in _blocks(microphone, until):
        pieces.append(samples)
        taken = sum(map(len, pieces))
        if taken - shown >= METER_S * RATE:
            watch.moment(Moment(level(joined(pieces)[shown:]), min(1.0, taken / wanted)))
            shown = taken
        if taken >= wanted:
            break
    heard.pieces += pieces
    sound = joined(pieces)
    if len(sound) < RATE // 2 or level(sound).dead:
        what = "perfect silence" if len(sound) else "no sound at all"
        remedy = "Switch it on, and see in `alsamixer` (F4) that CAPTURE shows; then measure again."
        raise KioskError("calibrate.no-sound", f"The microphone {microphone.detail} gives {what}.", remedy)
    return sound


def _blocks(microphone: Microphone, until: float) -> Iterator[Samples]:
    while not microphone.ended and time.monotonic() < until:
        if (block := microphone.read(0.2)) is not None:
            yield block.samples


def _voiced_s(samples: Samples) -> float:
    """How long voices sound in it."""
    frames = [frame for _, frame in VoiceActivity().frames(samples, 0.0)]
    return sum(frame.end - frame.start for frame in frames if frame.probability >= ONSET)


def _with_voice(room: Room, said: Samples) -> Room:
    if _voiced_s(said) < HEARD_S:
        remedy = "Stand where shoppers stand, speak when you are asked to, and measure again; or use --no-voice."
        raise KioskError("calibrate.no-voice", "No voice was heard.", remedy)
    return replace(room, speech_db=speech(said).voice_db)
