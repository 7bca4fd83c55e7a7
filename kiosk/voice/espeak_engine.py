"""espeak-ng behind the seam: one order through pyttsx3's queue, with stretches that are slower, higher or louder."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyttsx3

from kiosk.errors import KioskError
from kiosk.voice import driver
from kiosk.voice.engines import Order
from kiosk.voice.espeak import Speech, WordEvent
from kiosk.voice.prosody import Tone

_engine_lock = threading.Lock()
BEGIN = "\x01"
"""Begins an order to the engine within its text (espeak-ng: "embedded commands")."""


class EspeakEngine:
    """The engine of this process; its library keeps one state, so all objects share it.

    Raises:
        KioskError: `voice.engine`.
    """

    costly = False

    def __init__(self) -> None:
        driver.register()
        self._engine = pyttsx3.init(driver.NAME)
        self.name = str(self._engine.getProperty("engine"))

    def speak(self, order: Order, *, idle: bool = False) -> Speech:  # noqa: ARG002 - it takes milliseconds
        """See `kiosk.voice.engines.Engine`."""
        if not order.tones:
            return self._said(order)
        text, inserts = _with_orders(order)
        speech = self._said(replace(order, text=text))
        return replace(speech, words=tuple(_located(speech.words, inserts)))

    def close(self) -> None:
        """The library stays: it cannot be unloaded."""

    def _said(self, order: Order) -> Speech:
        """One command through pyttsx3's queue; its events bring the speech or the fault."""
        speeches: list[Speech] = []
        faults: list[Exception] = []
        with _engine_lock:
            engine = self._engine
            tokens = (
                engine.connect("synthesised", lambda name, speech: speeches.append(speech)),  # noqa: ARG005
                engine.connect("error", lambda name, exception: faults.append(exception)),  # noqa: ARG005
            )
            engine.setProperty("voice", order.voice)
            engine.setProperty("rate", order.wpm)
            engine.setProperty("pitch", order.pitch)
            engine.say(order.text)
            engine.runAndWait()
            for token in tokens:
                engine.disconnect(token)
        if faults:
            raise faults[0]
        if not speeches:
            raise KioskError(
                "voice.nothing",
                f"The voice said nothing for {order.text!r}.",
                "Write it otherwise, and try it with `kiosk say`.",
            )
        return speeches[0]


@dataclass(frozen=True, slots=True)
class _Insert:
    """An order to the engine that stands at `begin` of the text, `length` characters, in front of the word at `at`."""

    begin: int
    length: int
    at: int


def _with_orders(order: Order) -> tuple[str, list[_Insert]]:
    """The text with an order before the word from which another tone holds."""
    text, inserts, end = "", list[_Insert](), 0
    for at, tone in _changes(order.tones):
        text += order.text[end:at]
        command = _command(order, tone)
        inserts.append(_Insert(len(text), len(command), at))
        text, end = text + command, at
    return text + order.text[end:], inserts


def _changes(tones: Sequence[Tone]) -> Iterator[tuple[int, Tone]]:
    """From where in the text on which tone holds; a tone ends where the next one begins, or in a plain one."""
    for tone, following in zip(tones, [*tones[1:], None], strict=True):
        yield tone.start, tone
        if following is None or following.start > tone.end:
            yield tone.end, Tone(tone.end, tone.end)


def _command(order: Order, tone: Tone) -> str:
    """Rate, pitch and loudness from here on, as numbers of the engine; the blank keeps them from the word behind."""
    rate = round(order.wpm * tone.rate)
    pitch = min(99, max(0, round(order.pitch + tone.pitch)))
    loudness = min(200, round(100 * 10 ** (tone.gain_db / 20)))
    return f"{BEGIN}{rate}S{BEGIN}{pitch}P{BEGIN}{loudness}A "


def _located(words: Sequence[WordEvent], inserts: Sequence[_Insert]) -> Iterator[WordEvent]:
    """The words with their offsets in the text as it was ordered; one may begin with what was put in before it."""
    for word in words:
        before = [insert for insert in inserts if insert.begin <= word.char]
        inside = bool(before) and word.char < before[-1].begin + before[-1].length
        added = sum(insert.length for insert in before)
        yield replace(word, char=before[-1].at if inside else word.char - added)
