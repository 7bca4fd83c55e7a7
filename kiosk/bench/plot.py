"""A bench's document as a picture: every figure on one scale, where 1 is its goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from kiosk.bench import answers_curve, curves
from kiosk.bench.document import Document
from kiosk.bench.markdown import number
from kiosk.bench.points import read
from kiosk.bench.row import Row, meets
from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D

SUFFIXES = (".png", ".svg")
WIDTH_PX, DPI = 1600, 100
ROW_IN, MARGIN_IN = 0.45, 2.1
NAME_CHARS = 48
FAR = 2.0
"""The scale ends at twice the goal: what is farther off is drawn there."""
MET, MISSED, PEER, INK = "#0072b2", "#d55e00", "#555555", "#222222"


def check(file: Path) -> None:
    """Whether a picture can be written there, before minutes are spent on measuring.

    Raises:
        InputError: `bench.plot-file`.
        KioskError: `bench.no-plot`.
    """
    if file.suffix.lower() not in SUFFIXES or not file.resolve().parent.is_dir():
        sentence = f"No picture can be written as {file}."
        raise InputError("bench.plot-file", sentence, f"Name a {' or '.join(SUFFIXES)} file in a folder that exists.")
    if find_spec("matplotlib") is None:
        remedy = "Install it with `pip install 'balie[demo]'`, or use --markdown."
        raise KioskError("bench.no-plot", "The library that draws the picture, matplotlib, is not here.", remedy)


def burden(row: Row, value: float) -> float:
    """How much of its goal a value uses up: 1 at the goal, less is better; for goals of either side and any sign."""
    goal = 0.0 if row.goal is None else row.goal
    excess = value - goal if row.better == "lower" else goal - value
    if goal == 0:
        return 1.0 if excess == 0 else 0.0 if excess < 0 else FAR
    return 1.0 + excess / abs(goal)


def draw(part: str, document: Document, measured: datetime, file: Path) -> None:
    """Write the picture: above, the understanding curves if there are any; below, each figure beside its goal.

    A dot is what met its goal, a cross what missed it, a hollow diamond the peer.
    """
    from matplotlib.figure import Figure

    points = [point for row in document.rows if (point := read(row)) is not None]
    limits = [limit for row in document.rows if (limit := answers_curve.read(row)) is not None]
    rows = [row for row in document.rows if row.goal is not None]
    above_in = answers_curve.height_in(limits) if limits else curves.height_in(points)
    heights = [above_in, MARGIN_IN + ROW_IN * max(1, len(rows))]
    figure = Figure(figsize=(WIDTH_PX / DPI, sum(heights)), dpi=DPI, layout="constrained")
    below: Figure | SubFigure = figure
    if points or limits:
        above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=heights)[:, 0]
        if limits:
            answers_curve.draw(above, limits)
        else:
            curves.draw(above, points)
    _goals(below, rows, part, f"{document.machine}\n{measured:%Y-%m-%d %H:%M}")
    figure.savefig(file)


def _goals(figure: Figure | SubFigure, rows: Sequence[Row], part: str, where: str) -> None:
    axes = figure.add_subplot()
    _scale(axes, rows)
    for place, row in enumerate(rows):
        _row(axes, place, row)
    missed = sum(not meets(row) for row in rows)
    figure.suptitle(f"{part}: {len(rows) - missed} of {len(rows)} goals met", x=0.01, ha="left", fontsize=20)
    axes.set_title(where, loc="left", fontsize=13)
    figure.legend(handles=_marks(), loc="outside lower right", ncols=3, frameon=False, fontsize=12)


def _scale(axes: Axes, rows: Sequence[Row]) -> None:
    axes.set_xlim(-0.04, FAR + 0.06)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [fill(row.name, NAME_CHARS) for row in rows], fontsize=13)
    axes.set_xticks([0, 0.5, 1, 1.5, FAR], ["", "half", "goal", "", "twice or more"], fontsize=12)
    axes.axvspan(1, FAR + 0.06, color=MISSED, alpha=0.08, linewidth=0)
    axes.axvline(1, color=INK, linewidth=1.5)
    axes.set_xlabel("← better     share of the goal that is used up     worse →", fontsize=13)
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _row(axes: Axes, place: int, row: Row) -> None:
    """The line from the goal to the figure, the figure, its peer, and both in numbers at the right."""
    good, at = meets(row), _inside(burden(row, row.value))
    colour = MET if good else MISSED
    axes.plot([1, at], [place, place], color=colour, linewidth=3, solid_capstyle="round")
    axes.plot([at], [place], marker="o" if good else "X", markersize=12, color=colour, clip_on=False, zorder=3)
    sign = "≤" if row.better == "lower" else "≥"
    text = f"{number(row.value)} {row.unit}".strip() + f"  ({sign} {number(row.goal or 0.0)})"
    if row.peer is not None:
        _peer(axes, place, row, row.peer.value)
        text += f"   ◇ {row.peer.name}: {number(row.peer.value)}"
    axes.annotate(
        text,
        (1.0, place),
        xycoords=("axes fraction", "data"),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        fontsize=12,
        fontweight="normal" if good else "bold",
        color=INK if good else MISSED,
        annotation_clip=False,
    )


def _peer(axes: Axes, place: int, row: Row, value: float) -> None:
    away = burden(row, value)
    marker = ">" if away > FAR else "<" if away < 0 else "D"
    axes.plot([_inside(away)], [place], marker=marker, markersize=9, markerfacecolor="white", color=PEER, clip_on=False)


def _inside(away: float) -> float:
    return min(FAR, max(0.0, away))


def _marks() -> list[Line2D]:
    from matplotlib.lines import Line2D

    def mark(sign: str, colour: str, label: str, face: str | None = None) -> Line2D:
        face = face or colour
        return Line2D([], [], marker=sign, color=colour, markerfacecolor=face, linewidth=0, markersize=10, label=label)

    return [
        mark("o", MET, "goal met"),
        mark("X", MISSED, "goal missed"),
        mark("D", PEER, "peer, same run and input (triangle: off the scale)", "white"),
    ]
