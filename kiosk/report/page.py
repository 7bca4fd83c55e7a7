"""`report.html`: the picture, the questions and the figures on one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

TEMPLATE = Path(__file__).with_name("page.html")


def render(
    title: str,
    picture: str,
    turns: Sequence[Mapping[str, Any]],
    figures: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
) -> str:
    """The whole page. A figure has name, value, unit, goal and better; a turn the fields of `turns.Turn`."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        notes="".join(f"<p>{escape(note)}</p>" for note in notes),
        picture=picture,
        turns="".join(_turn(turn) for turn in turns),
        figures="".join(_figure(figure) for figure in figures),
    )


def _turn(turn: Mapping[str, Any]) -> str:
    texts = "".join(f"<td>{escape(str(turn[name]))}</td>" for name in ("said", "heard", "reply", "entry"))
    return f"<tr>{texts}{''.join(_number(turn[name]) for name in ('words_ms', 'caption_ms', 'sound_ms'))}</tr>"


def _number(value: float | None) -> str:
    return f'<td class="n">{"–" if value is None else f"{value:.0f}"}</td>'


def _figure(figure: Mapping[str, Any]) -> str:
    value, goal, unit = figure["value"], figure["goal"], figure["unit"]
    kind = "" if goal is None or value is None else "good" if meets(figure) else "bad"
    sign = {"lower": "≤", "higher": "≥"}.get(figure["better"], "")
    shown = "–" if value is None else f"{value:g} {unit}"
    return (
        f'<tr><td>{escape(figure["name"])}</td><td class="n {kind}">{escape(shown)}</td>'
        f'<td class="n">{"" if goal is None else escape(f"{sign} {goal:g} {unit}")}</td></tr>'
    )


def meets(figure: Mapping[str, Any]) -> bool:
    """Whether a figure that has a goal reaches it."""
    value, goal = figure["value"], figure["goal"]
    return bool(value <= goal if figure["better"] == "lower" else value >= goal)
