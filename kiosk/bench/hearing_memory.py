"""Memory of hearing: a fresh process with its recogniser's, after it has heard a loud noise."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import partial

import numpy as np

from kiosk.bench.apart import apart
from kiosk.bench.asked import STORE
from kiosk.bench.row import Row
from kiosk.hearing.decoder import Decoder, Loaded, Reading
from kiosk.hearing.engines import RATE, choose
from kiosk.hearing.vocabulary import load_for
from kiosk.runtime.memory import pss_mb, tree
from kiosk.settings import Lang

GOALS_MB: dict[Lang, float] = {"en": 350.0, "ko": 750.0}
WITHIN_S = 60.0


def rows(lang: Lang) -> Iterator[Row]:
    """Proportional set size of part and recogniser together."""
    yield Row(f"memory of hearing in {lang}, PSS", apart(_memory_mb, lang), "MB", GOALS_MB.get(lang))


def _memory_mb(lang: Lang) -> float:
    decoder = Decoder(partial(load_for, STORE))
    try:
        decoder.use(choose(lang))
        _wait(decoder, Loaded)
        noise = np.random.default_rng(1).normal(0, 3000, 8 * RATE)
        decoder.begin(np.clip(noise, -32768, 32767).astype(np.int16))
        decoder.read(1, "final")
        _wait(decoder, Reading)
        return sum(map(pss_mb, tree(os.getpid())))
    finally:
        decoder.close()


def _wait(decoder: Decoder, kind: type[Loaded] | type[Reading]) -> None:
    until = time.monotonic() + WITHIN_S
    while not isinstance(decoder.poll(), kind) and time.monotonic() < until:
        time.sleep(0.01)
