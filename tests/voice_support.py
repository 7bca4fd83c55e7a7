"""Voices for tests: one in Piper's format, so that the true library speaks tones of known lengths; and a slow one."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np

from kiosk.settings import Voice
from kiosk.voice.engines import Choice, Order
from kiosk.voice.espeak import Speech
from kiosk.voice.espeak_engine import EspeakEngine

HOP, RATE = 256, 22_050
VOICES = {"nl": "nl", "en": "en-us", "fr": "fr", "de": "de", "ko": "ko"}


def tiny_voice(folder: Path, lang: str, rate: int = RATE) -> Path:
    """The .onnx file, with its .onnx.json beside it; a consonant takes 4 frames, a vowel 7, a blank 1."""
    import onnx
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP as IDS

    size = 1 + max(number for numbers in IDS.values() for number in numbers)
    frames, loudness = np.full(size, 4, np.float32), np.full(size, 0.5, np.float32)
    for name, numbers in IDS.items():
        if name in "aeiouɑɛɪɔʊəʌæøyœ":
            frames[numbers] = 7
        if name in "_^$ .,;:!?'\"-()ˈˌ":
            frames[numbers], loudness[numbers] = 1, 0.0
        if name in "ptk":
            loudness[numbers] = 0.02
    tones = (150 + 12 * np.arange(size)).astype(np.float32)
    path = folder / f"{lang}-tones.onnx"
    onnx.save(_model(frames, loudness, tones, rate), str(path))
    config = {
        "audio": {"sample_rate": rate}, "espeak": {"voice": VOICES[lang]}, "num_symbols": size, "num_speakers": 1,
        "phoneme_type": "espeak", "phoneme_id_map": IDS, "hop_length": HOP,
        "inference": {"noise_scale": 0.0, "length_scale": 1.0, "noise_w": 0.0},
    }  # fmt: skip
    Path(f"{path}.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    return path


def _model(frames: np.ndarray, loudness: np.ndarray, tones: np.ndarray, rate: int):
    from onnx import TensorProto, helper, numpy_helper

    def constant(name: str, value: object, kind: type = np.float32):
        return numpy_helper.from_array(np.array(value, kind), name)

    tables = [
        numpy_helper.from_array(frames, "frames"), numpy_helper.from_array(loudness, "loudness"),
        numpy_helper.from_array(tones, "tones"), constant("hop", HOP), constant("turn", 2 * np.pi / rate),
        constant("zero", 0, np.int64), constant("one", 1, np.int64), constant("zero_f", 0.0), constant("one_f", 1.0),
        constant("last", [-1], np.int64), constant("shape", [1, 1, 1, -1], np.int64), constant("flat", [-1], np.int64),
        constant("scale_at", 1, np.int64), constant("column", [-1, 1], np.int64),
    ]  # fmt: skip
    node = helper.make_node
    nodes = [
        node("Reshape", ["input", "flat"], ["ids"]),
        node("Gather", ["scales", "scale_at"], ["scale"]),
        node("Gather", ["frames", "ids"], ["usual"]),
        node("Mul", ["usual", "scale"], ["long"]),
        node("Ceil", ["long"], ["w_ceil"]),
        node("Mul", ["w_ceil", "hop"], ["samples"]),
        node("CumSum", ["samples", "zero"], ["ends"]),
        node("ReduceSum", ["samples"], ["total"], keepdims=0),
        node("Range", ["zero_f", "total", "one_f"], ["times"]),
        node("Reshape", ["times", "column"], ["times_column"]),
        node("GreaterOrEqual", ["times_column", "ends"], ["past"]),
        node("Cast", ["past"], ["past_n"], to=TensorProto.INT64),
        node("ReduceSum", ["past_n", "one_axis"], ["which"], keepdims=0),
        node("Gather", ["ids", "which"], ["id_now"]),
        node("Gather", ["tones", "id_now"], ["hz"]),
        node("Gather", ["loudness", "id_now"], ["loud"]),
        node("Mul", ["hz", "times"], ["cycles"]),
        node("Mul", ["cycles", "turn"], ["phase"]),
        node("Sin", ["phase"], ["wave"]),
        node("Mul", ["wave", "loud"], ["sound"]),
        node("Reshape", ["sound", "shape"], ["output"]),
    ]
    tables.append(constant("one_axis", [1], np.int64))
    used = {name for each in nodes for name in each.input}
    graph = helper.make_graph(
        nodes,
        "tones",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "n"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "t"])],
        [table for table in tables if table.name in used],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


class Slow:
    """A voice that takes as long as it is told, and is espeak-ng otherwise."""

    name, costly = "slow 1.0", True

    def __init__(self) -> None:
        self.may_speak = threading.Event()
        self.may_speak.set()
        self.fault: Exception | None = None
        self.said: list[tuple[str, bool]] = []
        self._espeak = EspeakEngine()

    def speak(self, order: Order, *, idle: bool = False) -> Speech:
        self.said.append((order.text, idle))
        self.may_speak.wait(10)
        if self.fault:
            raise self.fault
        return self._espeak.speak(replace(order, voice="nl"))

    def close(self) -> None:
        self.may_speak.set()


class SlowKind:
    name = "slow"

    def __init__(self, engine: Slow) -> None:
        self._engine = engine

    def offers(self, lang: str, settings: Voice) -> Choice | None:
        return Choice(self.name, "a voice", lang)

    def missing(self, lang: str) -> str:
        return ""

    def load(self) -> Slow:
        return self._engine
