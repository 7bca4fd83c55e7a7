"""Watches the pictures of a running camera: what is wrong is told within 3 s, and does not come and go.

Pure: times are arguments, in seconds, and never run backwards. No picture is kept, only a sixteenth of one and a
mean of 80 × 60.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np

from hardware.camera.camera import Frame
from hardware.camera.picture import Grey, Verdict, judge, measure, sample, small, verdict_of
from hardware.errors import HardwareError

LOOK_EVERY_S: Final = 0.2
BLEND: Final = 0.4
CUT: Final = 8.0
"""Levels, of 255, by which a picture differs from the mean of those before when something came before the lens."""
RATE_S: Final = 2.0
SAME_S: Final = 1.9
STILL_SAME_S: Final = 0.5
ENTER_S: Final[dict[Verdict, float]] = {"frozen": 0.0, "slow": 0.5, "tiny": 0.0}
"""How long a verdict must hold before it is told, beside the time that it looks back over; 1.5 s for the others."""
HOLD_S: Final = 1.5
LONGEST_S, RECENT_S = 60.0, 300.0
NOTES: Final = frozenset({"dark", "sluggish"})
"""Worth a line in the log: sight goes on."""


class PictureWatch:
    """The settled verdict on one camera's pictures, also over its being opened again.

    Who fails again within five minutes, and in the same way, has to be right for twice as long, up to a minute, before
    it is believed.
    """

    def __init__(self) -> None:
        self.verdict: Verdict = "good"
        self._mean: Grey | None = None
        self._sample = b""
        self._same_since = self._began = self._looked = 0.0
        self._taken: deque[tuple[float, int]] = deque()
        self._next: Verdict = "good"
        self._next_since = 0.0
        self._hold_s, self._failed_at = HOLD_S, -RECENT_S
        self._failure: Verdict = "good"
        self._fresh = True

    @property
    def blind(self) -> bool:
        """Whether nobody can be seen coming."""
        return self.verdict != "good" and self.verdict not in NOTES

    def reopened(self) -> None:
        """The camera was opened anew: rates and repetitions count from its next picture."""
        self._fresh = True

    def see(self, frame: Frame) -> bool:
        """Take a frame in; whether the verdict has changed."""
        if self._fresh:
            self._begin(frame)
        self._taken.append((frame.at, 1 + frame.skipped))
        if frame.at - self._looked < LOOK_EVERY_S:
            return False
        self._looked = frame.at
        grey = small(frame.image)
        self._mean = mean = self._blended(grey)
        return self._settle(frame.at, self._judge(frame, mean))

    def _blended(self, grey: Grey) -> Grey:
        """The mean over time; another scene altogether begins a new one."""
        if self._mean is None or float(np.abs(grey - self._mean).mean()) > CUT:
            return grey
        return np.asarray((1 - BLEND) * self._mean + BLEND * grey, np.float32)

    def _begin(self, frame: Frame) -> None:
        self._fresh, self._mean = False, None
        self._taken.clear()
        self._began = self._same_since = self._next_since = frame.at
        self._looked = frame.at - LOOK_EVERY_S

    def _judge(self, frame: Frame, mean: Grey) -> Verdict:
        taken = sample(frame.image)
        if taken != self._sample:
            self._sample, self._same_since = taken, frame.at
        same_s = STILL_SAME_S if self.verdict == "frozen" else SAME_S
        frozen = frame.at - self._same_since >= same_s
        seen = judge(measure(mean), self._rate(frame.at), frozen=frozen, was=self.verdict)
        return verdict_of(frame.image, seen)

    def _rate(self, now: float) -> float:
        """Frames a second over the last two; unknown, and so fine, before that."""
        while self._taken and self._taken[0][0] <= now - RATE_S:
            self._taken.popleft()
        return sum(count for _, count in self._taken) / RATE_S if now - self._began >= RATE_S else 1000.0

    def _settle(self, now: float, seen: Verdict) -> bool:
        if seen != self._next:
            self._next, self._next_since = seen, now
        better = self.blind and (seen == "good" or seen in NOTES)
        wait_s = self._hold_s if better else ENTER_S.get(seen, HOLD_S)
        if seen == self.verdict or now - self._next_since < wait_s:
            return False
        was_blind, self.verdict = self.blind, seen
        if self.blind and not was_blind:
            again = now - self._failed_at < RECENT_S and seen == self._failure
            self._failure = seen
            self._hold_s = min(LONGEST_S, 2 * self._hold_s) if again else HOLD_S
        if was_blind or self.blind:
            self._failed_at = now
        return True


_FAULTS: Final[dict[Verdict, Callable[[str], HardwareError]]] = {
    "black": lambda detail: HardwareError(
        "camera.black",
        f"The picture of the camera {detail} is black.",
        "Put on the light before the kiosk; take cap or sticker off the lens, open its shutter.",
    ),
    "frozen": lambda detail: HardwareError(
        "camera.frozen",
        f"The picture of the camera {detail} stands still.",
        "Unplug the camera and plug it in again, at best in another USB port.",
    ),
    "bright": lambda detail: HardwareError(
        "camera.bright",
        f"The picture of the camera {detail} is too bright to see anybody.",
        "Turn the camera away from sun and lamps, or shade it.",
    ),
    "covered": lambda detail: HardwareError(
        "camera.covered",
        f"Nothing can be told apart in the picture of the camera {detail}.",
        "Take away what covers or stands before the lens, clean it, and see that it is in focus.",
    ),
    "slow": lambda detail: HardwareError(
        "camera.slow",
        f"The camera {detail} gives fewer than 4 pictures a second.",
        "Give it more light, or plug it into a USB port of its own, without a hub.",
    ),
    "tiny": lambda detail: HardwareError(
        "camera.tiny",
        f"The pictures of the camera {detail} are too small to see anybody.",
        "Use a camera, or a stream of it, of at least 320 by 240 pixels.",
    ),
    "torn": lambda detail: HardwareError(
        "camera.torn",
        f"The pictures of the camera {detail} are cut off, or mere noise.",
        "Plug its cable in anew, at best in another port, without a hub; if it stays so, use another camera.",
    ),
}


def fault_of(verdict: Verdict, detail: str) -> HardwareError:
    """What to tell of a camera whose pictures are of no use. `ValueError` for a verdict that is no fault."""
    if verdict not in _FAULTS:
        raise ValueError(f"{verdict} is no fault")
    return _FAULTS[verdict](detail)
