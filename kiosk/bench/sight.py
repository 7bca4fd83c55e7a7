"""Figures of sight: what a frame costs, what it makes of drawn faces, of drawn walks, and of real people."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kiosk import models
from kiosk.bench import gaze, sight_clips, sight_cost, sight_faces, sight_shrunk
from kiosk.bench.row import Step
from kiosk.bench.sight_greetings import Greetings


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure that can be taken without a camera; `data` is the folder with the clips in `sight/`.

    Raises:
        KioskError: the face model is not installed.
    """
    model = models.path("yunet")
    greetings = Greetings(model, pixels=200 if full else 40, frames=4000 if full else 1200)
    return [
        Step("what a frame costs", partial(sight_cost.rows, model)),
        Step("drawn faces", partial(sight_faces.rows, model, 200 if full else 40)),
        Step("real faces, shrunk", partial(sight_shrunk.rows, model, data)),
        Step("gaze and calibration", partial(gaze.rows, model, 60 if full else 24)),
        Step("what the detector makes of faces", greetings.errors_rows),
        Step("walks in pixels", greetings.pixel_rows),
        Step("walks in trajectories", greetings.trajectory_rows),
        Step("real clips", partial(sight_clips.rows, model, data)),
    ]
