"""Gestures in time: those that are asked for, and those that the marks of an utterance ask for; for face and robot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hardware.motion import Pose, added
from kiosk.events import SpeechStarted
from kiosk.gestures import GesturePath


@dataclass(frozen=True, slots=True)
class Playing:
    """A gesture that begins at a time; `utterance` if a mark of it asked for it."""

    path: GesturePath
    begin: float
    utterance: int | None = None


class GesturePlayer:
    """Plays gestures by name; `lead_s` is how much later a body moves than it is told. Times are seconds of one clock.

    Marks may be meant for others: a name that is no gesture is left out.
    """

    def __init__(self, gestures: Mapping[str, GesturePath], lead_s: float = 0.0) -> None:
        self._gestures, self._lead_s = gestures, lead_s
        self._playing: list[Playing] = []

    def play(self, name: str, begin: float) -> None:
        """Begin a gesture."""
        if path := self._gestures.get(name):
            self._playing.append(Playing(path, begin))

    def speak(self, speech: SpeechStarted, now: float) -> None:
        """Put each gesture's stroke on its mark; one that should have begun before now is joined on its way.

        A sentence that is resumed has no gestures of what was said before.
        """
        for mark in speech.timeline.rest(speech.from_ms).marks:
            if path := self._gestures.get(mark.name):
                begin = speech.at + mark.at_ms / 1000 - path.stroke_s - self._lead_s
                if begin + path.duration_s > now:
                    self._playing.append(Playing(path, begin, speech.utterance))

    def interrupt(self, utterance: int, now: float) -> None:
        """The utterance ends early. A gesture that has begun is finished, or it would look cut off."""
        self._playing = [one for one in self._playing if one.utterance != utterance or one.begin <= now]

    def offsets(self, now: float) -> Pose:
        """What all gestures together add to the pose at `now`."""
        self._playing = [one for one in self._playing if now < one.begin + one.path.duration_s]
        pose: Pose = {}
        for one in self._playing:
            pose = added(pose, one.path.offsets(now - one.begin))
        return pose
