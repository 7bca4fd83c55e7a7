"""How late a loudspeaker is: a chirp is played at a known time, and found where the microphone heard it.

What is measured is the whole way: sound server, driver, converter, air, and the microphone's own delay, which can
only be told from the rest by its data sheet. A metre of air is 2.9 ms.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hardware.sound.microphone import RATE, Block, Microphone
from hardware.sound.recorded import heard
from hardware.sound.resample import resample
from hardware.sound.speaker import Speaker
from kiosk.calibration.delay import Arrival, Delay, Way, judged
from kiosk.doctor.selftest.bench import no_sound, paired
from kiosk.errors import KioskError
from kiosk.hearing.level import joined, level
from kiosk.hearing.sources import open_source
from kiosk.settings import Settings
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air
from kiosk.sweep import Sweep, first_arrival
from kiosk.voice.speakers import open_loudspeaker

CHIRP: Final = Sweep(1000.0, 6000.0, 0.25, 0.02)
"""Above the rumble of a shop, and below where small loudspeakers end; its autocorrelation is 0.2 ms wide."""
PLAY_RATE: Final = 22_050
LEAD_S: Final = 0.8
PERIOD_S: Final = 1.0
LATEST_S: Final = 0.7
"""A wireless loudspeaker is late by a third of a second."""
FOUND_DB: Final = 20.0
"""Noise alone reaches 13 dB."""
SNR_DB: Final = 20.0
FIRST_S: Final = 5.0

Samples = NDArray[np.int16]


def measure(settings: Settings, times: int, microphone_ms: float = 0.0) -> Delay:
    """Play and listen with the devices of the settings; simulated ones meet in a simulated shop.

    Raises:
        KioskError: `calibrate.*` says what was not heard, and why.
        HardwareError: a device cannot be opened.
    """
    settings = paired(settings)
    recording = settings.voice.speaker == "record"
    if not recording and (why := no_sound(settings)):
        raise KioskError("calibrate.devices", f"Nothing can be measured: {why}", "Plug in what is missing.")
    with tempfile.TemporaryDirectory(prefix="balie-") as folder:
        where = Path(folder)
        shop = ShopServer(where, Air(settings.kiosk.seed, SNR_DB), list)
        try:
            run = _record if recording else _listen
            return run(settings, where, times, microphone_ms)
        finally:
            shop.close()


def _listen(settings: Settings, folder: Path, times: int, microphone_ms: float) -> Delay:
    """The loudspeaker first: in one process SDL opens its mixer only before anything else."""
    speaker = open_loudspeaker(settings.voice.speaker, folder, PLAY_RATE)
    try:
        microphone = open_source(settings.hearing.microphone, folder)
        try:
            _settle(microphone)
            starts = _scheduled(times)
            blocks = _play(speaker, starts, settings.voice.volume, microphone.read)
        finally:
            microphone.close()
    finally:
        speaker.close()
    way = Way(speaker.name, microphone.detail, settings.voice.speaker == "shop", microphone_ms)
    return _judged(way, blocks, starts)


def _record(settings: Settings, folder: Path, times: int, microphone_ms: float) -> Delay:
    """A recording hears itself: it is exact, or the clockwork is wrong."""
    speaker = open_loudspeaker(settings.voice.speaker, folder, PLAY_RATE)
    starts = _scheduled(times)
    try:
        _play(speaker, starts, settings.voice.volume, _wait)
    finally:
        speaker.close()
    begin = starts[0] - LEAD_S / 2
    sound = resample(heard(folder, begin, starts[-1] + PERIOD_S), PLAY_RATE, RATE)
    return _judged(Way(speaker.name, "itself", True, microphone_ms), [Block(sound, begin)], starts)


def _judged(way: Way, blocks: list[Block], starts: list[float]) -> Delay:
    sound = level(joined([block.samples for block in blocks])) if blocks else None
    return judged(way, [_arrival(blocks, at) for at in starts], sound)


def _wait(timeout_s: float) -> None:
    time.sleep(timeout_s)


def _settle(microphone: Microphone) -> None:
    """Wait for the first sound of a device that slept."""
    until = time.monotonic() + FIRST_S
    while microphone.read(0.2) is None:
        if time.monotonic() > until:
            raise KioskError(
                "calibrate.no-sound", f"The microphone {microphone.detail} gives no sound at all.", "Plug it in again."
            )


def _scheduled(times: int) -> list[float]:
    """Not evenly: what comes at even times in a shop is not taken for a chirp."""
    first = time.monotonic() + LEAD_S
    return [first + PERIOD_S * (turn + 0.07 * (turn % 3)) for turn in range(times)]


def _play(speaker: Speaker, starts: list[float], volume: float, read: Callable[[float], Block | None]) -> list[Block]:
    """What is heard meanwhile."""
    chirp = CHIRP.sound(PLAY_RATE, volume)
    blocks: list[Block] = []
    waiting = list(starts)
    while time.monotonic() < starts[-1] + PERIOD_S:
        if waiting and time.monotonic() > waiting[0] - LEAD_S / 2:
            speaker.play(chirp, waiting.pop(0))
        if (block := read(0.02)) is not None:
            blocks.append(block)
    return blocks


def _arrival(blocks: list[Block], at: float) -> Arrival | None:
    """The chirp that was to sound at `at`; None if it is not in what was heard."""
    until = at + LATEST_S
    near = [block for block in blocks if block.at + block.samples.size / RATE > at - 0.1 and block.at < until]
    if not near:
        return None
    sound: Samples = joined([block.samples for block in near])
    if sound.size < round(2 * CHIRP.length_s * RATE):
        return None
    skipped = max(0, round((at - 0.1 - near[0].at) * RATE))
    sound, begin = sound[skipped : skipped + round((0.1 + LATEST_S) * RATE)], near[0].at + skipped / RATE
    filtered = CHIRP.filtered(sound, RATE)
    place = first_arrival(filtered, RATE)
    top = int(np.argmax(np.abs(filtered)))
    if CHIRP.peak_db(filtered, top, RATE) < FOUND_DB:
        return None
    piece = level(sound[top : top + round(CHIRP.length_s * RATE)])
    late_ms = (begin + place / RATE - at) * 1000
    return Arrival(late_ms, CHIRP.snr_db(sound, top, RATE), piece.mean_db, piece.clipped)
