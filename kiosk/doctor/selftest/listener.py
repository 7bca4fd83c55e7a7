"""The job that listens: takes in what the microphone of the configuration hears, and keeps none of it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hardware.sound.microphone import RATE, Block, Microphone
from kiosk.doctor.selftest import chime
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel
from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, Engine, choose, load
from kiosk.hearing.level import joined
from kiosk.hearing.profiles import pauses
from kiosk.hearing.sources import open_source
from kiosk.hearing.transcribe import transcribe
from kiosk.hearing.vocabulary import phrases

CHIME_S = 1.4
"""The longest way from loudspeaker to microphone: a wireless loudspeaker is late by a third of a second."""


def listen(site: Site, channel: Channel, run_dir: str, lang: str) -> dict[str, Any]:
    """Tells `ready`, hears `chime_at`, `sentence_at` and `ends_at` (monotonic s); what was found in the sound."""
    engine = _engine(site, lang)
    microphone = open_source(site.settings.hearing.microphone, Path(run_dir))
    try:
        channel.tell(ready={"microphone": microphone.detail, "engine": engine[1].engine if engine else None})
        times = channel.hear()
        blocks = _take(microphone, times["chime_at"] - 1.0, times["ends_at"])
    finally:
        microphone.close()
    if not blocks:
        return {"blocks": 0}
    sounding = _between(blocks, blocks[0].at, times["chime_at"] + chime.LENGTH_S + CHIME_S)
    found = chime.find(joined([block.samples for block in sounding]), RATE)
    late_s = sounding[0].at + found.place / RATE - times["chime_at"]
    said = _between(blocks, times["sentence_at"] - 0.3, times["ends_at"])
    understood = _understood(site, *engine, said) if engine else None
    return {"blocks": len(blocks), **_figures(found), "delay_ms": round(1000 * late_s, 1), "understood": understood}


def _figures(found: chime.Heard) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        "snr_db": round(found.snr_db, 1),
        "matched_db": round(found.peak_db, 1),
        "level_db": round(found.level.mean_db, 1),
        "clipped": round(found.level.clipped, 4),
    }


def _engine(site: Site, lang: str) -> tuple[Engine, Choice] | None:
    """The recogniser of the configuration; none where no model serves the language."""
    try:
        choice = choose(lang, site.settings.hearing.engine)
    except KioskError as fault:
        if fault.code != "hearing.no-model":
            raise
        return None
    return load(choice, phrases(site.settings.store.dir, lang)), choice


def _take(microphone: Microphone, begins: float, ends: float) -> list[Block]:
    """What is heard between two times; a microphone that gives nothing gives an empty list."""
    blocks: list[Block] = []
    while time.monotonic() < ends and not microphone.ended:
        block = microphone.read(0.2)
        if block is not None and begins <= block.at < ends:
            blocks.append(block)
    return blocks


def _between(blocks: list[Block], begins: float, ends: float) -> list[Block]:
    return [block for block in blocks if begins <= block.at < ends]


class Remembered:
    """What was just heard, as a microphone that is read as fast as one likes."""

    detail = "remembered"

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = deque(blocks)

    @property
    def ended(self) -> bool:
        """Whether all was read."""
        return not self._blocks

    def read(self, timeout_s: float) -> Block | None:  # noqa: ARG002 - it never waits
        """The next block."""
        return self._blocks.popleft() if self._blocks else None

    def close(self) -> None:
        """Forget the rest."""
        self._blocks.clear()


def _understood(site: Site, engine: Engine, choice: Choice, blocks: list[Block]) -> str:
    """The words, by the listener that hears shoppers."""
    silences = pauses(site.settings.hearing, "short", choice.settle_s)
    said = transcribe(Remembered(blocks), engine, choice, silences)
    return " ".join(utterance.result.text for utterance in said)
