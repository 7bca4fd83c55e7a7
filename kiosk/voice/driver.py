"""A driver of pyttsx3, `pyttsx3.init("kiosk")`, that hands out the sound and its events instead of playing them.

pyttsx3's own Linux driver plays inside the engine's callback through an outside program: it can neither be stopped in
time nor say when a sound begins. This one synthesises at once and fires `synthesised` with a `Speech`; a kiosk plays it
on its own clock. A fault fires pyttsx3's `error`.
"""

from __future__ import annotations

import sys
import time
import wave
from collections.abc import Iterator
from types import ModuleType
from typing import Protocol

from kiosk.voice.espeak import Espeak, Speech

NAME = "kiosk"


class Proxy(Protocol):
    """What pyttsx3 gives a driver to report to."""

    def setBusy(self, busy: bool) -> None:  # noqa: N802 - pyttsx3's name and shape
        """Whether the next command must wait."""
        ...

    def notify(self, topic: str, **kwargs: object) -> None:
        """Fire an event of the engine."""
        ...


class KioskDriver:
    """The interface of pyttsx3's drivers; properties `voice`, `rate` (words a minute), `pitch`, `volume`.

    `engine` and `sample-rate` tell what made the sound.
    """

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._espeak = Espeak()
        self._properties: dict[str, object] = {
            "voice": "en-us",
            "rate": 165,
            "pitch": 50,
            "volume": 1.0,
            "engine": self._espeak.version,
            "sample-rate": self._espeak.sample_rate,
        }
        self._espeak.select(str(self._properties["voice"]))  # without a voice the library may crash its process
        self._looping = True

    def destroy(self) -> None:
        """The library stays: it cannot be unloaded."""

    def getProperty(self, name: str) -> object:  # noqa: N802 - pyttsx3's name
        """A property, or KeyError."""
        return self._properties[name]

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802 - pyttsx3's name
        """Set a property that exists; an unknown voice raises `InputError`."""
        if name == "voice":
            self._espeak.select(str(value))
        self._properties[name] = type(self._properties[name])(value)  # type: ignore[call-arg]

    def say(self, text: str) -> None:
        """Fire `started-utterance`, `synthesised` with the speech, and `finished-utterance`."""
        self._proxy.setBusy(True)
        try:
            self._proxy.notify("started-utterance")
            self._proxy.notify("synthesised", speech=self._speech(text))
            self._proxy.notify("finished-utterance", completed=True)
        finally:
            self._proxy.setBusy(False)

    def save_to_file(self, text: str, filename: str) -> None:
        """Write a WAV file."""
        speech = self._speech(text)
        with wave.open(filename, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(speech.sample_rate)
            file.writeframes(speech.pcm.tobytes())

    def stop(self) -> None:
        """Nothing to stop: a command is over when it returns."""

    def startLoop(self) -> None:  # noqa: N802 - pyttsx3's name
        """Do what is queued until `endLoop`, which an idle engine's `runAndWait` calls before this."""
        self._proxy.setBusy(False)
        while self._looping:
            time.sleep(0.005)
        self._looping = True

    def endLoop(self) -> None:  # noqa: N802 - pyttsx3's name
        """Leave `startLoop`."""
        self._looping = False

    def iterate(self) -> Iterator[None]:
        """Do what is queued, once for each step of an outside loop."""
        while True:
            self._proxy.setBusy(False)
            yield

    def _speech(self, text: str) -> Speech:
        rate, pitch, volume = (float(str(self._properties[name])) for name in ("rate", "pitch", "volume"))
        return self._espeak.synthesise(text, int(rate), int(pitch), volume)


def register() -> None:
    """Make `pyttsx3.init("kiosk")` find this driver."""
    module = ModuleType(f"pyttsx3.drivers.{NAME}")
    module.buildDriver = KioskDriver  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
