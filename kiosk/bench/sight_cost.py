"""What sight costs: processor time of a frame by its size and over a minute, and memory."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.bench import peer_faces
from kiosk.bench.apart import apart, own_mb, resident_mb
from kiosk.bench.row import Peer, Row
from kiosk.settings import Sight
from kiosk.sight.codes import CodeReader
from kiosk.sight.pipeline import Pipeline
from kiosk.simulation.aisle import View, draw_aisle
from kiosk.simulation.optics import Optics
from kiosk.simulation.people import Person
from kiosk.simulation.scene import draw_scene

FPS: Final = 12.0
HFOV: Final = 66.0
SIZES: Final = ((320, 240, 5.0), (640, 480, 16.0), (1280, 720, 16.0))
"""Width and height in px; the goal in ms."""
PEER_FRAMES: Final = 3


class Studio:
    """Frames of the simulated shop, BGR, with a sensor's noise."""

    def __init__(self, width: int, height: int) -> None:
        self.view = View(width, height, HFOV, 1.35)
        self._aisle, self._optics = draw_aisle(self.view), Optics(self.view)

    def frame(self, *people: Person) -> NDArray[np.uint8]:
        """With these people."""
        picture = self._aisle.copy()
        draw_scene(picture, self.view, people)
        return self._optics.expose(0.0, picture)


def shopper(z_m: float) -> Person:
    """An adult who looks at the camera."""
    return Person(1, 0.0, z_m, 0.0, 1.6, "maya")


def rows(model: Path) -> Iterator[Row]:
    """Everything that is not free."""
    for width, height, goal in SIZES:
        studio = Studio(width, height)
        frames = [studio.frame(shopper(1.2 + 0.01 * index)) for index in range(40)]
        cost = _cpu_s(Pipeline(model, Sight(), every_frame=True), frames) / len(frames)
        yield Row(f"CPU of a whole {width}×{height} frame", 1000 * cost, "ms", goal, peer=_cascade_cost(frames))
    studio = Studio(640, 480)
    for name, people, goal in (("an engagement", [shopper(1.2)], 15.0), ("an empty shop", [], 5.0)):
        frames = [studio.frame(*people) for _ in range(round(6 * FPS))]
        share = _cpu_s(Pipeline(model, Sight()), frames) * FPS / len(frames)
        yield Row(f"CPU of sight in {name}, of one core", 100 * share, "%", goal)
    frames = [studio.frame(shopper(1.2)) for _ in range(round(6 * FPS))]
    yield Row("CPU of looking for codes in an engagement, of one core", 100 * _codes_share(frames), "%", 2.0)
    resident, proportional = apart(_memory_mb, model)
    yield Row("memory of sight, PSS", proportional, "MB", 145.0)
    yield Row("memory of sight, RSS", resident, "MB", 145.0)


def _cpu_s(pipeline: Pipeline, frames: Sequence[NDArray[np.uint8]]) -> float:
    """CPU seconds for all frames, after a first round that warms up."""
    for index, frame in enumerate(frames[:4]):
        pipeline.step(index / FPS - 1, frame)
    began = time.thread_time()
    for index, frame in enumerate(frames):
        pipeline.step(index / FPS, frame)
    return time.thread_time() - began


def _codes_share(frames: Sequence[NDArray[np.uint8]]) -> float:
    """CPU seconds a second of looking for codes in frames that show none."""
    reader = CodeReader({})
    began = time.thread_time()
    for index, frame in enumerate(frames):
        reader.look(index / FPS, frame, engaged=True)
    return (time.thread_time() - began) * FPS / len(frames)


def _memory_mb(model: Path) -> tuple[float, float]:
    """Memory of a fresh process that watches: resident, and its share of what is shared."""
    pipeline = Pipeline(model, Sight(), every_frame=True)
    frame: NDArray[np.uint8] = np.full((480, 640, 3), 128, np.uint8)
    for index in range(10):
        pipeline.step(index / FPS, frame)
    return resident_mb(), own_mb()


def _cascade_cost(frames: Sequence[NDArray[np.uint8]]) -> Peer | None:
    """CPU milliseconds of a frame in the peer."""
    cascade = peer_faces.make()
    if cascade is None:
        return None
    cascade.find(frames[0])
    began = time.process_time()
    for frame in frames[:PEER_FRAMES]:
        cascade.find(frame)
    return Peer(cascade.name, 1000 * (time.process_time() - began) / PEER_FRAMES)
