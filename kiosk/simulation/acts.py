"""What a shopper does, as the kiosk's devices get it: a touch, a key, a voice."""

from __future__ import annotations

from typing import cast, get_args

import numpy as np

from hardware.sound.resample import resample
from kiosk.access import NAMES, named
from kiosk.events import (
    AccessPressed,
    ChoicePressed,
    Event,
    HumanPressed,
    LanguagePressed,
    QuestionTyped,
    RepeatPressed,
    ScreenTouched,
    StopPressed,
    VolumeChange,
    VolumePressed,
)
from kiosk.simulation.sound import RATE, VOICED_SHARE, Samples, levelled
from kiosk.simulation.story import Act
from kiosk.voice.synthesis import Synthesiser


def by_hand(act: Act) -> Event | None:
    """The event of a touch or of the keyboard; None for what is not done by hand."""
    if act.kind == "type":
        return QuestionTyped(act.text)
    if act.kind != "press":
        return None
    button, _, value = act.text.partition(":")
    match button:
        case "screen":
            return ScreenTouched()
        case "human":
            return HumanPressed()
        case "stop":
            return StopPressed()
        case "again":
            return RepeatPressed()
        case "access" if set(value.split()) <= set(NAMES):
            return AccessPressed(named(value))
        case "volume" if value in get_args(VolumeChange):
            return VolumePressed(cast("VolumeChange", value))
        case "language":
            return LanguagePressed(value)
        case _:
            return ChoicePressed(value)


def first_voiced_s(voice: Samples) -> float:
    """Seconds from the first sample to the first that is voiced."""
    voiced = np.flatnonzero(np.abs(voice.astype(np.float32)) > VOICED_SHARE * np.abs(voice.astype(np.float32)).max())
    return float(voiced[0]) / RATE if voiced.size else 0.0


def voice_of(synthesiser: Synthesiser, text: str, lang: str, voice: str, wpm: int = 155) -> Samples:
    """A sentence in a shopper's voice, at the microphone's rate and level."""
    said = synthesiser.speak(text, lang, voice=voice, wpm=wpm)
    return levelled(resample(said.pcm, said.timeline.sample_rate, RATE))
