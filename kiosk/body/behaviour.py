"""What the body wants to do: commands and events in with their time, a pose out for any instant. Touches no device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hardware.motion.trajectory import Layers, Pose, added, ahead
from kiosk.body.gaze import HeadGaze
from kiosk.body.idle import Idle
from kiosk.body.sleep import Sleep, asleep
from kiosk.commands import CloseSession, Duck, Express, Gesture, LookAt, LookAway, OpenSession
from kiosk.events import ShopperApproaching, ShopperEngaged, ShopperNoticed, SpeechEnded, SpeechStarted, StoreHours
from kiosk.gestures.player import Find, GesturePlayer
from kiosk.ports import Message
from kiosk.timeline import Viseme

LARGE_TURN_DEG = 12.0
SOFT = 0.55
"""What is left of the mouth while the voice is lowered for a shopper who may be speaking."""
ENGAGED = 0.5
"""What is left of the sway while somebody is looked at."""


class Mouth(Protocol):
    """The mouth of one utterance."""

    def pose(self, t_s: float) -> Pose:
        """Its parameters `t_s` seconds after the first sample."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """How one body behaves.

    `leads`: how much later it moves each parameter than it is told, s; `posture`: how it holds trunk and arms;
    `liveliness` (0 to 1): how much it moves of itself; `sleep_after_s`: when it sleeps if nobody is there and
    the store told no hours, 0 for never; `eyes`: whether it can turn them; `seed`: of blinks and glances.
    """

    leads: Mapping[str, float] = field(default_factory=dict)
    posture: Pose = field(default_factory=dict)
    liveliness: float = 0.0
    sleep_after_s: float = 0.0
    eyes: bool = False
    seed: int = 1


class Behaviour:
    """The body's wishes.

    Args:
        mouth: Makes the mouth of an utterance; it already runs ahead by the lead of the lips.
        gesture: Finds a gesture by its name and the place that is named with it.
        expressions: Pose of each expression, by name.
        manner: How it behaves.
    """

    def __init__(
        self,
        mouth: Callable[[Sequence[Viseme]], Mouth],
        gesture: Find,
        expressions: Mapping[str, Pose],
        manner: Manner = Manner(),
    ) -> None:
        self._mouth_of, self._expressions = mouth, expressions
        self._leads, self._posture = manner.leads, manner.posture
        self._gestures = GesturePlayer(gesture, manner.leads)
        self._gaze = HeadGaze(eyes=manner.eyes)
        self._idle, self._sleep = Idle(manner.seed, manner.liveliness), Sleep(manner.sleep_after_s)
        self._expression: Pose = {}
        self._speech: tuple[SpeechStarted, Mouth] | None = None
        self._ducked = self._serving = False

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
                if self._gaze.look(yaw_deg, pitch_deg) > LARGE_TURN_DEG:
                    self._idle.blinks.blink(now)
            case LookAway():
                self._gaze.away()
            case Express(expression, intensity):
                pose = self._expressions.get(expression, {})
                self._expression = {name: value * intensity for name, value in pose.items()}
            case Gesture(name, arg):
                self._gestures.play(name, now, arg)
            case StoreHours(is_open):
                self._sleep.open = is_open
            case ShopperNoticed() | ShopperApproaching() | ShopperEngaged():
                self._sleep.stir(now)
            case OpenSession() | CloseSession():
                self._serve(now, serving=isinstance(message, OpenSession))
            case _:
                pass

    def pose(self, now: float, safety: Pose | None = None, *, still: bool = False) -> Pose:
        """What all layers together want now; `safety` has the last word. `still` stops life and gestures."""
        if still:
            return {**self._posture, **self._expression, **(safety or {})}
        if self._serving or self._speech or self._gaze.busy or self._gestures.busy:
            self._sleep.stir(now)
        idle, sleep = added(self._posture, self._idle.pose(now)), self._sleep.share(now)
        gaze = self._looking(now, idle)
        gesture = self._gestures.offsets(now)
        awake = Layers(self._expression, idle, gaze, gesture, self._mouth(now), {}).pose()
        return {**asleep(awake, sleep, self._posture), **(safety or {})}

    def limp(self, now: float) -> bool:
        """Whether it sleeps so deeply that its motors may let go."""
        return self._sleep.limp(now)

    def _looking(self, now: float, idle: Pose) -> Pose:
        """The gaze, with what is left of the sway."""
        glance = self._idle.glance(now, alone=not (self._gaze.busy or self._serving or self._speech))
        calm = ENGAGED if self._gaze.busy else 1.0
        return {name: value + calm * idle.get(name, 0.0) for name, value in self._gaze.pose(now, glance).items()}

    def _mouth(self, now: float) -> Pose:
        """Smaller while the voice is lowered."""
        if self._speech is None:
            return {}
        pose = ahead(self._speech[1].pose, now - self._speech[0].at, self._leads)
        return {name: SOFT * value for name, value in pose.items()} if self._ducked else pose

    def _serve(self, now: float, *, serving: bool) -> None:
        """A session begins, or ends and is forgotten."""
        self._serving = serving
        self._sleep.stir(now)
        if not serving:
            self._gaze.away()
            self._expression = {}

    def _speak(self, speech: SpeechStarted, now: float) -> None:
        self._ducked = False
        self._speech = (speech, self._mouth_of(speech.timeline.rest(speech.from_ms).visemes))
        self._gestures.speak(speech, now)

    def _fall_silent(self, utterance: int, now: float, *, completed: bool) -> None:
        if self._speech and self._speech[0].utterance == utterance:
            self._speech = None
        if not completed:
            self._gestures.interrupt(utterance, now)
