"""What the channels between the parts cost in a call, and what a killed part and many calls leave behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from kiosk.bench.call_parts import World, wait
from kiosk.bench.row import Done, Row

TALK_S: Final = 15
CALLS: Final = 50


def rows() -> Iterator[Row | Done]:
    """About three quarters of a minute."""
    with TemporaryDirectory(prefix="balie-bench-") as folder:
        world = World(Path(folder))
        try:
            yield from _sound(world)
            yield _killed(world)
            world.reset()
            yield from _many(world)
        finally:
            world.close()


def _sound(world: World) -> Iterator[Row]:
    world.begin()
    world.mode("whisper")
    time.sleep(0.5)
    yield Row("octets at the channels before consent", world.shopper.microphone.octets, "", 0)
    world.mode("video", camera=True, microphone=True)
    wait(lambda: world.colleague.pictures and world.shopper.stretches, "the call")
    time.sleep(TALK_S)
    yield from _late("microphone → colleague's engine, through hearing's channel", world.colleague.heard.late_s)
    yield from _late("colleague's engine → loudspeaker, with 60 ms against gaps", world.shopper.heard.late_s)


def _late(name: str, late_s: Sequence[float]) -> Iterator[Row]:
    settled = np.array(late_s[2:]) * 1000
    yield Row(f"sound, {name}, p50", round(float(np.median(settled)), 1), "ms")
    yield Row(f"sound, {name}, p95", round(float(np.percentile(settled, 95)), 1), "ms")


def _killed(world: World) -> Row:
    """Killed by signal 9 in the middle of a video call; the desk's part and the dialogue say again what is so."""
    old, begin = world.part.pid, time.monotonic()
    os.kill(old or 0, signal.SIGKILL)
    wait(lambda: world.part.pid not in {old, None} and world.part.ready, "the part")
    seen = world.colleague.pictures
    world.begin()
    world.mode("video", camera=True, microphone=True)
    wait(lambda: world.colleague.pictures > seen, "the picture")
    return Row("the call's part killed: the shopper's picture again after", round(time.monotonic() - begin, 2), "s", 3)


def _many(world: World) -> Iterator[Row | Done]:
    first = 0.0
    for case in range(2, CALLS + 2):
        before = world.shopper.stretches
        world.begin(case)
        world.mode("voice", microphone=True, case=case)
        wait(lambda before=before: world.shopper.stretches > before + 5, f"call {case}")  # type: ignore[misc]
        world.mode("none", case=case)
        first = first or world.memory_mb()
        yield Done(case - 1, CALLS)
    yield Row(f"memory of the call's part after {CALLS} calls", round(world.memory_mb(), 1), "MB")
    yield Row("of that, more than after the first", round(world.memory_mb() - first, 1), "MB", 8)
