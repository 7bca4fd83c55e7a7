"""Piper behind the seam: sentences to its process, its alignments to phonemes and words of the text."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.settings import Voice
from kiosk.voice import alignment, pauses
from kiosk.voice.engines import Order
from kiosk.voice.espeak import PhonemeEvent, Speech, WordEvent
from kiosk.voice.ipa import in_ipa
from kiosk.voice.piper_process import PiperProcess
from kiosk.voice.prosody import Tone

TOKEN: Final = re.compile(r"\S+")
PAUSE: Final = re.compile(r"\[\[((?:_:)+)\]\]\s?")
SENTENCE_END: Final = re.compile(r"[.!?…。][\"'»”’)\]]*$")
SENTENCE_PAUSE_S: Final = 0.2
USUAL_RMS: Final = 4300.0
"""As loud as espeak-ng: root mean square of what sounds, so that the one can stand in for the other."""
LOUDEST: Final = 32_000.0
RAMP_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence: its words as (offset in the text, what is written there), its tone, and pauses before its words."""

    tokens: tuple[tuple[int, str], ...]
    length: float
    pauses_ms: Mapping[int, float]


@dataclass(slots=True)
class _Joined:
    """Sound and events that grow sentence by sentence."""

    rate: int
    sounds: list[NDArray[np.int16]] = field(default_factory=list)
    phonemes: list[PhonemeEvent] = field(default_factory=list)
    words: list[WordEvent] = field(default_factory=list)
    size: int = 0

    def silence(self, ms: float) -> None:
        """A closed mouth for so long."""
        self.phonemes.append(PhonemeEvent(self.size, ""))
        self._add(np.zeros(round(ms * self.rate / 1000), np.int16))

    def piece(self, pcm: NDArray[np.int16], said: alignment.Said, piece: Piece) -> None:
        """A sentence, taken apart at its pauses."""
        cuts = [(said.starts[index], ms) for index, ms in sorted(piece.pauses_ms.items())]
        edges = [0, *(cut for cut, _ in cuts), pcm.size]
        for begin, end, ms in zip(edges[:-1], edges[1:], [*(ms for _, ms in cuts), 0.0], strict=True):
            moved = self.size - begin
            self.phonemes += [PhonemeEvent(e.sample + moved, e.ipa) for e in said.phonemes if begin <= e.sample < end]
            self.words += [
                WordEvent(start + moved, char)
                for (char, _), start in zip(piece.tokens, said.starts, strict=True)
                if begin <= start < end
            ]
            self._add(pcm[begin:end])
            if ms:
                self.silence(ms)

    def _add(self, pcm: NDArray[np.int16]) -> None:
        self.sounds.append(pcm)
        self.size += pcm.size


class PiperEngine:
    """All of Piper's voices; a voice is the path of its .onnx file. It knows no pitch, and loudness word by word.

    A sentence (not a word) can be slower; sounds in espeak-ng's notation are put into IPA for it.
    """

    costly = True

    def __init__(self, process: PiperProcess | None = None) -> None:
        self.name = f"piper {version('piper-tts')}"
        self.process = process or PiperProcess()

    def speak(self, order: Order, *, idle: bool = False) -> Speech:
        """See `kiosk.voice.engines.Engine`."""
        pieces = list(pieces_of(order))
        espeak = _espeak_voice(order.voice)
        asked = [_asked(piece, espeak) for piece in pieces]
        told, pcm = self.process.ask({"voice": order.voice, "pieces": asked}, idle=idle)
        return _speech(told, pcm, pieces, order.tones)

    def close(self) -> None:
        """End its process."""
        self.process.close()


@cache
def _espeak_voice(path: str) -> str:
    """The voice of espeak-ng with whose phonemes a voice was trained."""
    try:
        return str(json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))["espeak"]["voice"])
    except OSError as fault:
        sentence = f"{path}.json cannot be read: {fault.strerror}."
        raise KioskError("voice.piper", sentence, "Put it beside the .onnx file, as its makers give both.") from fault
    except (ValueError, KeyError, TypeError) as fault:
        sentence = f"{path}.json is no description of a voice."
        raise KioskError(
            "voice.piper", sentence, "Fetch the voice again, with the .onnx.json of its makers."
        ) from fault


