"""The job that compares what the microphone hears with what is left of it without the kiosk's own voice."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.echo.canceller import EchoCanceller
from hardware.sound.microphone import RATE
from hardware.sound.played import SOCKET
from hardware.sound.reference import Reference
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel
from kiosk.hearing.level import decibels
from kiosk.hearing.sources import open_source

STEP_S = 0.1
Samples = NDArray[np.int16]
Levels = list[tuple[float, float, float]]
"""Of each tenth of a second: its end, s from the start; dBFS as it was heard, and without the kiosk's voice."""


def compare(site: Site, channel: Channel, run_dir: str, seconds: float) -> Levels:
    """Tells `ready`, then hears for some seconds; no sound is kept."""
    hearing = site.settings.hearing
    reference = Reference(Path(run_dir) / SOCKET)
    canceller = EchoCanceller(reference.window, (hearing.echo_ms or 0.0) / 1000, reference.began)
    microphone = open_source(hearing.microphone, Path(run_dir))
    heard, left = list[Samples](), list[Samples]()
    try:
        channel.tell(ready=microphone.detail)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not microphone.ended:
            block = microphone.read(0.2)
            if block is not None:
                heard.append(block.samples)
                left.append(canceller.take(block.samples, block.at)[0])
    finally:
        microphone.close()
        reference.close()
    return _steps(heard, left)


def _steps(heard: list[Samples], left: list[Samples]) -> Levels:
    size = round(STEP_S * RATE)
    pair = [np.concatenate(each) if each else np.zeros(0, np.int16) for each in (heard, left)]
    count = min(each.size for each in pair) // size
    rows = [each[: count * size].reshape(count, size).astype(np.float64) for each in pair]
    before, after = (np.sqrt(np.mean((each / 32768) ** 2, axis=1)) for each in rows)
    return [
        (round((step + 1) * STEP_S, 1), round(decibels(float(before[step])), 1), round(decibels(float(after[step])), 1))
        for step in range(count)
    ]
