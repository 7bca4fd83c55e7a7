"""What the face does at an instant: life, expression, gaze, gestures, stress, and the mouth on the sound's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import avatars
from avatars.easing import smoothstep
from avatars.emphasis import Emphasis
from avatars.pose import scaled
from kiosk.commands import KIOSKS_TURN, Duck, Express, Gesture, LookAt, LookAway, Scene
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.floor import StoreMap
from kiosk.gestures.library import GesturePath
from kiosk.gestures.player import GesturePlayer
from kiosk.gestures.pointing import Pointing, Reach
from kiosk.stage.face.attention import Attention
from kiosk.stage.face.stress import emphasis

Pose = Mapping[str, float]
CLOSING_S = 0.09
"""A mouth that falls silent in mid-word is shut so soon."""


@dataclass(frozen=True, slots=True)
class _Speech:
    """What is said: the times from and until which it sounds; `at` is the time of its first sample."""

    utterance: int
    at: float
    begins: float
    ends: float
    mouth: avatars.MouthTrack
    stress: Emphasis
    stopped: bool = False


class Performer:
    """One avatar; times are CLOCK_MONOTONIC seconds and must rise. `composure` None takes the pack's own.

    `floor` is the map on which the places lie that are pointed at.
    """

    def __init__(
        self,
        pack: avatars.Pack,
        seed: int,
        lead_s: float,
        gestures: Mapping[str, GesturePath],
        composure: float | None = None,
        floor: StoreMap | None = None,
    ) -> None:
        self._pack, self._lead_s = pack, lead_s
        self._life = avatars.Behaviour(pack, seed, composure)
        lowest, _, highest = pack.parameters["headYaw"]
        self._gestures = GesturePlayer(Pointing(gestures, Reach((lowest, highest)), floor, pack.parameters).path)
        self._express = Express("neutral")
        self._gaze: LookAt | None = None
        self._speech: _Speech | None = None
        self._attention = Attention(self._life.liveliness)
        self._ducked = False

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
            case Gesture(name, arg):
                self._gestures.play(name, now, arg)
            case SpeechStarted():
                self._speak(message, now)
            case Duck(down=down):
                self._ducked = down
            case SpeechEnded(utterance=utterance, completed=completed):
                self._ducked = False
                if not completed:
                    self._fall_silent(utterance, now)
            case _:
                pass

    def _fall_silent(self, utterance: int, now: float) -> None:
        self._gestures.interrupt(utterance, now)
        if self._speech and utterance == self._speech.utterance:
            self._speech = replace(self._speech, ends=min(now, self._speech.ends), stopped=True)

    def _speak(self, started: SpeechStarted, now: float) -> None:
        rest, at = started.timeline.rest(started.from_ms), started.at
        known = [each for each in rest.visemes if each.id in self._pack.visemes]
        mouth = avatars.mouth_track(known, self._pack, self._lead_s)
        begins, ends = started.sounds_at, at + rest.seconds
        self._speech, self._ducked = _Speech(started.utterance, at, begins, ends, mouth, emphasis(rest)), False
        self._gestures.speak(started, now)

    def pose(self, t: float, scene: Scene) -> Pose:
        """The whole pose at `t`."""
        heeding = scene.listening and (scene.partial or scene.mode not in KIOSKS_TURN)
        self._attention.follow(t, attentive=self._ducked or (scene.partial and self._speaking(t)))
        state = avatars.BehaviourState(
            expression=self._express.expression,
            intensity=self._express.intensity,
            gaze_yaw_deg=self._gaze.yaw_deg if self._gaze else None,
            gaze_pitch_deg=self._gaze.pitch_deg if self._gaze else 0.0,
            speaking=self._speaking(t),
            thinking=scene.mode == "thinking",
            listening=heeding,
            words_heard=len(scene.heard.split()),
        )
        return self._life.pose(t, state, self._gestures.offsets(t), self._attention.pose(), *self._spoken(t))

    def _spoken(self, t: float) -> tuple[Pose, ...]:
        """Stress and mouth of what is being said; the mouth comes last, it has the last word."""
        speech = self._speech
        if speech is None:
            return ()
        since = (min(t, speech.ends) if speech.stopped else t) - speech.at
        layers = speech.stress.pose(since, self._life.liveliness), self._attention.softened(speech.mouth.pose(since))
        if not speech.stopped:
            return layers
        left = 1 - smoothstep((t - speech.ends) / CLOSING_S)
        return tuple(scaled(layer, left) for layer in layers) if left > 0 else ()

    def _speaking(self, t: float) -> bool:
        return self._speech is not None and self._speech.begins <= t <= self._speech.ends
