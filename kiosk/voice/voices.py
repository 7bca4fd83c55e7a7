"""The kiosk's own voice: an engine per language, what was rendered ahead, and espeak-ng where one fails or is late.

Nobody waits for a slow engine: a sentence of it is begun in a thread, and asked for. What nobody asked for yet is
rendered while the voice is idle, and gives way to what somebody waits for.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import KioskError
from kiosk.resources import cache_dir
from kiosk.settings import Settings
from kiosk.voice import engines
from kiosk.voice.cache import SpeechCache, key_of
from kiosk.voice.dictionary import Dictionary, of_store
from kiosk.voice.engines import ESPEAK, Choice, Engine, Order, Preempted
from kiosk.voice.espeak import Speech
from kiosk.voice.fixed import FixedSentences
from kiosk.voice.rules import voice_of
from kiosk.voice.script import Script, Utterance, script

WARM_UP: Final = "1, 2"
"""Digits are words in every language: they make an engine load a language's dictionary."""
MEASURE: Final = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."
"""The pace of an engine that is warm."""
AGAIN_S: Final = 5.0
"""An engine that failed is left alone for so long."""
MEGABYTE: Final = 1_000_000
READY_S: Final = 0.1
"""What is left of the time to the first sound when espeak-ng takes over: it needs some itself."""


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence for an engine, as it was given; `kept` if it may be kept, and `key` is where."""

    text: str
    script: Script
    order: Order
    engine: Engine
    key: str
    kept: bool


@dataclass(slots=True)
class Pending:
    """A sentence that somebody waits for since `asked_at`; without `speech` it is already here, or cannot be had."""

    task: Task
    asked_at: float
    speech: Future[Speech] | None = None


class Voices:
    """All that speaks in one kiosk; used from one thread.

    Raises:
        KioskError: `voice.engine`: not even espeak-ng can be used.
    """

    def __init__(self, settings: Settings, cache: SpeechCache | None = None) -> None:
        self._settings = settings.voice
        self._words: Mapping[str, Dictionary] = of_store(settings.store.dir)
        self._langs = tuple(dict.fromkeys((settings.kiosk.lang, *settings.kiosk.langs)))
        self.fixed = FixedSentences.of(settings)
        self.cache = cache or SpeechCache(speech_folder(), settings.voice.cache_mb * MEGABYTE)
        self._engines: dict[str, Engine] = {ESPEAK: engines.load(ESPEAK)}
        self._choices = {lang: self._choice(lang) for lang in self._langs}
        self._s_per_char: dict[str, float] = {}
        self._live = ThreadPoolExecutor(1, "voice")
        self._beside = ThreadPoolExecutor(1, "voice-ahead")
        self._busy: tuple[Task, Future[Speech]] | None = None
        self._ahead: tuple[Task, float, Future[Speech]] | None = None
        self._to_do: deque[tuple[str, str]] | None = None
        self._rest_until = 0.0

    @property
    def engine(self) -> str:
        """What speaks, in a word or two."""
        return " · ".join(dict.fromkeys(self._engine(choice).name for choice in self._choices.values()))

    def warm_up(self) -> None:
        """Read the store's sentences, and have espeak-ng load its dictionaries: it stands in for every other engine."""
        for lang in self._langs:
            self._espeak(self._task(WARM_UP, lang, None).script)

    def begin(self, text: str, lang: str, caption: str | None) -> Pending:
        """Begin with a sentence; raises as `kiosk.voice.script.script`."""
        task = self._task(text, lang, caption)
        pending = Pending(task, time.monotonic())
        if task.engine.costly and not self.cache.has(task.key) and self._in_time(task):
            pending.speech = self._live.submit(self._timed, task)
            self._busy = (task, pending.speech)
        return pending

    def result(self, pending: Pending) -> Utterance | None:
        """The utterance, as soon as it is there.

        Raises:
            KioskError: espeak-ng cannot say it either.
        """
        task = pending.task
        if pending.speech is None:
            return self._at_once(task)
        if pending.speech.done():
            return self._finished(task, pending.speech)
        if time.monotonic() - pending.asked_at > self._settings.first_sound_s - READY_S:
            return self._espeak(task.script)
        return None

    def idle(self) -> None:
        """Nobody waits: look after what is rendered ahead, and begin with the next sentence; returns at once."""
        if self._busy is not None and self._busy[1].done():
            self._said(*self._busy)
        if self._ahead is not None:
            if self._ahead[2].done():
                self._take_in(*self._ahead)
            return
        if self._to_do is None:
            slow = [lang for lang in self._langs if self._engine(self._choices[lang]).costly]
            self._to_do = deque((text, lang) for lang in slow for text in (WARM_UP, MEASURE, *self.fixed.of_lang(lang)))
        if self._to_do and self._busy is None and time.monotonic() >= self._rest_until:
            task = self._task(*self._to_do.popleft(), None)
            if not (task.kept and self.cache.has(task.key)):
                self._ahead = (task, time.monotonic(), self._beside.submit(task.engine.speak, task.order, idle=True))

    def tasks(self) -> list[Task]:
        """All fixed sentences."""
        return [self._task(text, lang, None) for lang in self._langs for text in self.fixed.of_lang(lang)]

    def close(self) -> None:
        """End what runs."""
        for engine in self._engines.values():
            engine.close()
        self._live.shutdown(wait=False, cancel_futures=True)
        self._beside.shutdown(wait=False, cancel_futures=True)

    def _choice(self, lang: str) -> Choice:
        """The voice of a language; where it is asked for but missing, espeak-ng speaks and the log tells."""
        try:
            return engines.choose(lang, self._settings)
        except KioskError as fault:
            logging.getLogger(__name__).warning("espeak-ng speaks %s: %s", lang, fault)
            return engines.choose(lang, self._settings, ESPEAK)

    def _engine(self, choice: Choice) -> Engine:
        if choice.engine not in self._engines:
            self._engines[choice.engine] = engines.load(choice.engine)
        return self._engines[choice.engine]

    def _script(self, text: str, lang: str, caption: str | None) -> Script:
        return script(text, lang, self._settings.wpm, self._words, caption=caption, expressive=True)

    def _task(self, text: str, lang: str, caption: str | None) -> Task:
        read = self._script(text, lang, caption)
        choice = self._choices.get(lang) or self._choices.setdefault(lang, self._choice(lang))
        engine = self._engine(choice)
        order = self._order(read, choice.voice)
        return Task(text, read, order, engine, key_of(order, engine.name), (text, lang) in self.fixed)

    def _order(self, read: Script, voice: str) -> Order:
        return Order(read.spoken.text, voice, self._settings.wpm, self._settings.pitch, read.tones)

    def _in_time(self, task: Task) -> bool:
        """Whether a slow engine is ready, free, and by what it took so far not too slow for this."""
        pace = self._s_per_char.get(task.order.voice)
        free = self._busy is None or self._busy[1].done()
        return pace is not None and free and pace * len(task.order.text) < self._settings.first_sound_s - READY_S

    def _timed(self, task: Task) -> Speech:
        begin = time.monotonic()
        speech = task.engine.speak(task.order)
        self._learn(task, time.monotonic() - begin)
        return speech

    def _learn(self, task: Task, seconds: float) -> None:
        """The pace of an engine, of late."""
        pace = seconds / max(1, len(task.order.text))
        before = self._s_per_char.get(task.order.voice, pace)
        self._s_per_char[task.order.voice] = 0.7 * before + 0.3 * pace

    def _at_once(self, task: Task) -> Utterance:
        if speech := self.cache.get(task.key):
            return task.script.utterance(speech, task.engine.name)
        if task.engine.costly:
            if task.kept and self._to_do is not None:
                self._to_do.appendleft((task.text, task.script.lang))
            return self._espeak(task.script)
        speech = task.engine.speak(task.order)
        if task.kept:
            self.cache.put(task.key, speech, disk=False)
        return task.script.utterance(speech, task.engine.name)

    def _finished(self, task: Task, done: Future[Speech]) -> Utterance:
        if not self._said(task, done):
            return self._espeak(task.script)
        return task.script.utterance(done.result(), task.engine.name)

    def _said(self, task: Task, done: Future[Speech]) -> bool:
        """Whether an engine could say it, be it in time or not: then it is kept, if it may be."""
        if self._busy is not None and self._busy[1] is done:
            self._busy = None
        fault = done.exception()
        if isinstance(fault, KioskError):
            self._failed(task, fault)
        elif fault is not None:
            raise fault
        elif task.kept and not self.cache.has(task.key):
            self.cache.put(task.key, done.result(), disk=True)
        return fault is None

    def _failed(self, task: Task, fault: KioskError) -> None:
        """It is warmed up again before it is asked for anything."""
        logging.getLogger(__name__).warning("espeak-ng speaks instead: %s", fault)
        self._s_per_char.pop(task.order.voice, None)
        self._rest_until = time.monotonic() + AGAIN_S
        self._to_do = None

    def _espeak(self, read: Script) -> Utterance:
        engine = self._engines[ESPEAK]
        order = self._order(read, self._settings.voices.get(read.lang) or voice_of(read.lang))
        return read.utterance(engine.speak(order), engine.name)

    def _take_in(self, task: Task, begun: float, done: Future[Speech]) -> None:
        self._ahead = None
        if isinstance(done.exception(), Preempted):
            if self._to_do is not None:
                self._to_do.appendleft((task.text, task.script.lang))
        elif self._said(task, done) and task.text != WARM_UP:
            self._learn(task, time.monotonic() - begun)


def speech_folder() -> Path:
    """Where sentences are kept that were rendered ahead."""
    return cache_dir() / "speech"
