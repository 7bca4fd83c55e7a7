"""Figures of sight: what a frame costs, how well it greets, what it makes of drawn and of real people."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk import models
from kiosk.bench import gaze, peer_faces
from kiosk.bench.apart import apart, own_mb
from kiosk.bench.row import Peer, Row, Skipped, Step
from kiosk.bench.walkers import PASSERS, SHOPPERS, Kind, Walk, walk
from kiosk.events import ShopperEngaged, ShopperLeft
from kiosk.settings import Sight
from kiosk.sight.cli import presence_in
from kiosk.sight.codes import CodeReader
from kiosk.sight.faces import FaceDetector
from kiosk.sight.geometry import FACE_M, Lens
from kiosk.sight.pipeline import Pipeline
from kiosk.simulation.aisle import View, draw_aisle
from kiosk.simulation.people import Person, draw_people

FPS = 12.0
HFOV = 66.0
CLIPS = {
    "single_face.mp4": 1,
    "noface_face.mov": 1,
    "face_noface.mov": 1,
    "head-pose-face-detection-female-and-male.gif": 1,
    "no_face.mp4": 0,
    "store-aisle-detection.gif": 0,
    "people-detection.gif": 0,
    "face-demographics-walking.gif": 0,
    "one-by-one-person-detection.mp4": 0,
}
LONG = frozenset({"one-by-one-person-detection.mp4"})


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """Every figure that can be taken without a camera; `data` is the folder with the clips in `sight/`.

    Raises:
        KioskError: the face model is not installed.
    """
    model = models.path("yunet")
    return [
        Step("what a frame costs", partial(_cost_rows, model)),
        Step("drawn faces", partial(_drawn_rows, model, 40 if full else 12)),
        Step("gaze and calibration", partial(gaze.rows, model, 60 if full else 24)),
        Step("simulated walkers", partial(_greeting_rows, 500 if full else 150)),
        Step("real clips", partial(_clip_rows, data, full=full)),
    ]


class Studio:
    """Frames of the simulated shop with a sensor's noise."""

    def __init__(self, width: int, height: int) -> None:
        self.lens = Lens(width, height, HFOV)
        self._view = View(width, height, HFOV, self.lens.height_m)
        self._aisle = draw_aisle(self._view)
        self.rng = np.random.default_rng(2)

    def frame(self, *people: Person) -> NDArray[np.uint8]:
        """BGR, with these people."""
        picture = self._aisle.copy()
        draw_people(picture, self._view, list(people))
        return np.clip(picture + self.rng.normal(0, 2.5, picture.shape), 0, 255).astype(np.uint8)


def shopper(z_m: float, x_m: float = 0.0, yaw_deg: float = 0.0) -> Person:
    """An adult who looks at the camera."""
    return Person(1, x_m, z_m, yaw_deg, 1.6, "maya")


def _cost_rows(model: Path) -> Iterator[Row]:
    for width, height, goal in ((640, 480, 16.0), (320, 240, 5.0)):
        studio = Studio(width, height)
        frames = [studio.frame(shopper(1.2 + 0.01 * index)) for index in range(40)]
        cost = _cpu_s(Pipeline(model, Sight(), every_frame=True), frames) / len(frames)
        yield Row(f"CPU of a whole {width}×{height} frame", 1000 * cost, "ms", goal, peer=_cascade_cost(frames[:5]))
    studio = Studio(640, 480)
    for name, people, goal in (("an engagement", [shopper(1.2)], 15.0), ("an empty shop", [], 5.0)):
        frames = [studio.frame(*people) for _ in range(round(6 * FPS))]
        share = _cpu_s(Pipeline(model, Sight()), frames) * FPS / len(frames)
        yield Row(f"CPU of sight in {name}, of one core", 100 * share, "%", goal)
    frames = [studio.frame(shopper(1.2)) for _ in range(round(6 * FPS))]
    yield Row("CPU of looking for codes in an engagement, of one core", 100 * _codes_share(frames), "%", 2.0)
    yield Row("memory of sight, PSS", apart(_memory_mb, model), "MB", 145.0)


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


def _memory_mb(model: Path) -> float:
    """Memory of a fresh process that watches."""
    pipeline = Pipeline(model, Sight(), every_frame=True)
    frame: NDArray[np.uint8] = np.full((480, 640, 3), 128, np.uint8)
    for index in range(10):
        pipeline.step(index / FPS, frame)
    return own_mb()


