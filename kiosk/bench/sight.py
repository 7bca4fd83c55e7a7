"""Figures of sight: what a frame costs, what it makes of drawn faces, of drawn walks, and of real people."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import cv2

from kiosk import models
from kiosk.bench import gaze, sight_clips, sight_cost, sight_faces, sight_shrunk
from kiosk.bench.apart import crew
from kiosk.bench.row import Done, Row, Skipped, Step
from kiosk.bench.sight_greetings import Greetings

PIXELS_S: Final = 225.0
"""The walks in pixels come last, and get what is then left of the four minutes that all figures may take."""
Rows = Callable[[], Iterable[Row | Skipped | Done]]


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure that can be taken without a camera; `data` is the folder with the clips in `sight/`.

    Raises:
        KioskError: the face model is not installed.
    """
    model = models.path("yunet")
    greetings = Greetings(
        model, pixels=200 if full else 40, frames=4000 if full else 1200, pixels_s=math.inf if full else PIXELS_S
    )
    quiet: list[Rows] = [
        partial(sight_faces.rows, model, 200 if full else 40),
        partial(sight_shrunk.rows, model, data),
        partial(gaze.rows, model, 60 if full else 24),
        partial(sight_clips.rows, model, data),
    ]
    return [
        Step("what a frame costs", partial(sight_cost.rows, model)),
        Step("drawn and real faces, gaze and calibration, real clips", partial(_side_by_side, quiet)),
        Step("what the detector makes of faces", greetings.errors_rows),
        Step("walks in trajectories", greetings.trajectory_rows),
        Step("walks in pixels", greetings.pixel_rows),
    ]


def _side_by_side(tables: list[Rows]) -> Iterator[Row | Skipped | Done]:
    """Tables that measure no time, each in a process."""
    with crew(cv2.setNumThreads, 1) as pool:
        for done, rows in enumerate(pool.imap(_taken, tables), 1):
            yield from rows
            yield Done(done, len(tables))


def _taken(table: Rows) -> list[Row | Skipped]:
    return [one for one in table() if not isinstance(one, Done)]
