"""Points of the curve of care: the surer the kiosk must be, the fewer answers, and the fewer wrong ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiosk.bench.row import Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

SCORES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
KINDS = ("answered", "answers right", "strangers answered")
COLOURS = {"answered": "#0072b2", "answers right": "#009e73", "strangers answered": "#d55e00"}
HEIGHT_IN = 6.0
_NAME = re.compile(r"(.+) from score (0\.\d+): (.+)")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """A share in %, of a set, when the kiosk answers from `score` on."""

    name: str
    score: float
    kind: str
    value: float


def rows(name: str, known: Floats, right: NDArray[np.bool_], strange: Floats) -> Iterator[Row]:
    """The points of a set."""
    for score in SCORES:
        direct = known >= score
        values = (direct.mean(), right[direct].mean() if direct.any() else 1.0, (strange >= score).mean())
        for kind, value in zip(KINDS, values, strict=True):
            yield Row(f"{name} from score {score:.1f}: {kind}", 100 * float(value), "%")


def read(row: Row) -> Point | None:
    """The point that a row is; None for a row of anything else."""
    found = _NAME.fullmatch(row.name)
    return Point(found[1], float(found[2]), found[3], row.value) if found and found[3] in KINDS else None


def height_in(points: Sequence[Point]) -> float:
    """Of the picture."""
    return HEIGHT_IN if points else 0.0


def draw(figure: Figure | SubFigure, points: Sequence[Point]) -> None:
    """A panel for each set: shares over the score from which the kiosk answers."""
    names = list(dict.fromkeys(point.name for point in points))
    for axes, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        for kind, colour in COLOURS.items():
            line = [(point.score, point.value) for point in points if (point.name, point.kind) == (name, kind)]
            axes.plot(*zip(*line, strict=True), marker="o", color=colour, label=kind, linewidth=2.5)
        axes.set_title(f"{name}: what a limit leads to", loc="left", fontsize=15)
        axes.set_xlabel("score from which the kiosk answers by itself", fontsize=13)
        axes.set_ylabel("%", fontsize=13)
        axes.set_ylim(0, 101)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=12)