def _asked(piece: Piece, espeak: str) -> dict[str, Any]:
    words = [in_ipa(word, espeak) for _, word in piece.tokens]
    return {"text": " ".join(words), "tokens": words, "length": piece.length}


def pieces_of(order: Order) -> Iterator[Piece]:
    """The sentences of an order. Those that are read otherwise are slower by as much as their words are on average."""
    text = PAUSE.sub(lambda match: " " * len(match[0]), order.text)
    tokens = [(match.start(), match[0]) for match in TOKEN.finditer(text) if any(map(str.isalnum, match[0]))]
    silent = _pauses(order, [char for char, _ in tokens])
    begin = 0
    for end, (_, word) in enumerate(tokens, 1):
        if end == len(tokens) or (SENTENCE_END.search(word) and not tokens[end][1][0].islower()):
            before = {index - begin: ms for index, ms in silent.items() if begin <= index < end}
            yield Piece(tuple(tokens[begin:end]), _length(order, tokens[begin:end]), before)
            begin = end


def _pauses(order: Order, chars: Sequence[int]) -> dict[int, float]:
    """The pauses before words, by the words' indices, ms; one at the very end is none."""
    found: dict[int, float] = {}
    for match in PAUSE.finditer(order.text):
        index = bisect_left(chars, match.end())
        found[index] = found.get(index, 0.0) + pauses.engine_ms(match[1], order.wpm)
    return {index: ms for index, ms in found.items() if index < len(chars)}


def _length(order: Order, tokens: Sequence[tuple[int, str]]) -> float:
    """How much longer than usual a sentence is."""
    rates = [_tone(order.tones, char).rate for char, _ in tokens]
    return Voice().wpm / order.wpm / (sum(rates) / len(rates))


def _tone(tones: Sequence[Tone], char: int) -> Tone:
    return next((tone for tone in tones if tone.start <= char < tone.end), Tone(char, char))


def _speech(told: Mapping[str, Any], pcm: NDArray[np.int16], pieces: Sequence[Piece], tones: Sequence[Tone]) -> Speech:
    joined, begin = _Joined(int(told["rate"])), 0
    for index, (piece, answer) in enumerate(zip(pieces, told["pieces"], strict=True)):
        sound = pcm[begin : begin + answer["samples"]]
        begin += answer["samples"]
        if index:
            joined.silence(1000 * SENTENCE_PAUSE_S)
        said = alignment.said(answer["phonemes"], answer["tokens"], sound, joined.rate)
        joined.piece(_level(sound), said, piece)
    sound = np.concatenate(joined.sounds) if joined.sounds else np.zeros(0, np.int16)
    words = tuple(joined.words)
    return Speech(_shaded(sound, words, tones, joined.rate), joined.rate, tuple(joined.phonemes), words)


def _level(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """As loud as espeak-ng, as far as the peaks allow."""
    sound = pcm.astype(np.float32)
    peak = float(np.abs(sound).max(initial=1.0))
    sounding = sound[np.abs(sound) > 0.02 * peak]
    rms = float(np.sqrt(np.mean(sounding**2))) if sounding.size else peak
    return np.asarray(sound * min(USUAL_RMS / rms, LOUDEST / peak), np.int16)


def _shaded(pcm: NDArray[np.int16], words: Sequence[WordEvent], tones: Sequence[Tone], rate: int) -> NDArray[np.int16]:
    """Louder and softer words, with soft edges."""
    if not any(tone.gain_db for tone in tones):
        return pcm
    gains = np.zeros(pcm.size, np.float32)
    ends = [word.sample for word in words[1:]] + [pcm.size]
    for word, end in zip(words, ends, strict=True):
        gains[word.sample : end] = _tone(tones, word.char).gain_db
    width = max(1, round(RAMP_S * rate))
    smooth = np.convolve(gains, np.full(width, 1 / width, np.float32), mode="same")
    return np.clip(pcm * 10 ** (smooth / 20), -32768, 32767).astype(np.int16)