def _drawn_rows(model: Path, count: int) -> Iterator[Row]:
    """Faces of the simulated shop, by size, and the error of their distance."""
    detector, studio, cascade = FaceDetector(model), Studio(640, 480), peer_faces.make()
    for size, goal in ((24, 0.95), (16, 0.95), (12, 0.90)):
        z = studio.lens.focal_px * FACE_M / size
        frames = [studio.frame(shopper(z, float(x))) for x in studio.rng.uniform(-0.25, 0.25, count) * z]
        found = [len(detector.find(frame)) for frame in frames]
        theirs = [cascade.find(frame) for frame in frames] if cascade is not None else []
        name = f"recall of drawn faces of {size} px"
        yield Row(name, _recall(found), "", goal, "higher", _peer(cascade, _recall(theirs)))
        if size == 12:
            peer = _peer(cascade, _too_many(theirs))
            yield Row("false faces in drawn frames", _too_many(found), "faces", 0.0, peer=peer)
    errors = []
    for z in np.linspace(0.8, 4.0, count * 2):
        faces = detector.find(studio.frame(shopper(float(z), yaw_deg=float(studio.rng.choice([-9, 0, 9])))))
        errors += [abs(studio.lens.locate(face).z_m / z - 1) for face in faces[:1]]
    yield Row("distance error on drawn shoppers, p90", 100 * float(np.percentile(errors, 90)), "%", 6.0)


def _recall(found: Sequence[int]) -> float:
    """The share of frames in which there was a face."""
    return sum(number > 0 for number in found) / max(1, len(found))


def _too_many(found: Sequence[int]) -> float:
    return float(sum(max(0, number - 1) for number in found))


def _peer(cascade: peer_faces.Detector | None, value: float) -> Peer | None:
    return Peer(cascade.name, value) if cascade is not None else None


def _cascade_cost(frames: Sequence[NDArray[np.uint8]]) -> Peer | None:
    """CPU milliseconds of a frame in the peer."""
    cascade = peer_faces.make()
    if cascade is None:
        return None
    cascade.find(frames[0])
    began = time.process_time()
    for frame in frames:
        cascade.find(frame)
    return Peer(cascade.name, 1000 * (time.process_time() - began) / len(frames))


def _greeting_rows(count: int) -> Iterator[Row]:
    """The rules on simulated walkers, `count` of each kind."""
    rng = np.random.default_rng(1)
    walks: dict[Kind, list[Walk]] = {kind: [walk(kind, rng) for _ in range(count)] for kind in (*SHOPPERS, *PASSERS)}
    share = {kind: sum(bool(_greeted(one)) for one in some) / count for kind, some in walks.items()}
    recall = float(np.mean([share[kind] for kind in SHOPPERS]))
    false = sum(share[kind] * part for kind, part in PASSERS.items())
    come = [one for kind in SHOPPERS for one in walks[kind] if one.stop_s is not None and _greeted(one)]
    delays = [_greeted(one)[0] - (one.stop_s or 0.0) for one in come]
    ends = [_times(one, ShopperLeft)[-1] - one.away_s for one in come]
    yield Row("simulated shoppers greeted", recall, "", 0.985, "higher")
    yield Row("false greetings per 100 simulated passers-by", 100 * false, "", 1.0)
    yield Row("precision when 10 % stop", 0.1 * recall / (0.1 * recall + 0.9 * false), "", 0.92, "higher")
    yield Row("greeting, after the stand still, median", float(np.median(delays)), "s", -1.2)
    yield Row("greeting, after the stand still, p95", float(np.percentile(delays, 95)), "s", 1.2)
    yield Row("second greetings of one shopper", float(sum(len(_greeted(one)) > 1 for one in come)), "", 0.0)
    yield Row("session end, after the shopper turned away, p95", float(np.percentile(ends, 95)), "s", 4.2)


def _greeted(one: Walk) -> list[float]:
    return _times(one, ShopperEngaged)


def _times(one: Walk, kind: type[ShopperEngaged | ShopperLeft]) -> list[float]:
    return [t for t, event in one.events if isinstance(event, kind)]


def _clip_rows(data: Path | None, *, full: bool) -> Iterator[Row | Skipped]:
    """Real recordings: greetings too many, greetings missing, sessions that end while the face is there."""
    folder = data / "sight" if data else None
    if folder is None or not folder.is_dir():
        yield Skipped("real clips", "no folder with clips was given; use --data DIR with sight/ in it")
        return
    watched = {name: _greetings(folder / name) for name in CLIPS if (folder / name).is_file() and _wanted(name, full)}
    yield from (
        Skipped(name, "the clip is not there, or only looked at with --full") for name in CLIPS.keys() - watched
    )
    false = sum(max(0, number - CLIPS[name]) for name, number in watched.items())
    missed = sum(max(0, CLIPS[name] - number) for name, number in watched.items())
    yield Row(f"false greetings in {len(watched)} real clips", float(false), "", 0.0)
    yield Row("greetings missed in real clips", float(missed), "", 0.0)


def _wanted(name: str, full: bool) -> bool:
    return full or name not in LONG


def _greetings(clip: Path) -> int:
    events: list[dict[str, Any]] = presence_in(clip, Sight(hfov_deg=HFOV))
    return sum(event["type"] == "ShopperEngaged" for event in events)
