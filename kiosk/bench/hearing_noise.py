"""What the ears make of a noise in which nobody speaks to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from kiosk.bench import noise, peer_vad
from kiosk.bench.asked import chatter
from kiosk.bench.clips import public
from kiosk.bench.listening import heard
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.events import Heard
from kiosk.hearing import telling
from kiosk.hearing.engines import Choice, Engine
from kiosk.hearing.signs import Utterance
from kiosk.settings import Hearing
from kiosk.simulation.sound import RATE, VOICE_RMS, Samples

BELOW_VOICE_DB = 10.0
"""So far is a busy shop below the voice of who stands before the kiosk."""


def rows(choice: Choice, engine: Engine, data: Path | None, minutes: float) -> Iterator[Row | Skipped]:
    """Times a minute that a voice was taken to speak; in babble also words, for there voices do speak."""
    seconds, gain = 60 * minutes, VOICE_RMS / 10 ** (BELOW_VOICE_DB / 20)
    for name, bed in (("white noise", noise.white(seconds)), ("a hum", noise.hum(seconds))):
        sound = _samples(bed, gain)
        yield _row(name, sound, heard(choice, engine, sound), 0.0)
    yield from _kitchen(choice, engine, data)
    crowd = _samples(noise.babble(chatter(), seconds), gain)
    said, gate = heard(choice, engine, crowd), Hearing().ghost_gate_db
    yield _row("babble", crowd, said, None)
    told = [telling.heard(one, gate) for one in said]
    words = sum(isinstance(one, Heard) for one in told) / minutes
    yield Row(f"sentences taken from babble, {minutes:g} min", words, "1/min")


def _kitchen(choice: Choice, engine: Engine, data: Path | None) -> Iterator[Row | Skipped]:
    kitchen = next((clip for clip in public(data) if clip.kind == "noise"), None)
    if kitchen is None:
        yield Skipped("false triggers on kitchen noise", "give the folder of the public clips with --data")
        return
    sound = kitchen.raw
    yield _row("kitchen noise", sound, heard(choice, engine, sound), 0.0)


def _row(name: str, sound: Samples, said: Sequence[Utterance], goal: float | None) -> Row:
    minutes = len(sound) / RATE / 60
    webrtc = Peer("WebRTC's voice detector", peer_vad.triggers(sound) / minutes) if peer_vad.installed() else None
    return Row(f"false triggers on {name}, {minutes:.2g} min", len(said) / minutes, "1/min", goal, peer=webrtc)


def _samples(bed: noise.Floats, gain: float) -> Samples:
    sound: Samples = np.clip(bed * gain, -32768, 32767).astype(np.int16)
    return sound
