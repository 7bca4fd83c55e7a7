"""Piper's process: `python -m kiosk.voice.piper_worker`. Piper is GPL-3; nothing else of the kiosk loads it.

A line on standard input is an order, `{"id", "voice": path of the .onnx, "idle", "pieces": [{"text", "tokens",
"length"}]}`; the answer is a line on standard output and, if it says so, that many bytes of mono s16le sound:
`{"id", "rate", "bytes", "pieces": [{"samples", "phonemes": [[phoneme, samples]], "tokens": [[phoneme]]}]}`, or
`{"id", "error"}`, or `{"id", "preempted"}` where an idle order gave way to one that is waited for. `tokens` are the
piece's words, of which it tells what they are alone, so that they can be found again in the whole.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from numpy.typing import NDArray
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig
from piper.patch_voice_with_alignment import add_alignment_output

LOWEST_PRIORITY = 15
PEAK = 32_767
BROKEN = (OSError, ValueError, KeyError, RuntimeError, DecodeError, onnxruntime.capi.onnxruntime_pybind11_state.Fail)
"""What a file that is no voice leads to."""
Order = dict[str, Any]


class GaveWay(Exception):  # noqa: N818 - not a fault
    """The idle order was broken off."""


class Session:
    """An onnxruntime session whose runs can be broken off."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._options = onnxruntime.RunOptions()
        self._broken_off = False

    def run(self, outputs: None, inputs: dict[str, Any]) -> Any:  # noqa: ANN401 - as onnxruntime has it
        """Like the session's own; raises `GaveWay` if it was broken off."""
        self.check()
        try:
            return self._session.run(outputs, inputs, self._options)
        finally:
            self.check()

    def check(self) -> None:
        """Raises `GaveWay` if it was broken off."""
        if self._broken_off:
            raise GaveWay

    def break_off(self) -> None:
        """End what runs, from another thread."""
        self._broken_off = self._options.terminate = True


@cache
def voice_of(path: str) -> PiperVoice:
    """A voice, with the durations of its phonemes as a second output."""
    model = onnx.load(path)
    if len(model.graph.output) == 1:
        add_alignment_output(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, (os.cpu_count() or 2) // 2)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text(encoding="utf-8")))
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return PiperVoice(session, config)


def render(order: Order, session_of: dict[int, Session]) -> tuple[Order, bytes]:
    """The answer to an order, and its sound."""
    voice = voice_of(order["voice"])
    session = session_of.setdefault(order["id"], Session(voice.session))
    voice = replace(voice, session=session)
    pieces = [_piece(voice, piece) for piece in order["pieces"]]
    sound = b"".join(pcm.tobytes() for _, pcm in pieces)
    told = {"id": order["id"], "rate": voice.config.sample_rate, "bytes": len(sound)}
    return told | {"pieces": [piece for piece, _ in pieces]}, sound


def _piece(voice: PiperVoice, piece: Order) -> tuple[Order, NDArray[np.int16]]:
    config = SynthesisConfig(length_scale=voice.config.length_scale * piece["length"])
    said: list[tuple[str, int]] = []
    sounds: list[NDArray[np.float32]] = []
    for sentence in voice.phonemize(piece["text"]):
        phonemes = [phoneme for phoneme in sentence if phoneme in voice.config.phoneme_id_map]
        if phonemes:
            ids = voice.phonemes_to_ids(phonemes)
            audio, samples = voice.phoneme_ids_to_audio(ids, config, include_alignments=True)
            if samples is None:
                raise ValueError("this voice does not tell the lengths of its phonemes")
            said += _lengths(voice, phonemes, samples)
            sounds.append(np.atleast_1d(audio))
    sound = np.concatenate(sounds) if sounds else np.zeros(0, np.float32)
    peak = float(np.abs(sound).max(initial=1e-8))
    pcm = (sound / peak * PEAK).astype(np.int16)
    tokens = [[phoneme for part in voice.phonemize(token) for phoneme in part] for token in piece["tokens"]]
    return {"samples": int(pcm.size), "phonemes": said, "tokens": tokens}, pcm


def _lengths(voice: PiperVoice, phonemes: list[str], samples: NDArray[np.int64]) -> list[tuple[str, int]]:
    """How many samples each phoneme takes: its own ids and the blank behind it; begin and end of a sentence as such."""
    ids = voice.config.phoneme_id_map
    blank = len(ids["_"])
    counts = [len(ids["^"]) + blank, *(len(ids[phoneme]) + blank for phoneme in phonemes), len(ids["$"])]
    edges = np.cumsum([0, *counts])
    total = np.concatenate([[0], np.cumsum(samples)])
    named = ["^", *phonemes, "$"]
    return [(name, int(total[end] - total[begin])) for name, begin, end in zip(named, edges, edges[1:], strict=False)]


@dataclass(slots=True)
class _Idle:
    """The orders that nobody waits for, and the one that is being done."""

    orders: queue.SimpleQueue[Order]
    sessions: dict[int, Session]


class Worker:
    """Does the orders: those that are waited for at once, idle ones beside at the lowest priority."""

    def __init__(self, out: int) -> None:
        self._out = os.fdopen(out, "wb")
        self._writing = threading.Lock()
        self._idle = _Idle(queue.SimpleQueue(), {})
        threading.Thread(target=self._do_idle, name="idle", daemon=True).start()

    def serve(self) -> None:
        """Until standard input ends."""
        self._answer({"ready": True})
        for line in sys.stdin.buffer:
            order = json.loads(line)
            if order["idle"]:
                self._idle.orders.put(order)
            else:
                for session in list(self._idle.sessions.values()):
                    session.break_off()
                self._do(order, {})

    def _do_idle(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
        while True:
            self._do(self._idle.orders.get(), self._idle.sessions)

    def _do(self, order: Order, sessions: dict[int, Session]) -> None:
        try:
            told, sound = render(order, sessions)
        except GaveWay:
            told, sound = {"id": order["id"], "preempted": True}, b""
        except BROKEN as fault:
            told, sound = {"id": order["id"], "error": str(fault)}, b""
        finally:
            sessions.pop(order["id"], None)
        self._answer(told, sound)

    def _answer(self, told: Order, sound: bytes = b"") -> None:
        with self._writing:
            self._out.write(json.dumps(told).encode() + b"\n" + sound)
            self._out.flush()


def main() -> None:
    """Serve; what libraries print goes to standard error."""
    out = os.dup(1)
    os.dup2(2, 1)
    try:
        Worker(out).serve()
    finally:
        os._exit(0)  # an idle order may be in the middle of a run


if __name__ == "__main__":
    main()
