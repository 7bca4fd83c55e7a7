"""A spoken conversation through all processes, for its figures: only the shopper is scripted."""

from __future__ import annotations

import asyncio
import wave
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from kiosk.demo import play
from kiosk.report.turns import Turn, questions, turns, utterances
from kiosk.runtime.ledger import LedgerRow, read
from kiosk.runtime.processor import ProcessorTime
from kiosk.settings import Settings
from kiosk.simulation.sound import Samples
from kiosk.simulation.story import load
from kiosk.stage.film import record

STORIES = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Talk:
    """What a conversation left behind; `voices` are the shopper's sentences as they were spoken, 16 kHz."""

    lang: str
    rows: tuple[LedgerRow, ...]
    turns: tuple[Turn, ...]
    recording: record.Recording
    voices: tuple[Samples, ...]
    snr_db: float
    memory_mb: float
    processor: ProcessorTime


def talk(lang: str, story: Path | None = None, seed: int = 1) -> Talk:
    """Let the conversation take place; as long as it takes a person, a minute or more.

    Raises:
        KeyboardInterrupt: somebody ended it.
    """
    place = story or STORIES / f"turn.{lang}.toml"
    settings = with_story(play.plan(lang, seed).settings, str(place))
    with TemporaryDirectory(prefix="balie-bench-") as name:
        run, processor = asyncio.run(_observed(settings, Path(name)))
        rows, recording = tuple(read(run.ledger)), record.read(run.run_dir / record.FILE)
        said = questions(rows, utterances(run.run_dir))
        found = turns(rows, said, [frame.t for frame in recording.frames])
        voices = tuple(_voice(run.run_dir, entry) for entry in said if "file" in entry)
    return Talk(lang, rows, tuple(found), recording, voices, load(place).snr_db, run.memory.mb, processor)


def with_story(settings: Settings, story: str) -> Settings:
    """The same kiosk with another shopper, or with none."""
    return settings.model_copy(update={"shop": settings.shop.model_copy(update={"story": story})})


async def _observed(settings: Settings, folder: Path) -> tuple[play.Run, ProcessorTime]:
    processor = ProcessorTime()
    following = asyncio.create_task(processor.follow())
    try:
        run = await play.converse(settings, folder / "run", folder, lambda *_: None, lambda: None)
    finally:
        following.cancel()
    return run, processor


def _voice(run_dir: Path, entry: dict[str, Any]) -> Samples:
    with wave.open(str(run_dir / entry["file"]), "rb") as stream:
        return np.frombuffer(stream.readframes(stream.getnframes()), np.int16)
