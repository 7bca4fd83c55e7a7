"""Sentences that were rendered ahead: what is kept is the engine's speech, under a hash of all that it depends on.

A file holds the sha256 of what follows, a line of events, and mono s16le sound. Only sentences of the store's files and
of the language files come here (`kiosk.voice.fixed`): what a shopper said, a name or a number never does.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.voice.engines import Order
from kiosk.voice.espeak import PhonemeEvent, Speech, WordEvent

SHAPE: Final = 1
"""Of the files; another one is another key."""
SUFFIX: Final = ".speech"
MEMORY_BYTES: Final = 8_000_000


def key_of(order: Order, engine: str) -> str:
    """The same for the same speech: engine and version, voice (a file by size and date), text, rate, pitch, tones.

    The text is what the engine gets: whatever dictionary or rule changes, changes it.
    """
    tones = [astuple(tone) for tone in order.tones]
    whole = [SHAPE, engine, _identity(order.voice), order.text, order.wpm, order.pitch, tones]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _identity(voice: str) -> str:
    file = Path(voice)
    if not file.is_file():
        return voice
    status = file.stat()
    return f"{file.name} {status.st_size} {status.st_mtime_ns}"


class SpeechCache:
    """In `folder`, of at most so many bytes, and the last ones in memory; without a folder in memory alone.

    Whoever has been asked for least lately goes first. A disk that refuses is told of in the log, once.
    """

    def __init__(self, folder: Path | None, most_bytes: int, memory_bytes: int = MEMORY_BYTES) -> None:
        self.folder = folder if most_bytes else None
        self._most, self._memory_most = most_bytes, memory_bytes
        self._memory: OrderedDict[str, Speech] = OrderedDict()
        self._told = False

    def get(self, key: str) -> Speech | None:
        """What was kept; a file that is not what was written is dropped."""
        if (found := self._memory.get(key)) is not None:
            self._memory.move_to_end(key)
            return found
        file = self._file(key)
        try:
            content = file.read_bytes() if file else b""
        except OSError:
            return None
        speech = decoded(content)
        if file and speech is None:
            self._drop(file)
        elif file and speech:
            with suppress(OSError):
                file.touch()
            self._remember(key, speech)
        return speech

    def has(self, key: str) -> bool:
        """Whether it is kept; the content of a file is not looked at."""
        return key in self._memory or self.on_disk(key)

    def on_disk(self, key: str) -> bool:
        """Whether a file keeps it."""
        file = self._file(key)
        return file is not None and file.is_file()

    def put(self, key: str, speech: Speech, *, disk: bool) -> None:
        """Keep it, in memory or there and on the disk."""
        self._remember(key, speech)
        file = self._file(key)
        if not disk or file is None:
            return
        new = file.with_suffix(".new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(encoded(speech))
            new.replace(file)
            self._make_room()
        except OSError as fault:
            self._drop(new)
            if not self._told:
                logging.getLogger(__name__).warning("nothing is rendered ahead: %s", fault)
            self._told = True

    @property
    def bytes(self) -> int:
        """What the files take."""
        return sum(size for _, size, _ in self._files())

    def _file(self, key: str) -> Path | None:
        return self.folder / f"{key}{SUFFIX}" if self.folder else None

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for file in self.folder.glob(f"*{SUFFIX}") if self.folder else ():
            with suppress(OSError):
                status = file.stat()
                yield status.st_mtime, status.st_size, file

    def _make_room(self) -> None:
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, file in files:
            if total <= self._most:
                return
            self._drop(file)
            total -= size

    def _drop(self, file: Path) -> None:
        with suppress(OSError):
            file.unlink()

    def _remember(self, key: str, speech: Speech) -> None:
        self._memory[key] = speech
        self._memory.move_to_end(key)
        while len(self._memory) > 1 and sum(kept.pcm.nbytes for kept in self._memory.values()) > self._memory_most:
            self._memory.popitem(last=False)


def encoded(speech: Speech) -> bytes:
    """A file's content."""
    events = {
        "rate": speech.sample_rate,
        "samples": int(speech.pcm.size),
        "phonemes": [astuple(event) for event in speech.phonemes],
        "words": [astuple(event) for event in speech.words],
    }
    body = json.dumps(events, ensure_ascii=False).encode() + b"\n" + speech.pcm.astype("<i2").tobytes()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def decoded(content: bytes) -> Speech | None:
    """The speech of a file's content; None if it is broken."""
    digest, _, body = content.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    line, _, sound = body.partition(b"\n")
    events = json.loads(line)
    return Speech(
        np.frombuffer(sound, "<i2").astype(np.int16),
        events["rate"],
        tuple(PhonemeEvent(sample, ipa) for sample, ipa in events["phonemes"]),
        tuple(WordEvent(sample, char) for sample, char in events["words"]),
    )
