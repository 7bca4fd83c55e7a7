"""What the face does at an instant: life, expression, gaze, gestures, stress, and the mouth on the sound's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import avatars
from avatars.emphasis import Emphasis
from kiosk.commands import Express, Gesture, LookAt, LookAway, Scene
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gesture_player import GesturePlayer
from kiosk.gestures import GesturePath
from kiosk.stage.stress import emphasis
from kiosk.timeline import Timeline

Pose = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Speech:
    utterance: int
    at: float
    timeline: Timeline
    mouth: avatars.MouthTrack
    stress: Emphasis


class Performer:
    """One avatar; times are CLOCK_MONOTONIC seconds and must rise. `composure` None takes the pack's own."""

    def __init__(
        self,
        pack: avatars.Pack,
        seed: int,
        lead_s: float,
        gestures: Mapping[str, GesturePath],
        composure: float | None = None,
    ) -> None:
        self._pack, self._lead_s = pack, lead_s
        self._life = avatars.Behaviour(pack, seed, composure)
        self._gestures = GesturePlayer(gestures)
        self._express = Express("neutral")
        self._gaze: LookAt | None = None
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
            case Gesture(name=name):
                self._gestures.play(name, now)
            case SpeechStarted():
                self._speak(message, now)
            case SpeechEnded(completed=False):
                self._fall_silent(message.utterance, now)
            case _:
                pass

    def _fall_silent(self, utterance: int, now: float) -> None:
        self._gestures.interrupt(utterance, now)
        if self._speech and utterance == self._speech.utterance:
            self._speech = None

    def _speak(self, started: SpeechStarted, now: float) -> None:
        known = [each for each in started.timeline.visemes if each.id in self._pack.visemes]
        mouth = avatars.mouth_track(known, self._pack, self._lead_s)
        stress = emphasis(started.timeline)
        self._speech = _Speech(started.utterance, started.at, started.timeline, mouth, stress)
        self._gestures.speak(started, now)

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
            words_heard=len(scene.heard.split()),
        )
        return self._life.pose(t, state, self._gestures.offsets(t), *self._spoken(t))

    def _spoken(self, t: float) -> tuple[Pose, ...]:
        """Stress and mouth of what is being said; the mouth comes last, it has the last word."""
        if self._speech is None:
            return ()
        since = t - self._speech.at
        return self._speech.stress.pose(since, self._life.liveliness), self._speech.mouth.pose(since)

    def _speaking(self, t: float) -> bool:
        speech = self._speech
        return speech is not None and 0.0 <= t - speech.at <= speech.timeline.seconds
