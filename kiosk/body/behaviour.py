"""What the body wants to do: commands and events in with their time, a pose out for any instant. Touches no device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from hardware.motion import Layers, Pose
from kiosk.body.blink import Blinks
from kiosk.commands import CloseSession, Duck, Express, Gesture, LookAt, LookAway
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gesture_player import GesturePlayer
from kiosk.gestures import GesturePath
from kiosk.ports import Message
from kiosk.timeline import Viseme

LARGE_TURN_DEG = 12.0
SOFT = 0.55
"""What is left of the mouth while the voice is lowered for a shopper who may be speaking."""


class Mouth(Protocol):
    """The mouth of one utterance."""

    def pose(self, t_s: float) -> Pose:
        """Its parameters `t_s` seconds after the first sample."""
        ...


class Behaviour:
    """The body's wishes.

    Args:
        mouth: Makes the mouth of an utterance; it already runs ahead by the lead of the lips.
        gestures: The gestures, by name.
        expressions: Pose of each expression, by name.
        gesture_lead_s: How much later a body moves than it is told, s.
        seed: Seed of the blinks.
    """

    def __init__(
        self,
        mouth: Callable[[Sequence[Viseme]], Mouth],
        gestures: Mapping[str, GesturePath],
        expressions: Mapping[str, Pose],
        gesture_lead_s: float = 0.0,
        seed: int = 1,
    ) -> None:
        self._mouth_of = mouth
        self._gestures, self._expressions = GesturePlayer(gestures, gesture_lead_s), expressions
        self._blinks = Blinks(seed)
        self._expression: Pose = {}
        self._gaze: Pose = {}
        self._speech: tuple[SpeechStarted, Mouth] | None = None
        self._ducked = False

    def heed(self, message: Message, now: float) -> None:
        """Take in a message; those that do not concern a body are passed over."""
        match message:
            case SpeechStarted():
                self._speak(message, now)
            case SpeechEnded(utterance, completed):
                self._fall_silent(utterance, now, completed=completed)
            case Duck(down=down):
                self._ducked = down
            case LookAt(yaw_deg, pitch_deg):
                self._look(yaw_deg, pitch_deg, now)
            case Express(expression, intensity):
                pose = self._expressions.get(expression, {})
                self._expression = {name: value * intensity for name, value in pose.items()}
            case Gesture(name):
                self._gestures.play(name, now)
            case LookAway():
                self._gaze = {}
            case CloseSession():
                self._gaze, self._expression = {}, {}
            case _:
                pass

    def pose(self, now: float, safety: Pose | None = None) -> Pose:
        """What all layers together want now; `safety` has the last word."""
        gesture = self._gestures.offsets(now)
        mouth = self._mouth(now)
        return Layers(self._expression, self._idle(now), self._gaze, gesture, mouth, safety or {}).pose()

    def _mouth(self, now: float) -> Pose:
        """Smaller while the voice is lowered."""
        if self._speech is None:
            return {}
        pose = self._speech[1].pose(now - self._speech[0].at)
        return {name: SOFT * value for name, value in pose.items()} if self._ducked else pose

    def _idle(self, now: float) -> Pose:
        closed = self._blinks.closed(now)
        return {"eyeBlinkLeft": closed, "eyeBlinkRight": closed} if closed > 0 else {}

    def _look(self, yaw_deg: float, pitch_deg: float, now: float) -> None:
        """The head follows a face; with a large turn one blinks."""
        if abs(yaw_deg - self._gaze.get("headYaw", 0.0)) > LARGE_TURN_DEG:
            self._blinks.blink(now)
        self._gaze = {"headYaw": yaw_deg, "headPitch": pitch_deg}

    def _speak(self, speech: SpeechStarted, now: float) -> None:
        self._ducked = False
        self._speech = (speech, self._mouth_of(speech.timeline.rest(speech.from_ms).visemes))
        self._gestures.speak(speech, now)

    def _fall_silent(self, utterance: int, now: float, *, completed: bool) -> None:
        if self._speech and self._speech[0].utterance == utterance:
            self._speech = None
        if not completed:
            self._gestures.interrupt(utterance, now)
