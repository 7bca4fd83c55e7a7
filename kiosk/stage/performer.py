"""What the face does at an instant: idle life, expression, gaze, gestures, and the mouth on the sound's clock."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import avatars
from kiosk.commands import Express, Gesture, LookAt, LookAway, Scene
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.timeline import Timeline

Pose = Mapping[str, float]

GESTURES: Mapping[str, tuple[str, float, float, float]] = {
    "nod": ("headPitch", -3.5, 2.0, 0.9),
    "shake": ("headYaw", 5.0, 2.0, 1.0),
}
"""Head movements of the face itself: parameter, degrees, swings, seconds. Others are the body's."""


@dataclass(frozen=True, slots=True)
class _Speech:
    utterance: int
    at: float
    timeline: Timeline
    mouth: avatars.MouthTrack
    starts: tuple[float, ...]


class Performer:
    """One avatar; times are CLOCK_MONOTONIC seconds and must rise."""

    def __init__(self, pack: avatars.Pack, seed: int, lead_s: float) -> None:
        self._pack, self._lead_s = pack, lead_s
        self._idle = avatars.Behaviour(pack, seed)
        self._express = Express("neutral")
        self._gaze: LookAt | None = None
        self._gesture: tuple[str, float] | None = None
        self._speech: _Speech | None = None

    def take(self, message: object, now: float) -> None:
        """Follow a command or event that concerns the face; an expression the pack lacks is taken as neutral."""
        match message:
            case Express():
                known = message.expression in self._pack.expressions
                self._express = message if known else Express("neutral", message.intensity)
            case LookAt():
                self._gaze = message
            case LookAway():
                self._gaze = None
            case Gesture(name=name) if name in GESTURES:
                self._gesture = (name, now)
            case SpeechStarted():
                self._speak(message)
            case SpeechEnded() if (
                self._speech and message.utterance == self._speech.utterance and not message.completed
            ):
                self._speech = None
            case _:
                pass

    def _speak(self, started: SpeechStarted) -> None:
        known = [each for each in started.timeline.visemes if each.id in self._pack.visemes]
        mouth = avatars.mouth_track(known, self._pack, self._lead_s)
        starts = tuple(word.start_ms / 1000 for word in started.timeline.words)
        self._speech = _Speech(started.utterance, started.at, started.timeline, mouth, starts)

    def pose(self, t: float, scene: Scene) -> Pose:
        """The whole pose at `t`."""
        state = avatars.BehaviourState(
            expression=self._express.expression,
            intensity=self._express.intensity,
            gaze_yaw_deg=self._gaze.yaw_deg if self._gaze else None,
            gaze_pitch_deg=self._gaze.pitch_deg if self._gaze else 0.0,
            speaking=self._speaking(t),
            thinking=scene.mode == "thinking",
            listening=scene.listening,
        )
        layers = [self._idle.pose(t, state), self._moved(t)]
        if self._speech:
            layers.append(self._speech.mouth.pose(t - self._speech.at))
        return avatars.combine(*layers)

    def word(self, t: float, caption: str) -> tuple[int, int] | None:
        """Offset and length in the caption of the word that sounds at `t`; none if another sentence is sounding."""
        if self._speech is None or not self._speaking(t) or self._speech.timeline.text != caption:
            return None
        index = bisect_right(self._speech.starts, t - self._speech.at) - 1
        if index < 0:
            return None
        word = self._speech.timeline.words[index]
        return word.char, word.len

    def _speaking(self, t: float) -> bool:
        speech = self._speech
        return speech is not None and 0.0 <= t - speech.at <= speech.timeline.seconds

    def _moved(self, t: float) -> Pose:
        """A gesture of the head: a few swings that fade in and out."""
        if self._gesture is None:
            return {}
        parameter, degrees, swings, seconds = GESTURES[self._gesture[0]]
        share = (t - self._gesture[1]) / seconds
        if not 0.0 <= share <= 1.0:
            return {}
        return {parameter: degrees * math.sin(2 * math.pi * swings * share) * math.sin(math.pi * share)}
