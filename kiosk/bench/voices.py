"""Figures of the voice's process: sentences that were rendered ahead, orders while it sounds, and a neural voice."""

from __future__ import annotations

import os
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.bench.apart import apart
from kiosk.bench.closures import errors_ms
from kiosk.bench.row import Peer, Row, Skipped, Step
from kiosk.bench.sentences import sentences
from kiosk.commands import Command, Duck, Say, StopSpeaking
from kiosk.errors import KioskError
from kiosk.events import Event, SpeechEnded, SpeechStarted
from kiosk.runtime.memory import pss_mb
from kiosk.settings import Settings, Voice
from kiosk.voice import engines, visemes
from kiosk.voice.engines import Choice, Order
from kiosk.voice.part import VoicePart
from kiosk.voice.piper_engine import PiperEngine
from kiosk.voice.piper_kind import PIPER, PiperKind
from kiosk.voice.rendering import plan, rendered
from kiosk.voice.synthesis import Synthesiser

TIMES = 12
LONG = 40
"""Characters of a sentence that still sounds when it is lowered."""
FIRST_SOUND_MS = 1200.0
PIPER_SENTENCES = 30


def steps() -> list[Step]:
    """What can be measured without a device; Piper's figures where it is installed with an English voice."""
    return [
        Step("sentences rendered ahead, and orders while one sounds", _process_rows),
        Step("a neural voice in English", _piper_rows),
    ]


class Line:
    """A link whose other end is the bench: what it is given comes at once, what is sent is kept with its time."""

    def __init__(self, run_dir: Path) -> None:
        self.run_dir = run_dir
        self._next: list[Command] = []
        self.sent: list[tuple[float, Event]] = []

    def give(self, command: Command) -> None:
        """What the part receives next."""
        self._next.append(command)

    def receive(self, timeout_s: float) -> Command | None:
        """See `kiosk.ports.Link`."""
        if not self._next:
            time.sleep(min(timeout_s, 0.001))
            return None
        return self._next.pop(0)

    def send(self, event: Event) -> None:
        """See `kiosk.ports.Link`."""
        self.sent.append((time.monotonic(), event))

    def count(self, **more: int) -> None:
        """See `kiosk.ports.Link`."""


def _process_rows() -> Iterator[Row]:
    """Through the voice's part, on a silent clock; what is rendered ahead is espeak-ng's here, read from the disk."""
    first_ms, lowered_ms, stopped_ms = apart(_through_the_part)
    yield Row("rendered ahead: from Say to its first sample, p95", _at(first_ms, 95), "ms", 50.0)
    yield Row("from Duck to the loudspeaker, p95", _at(lowered_ms, 95), "ms", 5.0)
    yield Row("from StopSpeaking to its end told, p95", _at(stopped_ms, 95), "ms", 5.0)


def _through_the_part() -> tuple[list[float], list[float], list[float]]:
    """In a process of its own, whose cache is nobody else's."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        settings = Settings(voice=Voice(speaker="clock", engine=engines.ESPEAK))
        texts = _rendered_ahead(settings)
        line = Line(Path(folder))
        part = VoicePart(line, settings)
        part.step()
        said = [_said(part, line, number, text, settings.kiosk.lang) for number, text in enumerate(texts, 1)]
        part.close()
    first, lowered, stopped = zip(*said, strict=True)
    return list(first), list(lowered), list(stopped)


def _rendered_ahead(settings: Settings) -> list[str]:
    """Render some sentences to the disk."""
    wanted = plan(settings, (settings.kiosk.lang,))
    wanted.missing = [task for task in wanted.missing if len(task.order.text) > LONG][:TIMES]
    deque(rendered(wanted), maxlen=0)
    wanted.voices.close()
    return [task.script.spoken.caption for task in wanted.missing]


def _said(part: VoicePart, line: Line, number: int, text: str, lang: str) -> tuple[float, float, float]:
    """Milliseconds from `Say` to the first sample, and from `Duck` and `StopSpeaking` until they are done."""
    line.give(Say(number, text, text, lang))
    begin = time.monotonic()
    part.step()
    started = next(event for _, event in line.sent if isinstance(event, SpeechStarted) and event.utterance == number)
    line.give(Duck(number, down=True))
    before = time.monotonic()
    part.step()
    lowered = time.monotonic()
    line.give(StopSpeaking(number))
    part.step()
    ended = next(at for at, event in line.sent if isinstance(event, SpeechEnded) and event.utterance == number)
    return 1000 * (started.at - begin), 1000 * (lowered - before), 1000 * (ended - lowered)


def _piper_rows() -> Iterator[Row | Skipped]:
    kind = PiperKind()
    try:
        choice = kind.offers("en", Voice())
    except KioskError as fault:
        yield Skipped("a neural voice in English", f"{fault.sentence} {fault.remedy}")
        return
    if choice is None:
        yield Skipped("a neural voice in English", kind.missing("en"))
        return
    yield from apart(_piper, choice)


def _piper(choice: Choice) -> list[Row]:
    """A sentence after the other, of which none was rendered ahead; for a process of its own."""
    engine = PiperEngine()
    begin = time.perf_counter()
    engine.speak(Order("1, 2.", choice.voice, 165, 50))
    loaded = time.perf_counter() - begin
    said, costs = Synthesiser({choice.lang: choice.voice}, engine=engine), list[float]()
    spoken = []
    for sentence in sentences(choice.lang)[:PIPER_SENTENCES]:
        begin = time.perf_counter()
        spoken.append(said.speak(sentence, choice.lang))
        costs.append(time.perf_counter() - begin)
    memory = pss_mb(engine.process.pid or 0)
    engine.close()
    plain, cost_espeak = Synthesiser(), []
    for sentence in sentences(choice.lang)[:PIPER_SENTENCES]:
        begin = time.perf_counter()
        plain.speak(sentence, choice.lang)
        cost_espeak.append(time.perf_counter() - begin)
    peer = Peer("espeak-ng", _at([1000 * cost for cost in cost_espeak], 95))
    factors = [cost / one.timeline.seconds for cost, one in zip(costs, spoken, strict=True)]
    types = {phoneme.ipa for one in spoken for phoneme in one.timeline.phonemes}
    errors = [abs(e) for one in spoken for e in errors_ms(one.pcm, one.timeline.sample_rate, one.timeline.phonemes)]
    name = f"{PIPER} {Path(choice.voice).stem}"
    return [
        Row(
            f"{name}: a sentence not rendered ahead, p95",
            _at([1000 * c for c in costs], 95),
            "ms",
            FIRST_SOUND_MS,
            peer=peer,
        ),
        Row(f"{name}: time for a second of speech, p50", _at(factors, 50), "s"),
        Row(f"{name}: loading it", round(loaded, 2), "s"),
        Row(f"{name}: memory of its process", round(memory, 1), "MB"),
        Row(
            f"{name}: phoneme types without a mouth shape, of {len(types)}",
            float(sum(not visemes.is_known(t) for t in types)),
            "types",
            0.0,
        ),
        Row(f"{name}: closure error, p50", _at(errors, 50), "ms"),
        Row(f"{name}: closure error, p95", _at(errors, 95), "ms"),
    ]


def _at(values: list[float], percentile: int) -> float:
    return round(float(np.percentile(values, percentile)), 2)
