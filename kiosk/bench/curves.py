"""The understanding curves as a picture: a row of panels a language and what was asked, a panel a noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from kiosk.bench.points import (
    BOTH,
    CLEAN,
    CONSTRAINED,
    KNOWN,
    NOISES,
    OPEN,
    OTHER_WORDS,
    RECORDED,
    SNRS_DB,
    TYPED,
    Curve,
    Point,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure
    from matplotlib.lines import Line2D

Style = Literal["-", "-."]
PANEL_IN, HEAD_IN = 3.0, 1.7
COLOURS = {OPEN: "#0072b2", CONSTRAINED: "#e69f00", BOTH: "#009e73"}
"""Of Okabe and Ito's palette, which colour-blind people tell apart; each has a mark of its own too."""
MARKS = {OPEN: "o", CONSTRAINED: "s", BOTH: "D"}
NAMES = {OPEN: "open reading", CONSTRAINED: "store's words alone", BOTH: "both: what the kiosk goes by"}
TYPED_INK, GRID = "#222222", "#dddddd"
STYLES: tuple[Style, ...] = ("-", "-.")
"""Of the first recogniser of a language, and of another beside it."""
LANGUAGES = {"en": "English", "ko": "Korean", "nl": "Dutch", "fr": "French", "de": "German"}
ASKED = {KNOWN: "the store's own questions", OTHER_WORDS: "asked in other words", RECORDED: "recordings"}
NOISE_NAMES = {"white": "white noise", "babble": "babble of other people", "hum": "hum of the mains"}
ENOUGH = 3
"""Conditions of a noise that make a curve."""

Panel = tuple[str, str]
"""Language and source."""


def height_in(points: Sequence[Point]) -> float:
    """Inches that the panels take; 0 without a curve."""
    rows = _panels(points)
    return HEAD_IN + PANEL_IN * len(rows) if rows else 0.0


def draw(figure: SubFigure, points: Sequence[Point]) -> None:
    """All panels, with one legend below them."""
    rows = _panels(points)
    grid = figure.subplots(len(rows), len(NOISES), sharex=True, sharey=True, squeeze=False)
    for axes_of_row, panel in zip(grid, rows, strict=True):
        mine = [point for point in points if (point.curve.lang, point.curve.source) == panel]
        for axes, noise in zip(axes_of_row, NOISES, strict=True):
            _panel(axes, mine, noise)
        asked = f"{ASKED[panel[1]]}: {max(point.count for point in mine)}"
        axes_of_row[0].set_ylabel(f"{LANGUAGES.get(panel[0], panel[0])}\n{asked}\nanswered right, %")
    for axes, noise in zip(grid[0], NOISES, strict=True):
        axes.set_title(NOISE_NAMES[noise], fontsize=14)
    for axes in grid[-1]:
        axes.set_xlabel("voice above the noise, dB", fontsize=12)
    figure.suptitle("What is understood, the louder it gets around the shopper", x=0.01, ha="left", fontsize=20)
    figure.legend(handles=_legend(points), loc="outside lower center", ncols=5, frameon=False, fontsize=12)


def _panels(points: Sequence[Point]) -> list[Panel]:
    """Those with enough conditions for a curve."""
    found: dict[Panel, set[str]] = {}
    for point in points:
        if point.condition.noise in NOISES:
            found.setdefault((point.curve.lang, point.curve.source), set()).add(str(point.condition))
    return [panel for panel, conditions in found.items() if len(conditions) >= ENOUGH]


def _panel(axes: Axes, points: Sequence[Point], noise: str) -> None:
    ticks = [None, *SNRS_DB]
    axes.set_xticks(range(len(ticks)), [CLEAN if tick is None else f"{tick:g}" for tick in ticks], fontsize=12)
    axes.set_ylim(-4, 104)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.grid(visible=True, color=GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    for typed in (point for point in points if point.curve.reading == TYPED):
        axes.axhline(typed.right, color=TYPED_INK, linewidth=1, linestyle=(0, (1, 2)))
    heard = [point for point in points if point.curve.reading != TYPED]
    engines = list(dict.fromkeys(point.curve.engine for point in heard))
    for curve in dict.fromkeys(point.curve for point in heard):
        style = STYLES[engines.index(curve.engine) % len(STYLES)]
        _line(axes, [point for point in heard if point.curve == curve], curve, noise, style)


def _line(axes: Axes, points: Sequence[Point], curve: Curve, noise: str, style: Style) -> None:
    """Bold what the answer layer makes of it, thin and dashed the closest question alone."""
    levels = {None if point.condition.noise == CLEAN else point.condition.snr_db: point for point in points
              if point.condition.noise in (CLEAN, noise)}  # fmt: skip
    places = [(at, levels[level]) for at, level in enumerate((None, *SNRS_DB)) if level in levels]
    colour = COLOURS[curve.reading]
    xs = [at for at, _ in places]
    width = 3.0 if curve.reading == BOTH else 2.2
    axes.plot(xs, [point.right for _, point in places], style, color=colour, marker=MARKS[curve.reading], lw=width)
    near = [point.closest for _, point in places if point.closest is not None]
    if len(near) == len(xs):
        axes.plot(xs, near, "--", color=colour, linewidth=1, alpha=0.7)


def _legend(points: Sequence[Point]) -> list[Line2D]:
    from matplotlib.lines import Line2D

    present = [reading for reading in NAMES if any(point.curve.reading == reading for point in points)]
    found = [Line2D([], [], color=COLOURS[one], marker=MARKS[one], lw=2.2, label=NAMES[one]) for one in present]
    closest = Line2D([], [], color="#777777", linestyle="--", lw=1, label="closest question alone, however far")
    typed = Line2D([], [], color=TYPED_INK, linestyle=(0, (1, 2)), lw=1, label="the same, typed")
    return [*found, *_engines(points), closest, typed]


def _engines(points: Sequence[Point]) -> list[Line2D]:
    """Which recogniser has which style, where a language has two."""
    from matplotlib.lines import Line2D

    langs = dict.fromkeys(point.curve.lang for point in points)
    names = [{point.curve.engine: 0 for point in points if point.curve.lang == lang and point.curve.engine != TYPED}
             for lang in langs]  # fmt: skip
    twice = next((list(of_lang) for of_lang in names if len(of_lang) > 1), [])
    return [
        Line2D([], [], color=TYPED_INK, linestyle=style, label=name) for name, style in zip(twice, STYLES, strict=False)
    ]
