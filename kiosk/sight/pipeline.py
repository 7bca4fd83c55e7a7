"""One frame in, presence events out. No frame is kept, written or passed on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.events import CodeShown, Event
from kiosk.settings import Sight
from kiosk.sight.attention import Attention, Look
from kiosk.sight.behaviour import Rules
from kiosk.sight.codes import CodeReader
from kiosk.sight.faces import FaceDetector
from kiosk.sight.geometry import Lens, Sighting
from kiosk.sight.motion import Motion
from kiosk.sight.presence import Presence
from kiosk.sight.tracks import Track, Tracker


class Pipeline:
    """Detector, tracker and rules over the frames of one camera.

    `every_frame` looks at all of every frame instead of following the duty cycle; `codes` reads those that are shown.
    """

    def __init__(
        self, model: Path, settings: Sight, *, every_frame: bool = False, codes: CodeReader | None = None
    ) -> None:
        self._settings = settings
        self._detector = FaceDetector(model, settings.score)
        self._attention = None if every_frame else Attention()
        self._tracker: Tracker | None = None
        self._numbers = count(1)
        self._codes = codes
        self.presence = Presence(rules_of(settings))
        self.motions: Sequence[Motion] = ()

    def step(self, t: float, image: NDArray[np.uint8]) -> list[Event]:
        """Events that a BGR frame of time `t`, seconds, leads to."""
        tracker = self._tracker_for(image.shape[1], image.shape[0])
        look = Look() if self._attention is None else self._attention.look(t, image, tracker.tracks)
        sightings = None if look is None else self._sightings(image, look, tracker.lens)
        self.motions = tracker.step(t, sightings)
        return [*self.presence.step(t, self.motions), *self._read_codes(t, image)]

    @property
    def tracks(self) -> Sequence[Track]:
        """The faces that are followed now, also those that are not confirmed yet."""
        return self._tracker.tracks if self._tracker else ()

    @property
    def lens(self) -> Lens | None:
        """The camera, once there was a frame."""
        return self._tracker.lens if self._tracker else None

    def idle(self, t: float) -> list[Event]:
        """Events of time `t` without a frame: whoever is not seen is lost after a while."""
        if self._tracker is None:
            return []
        self.motions = self._tracker.step(t, [])
        return self.presence.step(t, self.motions)

    def forget(self) -> None:
        """Sight was lost, and with it everybody who was followed."""
        self._tracker = None
        self.presence.forget()

    def finish(self) -> list[Event]:
        """Events for the end of a recording."""
        return self.presence.finish()

    def _read_codes(self, t: float, image: NDArray[np.uint8]) -> list[CodeShown]:
        """Codes that are shown; who holds one before the camera may hide his face with it, and is here all the same."""
        shown = self._codes.look(t, image, engaged=self.presence.engaged) if self._codes else []
        if shown:
            self.presence.stays(t)
        return shown

    def _sightings(self, image: NDArray[np.uint8], look: Look, lens: Lens) -> list[Sighting]:
        return [lens.locate(face) for face in self._detector.find(image, look.width, look.region)]

    def _tracker_for(self, width: int, height: int) -> Tracker:
        if self._tracker is None or (self._tracker.lens.width, self._tracker.lens.height) != (width, height):
            self._tracker = Tracker(lens_of(self._settings, width, height), self._numbers)
        return self._tracker


def lens_of(settings: Sight, width: int, height: int) -> Lens:
    """The camera as it was calibrated, for pictures of a size in px."""
    return Lens(width, height, settings.hfov_deg, settings.height_m, settings.pitch_deg, settings.screen_m)


def rules_of(settings: Sight) -> Rules:
    """The rules with what a technician set."""
    return Rules(
        engage_m=settings.engage_m,
        disengage_m=settings.disengage_m,
        approach_m=settings.approach_m,
        end_s=settings.end_s,
        end_leaving_s=settings.end_leaving_s,
        cooldown_s=settings.cooldown_s,
        engage_hold_s=settings.engage_after_s,
        aside_s=settings.aside_s,
        group_m=settings.group_m,
        low_eye_m=settings.low_eye_m,
    )
