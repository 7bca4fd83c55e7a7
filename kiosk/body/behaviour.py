"""What the body wants to do: commands and events in with their time, a pose out for any instant. Touches no device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hardware.motion import Layers, Pose, added
from kiosk.body.blink import Blinks
from kiosk.commands import CloseSession, Express, Gesture, LookAt, LookAway
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gestures import GesturePath
from kiosk.ports import Message
from kiosk.timeline import Viseme

LARGE_TURN_DEG = 12.0


class Mouth(Protocol):
    """The mouth of one utterance."""

    def pose(self, t_s: float) -> Pose:
        """Its parameters `t_s` seconds after the first sample."""
        ...


@dataclass(frozen=True, slots=True)
class Playing:
    """A gesture that begins at a time; `utterance` if a mark of it asked for it."""

    path: GesturePath
    begin: float
    utterance: int | None = None


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
        self._gestures, self._expressions = gestures, expressions
        self._gesture_lead_s = gesture_lead_s
        self._blinks = Blinks(seed)
        self._expression: Pose = {}
        self._gaze: Pose = {}
        self._playing: list[Playing] = []
        self._speech: tuple[SpeechStarted, Mouth] | None = None

    def heed(self, message: Message, now: float) -> None:
        """Take in a message; those that do not concern a body are passed over."""
        match message:
            case SpeechStarted():
                self._speak(message, now)
            case SpeechEnded(utterance, completed):
                self._fall_silent(utterance, now, completed=completed)
            case LookAt(yaw_deg, pitch_deg):
                self._look(yaw_deg, pitch_deg, now)
            case Express(expression, intensity):
                pose = self._expressions.get(expression, {})
                self._expression = {name: value * intensity for name, value in pose.items()}
            case Gesture(name):
                self._play(name, now)
            case LookAway():
                self._gaze = {}
            case CloseSession():
                self._gaze, self._expression = {}, {}
            case _:
                pass

    def pose(self, now: float, safety: Pose | None = None) -> Pose:
        """What all layers together want now; `safety` has the last word."""
        self._playing = [one for one in self._playing if now < one.begin + one.path.duration_s]
        gesture: Pose = {}
        for one in self._playing:
            gesture = added(gesture, one.path.offsets(now - one.begin))
        mouth = self._speech[1].pose(now - self._speech[0].at) if self._speech else {}
        return Layers(self._expression, self._idle(now), self._gaze, gesture, mouth, safety or {}).pose()

    def _idle(self, now: float) -> Pose:
        closed = self._blinks.closed(now)
        return {"eyeBlinkLeft": closed, "eyeBlinkRight": closed} if closed > 0 else {}

    def _look(self, yaw_deg: float, pitch_deg: float, now: float) -> None:
        """The head follows a face; with a large turn one blinks."""
        if abs(yaw_deg - self._gaze.get("headYaw", 0.0)) > LARGE_TURN_DEG:
            self._blinks.blink(now)
        self._gaze = {"headYaw": yaw_deg, "headPitch": pitch_deg}

    def _play(self, name: str, begin: float, utterance: int | None = None) -> None:
        """Marks may be meant for others; a gesture that this body does not know is left out."""
        if path := self._gestures.get(name):
            self._playing.append(Playing(path, begin, utterance))

    def _speak(self, speech: SpeechStarted, now: float) -> None:
        """Put each gesture's stroke on its mark; one that should have begun before now is joined on its way."""
        self._speech = (speech, self._mouth_of(speech.timeline.visemes))
        for mark in speech.timeline.marks:
            if path := self._gestures.get(mark.name):
                stroke = speech.at + mark.at_ms / 1000
                begin = stroke - path.stroke_s - self._gesture_lead_s
                if begin + path.duration_s > now:
                    self._play(mark.name, begin, speech.utterance)

    def _fall_silent(self, utterance: int, now: float, *, completed: bool) -> None:
        """Close the mouth. A gesture that has begun is finished, or it would look cut off at the end of the text."""
        if self._speech and self._speech[0].utterance == utterance:
            self._speech = None
        if not completed:
            self._playing = [one for one in self._playing if one.utterance != utterance or one.begin <= now]
