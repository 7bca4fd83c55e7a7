"""The figures of the avatars: what a frame costs by either renderer, what a pack weighs, and what its pictures show.

Every figure is that of the pack it is worst for, which stands beside it.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

import avatars
from avatars import pixels
from avatars.pack import folder_of
from kiosk.bench import avatar_gpu
from kiosk.bench.apart import apart, own_mb
from kiosk.bench.avatar_frames import SIZE, all_anew_ms, costs_ms, idling, moving, still, talking
from kiosk.bench.row import Peer, Row, Step

FACE = (1080, 1536)
"""Pixels of the place that a face has on a screen of `SIZE`."""
FRAMES, FULL_FRAMES = 60, 300
MIB = 1.048576
"""Megabytes."""


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of all packs, in about a minute; `full` draws more frames."""
    del data  # all benches are called alike; this one draws what it measures
    return [Step("how many there are", _counted), *steps_for(avatars.packs(), full=full)]


def steps_for(packs: Sequence[str], *, full: bool = False) -> list[Step]:
    """The figures of some packs, by name or folder.

    Raises:
        AvatarError: there is no such pack.
    """
    for name in packs:
        folder_of(name)
    gallery = Gallery(FULL_FRAMES if full else FRAMES)
    drivers = avatar_gpu.DRIVERS
    return [
        *(Step(f"{name}: frames", partial(gallery.frames, name)) for name in packs),
        *(Step(f"{name}: pictures", partial(gallery.pictures, name)) for name in packs),
        Step("the worst of all", gallery.rows),
        *(Step(f"frames by {driver}", partial(avatar_gpu.rows, driver, list(packs))) for driver in drivers),
    ]


def _counted() -> Iterator[Row]:
    packs = [avatars.load(name) for name in avatars.packs()]
    yield Row("avatars", len(packs), "", 7, "higher")
    yield Row("expressions, fewest", min(len(pack.expressions) for pack in packs), "", 12, "higher")
    yield Row("visemes, fewest", min(len(pack.visemes) for pack in packs), "", 16, "higher")


@dataclass(frozen=True, slots=True)
class Gallery:
    """Takes the figures of one pack after the other; `rows` tells the worst of each."""

    film_frames: int
    seen: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    """By figure: its value and the pack."""

    def frames(self, name: str) -> list[Row]:
        """Time a pack's bake and its frames, and weigh it."""
        pack = avatars.load(name)
        with _own_cache():
            for what in ("cold", "warm"):
                began = time.process_time()
                renderer = avatars.open_renderer(pack, *SIZE)
                self._note(pack.id, what, time.process_time() - began)
        for film in (moving, talking, still, idling):
            costs = costs_ms(renderer, film(pack, self.film_frames))
            for kind, value in (
                ("median", np.median(costs)),
                ("p95", np.percentile(costs, 95)),
                ("mean", np.mean(costs)),
            ):
                self._note(pack.id, f"{film.__name__} {kind}", float(value))
        self._note(pack.id, "anew", all_anew_ms(pack, pack.expressions["smile"]))
        self._note(pack.id, "size", sum(f.stat().st_size for f in folder_of(name).rglob("*") if f.is_file()) / 1024)
        self._note(pack.id, "memory", apart(_memory_mib, name))
        return []

    def pictures(self, name: str) -> list[Row]:
        """Look at what a pack draws."""
        pack = avatars.load(name)
        mouths = {pair: value for pair, value in pixels.viseme_distances(pack).items() if {*pair} != pixels.TWINS}
        self._note(pack.id, "visemes", min(mouths.values()))
        self._note(pack.id, "expressions", min(pixels.expression_distances(pack).values()))
        self._note(pack.id, "holes", len(pixels.holes(pack)))
        self._note(pack.id, "leak", max(pixels.inside_at_closure(pack).values()))
        return []

    def rows(self) -> Iterator[Row]:
        """The worst of all that was taken."""
        size = f"{SIZE[0]}×{SIZE[1]}"
        anew = Peer("all layers drawn anew", max(self.seen["anew"])[0])
        yield self._row(f"CPU of a {size} frame, moving head, p95", "moving p95", "ms", 25, peer=anew)
        yield self._row(f"CPU of a {size} frame, still head that talks, median", "talking median", "ms", 3.5, peer=anew)
        yield self._row("… its p95", "talking p95", "ms")
        yield self._row("… mouth, lids, gaze and brows all the time, median", "still median", "ms")
        yield self._row(f"CPU of a {size} frame, a face that waits, mean", "idling mean", "ms")
        yield self._row(f"CPU of a bake at {size}", "cold", "s", 1.0)
        yield self._row("… from the disk", "warm", "s")
        yield self._row(f"memory of a process that draws {FACE[0]}×{FACE[1]}, PSS", "memory", "MiB", 220)
        yield self._row("size of a pack", "size", "KiB", 300)
        yield self._row("poses with a hole, over all of yaw, pitch and jaw", "holes", "", 0)
        yield self._row("pixels of the mouth's inside between closed lips", "leak", "", pixels.LEAKING)
        yield self._row("nearest two visemes, of 255", "visemes", "", pixels.ALIKE, "higher")
        yield self._row("nearest two expressions, of 255", "expressions", "", pixels.EXPRESSIONS_ALIKE, "higher")

    def _note(self, pack: str, figure: str, value: float) -> None:
        self.seen.setdefault(figure, []).append((value, pack))

    def _row(
        self,
        name: str,
        figure: str,
        unit: str,
        goal: float | None = None,
        better: Literal["lower", "higher"] = "lower",
        peer: Peer | None = None,
    ) -> Row:
        value, pack = max(self.seen[figure]) if better == "lower" else min(self.seen[figure])
        return Row(f"{name} ({pack})", value, unit, goal, better, peer)


@contextmanager
def _own_cache() -> Iterator[None]:
    """An empty cache of bakes."""
    before = os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield
        finally:
            del os.environ["XDG_CACHE_HOME"]
            if before is not None:
                os.environ["XDG_CACHE_HOME"] = before


def _memory_mib(name: str) -> float:
    """Memory of a fresh process that draws a face."""
    pack = avatars.load(name)
    renderer = avatars.open_renderer(pack, *FACE)
    costs_ms(renderer, moving(pack, 10))
    return own_mb() / MIB
