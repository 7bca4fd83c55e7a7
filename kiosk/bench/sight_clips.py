"""Real recordings through sight as the kiosk runs it: greetings, sessions that were dropped, and how they end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.camera.film import SUFFIXES, FileCamera
from kiosk.bench.row import Done, Row, Skipped
from kiosk.events import ShopperEngaged, ShopperLeft
from kiosk.settings import Sight
from kiosk.sight.pipeline import Pipeline

HFOV_DEG: Final = 66.0


@dataclass(frozen=True, slots=True)
class Clip:
    """How many greetings are right, and when the face of the last who is greeted is gone: never, unless told.

    `due` is false where a greeting is right, and so is none: the recording ends, or the head turns, too soon.
    """

    greetings: int = 0
    gone_s: float = math.inf
    due: bool = True


CLIPS: Final[Mapping[str, Clip]] = {
    "single_face.mp4": Clip(1),
    "noface_face.mov": Clip(1),
    "face_noface.mov": Clip(1, 2.4),
    "head-pose-face-detection-female-and-male.gif": Clip(1),
    "head-pose-face-detection-female.gif": Clip(1, due=False),
    "no_face.mp4": Clip(),
    "store-aisle-detection.gif": Clip(),
    "people-detection.gif": Clip(),
    "face-demographics-walking.gif": Clip(),
    "one-by-one-person-detection.mp4": Clip(),
}


def rows(model: Path, data: Path | None) -> Iterator[Row | Skipped | Done]:
    """Of every clip that is there."""
    folder = data / "sight" if data else None
    if folder is None or not folder.is_dir():
        yield Skipped("real clips", "no folder with clips was given; use --data DIR with sight/ in it")
        return
    false = missed = dropped = 0
    ends: list[float] = []
    there = [name for name in CLIPS if (folder / name).is_file()]
    for number, name in enumerate(there):
        yield Done(number, len(there))
        clip, (greeted, left) = CLIPS[name], _watched(model, folder / name)
        wrong = max(0, len(greeted) - clip.greetings)
        lost = sum(1 for t in left if t < clip.gone_s)
        ends += [t - clip.gone_s for t in left if t >= clip.gone_s]
        yield Row(f"{name}: false greetings and dropped sessions", float(wrong + lost), "", 0.0)
        false, dropped = false + wrong, dropped + lost
        missed += max(0, clip.greetings - len(greeted)) if clip.due else 0
    yield from (Skipped(name, "the clip is not there") for name in CLIPS if name not in there)
    yield Row(f"false greetings in {len(there)} real clips", float(false), "", 0.0)
    yield Row(f"dropped sessions in {len(there)} real clips", float(dropped), "", 0.0)
    yield Row("greetings missed in real clips", float(missed), "", 0.0)
    if ends:
        yield Row("session end after the face was gone, in real clips, longest", max(ends), "s", 4.2)
    known = CLIPS.keys()
    unknown = sorted(path.name for path in folder.iterdir() if path.suffix in SUFFIXES and path.name not in known)
    yield from (Skipped(name, "nobody has said how many greetings are right in this clip") for name in unknown)


def _watched(model: Path, file: Path) -> tuple[Sequence[float], Sequence[float]]:
    """When somebody was greeted, and when sessions ended before the recording did, s."""
    camera, pipeline = FileCamera(file, paced=False), Pipeline(model, Sight(hfov_deg=HFOV_DEG))
    greeted, left = list[float](), list[float]()
    try:
        while (frame := camera.read(0.0)) is not None:
            events = pipeline.step(frame.t_s, frame.image)
            greeted += [frame.t_s for event in events if isinstance(event, ShopperEngaged)]
            left += [frame.t_s for event in events if isinstance(event, ShopperLeft)]
    finally:
        camera.close()
    return greeted, left
