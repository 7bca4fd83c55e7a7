"""Gestures in time: those that are asked for, and those that the marks of an utterance ask for; for face and robot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware.motion.trajectory import Pose, added, ahead
from kiosk.events import SpeechStarted
from kiosk.gestures.library import GesturePath

Find = Callable[[str, str], GesturePath | None]
"""The gesture of a name, turned to the place that is named with it; None for a name that is no gesture."""

HASTE = 2.0
TOO_LATE_S = 0.3
"""A mark that was passed so long ago gets no gesture any more."""


@dataclass(frozen=True, slots=True)
class Playing:
    """A gesture that begins at a time; `utterance` if a mark of it asked for it."""

    path: GesturePath
    begin: float
    utterance: int | None = None


class GesturePlayer:
    """Plays gestures by name. Times are seconds of one clock.

    `leads` is how much later a body moves each parameter than it is told, s: each joint sets out by so much earlier,
    and their strokes meet. Marks may be meant for others: a name that is no gesture is left out.
    """

    def __init__(self, find: Find, leads: Mapping[str, float] | None = None) -> None:
        self._find, self._leads = find, leads or {}
        self._longest_s = max(self._leads.values(), default=0.0)
        self._playing: list[Playing] = []

    def play(self, name: str, now: float, arg: str = "") -> None:
        """Begin a gesture, so that the slowest joint begins it now."""
        if path := self._find(name, arg):
            self._playing.append(Playing(path, now + self._longest_s))

    def speak(self, speech: SpeechStarted, now: float) -> None:
        """Put each gesture's stroke on its mark; one that should have begun before now is made faster, up to twice.

        A sentence that is resumed has no gestures of what was said before.
        """
        first = now + self._longest_s
        for mark in speech.timeline.rest(speech.from_ms).marks:
            stroke = speech.at + mark.at_ms / 1000
            if stroke > now - TOO_LATE_S and (path := self._find(mark.name, mark.arg)):
                begin = stroke - path.stroke_s
                if begin < first:
                    path, begin = path.hastened(max(stroke - first, path.stroke_s / HASTE)), first
                self._playing.append(Playing(path, begin, speech.utterance))

    def interrupt(self, utterance: int, now: float) -> None:
        """The utterance ends early. A gesture that has begun is finished, or it would look cut off."""
        begun = now + self._longest_s
        self._playing = [one for one in self._playing if one.utterance != utterance or one.begin <= begun]

    @property
    def busy(self) -> bool:
        """Whether a gesture is played or waited for."""
        return bool(self._playing)

    def offsets(self, now: float) -> Pose:
        """What all gestures together add to the pose at `now`."""
        self._playing = [one for one in self._playing if now < one.begin + one.path.duration_s]
        pose: Pose = {}
        for one in self._playing:
            pose = added(pose, ahead(one.path.offsets, now - one.begin, self._leads))
        return pose
